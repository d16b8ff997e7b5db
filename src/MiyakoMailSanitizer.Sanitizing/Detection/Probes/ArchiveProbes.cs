using static MiyakoMailSanitizer.Sanitizing.Detection.Probes.MagicProbe;

namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>Archives and disk images other than ZIP, RAR and 7z.</summary>
internal static class ArchiveProbes
{
    private const int IsoDescriptor = 32_768;
    private static readonly System.Buffers.SearchValues<byte> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF"u8);

    public static Probe[] Table { get; } =
    [
        ZipProbe.AtStart,
        RarProbe.AtStart,
        SevenZipProbe.AtStart,
        Cabinet,
        Row(FileFormat.Gz, [0x1F, 0x8B, 8], b => (b.ByteAt(3) & 0xE0) == 0 && b.Length >= 10),
        Row(FileFormat.Bz2, "BZh", b => b.ByteAt(3) is >= (byte)'1' and <= (byte)'9'
            && (b.HasAt(4, [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) || b.HasAt(4, [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]))),
        Row(FileFormat.Xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
        Row(FileFormat.Zst, [0x28, 0xB5, 0x2F, 0xFD]),
        Row(FileFormat.Lz4, [4, 0x22, 0x4D, 0x18]),
        Row(FileFormat.Lzw, [0x1F, 0x9D], b => (b.ByteAt(2) & 0x60) == 0 && (b.ByteAt(2) & 0x1F) is >= 9 and <= 16),
        Lzh,
        Row(FileFormat.Arj, [0x60, 0xEA], b => b.U16(2) is > 0 and <= 2_600 && b.Has(4, b.U16(2) + 4)
            && Bytes.Crc32(b.Slice(4, b.U16(2))) == b.U32(4 + b.U16(2))),
        Row(FileFormat.Ace, "**ACE**", b => b.ByteAt(4) == 0, offset: 7),
        Row(FileFormat.Arc, [0x1A], IsArc),
        Row(FileFormat.Cpio, "07070", b => b.ByteAt(5) is (byte)'1' or (byte)'2' or (byte)'7'
            && b.Cut(6, 70).IndexOfAnyExcept(HexDigits) < 0),
        Row(FileFormat.Cpio, [0xC7, 0x71], b => b.Length >= 26 && b.U16(20) is > 0 and < 1_024),
        Row(FileFormat.Ar, "!<arch>\n"),
        Row(FileFormat.Xar, "xar!", b => b.U16Big(4) is >= 28 and <= 64),
        Row(FileFormat.Vhdx, "vhdxfile"),
        Row(FileFormat.Vhd, "conectix", b => b.U32Big(8) == 2),
        Row(FileFormat.Vmdk, "KDMV"),
        Row(FileFormat.Vmdk, "# Disk DescriptorFile"),
        Row(FileFormat.Wim, "MSWIM\0\0\0"),
        Tar,
    ];

    /// <summary>Formats whose mark stands elsewhere than at the start, so that something else can stand there.</summary>
    public static Probe[] Elsewhere { get; } =
    [
        Tar,
        Row(FileFormat.Iso, "CD001", b => b.ByteAt(IsoDescriptor) is <= 3 or 255, IsoDescriptor + 1),
        Row(FileFormat.Iso, "BEA01", b => b.HasAt(IsoDescriptor + 2_049, "NSR0"u8), IsoDescriptor + 1),
        b => b.Length >= 1_024 && b.HasAt(b.Length - 512, "conectix"u8) && b.U32Big(b.Length - 504) == 2 ? new Match(FileFormat.Vhd) : null,
        b => b.Length >= 1_024 && b.HasAt(b.Length - 512, "koly"u8) && b.U32Big(b.Length - 504) == 512 ? new Match(FileFormat.Dmg) : null,
    ];

    private static Match? Cabinet(ReadOnlySpan<byte> bytes)
        => bytes.HasAt(0, "MSCF\0\0\0\0"u8) && bytes.ByteAt(25) == 1
            ? new Match(FileFormat.Cab) { End = Match.EndWithin(bytes.U32(8), bytes.Length) }
            : null;

    /// <summary>
    /// LHA: method at 2, level at 20. Levels 0 and 1 have a checksum of the header; level 2 has a 16-bit size and a known length.
    /// </summary>
    private static Match? Lzh(ReadOnlySpan<byte> bytes)
    {
        if (!IsLzhHeader(bytes, 0))
            return null;
        var at = 0L;
        while (IsLzhHeader(bytes, at))
        {
            var header = bytes.ByteAt(at + 20) >= 2 ? bytes.U16(at) : bytes.ByteAt(at) + 2;
            at += Math.Max(header, 21) + (long)bytes.U32(at + 7);
        }
        return new Match(FileFormat.Lzh) { End = bytes.Has(at, 1) && bytes[(int)at] == 0 ? Match.EndWithin(at + 1, bytes.Length) : null };
    }

    private static bool IsLzhHeader(ReadOnlySpan<byte> bytes, long at)
    {
        if (!bytes.Has(at, 22) || bytes.ByteAt(at + 2) != '-' || bytes.ByteAt(at + 6) != '-'
            || bytes.ByteAt(at + 3) is not ((byte)'l' or (byte)'p'))
            return false;
        if (!bytes.HasAt(at + 3, "lh"u8) && !bytes.HasAt(at + 3, "lz"u8) && !bytes.HasAt(at + 3, "pm"u8))
            return false;
        if (bytes.ByteAt(at + 20) is 2 or 3)
            return true;
        var sum = 0;
        foreach (var b in bytes.Cut(at + 2, bytes.ByteAt(at)))
            sum += b;
        return bytes.ByteAt(at + 20) <= 1 && bytes.Has(at + 2, bytes.ByteAt(at)) && (byte)sum == bytes.ByteAt(at + 1);
    }

    private static bool IsArc(ReadOnlySpan<byte> bytes)
    {
        if (bytes.ByteAt(1) is 0 or > 9 || bytes.Length < 29)
            return false;
        var name = bytes.Slice(2, 13);
        var end = name.IndexOf((byte)0);
        return end > 0 && name[..end].IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E) < 0 && 25L + bytes.U32(15) <= bytes.Length;
    }

    /// <summary>POSIX.1 ustar and older: the sum of the header with blanks for the sum itself. Walked to the end marker.</summary>
    public static Match? Tar(ReadOnlySpan<byte> bytes)
    {
        if (!IsTarHeader(bytes, 0))
            return null;
        var at = 0L;
        while (IsTarHeader(bytes, at))
            at += TarMember(bytes, at);
        var isMarked = bytes.Has(at, 512) && bytes.Slice((int)at, 512).IndexOfAnyExcept((byte)0) < 0;
        return new Match(FileFormat.Tar) { End = isMarked ? Match.EndWithin(at + 512, bytes.Length) : null };
    }

    /// <summary>Bytes of the member at <paramref name="at"/>, header and padding included.</summary>
    private static long TarMember(ReadOnlySpan<byte> bytes, long at)
    {
        var field = bytes.Slice((int)at + 124, 12);
        var size = (field[0] & 0x80) != 0 ? (long)Math.Min(bytes.U64Big(at + 128), int.MaxValue) : Octal(field);
        return 512 + (size + 511) / 512 * 512;
    }

    private static bool IsTarHeader(ReadOnlySpan<byte> bytes, long at)
    {
        if (!bytes.Has(at, 512) || bytes[(int)at] == 0)
            return false;
        var header = bytes.Slice((int)at, 512);
        var (sum, signedSum) = (0, 0);
        for (var i = 0; i < 512; i++)
        {
            var value = i is >= 148 and < 156 ? (byte)' ' : header[i];
            sum += value;
            signedSum += (sbyte)value;
        }
        var digits = header.Slice(148, 8).Trim("\0 "u8);
        var claimed = digits.Length >= 3 && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'7') < 0 ? Octal(digits) : 0;
        return claimed > 0 && (claimed == sum || claimed == signedSum);
    }

    /// <summary>Up to twelve digits; what follows them doesn't count.</summary>
    private static long Octal(ReadOnlySpan<byte> field)
    {
        var value = 0L;
        foreach (var b in field.Trim("\0 "u8))
        {
            if (b is < (byte)'0' or > (byte)'7')
                break;
            value = value * 8 + b - '0';
        }
        return value;
    }
}
