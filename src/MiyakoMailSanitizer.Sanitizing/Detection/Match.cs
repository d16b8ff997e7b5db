namespace MiyakoMailSanitizer.Sanitizing.Detection;

/// <summary>Looks at bytes from their start (or where the format keeps its mark); null where they are something else.</summary>
internal delegate Match? Probe(ReadOnlySpan<byte> bytes);

/// <summary>A format that a probe saw.</summary>
internal sealed record Match(FileFormat Format)
{
    /// <summary>The first byte after the format's own end; null where it has none, or where it was not found.</summary>
    public int? End { get; init; }

    /// <summary>What shows that it is encrypted; null where nothing does.</summary>
    public string? Encryption { get; init; }

    /// <summary>What else the same structure can be read as, e.g. a workbook's parts in a Word package; null where nothing.</summary>
    public string? AlsoReadAs { get; init; }

    /// <summary>Makes an end of <paramref name="end"/> where it lies within <paramref name="length"/>.</summary>
    public static int? EndWithin(long end, int length) => end > 0 && end <= length ? (int)end : null;
}
