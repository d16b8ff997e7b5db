namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>One budget for a message with all that lies in it. What exceeds it is withheld, never passed.</summary>
public sealed record Limits
{
    /// <summary>How deep files may lie in files; the message itself is depth 0. Default 8, 1 to 64.</summary>
    public int MaxDepth { get; init; } = 8;

    /// <summary>How many files a message may hold at all levels. Default 1,000, 1 to 100,000.</summary>
    public int MaxFiles { get; init; } = 1_000;

    /// <summary>Sum of the bytes of all files at all levels, unpacked. Default 512 MiB, 1 MiB to 4 GiB.</summary>
    public long MaxUnpackedBytes { get; init; } = 512L << 20;

    /// <summary>
    /// Seconds of computing for a message before it is withheld. Default 60, 1 to 3,600. The sandbox kills a little later.
    /// </summary>
    public int MaxSeconds { get; init; } = 60;

    /// <summary>
    /// Bytes of one header field, folded lines included; longer ones are cut, those that describe content (<c>Content-…</c>) at a quarter of
    /// it. Default and at most 65,536, at least 1,024.
    /// </summary>
    public int MaxHeaderFieldBytes { get; init; } = 65_536;

    /// <summary>Characters of HTML that are parsed; the rest is cut with a finding. Default 2,000,000, 10,000 to 20,000,000.</summary>
    public int MaxHtmlCharacters { get; init; } = 2_000_000;

    /// <summary>Element depth of HTML; deeper content is flattened with a finding. Default 500, 50 to 2,000.</summary>
    public int MaxHtmlDepth { get; init; } = 500;

    /// <summary>Characters of text in a body. Default 10,000,000, 10,000 to 100,000,000. The rest is cut with a finding.</summary>
    public int MaxTextCharacters { get; init; } = 10_000_000;
}
