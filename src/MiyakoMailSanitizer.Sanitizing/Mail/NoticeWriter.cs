using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Images;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Writes the notice (無害化結果のお知らせ) around the body: above it the lines of <see cref="NoticeRemarks"/>, below it one line for each file that
/// did not come as it was or was left out of an archive, and what to do. A message in which every file was rebuilt has nothing below.
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

    /// <summary>The body of a message that brings the files which came later.</summary>
    public static string WriteFollowUp(NoticeTemplates templates, NoticeSection section, ImmutableArray<TreatedAttachment> attachments, string reference)
    {
        var about = new NoticeValues { Reference = reference };
        var texts = templates.Languages.Select(t => t.Render(section == NoticeSection.Original && !t.Has(section) ? NoticeSection.Released : section, about)).Where(t => t.Length > 0);
        return string.Join("\n", texts.Select(t => t + "\n")) + AboutFiles(templates, attachments, reference);
    }

    /// <summary>Begins with an empty line.</summary>
    private static string AboutFiles(NoticeTemplates templates, ImmutableArray<TreatedAttachment> attachments, string reference)
    {
        var changed = attachments.SelectMany(a => Unwrapped.IsEnvelope(a) ? Within(a.Report) : Changed(a.Report)).ToList();
        if (changed.Count == 0)
            return "";
        var notice = new StringBuilder();
        var about = new NoticeValues { Reference = reference };
        foreach (var template in templates.Languages)
        {
            Append(template.Render(NoticeSection.Heading, about));
            foreach (var (name, report) in changed.Take(MaxLines))
                Append(template.Render(Section(template, report), Values(template, name, report, reference)));
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

    private static IEnumerable<(string Name, FileReport Report)> Changed(FileReport attachment)
    {
        var name = FileNames.Display(attachment.Name);
        // Nobody misses a picture of one pixel.
        var own = attachment.Outcome is not Outcome.Rebuilt && !InlinePicture.IsTrackingPixel(attachment) ? [(name, attachment)] : Array.Empty<(string, FileReport)>();
        return own.Concat(LeftOut(name, attachment));
    }

    /// <summary>The files of a message that came in an envelope of its own.</summary>
    private static IEnumerable<(string Name, FileReport Report)> Within(FileReport envelope)
        => envelope.Nested.SelectMany(message => message.Nested).SelectMany(Changed);

    /// <summary>What a delivered archive came without, at any depth.</summary>
    private static IEnumerable<(string Name, FileReport Report)> LeftOut(string name, FileReport archive)
    {
        if (archive.Outcome.IsWithheld || archive.Format.Family != "archive")
            return [];
        return archive.Nested.SelectMany(n => $"{name} › {FileNames.Display(n.Name)}" is var path && n.Outcome.IsWithheld
            ? IsJunk(n) ? [] : [(path, n)]
            : LeftOut(path, n));
    }

    private static bool IsJunk(FileReport report) => report.Outcome.Findings.Any(f => f.Code is "archive.junk" or "archive.special");

    private static NoticeSection Section(NoticeTemplate template, FileReport report)
        => report.Outcome.IsWithheld && template.Has(NoticeSection.Locked) && Passwords.Lockable.IsLocked(report)
            ? NoticeSection.Locked
            : report.Outcome.Match(_ => NoticeSection.Rebuilt, _ => NoticeSection.Converted, _ => NoticeSection.Removed, _ => NoticeSection.Withheld);

    private static NoticeValues Values(NoticeTemplate template, string name, FileReport report, string reference) => new()
    {
        Reference = reference,
        Name = name,
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
