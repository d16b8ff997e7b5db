namespace MiyakoMailSanitizer.Sanitizing.Archives.Rar;

/// <summary>A file of a RAR archive as its header tells of it, of the old or the new format.</summary>
internal sealed record RarHeader
{
    /// <summary>Bytes of unknown charset; null where <see cref="KnownName"/> is there.</summary>
    public byte[]? RawName { get; init; }

    public string? KnownName { get; init; }

    public required EntryKind Kind { get; init; }
    public required long PackedSize { get; init; }

    /// <summary>-1 where it is not known.</summary>
    public required long UnpackedSize { get; init; }

    /// <summary>CRC-32 of what comes out; null where another checksum stands in its place.</summary>
    public uint? Crc { get; init; }

    public uint DosTime { get; init; }
    /// <summary>Null where no password is needed.</summary>
    public RarLock? Lock { get; init; }

    public bool IsEncrypted => Lock is not null;

    /// <summary>Bytes of memory that unpacking takes, as far as headers tell.</summary>
    public long Dictionary { get; init; }

    /// <summary>It is packed in a way that the library does not know.</summary>
    public bool IsUnsupported { get; init; }

    /// <summary>Where its packed bytes begin.</summary>
    public required long Data { get; init; }
}
