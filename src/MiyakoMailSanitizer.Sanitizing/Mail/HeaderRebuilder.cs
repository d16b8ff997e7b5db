using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MimeKit;
using MimeKit.Utils;
using MiyakoMailSanitizer.Sanitizing.Mail.Sender;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Writes the header section anew from an allow list (RFC 5322 §3.6): each field is read into its meaning and encoded again, one of each
/// that must be single. What is not in the table is dropped. What the message says about its sender is looked at on the way.
/// </summary>
/// <param name="options">How fields are written, and whom to trust.</param>
/// <param name="findings">Gets all findings.</param>
/// <param name="isNested">See <see cref="SenderFields.IsNested"/>.</param>
internal sealed class HeaderRebuilder(MailOptions options, ImmutableArray<Finding>.Builder findings, bool isNested = false)
{
    private const int MaxReceived = 100;
    private const int MaxSubject = 1_000;
    private const int MaxReferences = 100;
    private const int MaxTraceValue = 900;
    private const int MaxFurtherFrom = 5;
    private const int MaxAuthenticationResults = 50;

    /// <summary>RFC 2369, RFC 2919, and what list servers (fml among them) and delivery services write instead.</summary>
    private static readonly ImmutableArray<string> ListFields =
    [
        "List-Id", "List-Post", "List-Unsubscribe", "List-Help", "Mailing-List", "X-Mailing-List", "X-ML-Name", "X-MLServer", "Feedback-ID",
    ];

    private static readonly ImmutableArray<string> BulkWords = ["bulk", "list", "junk"];

    /// <summary>The mailboxes of the fields that were read, by field name.</summary>
    private readonly Dictionary<string, ImmutableArray<Mailbox>> _mailboxes = new(StringComparer.OrdinalIgnoreCase);

    private delegate ImmutableArray<string> FieldReader(HeaderRebuilder self, Header field);

    /// <summary>The allow list, in the order of writing.</summary>
    private static readonly ImmutableArray<(string Name, int Max, FieldReader Read)> Table =
    [
        ("Received", MaxReceived, (self, field) => self.Trace(field)),
        ("Authentication-Results", 10, (self, field) => self.AuthenticationResults(field)),
        ("Date", 1, (self, field) => self.Date(field)),
        ("From", 1, (self, field) => self.Addresses(field, AddressReader.MaxMailboxes)),
        ("Sender", 1, (self, field) => self.Addresses(field, 1)),
        ("Reply-To", 1, (self, field) => self.Addresses(field, AddressReader.MaxMailboxes)),
        ("To", 1, (self, field) => self.Addresses(field, AddressReader.MaxMailboxes)),
        ("Cc", 1, (self, field) => self.Addresses(field, AddressReader.MaxMailboxes)),
        ("Subject", 1, (self, field) => FieldEncoder.Text(self.Subject(field), self.Charset)),
        ("Message-ID", 1, (self, field) => self.MessageIds(field, 1)),
        ("In-Reply-To", 1, (self, field) => self.MessageIds(field, 1)),
        ("References", 1, (self, field) => self.MessageIds(field, MaxReferences)),
        ("Auto-Submitted", 1, (self, field) => self.Keyword(field, "no", "auto-generated", "auto-replied", "auto-notified")),
        ("Importance", 1, (self, field) => self.Keyword(field, "low", "normal", "high")),
        ("X-Priority", 1, (self, field) => self.Keyword(field, "1", "2", "3", "4", "5")),
        ("List-Id", 1, (self, field) => self.ListId(field)),
    ];

    /// <summary>The first address of <c>From</c>; empty where there is none.</summary>
    public string From => _mailboxes.GetValueOrDefault("From", []).FirstOrDefault()?.AddrSpec ?? "";

    private OutputCharset Charset => options.Charset;

    /// <summary>The fields to write. <c>From</c> is always there: a message without one gets an address under <c>.invalid</c>.</summary>
    public ImmutableArray<CanonicalField> Rebuild(HeaderList headers)
    {
        var byName = headers.ToLookup(h => h.Field, StringComparer.OrdinalIgnoreCase);
        var fields = ImmutableArray.CreateBuilder<CanonicalField>();
        foreach (var (name, max, read) in Table)
        {
            var seen = byName[name].ToList();
            if (max == 1 && seen.Count > 1)
                findings.Add(
                    new Finding("mail.ambiguous.duplicate-field", name, $"{seen.Count} fields where one is allowed; the first is kept"));
            var written = seen.Take(max)
                .Select(field => new CanonicalField(name, read(this, field)))
                .Where(field => !field.Pieces.IsEmpty)
                .ToList();
            if (written.Count == 0 && name == "From")
                written.Add(new CanonicalField(name, FieldEncoder.Address(new Mailbox("", "no-sender", "address.invalid"), Charset)));
            fields.AddRange(written);
        }

        new SenderChecks(options, AboutSender(byName), findings).Run();
        return fields.ToImmutable();
    }

