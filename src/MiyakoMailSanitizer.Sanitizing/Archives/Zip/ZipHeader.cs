namespace MiyakoMailSanitizer.Sanitizing.Archives.Zip;

/// <summary>An entry as central directory and local header agree on it (APPNOTE 6.3.10).</summary>
internal sealed record ZipHeader
{
    private const ushort Encrypted = 1, StrongEncryption = 0x40, HiddenHeaders = 0x2000;
    private const uint FileTypes = 0xF000, Folder = 0x4000, Regular = 0x8000;

    public required byte[] RawName { get; init; }
    public required string? KnownName { get; init; }
    public required ushort Flags { get; init; }
    public required ushort Method { get; init; }
    public required uint DosTime { get; init; }
    public required uint Crc { get; init; }
    public required long PackedSize { get; init; }
    public required long UnpackedSize { get; init; }
    public required long Local { get; init; }
    public required long Data { get; init; }
    public required byte Host { get; init; }
    public required uint Attributes { get; init; }

    /// <summary>How WinZip encrypted it; null where it did not, or can't be read.</summary>
    public ZipAes? Aes { get; init; }

    /// <summary>Encrypted by PKWARE's later methods, which nothing but its own programs opens.</summary>
    public bool IsStronglyEncrypted => (Flags & (StrongEncryption | HiddenHeaders)) != 0;

    public bool IsEncrypted => (Flags & (Encrypted | StrongEncryption | HiddenHeaders)) != 0 || Method == 99;

    public long End => Data + PackedSize;

    public EntryKind Kind
    {
        get
        {
            // Unix and macOS keep the file's type in the upper half.
            var type = Host is 3 or 19 ? Attributes >> 16 & FileTypes : 0;
            if (type is not (0 or Folder or Regular))
                return EntryKind.Special;
            var isNamedFolder = RawName.Length > 0 && (RawName[^1] == '/' || (RawName[^1] == '\\' && UnpackedSize == 0 && Host == 0));
            return isNamedFolder ? EntryKind.Folder : EntryKind.File;
        }
    }
}
