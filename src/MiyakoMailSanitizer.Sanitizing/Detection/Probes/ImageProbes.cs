using static MiyakoMailSanitizer.Sanitizing.Detection.Probes.MagicProbe;

namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>Images. JPEG, PNG, GIF, BMP and WebP are walked to their end, so that what follows them is seen.</summary>
internal static class ImageProbes
{
    public static Probe[] Table { get; } =
    [
        Png,
        Jpeg,
        Gif,
        Webp,
        Bmp,
        Icon,
        Row(FileFormat.Tiff, "II*\0", b => IsIfd(b, b.U32(4), b.U16(b.U32(4)))),
        Row(FileFormat.Tiff, "MM\0*", b => IsIfd(b, b.U32Big(4), b.U16Big(b.U32Big(4)))),
        Row(FileFormat.Tiff, "II+\0\u0008\0\0\0"),
        Row(FileFormat.Tiff, "MM\0+\0\u0008\0\0"),
        Row(FileFormat.Tiff, [0x49, 0x49, 0xBC, 0x01], b => b.U32(4) < b.Length),
        Row(FileFormat.Emf, [1, 0, 0, 0], b => b.HasAt(40, " EMF"u8)),
        Row(FileFormat.Wmf, [0xD7, 0xCD, 0xC6, 0x9A]),
        Row(FileFormat.Wmf, [1, 0, 9, 0], b => b.U16(4) is 0x0100 or 0x0300 && b.U16(16) == 0),
        Row(FileFormat.Wmf, [2, 0, 9, 0], b => b.U16(4) is 0x0100 or 0x0300 && b.U16(16) == 0),
        Row(FileFormat.Psd, "8BPS\0", b => b.ByteAt(5) is 1 or 2),
        Row(FileFormat.Jp2, [0, 0, 0, 12, (byte)'j', (byte)'P', 0x20, 0x20, 0x0D, 0x0A]),
        Row(FileFormat.Jp2, [0xFF, 0x4F, 0xFF, 0x51]),
        Row(FileFormat.Jxl, [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', 0x20, 0x0D, 0x0A]),
        Row(FileFormat.Jxl, [0xFF, 0x0A], b => b.Length > 12 && b.Head(64).IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0),
        Row(FileFormat.Hdr, "#?RADIANCE\n"),
        Row(FileFormat.Hdr, "#?RGBE\n"),
        Row(FileFormat.Xcf, "gimp xcf "),
        Row(FileFormat.Djvu, "AT&TFORM"),
        Row(FileFormat.Dicom, "DICM", offset: 128),
        Targa,
    ];

    private static bool IsIfd(ReadOnlySpan<byte> bytes, uint offset, ushort entries) => offset >= 8 && entries > 0 && bytes.Has(offset, 2);

    /// <summary>PNG 3rd edition §5: signature, IHDR of 13 bytes, chunks, IEND.</summary>
    private static Match? Png(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.HasAt(0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) || bytes.U32Big(8) != 13 || !bytes.HasAt(12, "IHDR"u8))
            return null;
        var at = 8L;
        while (bytes.Has(at, 12))
        {
            var isEnd = bytes.HasAt(at + 4, "IEND"u8);
            at += 12L + bytes.U32Big(at);
            if (isEnd)
                return new Match(FileFormat.Png) { End = Match.EndWithin(at, bytes.Length) };
        }
        return new Match(FileFormat.Png);
    }

    /// <summary>ITU-T T.81 annex B: marker segments, then after each start of scan coded data up to the next marker, until EOI.</summary>
    private static Match? Jpeg(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.HasAt(0, [0xFF, 0xD8, 0xFF]) || bytes.ByteAt(3) < 0xC0)
            return null;
        var (at, hasFrame) = (2L, false);
        while (bytes.Has(at, 2) && bytes[(int)at] == 0xFF)
        {
            var marker = bytes[(int)at + 1];
            if (marker == 0xD9)
                return new Match(FileFormat.Jpeg) { End = Match.EndWithin(at + 2, bytes.Length) };
            if (marker is 0xFF)
            {
                at++;
                continue;
            }
            hasFrame |= marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
            at += marker is 0x01 or >= 0xD0 and <= 0xD8 ? 2 : 2L + bytes.U16Big(at + 2);
            if (marker == 0xDA)
                at = SkipScan(bytes, at);
        }
        return hasFrame || bytes.ByteAt(3) is >= 0xDB and <= 0xEF || bytes.ByteAt(3) == 0xFE ? new Match(FileFormat.Jpeg) : null;
    }

