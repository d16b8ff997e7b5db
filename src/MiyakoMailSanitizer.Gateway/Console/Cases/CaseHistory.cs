using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Cases;

/// <summary>A line of a case's history.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">Of the audit event.</param>
/// <param name="Id">The case, or a message that followed it.</param>
/// <param name="By">Who; empty where nobody acted.</param>
/// <param name="Detail">Reason, recipient, reply; may be empty.</param>
internal sealed record HistoryLine(DateTimeOffset At, string Kind, string Id, string By, string Detail);

/// <summary>What the audit log says of a case and of the messages that followed it. Reads the files from the day on which it came.</summary>
internal sealed class CaseHistory(AuditOptions options)
{
    private const int MaxLines = 500;

    private static readonly string[] Told = ["reason", "requestReason", "requestedBy", "recipient", "reply", "message", "followUp", "file", "scan", "state", "detail"];

    /// <summary>Oldest first.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public ImmutableArray<HistoryLine> Read(string id, DateTimeOffset since)
    {
        var history = ImmutableArray.CreateBuilder<HistoryLine>();
        var sought = Encoding.ASCII.GetBytes($"\"id\":\"{id}");
        var first = AuditFiles.Of(DateOnly.FromDateTime(since.UtcDateTime));
        foreach (var path in AuditFiles.List(options.Folder).Where(f => string.CompareOrdinal(Path.GetFileName(f), first) >= 0))
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var lines = new AuditLineReader(stream);
            while (history.Count < MaxLines && lines.Read())
            {
                // Most lines are of others: they are not even parsed.
                if (lines.Line.Span.IndexOf(sought) >= 0 && Parse(lines.Line, id) is { } line)
                    history.Add(line);
            }
        }
        return history.ToImmutable();
    }

    private static HistoryLine? Parse(ReadOnlyMemory<byte> line, string id)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var found = Text(root, "id");
            if (found != id && !found.StartsWith($"{id}-", StringComparison.Ordinal))
                return null;
            var detail = string.Join("; ", Told.Select(t => Text(root, t)).Where(t => t.Length > 0));
            return new(root.GetProperty("at").GetDateTimeOffset(), Text(root, "kind"), found, Text(root, "by"), detail);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static string Text(JsonElement one, string name) => one.TryGetProperty(name, out var value) ? value.ToString() : "";
}
