namespace MiyakoMailSanitizer.Sanitizing.Images.Tiff;

/// <summary>Writes T.6 (Group 4), which every fax and office program reads.</summary>
internal sealed class CcittWriter(int width)
{
    private readonly MemoryStream _output = new();
    private uint _bits;
    private int _count;

    /// <param name="rows">1 bit a pixel, 1 for black; bits after the width are of no meaning.</param>
    /// <param name="stride">Bytes of a row.</param>
    /// <param name="budget">For the clock.</param>
    public byte[] Write(ReadOnlySpan<byte> rows, int stride, PictureBudget budget)
    {
        int[] above = [width, width, width, width], row = above;
        for (var y = 0; y < rows.Length / stride; y++)
        {
            if ((y & 255) == 0)
                budget.Tick();
            row = Changes(rows.Slice(y * stride, stride));
            WriteRow(row, above);
            above = row;
        }

        // End of facsimile block: two end-of-line codes (T.6 §2.4.1.1).
        Put(1, 12);
        Put(1, 12);
        if (_count > 0)
            Put(0, 8 - _count);
        return _output.ToArray();
    }

    /// <summary>Where the colour changes, white first; the width four times at the end.</summary>
    private int[] Changes(ReadOnlySpan<byte> row)
    {
        var changes = new List<int>();
        var color = 0;
        for (var x = 0; x < width; x++)
        {
            // Whole bytes of one colour are most of a page.
            if ((x & 7) == 0 && row[x >> 3] == (color == 0 ? 0 : 0xFF))
            {
                x += 7;
                continue;
            }

            var bit = (row[x >> 3] >> (7 - (x & 7))) & 1;
            if (bit == color)
                continue;
            changes.Add(x);
            color = bit;
        }

        return [.. changes, width, width, width, width];
    }

    private void WriteRow(int[] row, int[] above)
    {
        int a0 = 0, color = 0, mine = 0, their = 0;
        var isStart = true;
        while (a0 < width)
        {
            while (mine < row.Length - 2 && (row[mine] < a0 || (mine & 1) != color || (row[mine] == a0 && !isStart)))
                mine++;
            their = Math.Max(0, their - 2);
            while (above[their] < width && (above[their] < a0 || (above[their] == a0 && !isStart) || (their & 1) != color))
                their++;
            int a1 = row[mine], b1 = above[their], b2 = above[their] == width ? width : above[their + 1];
            if (b2 < a1)
            {
                Put(1, 4);
                (a0, isStart) = (b2, false);
                continue;
            }

            if (Math.Abs(a1 - b1) <= 3)
            {
                PutVertical(a1 - b1);
                (a0, color) = (a1, color ^ 1);
            }
            else
            {
                var a2 = row[mine + 1];
                Put(1, 3);
                PutRun(a1 - a0, color);
                PutRun(a2 - a1, color ^ 1);
                a0 = a2;
            }

            isStart = false;
        }
    }

    private void PutVertical(int shift)
    {
        var (code, length) = shift switch { 0 => (1, 1), 1 => (3, 3), -1 => (2, 3), 2 => (3, 6), -2 => (2, 6), 3 => (3, 7), _ => (2, 7) };
        Put(code, length);
    }

    private void PutRun(int run, int color)
    {
        var codes = CcittCodes.ByRun[color];
        for (; run > 2_560 + 63; run -= 2_560)
            Put(codes[^1].Code, codes[^1].Length);
        if (run >= 64)
        {
            var (code, length) = codes[63 + (run / 64)];
            Put(code, length);
        }

        Put(codes[run % 64].Code, codes[run % 64].Length);
    }

    private void Put(int code, int length)
    {
        _bits = (_bits << length) | (uint)code;
        _count += length;
        while (_count >= 8)
        {
            _count -= 8;
            _output.WriteByte((byte)(_bits >> _count));
        }
    }
}
