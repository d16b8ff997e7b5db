namespace MiyakoMailSanitizer.Sanitizing.Images.Tiff;

/// <summary>The kinds of fax coding.</summary>
internal enum CcittKind
{
    /// <summary>TIFF 6.0 §10: rows of T.4 one-dimensional codes, each from a new byte.</summary>
    Rle,

    /// <summary>T.4 (Group 3), one- or two-dimensional, with end-of-line codes.</summary>
    Group3,

    /// <summary>T.6 (Group 4).</summary>
    Group4,
}

/// <summary>Reads fax pages. A row is kept as the places where its colour changes, white first.</summary>
internal ref struct CcittReader(ReadOnlySpan<byte> data, int width, CcittKind kind, bool isTwoDimensional)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private long _bit;

    // Two more places at the end, so that looking ahead needs no check.
    private int[] _above = [width, width, width], _row = new int[width + 4];
    private int _aboveCount, _count;

    /// <summary>Fills rows of 1 bit a pixel, 1 for black, which must be 0 before; gives how many rows were read.</summary>
    public int Read(Span<byte> rows, int stride)
    {
        _above = new int[width + 4];
        _above.AsSpan().Fill(width);
        for (var y = 0; (y + 1) * stride <= rows.Length; y++)
        {
            if (!ReadRow())
                return y;
            Paint(rows.Slice(y * stride, stride));
            (_above, _row) = (_row, _above);
            _aboveCount = _count;
        }

        return rows.Length / stride;
    }

    private bool ReadRow()
    {
        var isFlat = kind != CcittKind.Group4;
        if (kind == CcittKind.Group3)
        {
            if (!SkipEndOfLine(out var hasMark))
                return false;
            if (isTwoDimensional && hasMark)
                isFlat = Take(1) == 1;
        }
        else if (kind == CcittKind.Rle)
        {
            _bit = (_bit + 7) & ~7L;
        }

        _count = 0;
        var isSound = isFlat ? ReadFlat() : ReadAgainstAbove();
        // A row that breaks off in the middle is shown as far as it goes where rows can be told apart; its end is white.
        if (!isSound && (kind != CcittKind.Group3 || !FindEndOfLine()))
            return false;
        _row.AsSpan(_count).Fill(width);
        return true;
    }

    /// <summary>Eleven zeros or more and a one, with fill before; several in a row end the page (T.4 §4.1.4).</summary>
    private bool SkipEndOfLine(out bool hasMark)
    {
        hasMark = false;
        var marks = 0;
        while (_bit < _data.Length * 8L)
        {
            if (Peek(11) != 0)
                return true;
            var at = _bit + 11;
            while (at < _data.Length * 8L && Bit(at) == 0)
                at++;
            if (at >= _data.Length * 8L)
                return false;
            _bit = at + 1;
            hasMark = true;
            if (++marks >= 2)
                return false;
            // The tag bit of a second mark stands before the zeros.
            if (isTwoDimensional && Peek(12) == 0x800)
                return false;
        }

        return false;
    }

    private bool FindEndOfLine()
    {
        while (_bit < _data.Length * 8L && Peek(11) != 0)
            _bit++;
        return _bit < _data.Length * 8L;
    }

    private bool ReadFlat()
    {
        var (x, color) = (0, 0);
        while (x < width)
        {
            var run = ReadRun(color);
            if (run < 0)
                return false;
            x = Math.Min(x + run, width);
            AddChange(x);
            color ^= 1;
        }

        return true;
    }

    /// <summary>T.6 §2.2: pass, horizontal and vertical modes.</summary>
    private bool ReadAgainstAbove()
    {
        int x = 0, color = 0, seen = 0;
        var isStart = true;
        while (x < width)
        {
            // b1: the first change above to the right of here, to the colour that is not ours.
            while (seen > 0 && _above[seen - 1] > x)
                seen--;
            while (seen < _aboveCount && (_above[seen] < x || (_above[seen] == x && !isStart) || (seen & 1) != color))
                seen++;
            var (b1, b2) = (_above[Math.Min(seen, width + 2)], _above[Math.Min(seen + 1, width + 3)]);
            if (Take("1"))
                x = b1;
            else if (Take("011"))
                x = b1 + 1;
            else if (Take("010"))
                x = b1 - 1;
            else if (Take("001"))
            {
                if (!ReadHorizontal(ref x, color))
                    return false;
                isStart = false;
                continue;
            }
            else if (Take("0001"))
            {
                (x, isStart) = (b2, false);
                continue;
            }
            else if (Take("000011"))
                x = b1 + 2;
            else if (Take("000010"))
                x = b1 - 2;
            else if (Take("0000011"))
                x = b1 + 3;
            else if (Take("0000010"))
                x = b1 - 3;
            else
                return false;
            if (x < 0 || x < Last() || x > width)
                return false;
            AddChange(x);
            color ^= 1;
            isStart = false;
        }

        return true;
    }

    private bool ReadHorizontal(ref int x, int color)
    {
        int first = ReadRun(color), second = first < 0 ? -1 : ReadRun(color ^ 1);
        if (second < 0)
            return false;
        AddChange(x = Math.Min(x + first, width));
        AddChange(x = Math.Min(x + second, width));
        return true;
    }

    private readonly int Last() => _count == 0 ? 0 : _row[_count - 1];

    /// <summary>Changes at the same place pile up only where codes of length 0 do; they can't be more than there is room.</summary>
    private void AddChange(int x)
    {
        if (_count < width + 2)
            _row[_count++] = x;
    }

    /// <summary>Make-up codes and a terminating code; -1 where it is none.</summary>
    private int ReadRun(int color)
    {
        var total = 0;
        while (true)
        {
            var (run, length) = CcittCodes.ByBits[color][Peek(CcittCodes.MaxLength)];
            if (length == 0 || _bit + length > _data.Length * 8L)
                return -1;
            _bit += length;
            total = Math.Min(total + run, width);
            if (run < 64)
                return total;
        }
    }

    private readonly void Paint(Span<byte> row)
    {
        for (var i = 0; i + 1 <= _count; i += 2)
            PaintRun(row, _row[i], i + 1 < _count ? _row[i + 1] : width);
    }

    private static void PaintRun(Span<byte> row, int from, int to)
    {
        for (; from < to && (from & 7) != 0; from++)
            row[from >> 3] |= (byte)(0x80 >> (from & 7));
        if (to - from >= 8)
        {
            row[(from >> 3)..(to >> 3)].Fill(0xFF);
            from = to & ~7;
        }

        for (; from < to; from++)
            row[from >> 3] |= (byte)(0x80 >> (from & 7));
    }

    private readonly int Bit(long at) => (_data[(int)(at >> 3)] >> (7 - (int)(at & 7))) & 1;

    /// <summary>The next bits, with zeros after the end.</summary>
    private readonly int Peek(int count)
    {
        var at = (int)(_bit >> 3);
        var word = 0u;
        for (var i = 0; i < 4; i++)
            word = (word << 8) | (at + i < _data.Length ? _data[at + i] : 0u);
        return (int)((word << (int)(_bit & 7)) >> (32 - count));
    }

    private int Take(int count)
    {
        var value = Peek(count);
        _bit += count;
        return value;
    }

    private bool Take(string code)
    {
        var value = 0;
        foreach (var bit in code)
            value = (value << 1) | (bit - '0');
        if (Peek(code.Length) != value || _bit + code.Length > _data.Length * 8L)
            return false;
        _bit += code.Length;
        return true;
    }
}
