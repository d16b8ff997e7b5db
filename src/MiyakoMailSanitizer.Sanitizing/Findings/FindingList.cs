using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Findings;

/// <summary>Keeps the list of findings short enough to read.</summary>
internal static class FindingList
{
    /// <summary>More findings of one file than this are cut, but for the first of each code.</summary>
    public const int Max = 200;

    /// <summary>
    /// The findings without doubles, in order. Of each code at least one stays: rules ask for codes, and nobody may hide one behind many
    /// others.
    /// </summary>
    public static ImmutableArray<Finding> Distinct(IEnumerable<Finding> findings)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        return [.. findings.Distinct().Where((finding, i) => codes.Add(finding.Code) || i < Max)];
    }
}
