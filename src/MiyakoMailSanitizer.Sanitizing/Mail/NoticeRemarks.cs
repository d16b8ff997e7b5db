using System.Collections.Immutable;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Writes the lines above the body that tell readers what they can't see themselves any more or should look at before they answer. A
/// language whose template has no such section says nothing.
/// </summary>
internal static class NoticeRemarks
{
    /// <summary>
    /// Which findings speak, in the order of their lines. Findings of honest mail (<c>sender.on-behalf</c>, a missing end delimiter) are not
    /// here: who is warned each day reads no warnings.
    /// </summary>
    private static readonly ImmutableArray<(string Code, NoticeSection Section)> Speaking =
    [
        ("sender.own-domain", NoticeSection.Sender),
        ("sender.look-alike", NoticeSection.Sender),
        ("sender.homograph", NoticeSection.Sender),
        ("sender.display-address", NoticeSection.Sender),
        ("sender.several", NoticeSection.Sender),
        ("sender.reply-to", NoticeSection.Sender),
        ("mail.ambiguous.hidden-part", NoticeSection.Ambiguous),
        ("text.mojibake", NoticeSection.Garbled),
    ];

    /// <summary>
    /// One line for each row of the table that has a finding, language by language; ends with an empty line, or is empty.
    /// </summary>
    public static string Write(NoticeTemplates templates, IEnumerable<Finding> findings, string reference)
    {
        var all = findings as IReadOnlyCollection<Finding> ?? [.. findings];
        var spoken = Speaking
            .Select(row => (row.Section, Finding: all.FirstOrDefault(f => f.Code == row.Code)))
            .Where(row => row.Finding is not null)
            .ToList();
        var lines = new StringBuilder();
        foreach (var template in templates.Languages)
        {
            foreach (var (section, finding) in spoken)
            {
                var values = new NoticeValues { Reference = reference, Reason = template.Reason(finding!.Code), Detail = finding.Detail };
                if (template.Render(section, values) is { Length: > 0 } text)
                    lines.Append(text).Append('\n');
            }
        }

        return lines.Length == 0 ? "" : lines.Append('\n').ToString();
    }
}
