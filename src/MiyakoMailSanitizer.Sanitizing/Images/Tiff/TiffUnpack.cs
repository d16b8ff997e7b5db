using System.IO.Compression;

namespace MiyakoMailSanitizer.Sanitizing.Images.Tiff;

/// <summary>Undoes the compressions of strips and tiles. Each fills a buffer as far as the data goes and gives the number of bytes.</summary>
internal static class TiffUnpack
{
    public static int Copy(ReadOnlySpan<byte> packed, Span<byte> to)
    {
        var length = Math.Min(packed.Length, to.Length);
        packed[..length].CopyTo(to);
        return length;
    }

    public static int Deflate(ReadOnlyMemory<byte> packed, Span<byte> to)
    {
        using var stream = new ZLibStream(new SegmentStream([packed]), CompressionMode.Decompress);
        return Inflating.Fill(stream, to);
    }

    /// <summary>TIFF 6.0 §9.</summary>
    public static int PackBits(ReadOnlySpan<byte> packed, Span<byte> to)
    {
        var filled = 0;
        for (var at = 0; at < packed.Length && filled < to.Length;)
        {
            int count = (sbyte)packed[at++];
            if (count >= 0)
            {
                var run = Math.Min(Math.Min(count + 1, packed.Length - at), to.Length - filled);
                packed.Slice(at, run).CopyTo(to[filled..]);
                at += count + 1;
                filled += run;
            }
            else if (count != -128 && at < packed.Length)
            {
                var run = Math.Min(1 - count, to.Length - filled);
                to.Slice(filled, run).Fill(packed[at++]);
                filled += run;
            }
        }

        return filled;
    }

    /// <summary>TIFF 6.0 §13: high bits first, and codes grow one earlier than in GIF. Old files have low bits first and grow late.</summary>
    public static int Lzw(ReadOnlySpan<byte> packed, Span<byte> to)
    {
        const int Clear = 256, End = 257, MaxCodes = 4_096;
        var isOld = packed.Length >= 2 && packed[0] == 0 && (packed[1] & 1) == 1;
        Span<ushort> prefix = stackalloc ushort[MaxCodes];
        Span<byte> suffix = stackalloc byte[MaxCodes], first = stackalloc byte[MaxCodes];
        Span<ushort> lengths = stackalloc ushort[MaxCodes];
        for (var i = 0; i < 256; i++)
            (suffix[i], first[i], lengths[i]) = ((byte)i, (byte)i, 1);
        int next = End + 1, size = 9, previous = -1, filled = 0;
        long bit = 0;
        while (filled < to.Length && bit + size <= packed.Length * 8L)
        {
            var code = isOld ? LowBits(packed, bit, size) : HighBits(packed, bit, size);
            bit += size;
            if (code == End)
                break;
            if (code == Clear)
            {
                (next, size, previous) = (End + 1, 9, -1);
                continue;
            }

            if (code > next || (previous < 0 && code >= Clear) || (code == next && next >= MaxCodes))
                break;
            if (previous >= 0 && next < MaxCodes)
            {
                var letter = first[code < next ? code : previous];
                (prefix[next], suffix[next], first[next], lengths[next]) = ((ushort)previous, letter, first[previous], (ushort)(lengths[previous] + 1));
                next++;
                if (next == (1 << size) - (isOld ? 0 : 1) && size < 12)
                    size++;
            }

            if (code >= next)
                break;
            var length = lengths[code];
            for (int i = length - 1, c = code; i >= 0; i--, c = prefix[c])
            {
                if (filled + i < to.Length)
                    to[filled + i] = suffix[c];
            }

            filled += Math.Min(length, to.Length - filled);
            previous = code;
        }

        return filled;
    }

    private static int HighBits(ReadOnlySpan<byte> packed, long bit, int size)
    {
        var at = (int)(bit >> 3);
        var word = (packed[at] << 16) | (packed[Math.Min(at + 1, packed.Length - 1)] << 8) | packed[Math.Min(at + 2, packed.Length - 1)];
        return (word >> (24 - size - (int)(bit & 7))) & ((1 << size) - 1);
    }

    private static int LowBits(ReadOnlySpan<byte> packed, long bit, int size)
    {
        var at = (int)(bit >> 3);
        var word = packed[at] | (packed[Math.Min(at + 1, packed.Length - 1)] << 8) | (packed[Math.Min(at + 2, packed.Length - 1)] << 16);
        return (word >> (int)(bit & 7)) & ((1 << size) - 1);
    }

    /// <summary>Low bits first become high bits first.</summary>
    public static byte[] Reversed(ReadOnlySpan<byte> bytes)
    {
        var result = new byte[bytes.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (byte)((bytes[i] * 0x0202020202UL & 0x010884422010UL) % 1023);
        return result;
    }
}
