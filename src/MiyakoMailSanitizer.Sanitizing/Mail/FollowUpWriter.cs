using System.Collections.Immutable;
using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Writes the message that brings what was kept back, once a password has opened it or an operator has released it: to and from the same people with the same subject, so that mail programs show it
/// below the first one (RFC 5322 §3.6.4). What came with the first one does not come again.
/// </summary>
internal static class FollowUpWriter
{
    private const int MaxReferences = 100;

    /// <summary>What stands before <c>Message-ID</c> and its kin in the order of the fields.</summary>
    private static readonly ImmutableArray<string> Before =
        ["Received", "Authentication-Results", "Date", "From", "Sender", "Reply-To", "To", "Cc", "Subject"];

    /// <summary>Withheld where no password has opened anything.</summary>
    public static Outcome Write(
        FollowUp followUp, ImmutableArray<CanonicalField> fields, ImmutableArray<TreatedAttachment> treated, string boundary, SanitizeScope scope,
        ImmutableArray<Finding> findings)
    {
        // Also what is withheld again: its readers hear why.
        var opened = followUp.IsReminder ? treated : [.. treated.Where(t => Comes(t.Report, followUp))];
        var originals = scope.State.Originals.ToImmutableArray();
        if (opened.IsEmpty && originals.IsEmpty && !followUp.IsReminder)
        {
            var why = scope.Passwords.IsEmpty
                ? new Finding("release.nothing", "", "the rules of today keep back what was kept back before")
                : new("password.none-fits", "", string.Create(CultureInfo.InvariantCulture, $"{scope.Passwords.Tries} tries"));
            return new Outcome.Quarantined("There is nothing to send on.") { Findings = [.. findings, why] };
        }
        var message = new CanonicalMessage
        {
            Fields = Header(followUp, fields),
            Body = NoticeWriter.WriteFollowUp(scope.Policy.Notices, Section(followUp, scope), opened, scope.Message.Reference),
            Attachments = followUp.IsReminder ? [] : UniqueNames.Apply([.. opened.Select(t => t.Report.Outcome.Delivered).OfType<SafeFile>(), .. originals]),
            Boundary = boundary,
        };
        return new Outcome.Rebuilt(new SafeFile("followup.eml", Detection.FileFormat.Mail, CanonicalWriter.Write(message, scope.Policy.Mail.Charset)))
        {
            Findings = findings,
        };
    }

    private static NoticeSection Section(FollowUp followUp, SanitizeScope scope)
        => followUp.IsReminder ? NoticeSection.Reminder : scope.State.Originals.Any() ? NoticeSection.Original : scope.Passwords.IsEmpty ? NoticeSection.Released : NoticeSection.FollowUp;

    private static bool Comes(FileReport report, FollowUp followUp)
        => report.Walk().Any(r => r.Outcome.Findings.Any(f => f.Code == "file.unlocked") || (!r.Outcome.IsWithheld && followUp.Files.Contains(r.Sha256)));

    private static ImmutableArray<CanonicalField> Header(FollowUp followUp, ImmutableArray<CanonicalField> fields)
    {
        var first = Of("Message-ID");
        var references = Of("References");
        var before = references.IsEmpty ? Of("In-Reply-To") : references;
        ImmutableArray<CanonicalField> own =
        [
            new("Message-ID", [$"<{followUp.MessageId}>"]),
            new("In-Reply-To", first),
            new("References", [.. before.TakeLast(MaxReferences - 1), .. first]),
        ];
        var head = fields.Where(f => Before.Contains(f.Name, StringComparer.OrdinalIgnoreCase) && f.Name != "Date");
        var tail = fields.Where(f => !Before.Contains(f.Name, StringComparer.OrdinalIgnoreCase) && !own.Any(o => o.Name == f.Name));
        var trace = head.TakeWhile(f => f.Name is "Received" or "Authentication-Results").ToList();
        var date = new CanonicalField("Date", [.. Date(followUp.Date).Split(' ')]);
        return [.. trace, date, .. head.Skip(trace.Count), .. own.Where(o => !o.Pieces.IsEmpty), .. tail];

        ImmutableArray<string> Of(string name) => fields.FirstOrDefault(f => f.Name == name)?.Pieces ?? [];
    }

    private static string Date(DateTimeOffset date)
        => $"{date.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} {date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal)}";
}
