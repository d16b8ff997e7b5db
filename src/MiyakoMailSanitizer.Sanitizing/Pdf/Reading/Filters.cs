using System.IO.Compression;
using System.Runtime.InteropServices;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

/// <summary>The filters of §7.4 that give bytes. Each gives what it can read of broken data, and pays for it before it is there.</summary>
internal static class Filters
{
    private const int Chunk = 16_384;

    public static ReadOnlyMemory<byte> Flate(ReadOnlyMemory<byte> packed, PdfBudget budget)
    {
        var span = packed.Span;
        // White space before the data, as some writers leave it.
        while (span.Length > 2 && span[0] is 10 or 13)
            span = span[1..];
        packed = packed[(packed.Length - span.Length)..];
        var isZlib = span.Length >= 2 && (span[0] & 15) == 8 && ((span[0] << 8) | span[1]) % 31 == 0;
        // The frame is passed over by hand: a wrong check sum must not lose the end.
        return Inflate(isZlib || span.Length < 2 || (span[0] & 15) == 8 ? packed[Math.Min(2, packed.Length)..] : packed, budget);
    }

    private static ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> packed, PdfBudget budget)
    {
        var bag = new ByteBag(budget);
        if (!MemoryMarshal.TryGetArray(packed, out var segment))
            return default;
        using var stream = new DeflateStream(new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false), CompressionMode.Decompress);
        try
        {
            while (stream.Read(bag.Room(Chunk)) is > 0 and var read)
                bag.Take(read);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // What came before is kept.
        }
        return bag.ToMemory();
    }

    public static ReadOnlyMemory<byte> AsciiHex(ReadOnlySpan<byte> text, PdfBudget budget)
    {
        var bag = new ByteBag(budget);
        var high = -1;
        foreach (var b in text)
        {
            if (b == '>')
                break;
            if (!char.IsAsciiHexDigit((char)b))
                continue;
            var digit = b <= '9' ? b - '0' : (b & 15) + 9;
            if (high >= 0)
                bag.Add((byte)((high << 4) | digit));
            high = high >= 0 ? -1 : digit;
        }
        if (high >= 0)
            bag.Add((byte)(high << 4));
        return bag.ToMemory();
    }

    public static ReadOnlyMemory<byte> Ascii85(ReadOnlySpan<byte> text, PdfBudget budget)
    {
        var bag = new ByteBag(budget);
        var (word, count) = (0u, 0);
        foreach (var b in text)
        {
            if (b == '~')
                break;
            if (b == 'z' && count == 0)
                bag.Add([0, 0, 0, 0]);
            if (b is < (byte)'!' or > (byte)'u')
                continue;
            word = unchecked((word * 85) + (uint)(b - '!'));
            if (++count < 5)
                continue;
            bag.Add([(byte)(word >> 24), (byte)(word >> 16), (byte)(word >> 8), (byte)word]);
            (word, count) = (0, 0);
        }
        if (count > 1)
        {
            for (var i = count; i < 5; i++)
                word = unchecked((word * 85) + 84);
            for (var i = 0; i < count - 1; i++)
                bag.Add((byte)(word >> (24 - (8 * i))));
        }
        return bag.ToMemory();
    }

    public static ReadOnlyMemory<byte> RunLength(ReadOnlySpan<byte> packed, PdfBudget budget)
    {
        var bag = new ByteBag(budget);
        for (var at = 0; at < packed.Length && packed[at] != 128;)
        {
            int length = packed[at++];
            if (length < 128)
            {
                var run = Math.Min(length + 1, packed.Length - at);
                bag.Add(packed.Slice(at, run));
                at += run;
            }
            else if (at < packed.Length)
            {
                bag.Room(257 - length).Fill(packed[at++]);
                bag.Take(257 - length);
            }
        }
        return bag.ToMemory();
    }

    /// <summary>§7.4.4: high bits first, codes of 9 to 12 bits; they grow one early unless told otherwise.</summary>
    public static ReadOnlyMemory<byte> Lzw(ReadOnlySpan<byte> packed, bool isEarly, PdfBudget budget)
    {
        const int Clear = 256, End = 257, Max = 4_096;
        var (prefix, suffix, lengths) = (new short[Max], new byte[Max], new int[Max]);
        for (var i = 0; i < 256; i++)
            (suffix[i], lengths[i]) = ((byte)i, 1);
        var bag = new ByteBag(budget);
        int next = End + 1, size = 9, previous = -1, early = isEarly ? 1 : 0;
        for (long bit = 0; bit + size <= packed.Length * 8L;)
        {
            var code = 0;
            for (var i = 0; i < size; i++, bit++)
                code = (code << 1) | ((packed[(int)(bit >> 3)] >> (int)(7 - (bit & 7))) & 1);
            if (code == End)
                break;
            if (code == Clear)
            {
                (next, size, previous) = (End + 1, 9, -1);
                continue;
            }
            if (code > next || (code == next && previous < 0) || (previous >= 0 && next >= Max && code >= Max))
                break;
            var known = code < next ? code : previous;
            var length = lengths[known] + (code < next ? 0 : 1);
            var room = bag.Room(length);
            bag.Take(length);
            var at = lengths[known] - 1;
            for (var c = known; at >= 0; c = prefix[c])
                room[at--] = suffix[c];
            if (code >= next)
                room[length - 1] = room[0];
            if (previous >= 0 && next < Max)
            {
                (prefix[next], suffix[next], lengths[next]) = ((short)previous, room[0], lengths[previous] + 1);
                next++;
            }
            previous = code;
            size = next + early >= 2_048 ? 12 : next + early >= 1_024 ? 11 : next + early >= 512 ? 10 : 9;
        }
        return bag.ToMemory();
    }

    /// <summary>§7.4.4.4: TIFF predictor 2 and the filters of PNG.</summary>
    public static ReadOnlyMemory<byte> Unpredict(ReadOnlyMemory<byte> data, PdfDictionary parameters, PdfFile file, PdfBudget budget)
    {
        var predictor = file.Int(parameters["Predictor"], 1);
        if (predictor < 2)
            return data;
        int colors = file.Int(parameters["Colors"], 1), bits = file.Int(parameters["BitsPerComponent"], 8), columns = file.Int(parameters["Columns"], 1);
        if (colors is < 1 or > 32 || bits is not (1 or 2 or 4 or 8 or 16) || columns is < 1 or > 1_000_000)
            throw new PdfBrokenException("the predictor of a stream is absurd");
        var row = (int)((((long)colors * bits * columns) + 7) / 8);
        var step = Math.Max(1, colors * bits / 8);
        budget.Spend(data.Length);
        var copy = data.ToArray();
        if (predictor == 2)
            return bits == 8 ? Tiff(copy, row, colors) : copy;
        return Png(copy, row, step);
    }

    private static byte[] Tiff(byte[] data, int row, int colors)
    {
        for (var start = 0; start < data.Length; start += row)
        {
            for (var i = start + colors; i < Math.Min(start + row, data.Length); i++)
                data[i] += data[i - colors];
        }
        return data;
    }

    private static ReadOnlyMemory<byte> Png(byte[] data, int row, int step)
    {
        var (above, written) = (new byte[row], 0);
        for (var at = 0; at < data.Length; at += row + 1)
        {
            var kind = data[at];
            var line = data.AsSpan(at + 1, Math.Min(row, data.Length - at - 1));
            for (var i = 0; i < line.Length; i++)
            {
                int left = i >= step ? line[i - step] : 0, up = above[i], corner = i >= step ? above[i - step] : 0;
                line[i] += (byte)(kind switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 });
            }
            line.CopyTo(above);
            line.CopyTo(data.AsSpan(written));
            written += line.Length;
        }
        return data.AsMemory(0, written);
    }

    private static int Paeth(int left, int up, int corner)
    {
        int p = left + up - corner, a = Math.Abs(p - left), b = Math.Abs(p - up), c = Math.Abs(p - corner);
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
