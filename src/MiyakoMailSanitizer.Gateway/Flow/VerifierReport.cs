using System.Collections.Immutable;
using System.Security.Cryptography;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>The report of a message that the verifier refused.</summary>
internal static class VerifierReport
{
    public static ReportNode Of(MailItem item, ImmutableArray<VerifyFinding> faults) => new()
    {
        Name = "",
        Format = "mail",
        DeclaredMediaType = "message/rfc822",
        Size = item.Message.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(item.Message.Span)),
        Treatment = "hold",
        Rule = "(verifier)",
        Outcome = "quarantined",
        Reason = "The verifier refused the sanitized message.",
        Findings = [.. faults.Take(20).Select(f => new FindingNode("verifier.refused", f.Where, $"{f.Rule}: {f.Detail}"))],
    };
}
