using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>The audit events of the flow. Hashes and names, never bodies.</summary>
internal static class FlowEvents
{
    private const int MaxFiles = 500;

    private static readonly string EngineVersion = typeof(FlowEvents).Assembly.GetName().Version?.ToString(3) ?? "0";

    public static AuditEvent Sanitized(MailItem item, ReportNode report, ReadOnlyMemory<byte> sanitized, string policyHash) => new("sanitized", item.Id,
    [
        new("original", report.Sha256),
        new("result", Convert.ToHexStringLower(SHA256.HashData(sanitized.Span))),
        new("policy", policyHash),
        new("rule", report.Rule),
        new("files", report.Walk().Count().ToString(CultureInfo.InvariantCulture)),
        new("withheld", report.Walk().Count(n => n.IsWithheld).ToString(CultureInfo.InvariantCulture)),
        new("treated", Treated(report)),
        new("findings", Codes(report)),
        new("engine", EngineVersion),
    ]);

    public static AuditEvent Held(MailItem item, ReportNode report, string policyHash) => new("held", item.Id,
    [
        new("original", report.Sha256),
        new("policy", policyHash),
        new("rule", report.Rule),
        new("treated", Treated(report)),
        new("findings", Codes(report)),
        new("engine", EngineVersion),
    ]);

    public static AuditEvent VerifierRefused(MailItem item, ImmutableArray<VerifyFinding> faults) => new("held", item.Id,
        [new("findings", "verifier.refused"), new("faults", string.Join(" | ", faults.Take(5).Select(f => $"{f.Rule} at {f.Where}")))]);

    public static AuditEvent Relayed(MailItem item, RecipientState state) => new(
        state.Status switch { RelayStatus.Relayed => "relayed", RelayStatus.Failed => "refused", _ => "not-relayed" },
        item.Id,
        [new("recipient", state.Recipient), new("nextHop", state.NextHop), new("reply", state.Reply)]);

    public static AuditEvent Deferred(MailItem item, string reason) => new("deferred", item.Id,
        [new("pending", item.PendingRecipients.Length.ToString(CultureInfo.InvariantCulture)), new("reason", reason)]);

    public static AuditEvent Bounced(MailItem item, ImmutableArray<RecipientState> failed, string dsnId) => new("bounced", item.Id,
        [new("recipients", string.Join(" ", failed.Select(f => f.Recipient))), new("dsn", dsnId.Length > 0 ? dsnId : "none")]);

    /// <summary>The sender is told that it was relayed.</summary>
    public static AuditEvent RelayReported(MailItem item, string dsnId) => new("relay-reported", item.Id, [new("dsn", dsnId)]);

    /// <summary>In a message that is held nothing is delivered, whatever came of its files.</summary>
    private static string Treated(ReportNode report)
        => TreatedFile.WriteAll(report.Walk().Take(MaxFiles).Select(n => new TreatedFile(n.Format, report.IsHeld ? "held" : n.Treatment == "image" && !n.IsWithheld ? "imaged" : n.Outcome, n.Rule)));

    private static string Codes(ReportNode report)
        => string.Join(" ", report.Walk().SelectMany(n => n.Findings).Select(f => f.Code).Distinct().Order(StringComparer.Ordinal));
}
