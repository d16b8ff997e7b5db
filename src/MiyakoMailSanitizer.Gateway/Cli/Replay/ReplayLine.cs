using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Cli.Replay;

/// <summary>A file that other rules would treat otherwise.</summary>
/// <param name="File">Its name, with those of the files that it lay in.</param>
/// <param name="Before">What today's rules make of it.</param>
/// <param name="After">What the new ones would.</param>
internal sealed record ReplayChange(string File, string Before, string After);

/// <summary>A kept message under both sets of rules.</summary>
internal sealed record ReplayLine(string Id, DateTimeOffset ReceivedAt, string From, ImmutableArray<string> To, ImmutableArray<ReplayChange> Changes)
{
    /// <summary>What would change; nothing where what is delivered stays the same, byte for byte.</summary>
    public static ReplayLine Of(MailItem item, SanitizeReply before, SanitizeReply after)
    {
        var changes = ImmutableArray.CreateBuilder<ReplayChange>();
        Compare(before.Report, after.Report, "", changes);
        if (changes.Count == 0 && !IsSame(before.Content, after.Content))
            changes.Add(new("(the message)", "its text", "another text"));
        return new(item.Id, item.Envelope.ReceivedAt, item.Envelope.ReversePath, item.Envelope.Recipients, changes.ToImmutable());
    }

    private static void Compare(ReportNode before, ReportNode after, string within, ImmutableArray<ReplayChange>.Builder changes)
    {
        var name = within.Length == 0 ? "(the message)" : within;
        if (Words(before, within.Length == 0) is var was && Words(after, within.Length == 0) is var becomes && was != becomes)
            changes.Add(new(name, $"{was} by \"{before.Rule}\"", $"{becomes} by \"{after.Rule}\""));
        for (var i = 0; i < Math.Max(before.Nested.Length, after.Nested.Length); i++)
        {
            var (one, other) = (before.Nested.ElementAtOrDefault(i), after.Nested.ElementAtOrDefault(i));
            var path = $"{(within.Length == 0 ? "" : within + " > ")}{Name((one ?? other)!)}";
            if (one is not null && other is not null)
                Compare(one, other, path, changes);
            else
                changes.Add(new(path, one is null ? "not looked at" : Words(one, false), other is null ? "not looked at" : Words(other, false)));
        }
    }

    private static string Name(ReportNode node) => node.Name.Length > 0 ? node.Name : $"({node.Format})";

    private static string Words(ReportNode node, bool isMessage)
    {
        if (isMessage && node.IsHeld)
            return "held";
        return node.Output is { } output && !isMessage ? $"{node.Outcome} as {output}" : node.Outcome;
    }

    private static bool IsSame(ReadOnlyMemory<byte>? one, ReadOnlyMemory<byte>? other)
        => one is { } a ? other is { } b && a.Span.SequenceEqual(b.Span) : other is null;
}

/// <summary>The first line of a replay's state: what it compares. Another one begins anew.</summary>
internal sealed record ReplayHead(string Before, string After, string Engine);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReplayLine))]
[JsonSerializable(typeof(ReplayHead))]
internal sealed partial class ReplayJson : JsonSerializerContext
{
    /// <summary>Japanese stands as it is.</summary>
    public static ReplayJson OneLine => Holder.OneLine;

    private static class Holder
    {
        public static readonly ReplayJson OneLine = new(new JsonSerializerOptions(Default.GeneratedSerializerOptions!) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
