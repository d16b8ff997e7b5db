using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Findings;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Calendars;

/// <summary>
/// Rebuilds calendars and address cards from an allow list of components, properties and parameters: no links, no attachments, no X- properties; alarms
/// only show a text. The treatment <c>convert</c> gives what they say as text.
/// </summary>
internal sealed class CalendarSanitizer : ISanitizer
{
    public ImmutableArray<FileFormat> Formats { get; } = [FileFormat.Ics, FileFormat.Vcf];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var (lines, unreadable) = ContentLineReader.Read(file, scope, findings, cancellationToken);
        var isCard = lines.FirstOrDefault(l => l.Name == "BEGIN")?.Value.Trim().Equals("VCARD", StringComparison.OrdinalIgnoreCase) == true;
        var rebuild = new ContentRebuild(isCard ? ContentTable.Card : ContentTable.Calendar);
        var content = rebuild.Run(lines, isCard ? [("VERSION", "3.0")] : [("VERSION", "2.0"), ("PRODID", "-//Miyako//MailSanitizer//JA")]);
        findings.AddRange(rebuild.Findings());
        if (unreadable > 0)
            findings.Add(new("calendar.property", "", $"{unreadable} lines that can't be read were left out"));
        if (rebuild.Components == 0)
            return new Outcome.Quarantined("Nothing in it can be read.") { Findings = FindingList.Distinct([.. findings, new("calendar.damaged", "", "nothing in it can be read")]) };
        var format = isCard ? FileFormat.Vcf : FileFormat.Ics;
        if (scope.Treatment != Treatment.Rebuild)
            return TextFile.Write(file.Name, FileFormat.Text, isCard ? CardSummary.Of(rebuild.Kept) : CalendarSummary.Of(rebuild.Kept), scope.Treatment, findings);
        var name = FileNames.Clean(file.Name, format, isCard ? "contact" : "calendar");
        return new Outcome.Rebuilt(new SafeFile(Path.ChangeExtension(name.Name, format.Extensions[0]), format, content))
        {
            Findings = FindingList.Distinct([.. findings, .. name.Findings]),
        };
    }
}
