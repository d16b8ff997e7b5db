namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>7z: the start header has a checksum and says where the end header lies.</summary>
internal static class SevenZipProbe
{
    private static readonly byte[] Aes256 = [0x06, 0xF1, 0x07, 0x01];

    public static ReadOnlySpan<byte> Magic => [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C];

    public static Match? AtStart(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.HasAt(0, Magic))
            return null;
        if (!IsSound(bytes))
            return new Match(FileFormat.SevenZip);
        var (offset, size) = (bytes.U64(12), bytes.U64(20));
        if (offset > int.MaxValue || size > int.MaxValue)
            return new Match(FileFormat.SevenZip);
        var header = bytes.Cut(32 + (long)offset, (long)size);
        return new Match(FileFormat.SevenZip)
        {
            End = Match.EndWithin(32 + (long)offset + (long)size, bytes.Length),
            // The coder's id stands in clear in the header, or in the description of the packed header.
            Encryption = header.Head(1 << 20).IndexOf(Aes256) >= 0 ? "the 7z header names AES" : null,
        };
    }

    /// <summary>Offset of an archive whose start header has the right checksum, or -1.</summary>
    public static int FindSound(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; bytes[at..].IndexOf(Magic) is var next and >= 0; at += next + Magic.Length)
        {
            if (IsSound(bytes[(at + next)..]))
                return at + next;
        }
        return -1;
    }

    private static bool IsSound(ReadOnlySpan<byte> bytes) => bytes.Length >= 32 && Bytes.Crc32(bytes.Slice(12, 20)) == bytes.U32(8);
}