    private SenderFields AboutSender(ILookup<string, Header> byName)
    {
        var unseen = ImmutableArray.CreateBuilder<Finding>(); // What is not written needs no findings of its own.
        return new()
        {
            From = Mailboxes("From"),
            FurtherFrom = [.. byName["From"].Skip(1).Take(MaxFurtherFrom)
                .Select(f => AddressReader.Read(f.RawValue, f.Field, unseen))
                .SelectMany(mailboxes => mailboxes.Take(SenderChecks.MaxJudged))],
            Sender = Mailboxes("Sender"),
            ReplyTo = Mailboxes("Reply-To"),
            AuthenticationResults = [.. byName["Authentication-Results"].Take(MaxAuthenticationResults)
                .Select(f => EncodedWords.Unfold(f.RawValue, f.Field, unseen))],
            IsBulk = ListFields.Any(byName.Contains)
                || byName["Precedence"].Any(f => BulkWords.Contains(f.Value.Trim(), StringComparer.OrdinalIgnoreCase)),
            IsNested = isNested,
        };

        ImmutableArray<Mailbox> Mailboxes(string name) => [.. _mailboxes.GetValueOrDefault(name, []).Take(SenderChecks.MaxJudged)];
    }

    /// <summary>The decoded, cleaned subject.</summary>
    public string Subject(Header field)
        => TextCut.AtMost(Line(EncodedWords.Decode(Unfold(field), field.Field, findings), field.Field), MaxSubject);

    private string Unfold(Header field) => EncodedWords.Unfold(field.RawValue, field.Field, findings);

    private string Line(string text, string where)
    {
        var clean = TextCleaner.CleanTrimmedLine(text, where);
        findings.AddRange(clean.Findings);
        return clean.Text;
    }

    private ImmutableArray<string> Addresses(Header field, int max)
    {
        ImmutableArray<Mailbox> mailboxes = [.. AddressReader.Read(field.RawValue, field.Field, findings).Take(max)];
        _mailboxes[field.Field] = mailboxes;
        var written = mailboxes.Select(m => FieldEncoder.Address(m, Charset)).ToList();
        if (written.Count == 0)
            return field.Field.Equals("To", StringComparison.OrdinalIgnoreCase) ? ["undisclosed-recipients:;"] : [];
        return [.. written.SelectMany((pieces, i) =>
            i == written.Count - 1 ? pieces : pieces.SetItem(pieces.Length - 1, pieces[^1] + ","))];
    }

    private ImmutableArray<string> Trace(Header field) => AsciiPieces(Line(Unfold(field), field.Field));

    private ImmutableArray<string> AuthenticationResults(Header field)
    {
        var text = Line(Unfold(field), field.Field);
        // RFC 8601 §5: only results of a server we know may pass; anyone can write such a field.
        var id = Sender.AuthenticationResults.Read(text).Id;
        return options.TrustedAuthServIds.Contains(id, StringComparer.OrdinalIgnoreCase) ? AsciiPieces(text) : [];
    }

    private static ImmutableArray<string> AsciiPieces(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var c in text.Length > MaxTraceValue ? text.AsSpan(0, MaxTraceValue) : text)
            ascii.Append(c is >= ' ' and <= '~' ? c : '?');
        return [.. ascii.Replace("=?", "= ?").ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }

    private ImmutableArray<string> Date(Header field)
    {
        if (!DateUtils.TryParse(field.RawValue, out var date) || date.Year is < 1900 or > 9998)
        {
            findings.Add(new Finding("mail.date", field.Field, "the date can't be read and was left out"));
            return [];
        }

        var offset = date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        return [.. $"{date.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} {offset}".Split(' ')];
    }

    private ImmutableArray<string> MessageIds(Header field, int max)
    {
        var text = Unfold(field);
        var ids = ImmutableArray.CreateBuilder<string>();
        var position = 0;
        while (ids.Count < max && position < text.Length)
        {
            var open = text.IndexOf('<', position);
            var close = open < 0 ? -1 : text.IndexOf('>', open);
            if (close < 0)
                break;
            var id = text[(open + 1)..close];
            if (id.Length <= 250 && IsMessageId(id))
                ids.Add($"<{id}>");
            position = close + 1;
        }

        return ids.ToImmutable();
    }

    private static bool IsMessageId(string id)
    {
        var at = id.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < id.Length - 1 && id.IndexOf('@', at + 1) < 0
            && !id.Contains("=?", StringComparison.Ordinal)
            && id.All(c => c is > ' ' and <= '~' && !"<>,;\"()\\".Contains(c, StringComparison.Ordinal));
    }

    private ImmutableArray<string> Keyword(Header field, params ReadOnlySpan<string> allowed)
    {
        var word = Unfold(field).Split([' ', ';', '('], 2)[0];
        foreach (var keyword in allowed)
        {
            if (keyword.Equals(word, StringComparison.OrdinalIgnoreCase))
                return [keyword];
        }

        return [];
    }

    private ImmutableArray<string> ListId(Header field)
    {
        // RFC 2919 §2: the phrase before the angle bracket is left out.
        var text = Unfold(field);
        var open = text.LastIndexOf('<');
        var id = open < 0 ? text : text[(open + 1)..].TrimEnd('>', ' ');
        return id.Length <= 250 && Mailbox.IsDotAtom(id) && !id.Contains("=?", StringComparison.Ordinal) ? [$"<{id}>"] : [];
    }
}
