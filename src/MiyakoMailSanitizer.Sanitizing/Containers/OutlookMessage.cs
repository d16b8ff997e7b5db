using System.Globalization;
using MimeKit;
using MimeKit.Tnef;
using MimeKit.Utils;
using MiyakoMailSanitizer.Sanitizing.Containers.Compound;

namespace MiyakoMailSanitizer.Sanitizing.Containers;

/// <summary>Makes a message of Internet mail out of one that Outlook has saved (MS-OXMSG): who, when, text, files, messages in it.</summary>
/// <param name="findings">Gets what is left out.</param>
internal sealed class OutlookMessage(List<Finding> findings)
{
    private const int Subject = 0x0037, SenderName = 0x0C1A, SenderAddress = 0x0C1F, SenderSmtp = 0x5D01, FromName = 0x0042, FromAddress = 0x0065, FromSmtp = 0x5D02,
        Body = 0x1000, Html = 0x1013, Rtf = 0x1009, SubmitTime = 0x0039, DeliveryTime = 0x0E06, MessageId = 0x1035, InReplyTo = 0x1042, CodePage = 0x3FFD,
        InternetCodePage = 0x3FDE, RecipientType = 0x0C15, DisplayName = 0x3001, Address = 0x3003, Smtp = 0x39FE, AttachMethod = 0x3705, AttachData = 0x3701,
        LongName = 0x3707, ShortName = 0x3704, MimeTag = 0x370E, ContentId = 0x3712;

    private const int TopHeader = 32, EmbeddedHeader = 24, OtherHeader = 8, MaxDepth = 16, Embedded = 5, MaxPeople = 1_000;

    /// <summary>The message of a whole file.</summary>
    public MimeMessage Read(CompoundStorage root) => Read(root, TopHeader, 0);

    private MimeMessage Read(CompoundStorage storage, int headerBytes, int depth)
    {
        if (depth > MaxDepth)
            throw new CompoundFileException("its messages are nested too deep");
        var plain = new OutlookProperties(storage, headerBytes);
        var codePage = plain.Number(CodePage) ?? plain.Number(InternetCodePage) ?? 0;
        var properties = new OutlookProperties(storage, headerBytes, codePage);
        var message = new MimeMessage { Subject = properties.Text(Subject) };
        // MimeKit writes the time of now into a new message; there is no clock here.
        message.Headers.Remove(HeaderId.Date);
        message.Headers.Remove(HeaderId.MessageId);
        if ((properties.Time(SubmitTime) ?? properties.Time(DeliveryTime)) is { } date)
            message.Date = date;
        if (Mailbox(properties.Text(FromName, SenderName), properties.Text(FromSmtp, SenderSmtp, FromAddress, SenderAddress)) is { } from)
            message.From.Add(from);
        if (Id(properties.Text(MessageId)) is { } id)
            message.MessageId = id;
        if (Id(properties.Text(InReplyTo)) is { } reply)
            message.InReplyTo = reply;
        AddRecipients(storage, codePage, message);
        message.Body = WithFiles(storage, codePage, Texts(properties, codePage), depth);
        return message;
    }

    private static string? Id(string text) => MimeUtils.EnumerateReferences(text).FirstOrDefault();

    private static MailboxAddress? Mailbox(string name, string address)
        // Exchange's own addresses ("/O=…") mean nothing outside of it.
        => address.Contains('@', StringComparison.Ordinal) && MailboxAddress.TryParse(address, out var parsed) ? new(name, parsed.Address)
            : name.Length > 0 ? new(name, "no-address@address.invalid") : null;

    private static void AddRecipients(CompoundStorage storage, int codePage, MimeMessage message)
    {
        foreach (var (_, recipient) in Numbered(storage, "__recip_version1.0_#").Take(MaxPeople))
        {
            var properties = new OutlookProperties(recipient, OtherHeader, codePage);
            var list = (properties.Number(RecipientType) & 15) switch { 1 => message.To, 2 => message.Cc, _ => null };
            if (list is not null && Mailbox(properties.Text(DisplayName), properties.Text(Smtp, Address)) is { } mailbox)
                list.Add(mailbox);
        }
    }

