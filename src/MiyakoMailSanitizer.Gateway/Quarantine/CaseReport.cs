using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MiyakoMailSanitizer.Gateway.Sandbox;

namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary><c>report.json</c> of a case.</summary>
public sealed record CaseReport
{
    /// <summary>Id of the message, the reference number of the notice.</summary>
    public required string Id { get; init; }

    /// <summary><c>held</c> (nothing was delivered) or <c>delivered-without-files</c>.</summary>
    public required string Delivery { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required string ReversePath { get; init; }

    /// <summary>The address of the header field <c>From</c>; empty where there is none.</summary>
    public string From { get; init; } = "";

    /// <summary>The subject, cleaned; empty where there is none.</summary>
    public string Subject { get; init; } = "";

    public required ImmutableArray<string> Recipients { get; init; }

    public required string ClientAddress { get; init; }

    /// <summary>SHA-256 of rules and notices it was treated under.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>The message and all that lay in it.</summary>
    public required ReportNode Message { get; init; }

    internal static CaseReport Of(QuarantineCase quarantineCase) => new()
    {
        Id = quarantineCase.Envelope.Id,
        Delivery = quarantineCase.IsHeld ? "held" : "delivered-without-files",
        ReceivedAt = quarantineCase.Envelope.ReceivedAt,
        ReversePath = quarantineCase.Envelope.ReversePath,
        From = quarantineCase.Heading.From,
        Subject = quarantineCase.Heading.Subject,
        Recipients = quarantineCase.Envelope.Recipients,
        ClientAddress = quarantineCase.Envelope.ClientAddress,
        PolicyHash = quarantineCase.PolicyHash,
        Message = quarantineCase.Report,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CaseReport))]
[JsonSerializable(typeof(CaseDecision))]
[JsonSerializable(typeof(OriginalRequest))]
internal sealed partial class CaseJson : JsonSerializerContext;


/// <summary>The ways a case report is written: Japanese stands as it is, not as escapes.</summary>
internal static class CaseJsonForm
{
    /// <summary>For files that people open.</summary>
    public static CaseJson Readable { get; } = new(Relaxed(indented: true));

    /// <summary>A case a line.</summary>
    public static CaseJson OneLine { get; } = new(Relaxed(indented: false));

    private static JsonSerializerOptions Relaxed(bool indented)
        => new(CaseJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = indented };
}
