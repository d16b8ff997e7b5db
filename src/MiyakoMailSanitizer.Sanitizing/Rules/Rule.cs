using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>One line of the rules.</summary>
/// <param name="Name">Unique; shown in reports, notices and the audit log.</param>
/// <param name="When">Which files it is for.</param>
/// <param name="Treat">What is done with them; hold, quarantine or remove where <paramref name="When"/> has findings.</param>
public sealed record Rule(string Name, Condition When, Treatment Treat)
{
    /// <summary>Treatments to try, one after the other, where <see cref="Treat"/> gives nothing; each stricter than the one before. Default none.</summary>
    public ImmutableArray<Treatment> Else { get; init; } = [];

    /// <summary>Looked at after the treatment; can only make it stricter.</summary>
    public bool IsForFindings => !When.Findings.IsEmpty;
}
