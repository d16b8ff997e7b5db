using System.Collections.Immutable;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>What became of one document.</summary>
/// <param name="Source">Where it comes from, as people name it.</param>
/// <param name="Input">A copy of it, whose name holds nothing but a number and the extension.</param>
/// <param name="Outcome">As the command says it.</param>
/// <param name="Output">The safe file, or null.</param>
/// <param name="Codes">The codes of all findings, those of files within too.</param>
internal sealed record OfficeDocument(string Source, string Input, string Outcome, string? Output, ImmutableArray<string> Codes)
{
    /// <summary>"d", "x" or "p".</summary>
    public char Family => char.ToLowerInvariant(Path.GetExtension(Input)[1]);

    /// <summary>True where the report says that something of the content was left out.</summary>
    public bool HasFinding => Codes.Any(c => c.StartsWith("office.", StringComparison.Ordinal) || c.StartsWith("image.", StringComparison.Ordinal));
}
