using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MiyakoMailSanitizer.Gateway.Reports;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary>A line of <c>spool list --json</c>.</summary>
internal sealed record SpoolLine(
    string Id, string Queue, int Bytes, DateTimeOffset ReceivedAt, string ReversePath, ImmutableArray<string> Recipients, int Deferrals, DateTimeOffset? NotBefore);

/// <summary>A line of <c>quarantine unlock --json</c>: <c>unlocked none-fits malware too-soon busy not-waiting</c>.</summary>
internal sealed record UnlockLine(string Id, string Outcome, string? FollowUp, ImmutableArray<string> Files, int Tries, DateTimeOffset? NotBefore);

/// <summary>A line of <c>quarantine release|discard --json</c>: <c>done nothing busy no-case</c>.</summary>
internal sealed record ActLine(string Id, string Outcome, string? Message, ImmutableArray<string> Withheld);

/// <summary>A line of <c>quarantine request-original|approve-original --json</c>: an <see cref="Quarantine.OriginalOutcome"/> in lower case with hyphens.</summary>
internal sealed record OriginalLine(string Id, string Outcome, string Detail);

/// <summary>A line of <c>rules test --json</c>: a file, what came of it, and what each rule has to do with it.</summary>
internal sealed record RuleTestLine(
    string File, int Depth, string Format, string Outcome, string Treatment, string Rule, ImmutableArray<string> Findings, ImmutableArray<RuleTestVerdict> Rules);

/// <summary>A rule in a <see cref="RuleTestLine"/>.</summary>
internal sealed record RuleTestVerdict(string Rule, bool Fits, string Why);

/// <summary>A line of <c>sanitize --json</c>; <see cref="Nested"/> repeats the shape for what lay inside.</summary>
internal sealed record SanitizeLine
{
    /// <summary>Path as given, or the name of a nested file.</summary>
    public required string Input { get; init; }

    public required string Format { get; init; }

    /// <summary>SHA-256 of the original, 64 lower-case hex digits; empty where it could not be read.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary><c>rebuilt converted removed quarantined</c>, or <c>held</c> for messages.</summary>
    public required string Outcome { get; init; }

    /// <summary>Path of the safe file (name only where nested), or null.</summary>
    public required string? Output { get; init; }

    public required ImmutableArray<FindingLine> Findings { get; init; }

    public required ImmutableArray<SanitizeLine> Nested { get; init; }

    /// <summary>Wall-clock time; 0 where nested.</summary>
    public double Milliseconds { get; init; }
}

/// <summary>A finding of <see cref="SanitizeLine"/>.</summary>
internal sealed record FindingLine(string Code, string Where, string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SpoolLine))]
[JsonSerializable(typeof(ReconcileReport))]
[JsonSerializable(typeof(UnlockLine))]
[JsonSerializable(typeof(ActLine))]
[JsonSerializable(typeof(RuleTestLine))]
[JsonSerializable(typeof(OriginalLine))]
[JsonSerializable(typeof(SanitizeLine))]
internal sealed partial class CliJson : JsonSerializerContext;


/// <summary>The ways a line is written: Japanese stands as it is, not as escapes.</summary>
internal static class CliJsonForm
{
    /// <summary>One line.</summary>
    public static CliJson OneLine { get; } = new(Relaxed(indented: false));

    /// <summary>For files that people open.</summary>
    public static CliJson Indented { get; } = new(Relaxed(indented: true));

    private static JsonSerializerOptions Relaxed(bool indented)
        => new(CliJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = indented };
}