    private static MimeEntity Texts(OutlookProperties properties, int codePage)
    {
        var texts = new List<MimeEntity>();
        if (properties.Text(Body) is { Length: > 0 } text)
            texts.Add(new TextPart("plain") { Text = text });
        var html = properties.Bytes(Html);
        if (!html.IsEmpty)
        {
            var part = new TextPart("html") { Content = new MimeContent(new MemoryStream(html.ToArray(), writable: false)), ContentTransferEncoding = ContentEncoding.Base64 };
            if (properties.Number(InternetCodePage) is { } page and > 0)
                part.ContentType.Charset = page == 65001 ? "utf-8" : string.Create(CultureInfo.InvariantCulture, $"cp{page}");
            texts.Add(part);
        }
        else if (properties.Text(Html) is { Length: > 0 } markup)
        {
            texts.Add(new TextPart("html") { Text = markup });
        }
        if (texts.Count == 0 && properties.Bytes(Rtf) is { IsEmpty: false } rtf)
            texts.Add(RtfPart(rtf));
        return texts.Count switch { 0 => new TextPart("plain") { Text = "" }, 1 => texts[0], _ => new MultipartAlternative(texts.ToArray()) };
    }

    private static MimePart RtfPart(ReadOnlyMemory<byte> packed)
    {
        var filter = new RtfCompressedToRtf();
        var bytes = packed.ToArray();
        var plain = filter.Flush(bytes, 0, bytes.Length, out var start, out var length);
        return new MimePart("text", "rtf")
        {
            Content = new MimeContent(new MemoryStream(plain, start, length, writable: false)),
            ContentTransferEncoding = ContentEncoding.Base64,
        };
    }

    private MimeEntity WithFiles(CompoundStorage storage, int codePage, MimeEntity body, int depth)
    {
        var files = Numbered(storage, "__attach_version1.0_#").Select(a => File(a.Storage, codePage, depth)).OfType<MimeEntity>().ToList();
        if (files.Count == 0)
            return body;
        var mixed = new Multipart("mixed") { body };
        files.ForEach(mixed.Add);
        return mixed;
    }

    private MimeEntity? File(CompoundStorage storage, int codePage, int depth)
    {
        var properties = new OutlookProperties(storage, OtherHeader, codePage);
        var name = properties.Text(LongName, ShortName, DisplayName);
        if (storage.Storages.TryGetValue("__substg1.0_3701000D", out var inner))
        {
            if (properties.Number(AttachMethod) == Embedded)
                return new MessagePart { Message = Read(inner, EmbeddedHeader, depth + 1), ContentDisposition = new(ContentDisposition.Attachment) { FileName = name + ".eml" } };
            findings.Add(new("container.object", name, "an embedded object was left out"));
            return null;
        }
        var part = new MimePart(ContentType.TryParse(properties.Text(MimeTag), out var type) && type.MediaType is not ("multipart" or "message") ? type : new("application", "octet-stream"))
        {
            Content = new MimeContent(new MemoryStream(properties.Bytes(AttachData).ToArray(), writable: false)),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new(ContentDisposition.Attachment),
            FileName = name,
        };
        if (properties.Text(ContentId) is { Length: > 0 } contentId && Id($"<{contentId}>") is { } id)
        {
            part.ContentId = id;
            part.ContentDisposition = new(ContentDisposition.Inline) { FileName = name };
        }
        return part;
    }

    private static IEnumerable<(string Name, CompoundStorage Storage)> Numbered(CompoundStorage storage, string prefix)
        => storage.Storages.Where(s => s.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).OrderBy(s => s.Key, StringComparer.OrdinalIgnoreCase).Select(s => (s.Key, s.Value));
}
