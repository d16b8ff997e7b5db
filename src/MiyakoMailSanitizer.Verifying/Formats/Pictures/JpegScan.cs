namespace MiyakoMailSanitizer.Verifying.Formats.Pictures;

/// <summary>
/// Follows the Huffman codes of a baseline scan (T.81 §F.2) without making pixels of them: each block must be there and sound, and after the last
/// one nothing but the padding of its byte.
/// </summary>
internal sealed class JpegScan
{
    private const int LookupBits = 16;

    private readonly ushort[]?[] _lookup = new ushort[]?[4];
    private readonly int[] _dc = new int[3], _ac = new int[3];
    private int _components;
    private (int X, int Y) _subsampling;

    public void SetFrame(int components, (int X, int Y) subsampling) => (_components, _subsampling) = (components, subsampling);

    /// <summary>Annex C: codes of growing length. False where they are no prefix code.</summary>
    public bool SetCodes(int place, ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        // Length in the high byte, value in the low one; 0 is no code.
        var lookup = new ushort[1 << LookupBits];
        int code = 0, next = 0;
        for (var length = 1; length <= 16; length++)
        {
            for (var i = 0; i < counts[length - 1]; i++, code++)
            {
                var free = LookupBits - length;
                // The code of ones alone is kept free (§C.2).
                if (((code + 1) << free) >= lookup.Length)
                    return false;
                Array.Fill(lookup, (ushort)((length << 8) | values[next++]), code << free, 1 << free);
            }

            code <<= 1;
        }

        _lookup[((place >> 4) * 2) + (place & 15)] = lookup;
        return next > 0;
    }

    /// <summary>False where there are no such tables.</summary>
    public bool SetTables(int component, int dc, int ac)
    {
        (_dc[component], _ac[component]) = (dc, ac + 2);
        return dc <= 1 && ac <= 1 && _lookup[dc] is not null && _lookup[ac + 2] is not null;
    }

    /// <summary>Null, or what is wrong with the data.</summary>
    public string? Fault(ReadOnlySpan<byte> data, int width, int height)
    {
        var (sx, sy) = _components == 1 ? (1, 1) : _subsampling;
        var units = (long)((width + (8 * sx) - 1) / (8 * sx)) * ((height + (8 * sy) - 1) / (8 * sy));
        var bits = new Bits(data);
        for (var unit = 0L; unit < units; unit++)
        {
            for (var component = 0; component < _components; component++)
            {
                var blocks = component == 0 ? sx * sy : 1;
                for (var block = 0; block < blocks; block++)
                {
                    if (!ReadBlock(ref bits, _lookup[_dc[component]]!, _lookup[_ac[component]]!))
                        return "the pixels are not as their tables say";
                }
            }
        }

        return bits.EndsCleanly() ? null : "something follows the pixels";
    }

    private static bool ReadBlock(ref Bits bits, ushort[] dc, ushort[] ac)
    {
        var size = bits.Code(dc);
        if (size is < 0 or > 11)
            return false;
        bits.Skip(size);
        for (var k = 1; k < 64; k++)
        {
            var symbol = bits.Code(ac);
            if (symbol < 0)
                return false;
            var (run, length) = (symbol >> 4, symbol & 15);
            if (length == 0 && run != 15)
                return run == 0 && !bits.IsCut;
            k += run;
            if (k > 63 || length > 10)
                return false;
            bits.Skip(length);
        }

        return !bits.IsCut;
    }

    private ref struct Bits(ReadOnlySpan<byte> data)
    {
        private readonly ReadOnlySpan<byte> _data = data;
        private ulong _word;
        private int _count, _at;
        private bool _isBad;

        /// <summary>More was read than there is, or a marker lies within.</summary>
        public bool IsCut { get; private set; }

        /// <summary>The value of the next code, or -1.</summary>
        public int Code(ushort[] lookup)
        {
            Fill();
            var entry = lookup[(ushort)(_count >= 16 ? _word >> (_count - 16) : _word << (16 - _count))];
            Skip(entry >> 8);
            return entry == 0 || IsCut ? -1 : entry & 0xFF;
        }

        public void Skip(int count)
        {
            Fill();
            if (count > _count)
                IsCut = true;
            else
                _count -= count;
        }

        /// <summary>At most seven ones are left.</summary>
        public readonly bool EndsCleanly()
            => !IsCut && !_isBad && _at == _data.Length && _count < 8 && (_word & ((1UL << _count) - 1)) == (1UL << _count) - 1;

        private void Fill()
        {
            while (_count <= 48 && _at < _data.Length)
            {
                var value = _data[_at++];
                // A zero is stuffed behind each FF; anything else is a marker, and we write none.
                if (value == 0xFF && (_at >= _data.Length || _data[_at++] != 0))
                    _isBad = IsCut = true;
                _word = (_word << 8) | value;
                _count += 8;
            }
        }
    }
}
