using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Images;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Writes the notice (無害化結果のお知らせ) around the body: above it the lines of <see cref="NoticeRemarks"/>, below it one line for each file that
/// did not come as it was, and what to do. A message in which every file was rebuilt has nothing below.
/// </summary>
internal static class NoticeWriter
{
    private const int MaxLines = 50;
    private const int MaxReasons = 3;

    /// <summary>The body with its notice, in all languages; the body alone where there is nothing to say.</summary>
    public static string Write(
        NoticeTemplates templates,
        string body,
        ImmutableArray<TreatedAttachment> attachments,
        IEnumerable<Finding> findings,
        string reference)
        => NoticeRemarks.Write(templates, findings, reference) + body + AboutFiles(templates, attachments, reference);

    /// <summary>Begins with an empty line.</summary>
    private static string AboutFiles(NoticeTemplates templates, ImmutableArray<TreatedAttachment> attachments, string reference)
    {
        // Nobody misses a picture of one pixel.
        var changed = attachments.Where(a => a.Report.Outcome is not Outcome.Rebuilt && !InlinePicture.IsTrackingPixel(a.Report)).ToList();
        if (changed.Count == 0)
            return "";
        var notice = new StringBuilder();
        var about = new NoticeValues { Reference = reference };
        foreach (var template in templates.Languages)
        {
            Append(template.Render(NoticeSection.Heading, about));
            foreach (var attachment in changed.Take(MaxLines))
                Append(template.Render(Section(attachment.Report.Outcome), Values(template, attachment.Report, reference)));
            if (changed.Count > MaxLines)
                Append(string.Create(CultureInfo.InvariantCulture, $"… (+{changed.Count - MaxLines})"));
            Append(template.Render(NoticeSection.Footer, about));
        }

        return notice.ToString();

        void Append(string text)
        {
            if (text.Length > 0)
                notice.Append(notice.Length == 0 ? "\n" : "").Append(text).Append('\n');
        }
    }

    private static NoticeSection Section(Outcome outcome)
        => outcome.Match(_ => NoticeSection.Rebuilt, _ => NoticeSection.Converted, _ => NoticeSection.Removed, _ => NoticeSection.Withheld);

    private static NoticeValues Values(NoticeTemplate template, FileReport report, string reference) => new()
    {
        Reference = reference,
        Name = FileNames.Display(report.Name),
        NewName = report.Outcome.Delivered?.Name ?? "",
        Size = ByteSize.Format(report.Size),
        Format = report.Format.Id,
        Rule = report.Decision.Rule,
        Reason = Reason(template, report),
    };

    /// <summary>The last finding is the one that withheld the file; what was seen before says why the rule is there.</summary>
    private static string Reason(NoticeTemplate template, FileReport report)
        => string.Join(template.Language == "ja" ? "、" : ", ", report.Outcome.Findings
            .Reverse()
            .Select(f => f.Code)
            .Where(code => !code.StartsWith("text.", StringComparison.Ordinal))
            .Distinct()
            .Take(MaxReasons)
            .Select(template.Reason));
}
