using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Gateway.Reports;

/// <summary>How often something was there.</summary>
/// <param name="Name">What.</param>
/// <param name="Count">How often.</param>
internal sealed record Tally(string Name, int Count);

/// <summary>A month for the self-inspection (自己点検), counted out of the audit log.</summary>
internal sealed record MonthReport
{
    /// <summary>Its first day, local time.</summary>
    public required DateOnly Month { get; init; }

    /// <summary>Lines of the log in the month, by kind; their sum is the number of lines.</summary>
    public required ImmutableArray<Tally> Lines { get; init; }

    /// <summary>Files by what was done with them: see <see cref="MonthCount.Methods"/>.</summary>
    public required ImmutableArray<Tally> Methods { get; init; }

    /// <summary>Files by format, the most frequent first.</summary>
    public required ImmutableArray<Tally> Formats { get; init; }

    /// <summary>Files by the rule that decided.</summary>
    public required ImmutableArray<Tally> Rules { get; init; }

    /// <summary>Messages by the domain of the envelope's sender.</summary>
    public required ImmutableArray<Tally> SenderDomains { get; init; }

    /// <summary>Messages by finding.</summary>
    public required ImmutableArray<Tally> Findings { get; init; }

    /// <summary>Messages accepted on each day of the month.</summary>
    public required ImmutableArray<int> AcceptedByDay { get; init; }

    /// <summary>From keeping back to an operator's decision, for the decisions of the month, ascending.</summary>
    public required ImmutableArray<TimeSpan> TimesToDecision { get; init; }

    /// <summary>How long the gateway ran, and how long the month was until now.</summary>
    public required (TimeSpan Up, TimeSpan Whole) Availability { get; init; }

    /// <summary>Ids that were accepted in the month, neither ended nor on their way: there must be none.</summary>
    public required ImmutableArray<string> Unexplained { get; init; }

    /// <summary>Ids that were accepted in the month and are on their way.</summary>
    public required int OnTheirWay { get; init; }

    /// <summary>Faults that <c>audit verify</c> finds; null where it was not asked.</summary>
    public int? AuditFaults { get; init; }

    /// <summary>How many lines are of a kind.</summary>
    public int Count(string kind) => Lines.FirstOrDefault(l => l.Name == kind)?.Count ?? 0;
}