    private static long SkipScan(ReadOnlySpan<byte> bytes, long at)
    {
        while (at < bytes.Length)
        {
            var next = bytes[(int)at..].IndexOf((byte)0xFF);
            if (next < 0)
                return bytes.Length;
            at += next;
            if (bytes.ByteAt(at + 1) is not (0x00 or >= 0xD0 and <= 0xD7))
                return at;
            at += 2;
        }
        return at;
    }

    /// <summary>GIF 89a: blocks until the trailer 3B.</summary>
    private static Match? Gif(ReadOnlySpan<byte> bytes)
    {
        if (!(bytes.HasAt(0, "GIF87a"u8) || bytes.HasAt(0, "GIF89a"u8)) || bytes.Length < 10)
            return null;
        var at = 13 + ColorTable(bytes.ByteAt(10));
        while (at < bytes.Length)
        {
            switch (bytes[(int)at])
            {
                case 0x3B:
                    return new Match(FileFormat.Gif) { End = Match.EndWithin(at + 1, bytes.Length) };
                case 0x21:
                    at = SkipSubBlocks(bytes, at + 2);
                    break;
                case 0x2C:
                    at = SkipSubBlocks(bytes, at + 11 + ColorTable(bytes.ByteAt(at + 9)));
                    break;
                default:
                    return new Match(FileFormat.Gif);
            }
        }
        return new Match(FileFormat.Gif);
    }

    private static long ColorTable(byte flags) => (flags & 0x80) != 0 ? 3L << ((flags & 7) + 1) : 0;

    private static long SkipSubBlocks(ReadOnlySpan<byte> bytes, long at)
    {
        while (at < bytes.Length && bytes[(int)at] != 0)
            at += 1 + bytes[(int)at];
        return at + 1;
    }

    private static Match? Webp(ReadOnlySpan<byte> bytes)
        => bytes.HasAt(0, "RIFF"u8) && bytes.HasAt(8, "WEBPVP8"u8)
            ? new Match(FileFormat.Webp) { End = Match.EndWithin(8L + bytes.U32(4) + (bytes.U32(4) & 1), bytes.Length) }
            : null;

    /// <summary>Two letters are no proof: the size of the second header, one plane and a known depth must follow.</summary>
    private static Match? Bmp(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.HasAt(0, "BM"u8))
            return null;
        var (fileSize, offset, header) = (bytes.U32(2), bytes.U32(10), bytes.U32(14));
        var isOld = header == 12;
        if (!isOld && header is not (16 or 40 or 52 or 56 or 64 or 108 or 124))
            return null;
        var (planes, depth) = isOld ? (bytes.U16(22), bytes.U16(24)) : (bytes.U16(26), bytes.U16(28));
        if (planes != 1 || depth is not (0 or 1 or 2 or 4 or 8 or 16 or 24 or 32))
            return null;
        var width = Math.Abs(isOld ? bytes.U16(18) : (long)(int)bytes.U32(18));
        var height = Math.Abs(isOld ? bytes.U16(20) : (long)(int)bytes.U32(22));
        var isPacked = !isOld && bytes.U32(30) is not (0 or 3 or 6);
        var pixels = isPacked ? bytes.U32(34) : (width * depth + 31) / 32 * 4 * height;
        var colorProfileEnd = header == 124 ? 14L + bytes.U32(126) + bytes.U32(130) : 0;
        var end = Math.Max(offset + pixels, colorProfileEnd);
        return new Match(FileFormat.Bmp) { End = Match.EndWithin(end + 4 > fileSize ? Math.Max(end, fileSize) : end, bytes.Length) };
    }

    /// <summary>Icons and cursors: each image lies in the file and starts as a bitmap header or a PNG.</summary>
    private static Match? Icon(ReadOnlySpan<byte> bytes)
    {
        if (bytes.U16(0) != 0 || bytes.U16(2) is not (1 or 2) || bytes.U16(4) is 0 or > 256)
            return null;
        var (count, end) = (bytes.U16(4), 0L);
        for (var i = 0; i < count; i++)
        {
            long at = bytes.U32(6 + i * 16 + 12), size = bytes.U32(6 + i * 16 + 8);
            if (at < 6 + count * 16 || !bytes.Has(at, 4) || bytes.U32(at) is not (40 or 0x474E5089))
                return null;
            end = Math.Max(end, at + size);
        }
        return new Match(FileFormat.Ico) { End = Match.EndWithin(end, bytes.Length) };
    }

    /// <summary>Targa has no magic at its start; version 2 has a footer.</summary>
    private static Match? Targa(ReadOnlySpan<byte> bytes)
        => bytes.Length >= 44 && bytes.HasAt(bytes.Length - 18, "TRUEVISION-XFILE.\0"u8)
            && bytes.ByteAt(1) <= 1 && bytes.ByteAt(2) is 0 or 1 or 2 or 3 or 9 or 10 or 11
            ? new Match(FileFormat.Tga)
            : null;
}
