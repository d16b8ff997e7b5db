using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using MimeKit;
using MiyakoMailSanitizer.Sanitizing.Calendars;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Findings;
using MiyakoMailSanitizer.Sanitizing.Images;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Rebuilds a message (RFC 5322, RFC 2045-2049): header fields by allow list, one text body, the safe files, and a notice for what was
/// withheld.
/// </summary>
internal sealed class MailSanitizer : ISanitizer
{
    private static readonly Finding OneReadingOnly = new("mail.ambiguous.hidden-part", "", "only some mail programs see this part");

    /// <summary>Characters of a subject that operators are shown.</summary>
    private const int MaxSubject = 500;

    public ImmutableArray<FileFormat> Formats { get; } = [FileFormat.Mail];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        if (scope.Treatment != Treatment.Rebuild)
        {
            return new Outcome.Quarantined("A message can only be rebuilt.")
            {
                Findings = [new("sanitizer.treatment", "", $"a message can't get the treatment {scope.Treatment}")],
            };
        }

        var findings = ImmutableArray.CreateBuilder<Finding>();
        var (headers, body) = ParsedMessage.Read(file.Content, scope, findings, cancellationToken);
        var header = new HeaderRebuilder(scope.Policy.Mail, findings, isNested: scope.Depth > 0);
        var fields = header.Rebuild(headers);
        var treated = body.Select(part => Treat(part, scope, cancellationToken)).OfType<TreatedAttachment>().ToImmutableArray();
        var text = new BodyText(scope, findings, cancellationToken).Read(body.OfType<MessagePart.Body>());
        var subject = Subject(header, headers);
        scope.State.LookForPasswords(subject, text);
        if (scope.Depth == 0)
            scope.State.Heading = new(header.From, TextCut.AtMost(subject, MaxSubject));
        if (scope is { Depth: 0, Message.FollowUp: { } followUp })
            return FollowUpWriter.Write(followUp, fields, treated, Boundary(file.Content.Span, 0), scope, FindingList.Distinct(findings));
        if (scope is { Depth: 0, Policy.Mail.SanitizedField: true })
            fields = fields.Add(SanitizedMark.Of(body.OfType<MessagePart.Body>(), treated, findings, scope.Policy.Mail));
        text = Unwrapped.Text(text, treated);
        var attachments = UniqueNames.Apply([.. treated.SelectMany(Unwrapped.Files)]);
        text += CalendarSummary.Of(attachments);
        var message = new CanonicalMessage
        {
            Fields = fields,
            Body = NoticeWriter.Write(scope.Policy.Notices, text, treated, findings, scope.Message.Reference),
            Text = text,
            Attachments = attachments,
            Boundary = Boundary(file.Content.Span, scope.Depth),
        };
        var name = FileName(file.Name.Length > 0 ? file.Name : subject);
        return new Outcome.Rebuilt(new SafeFile(name, FileFormat.Mail, CanonicalWriter.Write(message, scope.Policy.Mail.Charset)) { Message = message })
        {
            Findings = FindingList.Distinct(findings),
        };
    }

    private static TreatedAttachment? Treat(MessagePart part, SanitizeScope scope, CancellationToken cancellationToken) => part switch
    {
        MessagePart.Attachment { IsInline: true } a when InlinePicture.WhyLeftOut(a.File, scope.Policy.Mail) is { } why
            => new(scope.Remove(a.File, why, cancellationToken), a.IsInline),
        MessagePart.Attachment a => new(scope.TreatNested(a.File, cancellationToken), a.IsInline),
        MessagePart.Refused r => new(scope.Withhold(r.File, r.Why, cancellationToken), IsInline: false),
        MessagePart.OtherReading o => new(scope.Withhold(o.File, OneReadingOnly, cancellationToken), IsInline: false),
        _ => null,
    };

    private static string Subject(HeaderRebuilder header, HeaderList headers)
        => headers.FirstOrDefault(h => h.Id == HeaderId.Subject) is { } subject ? header.Subject(subject) : "";

    /// <summary>Always <c>.eml</c>: browsers open <c>.mht</c>, which is read as mail, too.</summary>
    private static string FileName(string rawName)
    {
        var name = FileNames.Clean(rawName, FileFormat.Mail, "message").Name;
        return name.EndsWith(".eml", StringComparison.OrdinalIgnoreCase) ? name : name + ".eml";
    }

    /// <summary>
    /// The same message gives the same boundary; the depth at its end keeps the boundaries of nested messages from being prefixes of each
    /// other.
    /// </summary>
    private static string Boundary(ReadOnlySpan<byte> original, int depth)
        => string.Create(
            CultureInfo.InvariantCulture, $"=_miyako-{Convert.ToHexStringLower(SHA256.HashData(original).AsSpan(0, 8))}-{depth:D2}");
}

/// <summary>An attachment with what became of it.</summary>
internal sealed record TreatedAttachment(FileReport Report, bool IsInline);
