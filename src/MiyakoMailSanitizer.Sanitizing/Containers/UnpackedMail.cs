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
        var bytes = new MemoryStream();
        message.WriteTo(bytes, cancellationToken);
        scope.Spend(bytes.Length);
        var name = Path.GetFileNameWithoutExtension(container.Name.Split('/', '\\')[^1]);
        var report = scope.TreatNested(new($"{(name.Length > 0 ? name : "message")}.eml", "message/rfc822", bytes.ToArray()), cancellationToken);
        return report.Outcome.Delivered is { } safe
            ? new Outcome.Converted(safe) { Findings = FindingList.Distinct([.. findings, new("container.opened", "", $"{kind} became a message")]) }
            : Withheld(new("container.withheld", "", "what it holds was withheld"), findings);
    }

    public static Outcome.Quarantined Withheld(Finding why, params IEnumerable<Finding> before)
        => new($"{why.Detail}.") { Findings = FindingList.Distinct([.. before, why]) };
}
