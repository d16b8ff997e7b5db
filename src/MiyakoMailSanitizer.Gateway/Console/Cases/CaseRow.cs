using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Sanitizing.Findings;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Cases;

/// <summary>A case as a line of a list, with all that can be searched.</summary>
/// <param name="Id">The reference number.</param>
/// <param name="State">Where it lies.</param>
/// <param name="ReceivedAt">When the message came.</param>
/// <param name="From">The sender that a reader sees, or that of the envelope.</param>
/// <param name="Subject">May be empty.</param>
/// <param name="Recipients">Joined by commas.</param>
/// <param name="Files">Names of what was withheld.</param>
/// <param name="IsHeld">Nothing was delivered.</param>
/// <param name="Text">What is searched, see <see cref="SearchText.Fold"/>.</param>
internal sealed record CaseRow(
    string Id, CaseState State, DateTimeOffset ReceivedAt, string From, string Subject, string Recipients, ImmutableArray<string> Files, bool IsHeld, string Text)
{
    /// <summary>When its report was read, UTC.</summary>
    public DateTime ReadAt { get; init; }

    private const int MaxFiles = 5, MaxText = 4_000;

    public static CaseRow Of(CaseReport report, CaseState state)
    {
        var nodes = report.Message.Walk().Take(500).ToList();
        var from = report.From.Length > 0 ? report.From : report.ReversePath;
        var recipients = string.Join(", ", report.Recipients);
        var words = new StringBuilder().AppendJoin('\n', report.Id, from, report.ReversePath, report.Subject, recipients);
        foreach (var node in nodes.Where(n => n.Name.Length > 0))
            words.Append('\n').Append(node.Name);
        foreach (var code in nodes.SelectMany(n => n.Findings).Select(f => f.Code).Distinct())
            words.Append('\n').Append(code).Append(' ').Append(FindingCatalog.Describe(code).Japanese);
        var text = SearchText.Fold(words.ToString());
        return new(report.Id, state, report.ReceivedAt, from, report.Subject, recipients,
            [.. nodes.Where(n => n.IsWithheld && n.Name.Length > 0).Select(n => n.Name).Distinct().Take(MaxFiles)],
            report.Delivery == "held", text.Length > MaxText ? text[..MaxText] : text);
    }
}

/// <summary>What is looked for; null and empty mean all.</summary>
internal sealed record CaseQuery
{
    /// <summary>Words, all of which must be there: persons, subject, file names, reference number, findings.</summary>
    public string Words { get; init; } = "";

    public CaseState? State { get; init; }

    /// <summary>First day, local time.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day.</summary>
    public DateOnly? To { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;
}

/// <summary>A page of what was found.</summary>
internal sealed record CasePage(ImmutableArray<CaseRow> Rows, int Found, int Page, int Pages);
