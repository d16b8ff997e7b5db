namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>All probes of binary formats, the surest marks first.</summary>
internal static class ProbeTable
{
    private static readonly Probe[] AtStart =
    [
        PdfProbe.AtStart,
        .. OtherProbes.Table,
        .. ImageProbes.Table,
        .. ProgramProbes.Table,
        .. ArchiveProbes.Table,
        .. MediaProbes.Table,
    ];

    /// <summary>The format that the bytes start with; null where none is known.</summary>
    public static Match? Start(ReadOnlySpan<byte> bytes)
    {
        foreach (var probe in AtStart)
        {
            if (probe(bytes) is { } match)
                return match;
        }
        return null;
    }

    /// <summary>A disk image or tape archive, which leave the start to others; null where it is none.</summary>
    public static Match? Elsewhere(ReadOnlySpan<byte> bytes)
    {
        foreach (var probe in ArchiveProbes.Elsewhere)
        {
            if (probe(bytes) is { } match)
                return match;
        }
        return null;
    }
}
