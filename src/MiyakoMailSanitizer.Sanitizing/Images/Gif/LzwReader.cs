namespace MiyakoMailSanitizer.Sanitizing.Images.Gif;

/// <summary>LZW of GIF (GIF89a appendix F): codes of up to 12 bits, low bits first, in sub-blocks.</summary>
internal static class LzwReader
{
    private const int MaxCodes = 4_096;

    /// <summary>Fills the indexes as far as the codes go; gives how many. Time is bounded by the data and the buffer.</summary>
    /// <param name="data">From the first sub-block on.</param>
    /// <param name="minimumSize">2 to 8 (1 is read as well).</param>
    /// <param name="indexes">The pixels.</param>
    public static int Read(ReadOnlySpan<byte> data, int minimumSize, Span<byte> indexes)
    {
        Span<ushort> prefix = stackalloc ushort[MaxCodes];
        Span<byte> suffix = stackalloc byte[MaxCodes];
        Span<byte> first = stackalloc byte[MaxCodes];
        Span<ushort> length = stackalloc ushort[MaxCodes];
        int clear = 1 << minimumSize, next = clear + 2, size = minimumSize + 1, previous = -1, filled = 0;
        for (var i = 0; i < clear; i++)
            (suffix[i], first[i], length[i]) = ((byte)i, (byte)i, 1);
        var bits = new SubBlockBits(data);
        while (filled < indexes.Length)
        {
            var code = bits.Read(size);
            if (code < 0 || code == clear + 1)
                break;
            if (code == clear)
            {
                (next, size, previous) = (clear + 2, minimumSize + 1, -1);
                continue;
            }

            if (code > next || (code == next && previous < 0) || (code >= clear && code < clear + 2))
                break;
            // A code that is just being made: the previous string and its own first letter.
            var known = code < next ? code : previous;
            if (code == next && next >= MaxCodes)
                break;
            var letter = first[known];
            if (previous >= 0 && next < MaxCodes)
            {
                (prefix[next], suffix[next], first[next], length[next]) = ((ushort)previous, letter, first[previous], (ushort)(length[previous] + 1));
                next++;
                if (next == 1 << size && size < 12)
                    size++;
            }

            if (code >= next)
                break;
            filled += Write(indexes[filled..], code, prefix, suffix, length[code]);
            previous = code;
        }

        return filled;
    }

    /// <summary>The string of a code, from its end to its start; what has no room is left out.</summary>
    private static int Write(Span<byte> to, int code, ReadOnlySpan<ushort> prefix, ReadOnlySpan<byte> suffix, int length)
    {
        for (var i = length - 1; i >= 0; i--)
        {
            if (i < to.Length)
                to[i] = suffix[code];
            code = prefix[code];
        }

        return Math.Min(length, to.Length);
    }

    private ref struct SubBlockBits(ReadOnlySpan<byte> data)
    {
        private readonly ReadOnlySpan<byte> _data = data;
        private int _at, _left, _count;
        private uint _bits;

        /// <summary>A code, or -1 at the end.</summary>
        public int Read(int size)
        {
            while (_count < size)
            {
                if (_left == 0)
                {
                    if (_at >= _data.Length || (_left = _data[_at++]) == 0)
                        return -1;
                }

                if (_at >= _data.Length)
                    return -1;
                _bits |= (uint)_data[_at++] << _count;
                _count += 8;
                _left--;
            }

            var code = (int)(_bits & ((1u << size) - 1));
            _bits >>= size;
            _count -= size;
            return code;
        }
    }
}
