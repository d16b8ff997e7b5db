using System.Globalization;
using System.Security.Cryptography;
using MimeKit;
using MiyakoMailSanitizer.Sanitizing.Findings;

namespace MiyakoMailSanitizer.Sanitizing.Containers;

/// <summary>What a container of mail held goes on as a message.</summary>
internal static class UnpackedMail
{
    /// <summary>Delivers the message where it can be rebuilt; else the container is withheld.</summary>
    public static Outcome Treat(
        UntrustedFile container, MimeMessage message, string kind, IEnumerable<Finding> findings, SanitizeScope scope, CancellationToken cancellationToken)
    {
        // The parser's library draws boundaries by lot; the same container is to give the same message.
        var digest = Convert.ToHexStringLower(SHA256.HashData(container.Content.Span).AsSpan(0, 8));
        foreach (var (multipart, index) in Multiparts(message.Body).Select((m, i) => (m, i)))
            multipart.Boundary = string.Create(CultureInfo.InvariantCulture, $"=_opened-{digest}-{scope.Depth}-{index}");
        var bytes = new MemoryStream();
        message.WriteTo(bytes, cancellationToken);
        scope.Spend(bytes.Length);
        var name = Path.GetFileNameWithoutExtension(container.Name.Split('/', '\\')[^1]);
        var report = scope.TreatNested(new($"{(name.Length > 0 ? name : "message")}.eml", "message/rfc822", bytes.ToArray()), cancellationToken);
        return report.Outcome.Delivered is { } safe
            ? new Outcome.Converted(safe) { Findings = FindingList.Distinct([.. findings, new("container.opened", "", $"{kind} became a message")]) }
            : Withheld(new("container.withheld", "", "what it holds was withheld"), findings);
    }

    /// <summary>All of them, also within messages.</summary>
    private static IEnumerable<Multipart> Multiparts(MimeEntity? entity) => entity switch
    {
        Multipart multipart => multipart.SelectMany(Multiparts).Prepend(multipart),
        MessagePart { Message: { } message } => Multiparts(message.Body),
        _ => [],
    };

    public static Outcome.Quarantined Withheld(Finding why, params IEnumerable<Finding> before)
        => new($"{why.Detail}.") { Findings = FindingList.Distinct([.. before, why]) };
}
