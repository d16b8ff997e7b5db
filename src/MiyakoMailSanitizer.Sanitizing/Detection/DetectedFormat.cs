using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Detection;

/// <summary>What <see cref="FormatDetector"/> saw.</summary>
/// <param name="Format">The format; <see cref="FileFormat.Unknown"/> where nothing fits.</param>
/// <param name="Findings">E.g. <c>file.polyglot</c>, <c>file.type-mismatch</c>.</param>
public sealed record DetectedFormat(FileFormat Format, ImmutableArray<Finding> Findings)
{
    /// <summary>True where the bytes are valid as two formats at once: always withheld.</summary>
    public bool IsPolyglot => Findings.Any(f => f.Code == "file.polyglot");
}
