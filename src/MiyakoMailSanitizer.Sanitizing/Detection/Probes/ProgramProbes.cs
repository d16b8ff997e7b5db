using static MiyakoMailSanitizer.Sanitizing.Detection.Probes.MagicProbe;

namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>Programs and what starts them, where bytes tell. Scripts are told from their text.</summary>
internal static class ProgramProbes
{
    public static Probe[] Table { get; } =
    [
        Executable,
        Row(FileFormat.Elf, [0x7F, (byte)'E', (byte)'L', (byte)'F'], b => b.ByteAt(4) is 1 or 2 && b.ByteAt(5) is 1 or 2),
        Row(FileFormat.MachO, [0xFE, 0xED, 0xFA, 0xCE], b => b.U32Big(12) is > 0 and <= 16),
        Row(FileFormat.MachO, [0xFE, 0xED, 0xFA, 0xCF], b => b.U32Big(12) is > 0 and <= 16),
        Row(FileFormat.MachO, [0xCE, 0xFA, 0xED, 0xFE], b => b.U32(12) is > 0 and <= 16),
        Row(FileFormat.MachO, [0xCF, 0xFA, 0xED, 0xFE], b => b.U32(12) is > 0 and <= 16),
        // Both share a magic: a count of architectures, or a version that began at 45.
        Row(FileFormat.Class, [0xCA, 0xFE, 0xBA, 0xBE], b => b.U16Big(6) >= 45),
        Row(FileFormat.MachO, [0xCA, 0xFE, 0xBA, 0xBE], b => b.U32Big(4) is > 0 and < 45),
        Row(FileFormat.Lnk, [0x4C, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]),
        Row(FileFormat.Chm, "ITSF", b => b.U32(4) is 2 or 3),
        Row(FileFormat.Hlp, [0x3F, 0x5F, 3, 0]),
        Row(FileFormat.Dex, "dex\n", b => b.ByteAt(7) == 0),
        Row(FileFormat.Wasm, [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0]),
        Row(FileFormat.Rpm, [0xED, 0xAB, 0xEE, 0xDB]),
        Row(FileFormat.Crx, "Cr24", b => b.U32(4) is 2 or 3),
        Row(FileFormat.Swf, "FWS", IsFlash),
        Row(FileFormat.Swf, "CWS", IsFlash),
        Row(FileFormat.Swf, "ZWS", IsFlash),
        // A program of printable characters that every virus scanner knows; only its beginning stands here, so that this file is not
        // taken for it.
        Row(FileFormat.Exe, "X5O!P%@AP[4\\PZX54(P^)7CC)7}$"),
    ];

    /// <summary>PE, NE, LE and plain DOS programs. Text that starts with the letters has no NUL after them.</summary>
    private static Match? Executable(ReadOnlySpan<byte> bytes)
    {
        if (!(bytes.HasAt(0, "MZ"u8) || bytes.HasAt(0, "ZM"u8)))
            return null;
        var header = bytes.U32(60);
        var isWindows = bytes.HasAt(header, "PE\0\0"u8) || bytes.HasAt(header, "NE"u8) || bytes.HasAt(header, "LE"u8);
        return isWindows || bytes.Cut(2, 62).IndexOf((byte)0) >= 0 ? new Match(FileFormat.Exe) : null;
    }

    private static bool IsFlash(ReadOnlySpan<byte> bytes)
        => bytes.ByteAt(3) is > 0 and < 64 && bytes.U32(4) is > 8 and < 1u << 30 && bytes.Length > 12;
}
