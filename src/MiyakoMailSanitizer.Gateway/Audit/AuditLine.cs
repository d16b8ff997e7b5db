using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>What a line of the log says of its place in the chain.</summary>
/// <param name="Number">From 1, over all files.</param>
/// <param name="Previous">SHA-256 of the line before; zeros for the first one.</param>
/// <param name="Torn">SHA-256 of the torn piece that stands before this line; empty where there is none.</param>
internal sealed record AuditLine(long Number, string Previous, string Torn)
{
    /// <summary>The kind of its event; empty before it is written.</summary>
    public string Kind { get; private init; } = "";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an event as a line of the chain, without its LF.</summary>
    public void Write(IBufferWriter<byte> output, DateTimeOffset at, AuditEvent auditEvent)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("at", at.ToString("O", CultureInfo.InvariantCulture));
        json.WriteNumber("number", Number);
        json.WriteString("previous", Previous);
        if (Torn.Length > 0)
            json.WriteString("torn", Torn);
        json.WriteString("kind", auditEvent.Kind);
        if (auditEvent.MessageId.Length > 0)
            json.WriteString("id", auditEvent.MessageId);
        foreach (var (name, value) in auditEvent.Details)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    /// <summary>Reads the chain's fields of a line; null where it is no line of ours. They come before an event's own, so the first of a name counts.</summary>
    public static AuditLine? Read(ReadOnlySpan<byte> line)
    {
        var (number, previous, torn, kind) = (0L, "", "", "");
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return null;
            var reached = false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString()!;
                if (!json.Read())
                    return null;
                if (reached)
                    continue;
                switch (name)
                {
                    case "number": number = json.GetInt64(); break;
                    case "previous": previous = json.GetString() ?? ""; break;
                    case "torn": torn = json.GetString() ?? ""; break;
                    case "kind": (kind, reached) = (json.GetString() ?? "", true); break;
                }
            }
            while (json.Read())
            {
                // To the end, so that what is no JSON throws.
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
        return number > 0 && previous.Length == AuditFiles.NoHash.Length ? new(number, previous, torn) { Kind = kind } : null;
    }
}
