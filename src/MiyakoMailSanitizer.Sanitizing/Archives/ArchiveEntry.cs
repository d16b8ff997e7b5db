namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>What an entry of an archive is.</summary>
internal enum EntryKind
{
    /// <summary>Links, devices, streams of other files: left out.</summary>
    Special = 0,

    /// <summary>Has no content.</summary>
    Folder,

    /// <summary>A file.</summary>
    File,
}

/// <summary>An entry as the archive's directory tells of it; nothing of it is unpacked yet.</summary>
internal sealed record ArchiveEntry
{
    /// <summary>Decoded, not cleaned; <c>/</c> and <c>\</c> divide.</summary>
    public required string Path { get; init; }

    public required EntryKind Kind { get; init; }

    /// <summary>Date and time as ZIP writes them (APPNOTE 4.4.6): the date in the upper 16 bits; 0 where not known.</summary>
    public uint DosTime { get; init; }

    /// <summary>It needs a password.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>Unpacked bytes as claimed; -1 where nothing is claimed.</summary>
    public long ClaimedSize { get; init; } = -1;

    /// <summary>Its bytes as they lie in the archive, for the report of what is not unpacked; may be empty.</summary>
    public ReadOnlyMemory<byte> Packed { get; init; }

    /// <summary>
    /// The content. To be called in the order of the entries and before the next one is asked for, as in solid archives each lies behind the
    /// other. Throws <see cref="EntryRefusedException"/> and <see cref="ArchiveRefusedException"/>.
    /// </summary>
    public required Func<ReadOnlyMemory<byte>> Unpack { get; init; }
}

/// <summary>Opens archives of one format.</summary>
/// <param name="file">The archive.</param>
/// <param name="unpacker">The one way to content.</param>
/// <returns>The entries in their order. What can be told from headers alone is told before the first one comes.</returns>
internal delegate IEnumerable<ArchiveEntry> ArchiveReader(UntrustedFile file, Unpacker unpacker);
