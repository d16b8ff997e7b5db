namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>Charset of the names in the archives that we write.</summary>
public enum NameCharset
{
    /// <summary>UTF-8 with the flag that says so.</summary>
    Utf8 = 0,

    /// <summary>CP932 for old programs; names that have no place in it are UTF-8 all the same.</summary>
    Cp932,
}

/// <summary>How archives are read and written. What exceeds a limit is withheld before it takes memory.</summary>
public sealed record ArchiveOptions
{
    /// <summary>Unpacked bytes of one file. Default 128 MiB, 1 MiB to 1 GiB.</summary>
    public long MaxEntryBytes { get; init; } = 128L << 20;

    /// <summary>
    /// How many times larger a file may be than what it is unpacked from; counts for files of more than 8 MiB. Default 250, 10 to 10,000.
    /// </summary>
    public int MaxRatio { get; init; } = 250;

    /// <summary>Memory that a packing method may ask for (dictionary, model). Default 64 MiB, 1 MiB to 1 GiB.</summary>
    public long MaxDictionaryBytes { get; init; } = 64L << 20;

    /// <summary>Default <see cref="NameCharset.Utf8"/>.</summary>
    public NameCharset Names { get; init; }
}
