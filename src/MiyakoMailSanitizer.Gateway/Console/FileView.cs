using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Sanitizing.Findings;

namespace MiyakoMailSanitizer.Gateway.WebConsole;

/// <summary>A file of a case's tree as it is shown.</summary>
internal sealed record FileView(ConsolePage Page, ReportNode Node, bool IsMessage)
{
    /// <summary>What is shown at most.</summary>
    public const int MaxDepth = 20, MaxFiles = 200, MaxFindings = 30;

    public int Depth { get; init; }

    /// <summary>Does not reach the recipient.</summary>
    public bool IsKept => Node.IsWithheld || Node.Treatment == "hold";

    public string Name => IsMessage ? Page.T("メール本体", "the message") : Node.Name.Length > 0 ? Node.Name : Page.T("（名前なし）", "(no name)");

    public IEnumerable<FindingNode> Findings => Node.Findings.DistinctBy(f => (f.Code, f.Where)).Take(MaxFindings);

    public IEnumerable<ReportNode> Nested => Node.Nested.Take(MaxFiles);

    public FileView Within(ReportNode nested) => new(Page, nested, false) { Depth = Depth + 1 };

    public string Words(string code)
    {
        var text = FindingCatalog.Describe(code);
        return Page.T(text.Japanese, text.English);
    }
}
