using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>
/// A <see cref="FileReport"/> as it is sent between processes and written to files. All text in it is untrusted: it quotes what a sender
/// wrote, and it was put together by a process that read it.
/// </summary>
public sealed record ReportNode
{
    /// <summary>The name as the sender gave it, cleaned for showing.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the format told from the bytes, e.g. <c>docx</c>.</summary>
    public required string Format { get; init; }

    /// <summary>What the carrier said it is.</summary>
    public required string DeclaredMediaType { get; init; }

    /// <summary>Bytes of the original.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the original, 64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What a rule asked for: <c>hold quarantine remove convert image rebuild</c>.</summary>
    public required string Treatment { get; init; }

    /// <summary>The rule that decided.</summary>
    public required string Rule { get; init; }

    /// <summary>What came of it: one of <see cref="Outcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it was withheld, one sentence; empty where it was not.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Name of the safe file, or null.</summary>
    public string? Output { get; init; }

    /// <summary>Media type of the safe file, or null.</summary>
    public string? OutputMediaType { get; init; }

    /// <summary>What was seen.</summary>
    public ImmutableArray<FindingNode> Findings { get; init; } = [];

    /// <summary>The files that lay in this one, in their order.</summary>
    public ImmutableArray<ReportNode> Nested { get; init; } = [];

    /// <summary>The values of <see cref="Outcome"/>.</summary>
    public static FrozenSet<string> Outcomes { get; }
        = FrozenSet.Create(StringComparer.Ordinal, "rebuilt", "converted", "removed", "quarantined");

    /// <summary>The values of <see cref="Treatment"/>.</summary>
    public static FrozenSet<string> Treatments { get; }
        = Enum.GetNames<Treatment>().Select(n => n.ToLowerInvariant()).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True where any file of the tree asks that the whole message waits for an operator.</summary>
    [JsonIgnore]
    public bool IsHeld => Walk().Any(n => n.Treatment == "hold");

    /// <summary>True where this file does not reach the recipient.</summary>
    [JsonIgnore]
    public bool IsWithheld => Output is null;

    /// <summary>True where any file of the tree does not reach the recipient.</summary>
    [JsonIgnore]
    public bool AnyWithheld => Walk().Any(n => n.IsWithheld);

    /// <summary>This file and all below it, parents first.</summary>
    public IEnumerable<ReportNode> Walk()
    {
        var open = new Stack<ReportNode>();
        open.Push(this);
        while (open.TryPop(out var node))
        {
            yield return node;
            for (var i = node.Nested.Length - 1; i >= 0; i--)
                open.Push(node.Nested[i]);
        }
    }

    /// <summary>The serialisable form of a report.</summary>
    public static ReportNode From(FileReport report) => new()
    {
        Name = report.Name,
        Format = report.Format.Id,
        DeclaredMediaType = report.DeclaredMediaType,
        Size = report.Size,
        Sha256 = report.Sha256,
        Treatment = report.Decision.Treatment.ToString().ToLowerInvariant(),
        Rule = report.Decision.Rule,
        Outcome = report.Outcome.Match(_ => "rebuilt", _ => "converted", _ => "removed", _ => "quarantined"),
        Reason = report.Outcome.Match(_ => "", _ => "", r => r.Reason, q => q.Reason),
        Output = report.Outcome.Delivered?.Name,
        OutputMediaType = report.Outcome.Delivered?.Format.MediaType,
        Findings = [.. report.Outcome.Findings.Select(f => new FindingNode(f.Code, f.Where, f.Detail))],
        Nested = [.. report.Nested.Select(From)],
    };
}

/// <summary>A <see cref="Finding"/> as it is sent and written.</summary>
public sealed record FindingNode(string Code, string Where, string Detail);
