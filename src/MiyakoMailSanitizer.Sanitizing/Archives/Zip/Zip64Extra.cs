using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Zip;

/// <summary>APPNOTE 4.5.3: sizes and offset of 64 bits, each only where the header has no room for it, in this order.</summary>
internal ref struct Zip64Extra
{
    private ReadOnlySpan<byte> _rest;

    public Zip64Extra(ReadOnlySpan<byte> extra) => _rest = ZipExtra.Find(extra, 1);

    public long Resolve(uint value)
    {
        if (value != uint.MaxValue || _rest.Length < 8)
            return value;
        var wide = _rest.U64(0);
        _rest = _rest[8..];
        return wide <= long.MaxValue / 4 ? (long)wide : long.MaxValue / 4;
    }
}

/// <summary>Extra fields: a tag, a size, and the data, one after another.</summary>
internal static class ZipExtra
{
    /// <summary>The first field of a tag; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> extra, ushort tag)
    {
        for (; extra.Length >= 4; extra = extra[Math.Min(extra.Length, 4 + extra.U16(2))..])
        {
            if (extra.U16(0) == tag)
                return extra.Cut(4, extra.U16(2));
        }
        return [];
    }

    /// <summary>Info-ZIP Unicode path (APPNOTE 4.6.9): version 1, CRC-32 of the name in the header, the name in UTF-8.</summary>
    public static string? UnicodePath(ReadOnlySpan<byte> extra, ReadOnlySpan<byte> rawName)
    {
        var field = Find(extra, 0x7075);
        return field.Length > 5 && field[0] == 1 && field.U32(1) == Bytes.Crc32(rawName) ? EntryNames.Utf8(field[5..]) : null;
    }
}
