using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using MimeKit;
using MiyakoMailSanitizer.Sanitizing.Mail.Raw;
using MiyakoMailSanitizer.Sanitizing.Mail.TextFiles;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>Walks the MIME tree (RFC 2046 §5) and takes it apart: multiparts of any kind go, no part is lost.</summary>
internal sealed class PartCollector(
    SanitizeScope scope,
    ImmutableArray<Finding>.Builder findings,
    IReadOnlyDictionary<MimeMessage, ReadOnlyMemory<byte>> nestedMessages,
    CancellationToken cancellationToken)
{
    /// <summary>Multiparts in multiparts; honest messages have a handful. More are withheld with <c>limit.depth</c>.</summary>
    public const int MaxMultipartDepth = 32;

    private const int MaxCharset = 40;

    private static readonly ImmutableHashSet<string> ShownAsText = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "text/plain", "text/html", "text/rtf", "text/enriched", "text/rfc822-headers", "message/delivery-status", "message/disposition-notification");

    private int _files;
    private readonly ImmutableArray<MessagePart>.Builder _parts = ImmutableArray.CreateBuilder<MessagePart>();

    /// <summary>The parts of a message.</summary>
    public ImmutableArray<MessagePart> Collect(MimeEntity? root)
    {
        if (root is not null)
            Visit(root, 0, isRelated: false);
        return _parts.ToImmutable();
    }

    private void Visit(MimeEntity entity, int depth, bool isRelated)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (depth > MaxMultipartDepth)
            throw new LimitExceededException("limit.depth", $"multiparts are nested more than {MaxMultipartDepth} deep");
        switch (entity)
        {
            case { } reference when WhyRefused(reference.ContentType) is { } why:
                Refuse(reference, why);
                break;
            case MultipartAlternative alternative:
                VisitAlternative(alternative, depth, isRelated);
                break;
            case Multipart multipart:
                VisitMultipart(multipart, depth, isRelated);
                break;
            case TextRfc822Headers { Message: { } headers }:
                var text = Bytes(stream => headers.WriteTo(stream, cancellationToken));
                _parts.Add(new MessagePart.Body([new TextPart("text/rfc822-headers", null, text)]));
                break;
            case MimeKit.MessagePart message:
                AddMessage(message);
                break;
            case MimePart part when IsBody(part):
                _parts.Add(new MessagePart.Body([Text(part)]));
                break;
            case MimePart part:
                AddFile(part, isRelated);
                break;
        }
    }

    /// <summary>RFC 2046 §5.2.2, §5.2.3: pieces that a mail program puts together behind our back, and parts that it fetches from elsewhere.</summary>
    private static Finding? WhyRefused(ContentType type)
        => type.IsMimeType("message", "partial") ? new("mail.partial", "", "it is a piece of a message that mail programs put together")
            : type.IsMimeType("message", "external-body") ? new("mail.external-body", "", "it tells mail programs to fetch a file from elsewhere")
            : null;

    private void Refuse(MimeEntity entity, Finding why)
    {
        var content = Bytes(stream => entity.WriteTo(stream, contentOnly: true, cancellationToken));
        if (++_files > scope.Limits.MaxFiles)
            throw new LimitExceededException("limit.files", $"more than {scope.Limits.MaxFiles} files");
        // The name that it would come to have, where its own says nothing.
        var name = PartNames.Of(entity, findings) is { Length: > 0 } own ? own : RawNames.Of(HeaderScan.Read(content));
        _parts.Add(new MessagePart.Refused(new UntrustedFile(name, DeclaredType(entity), content), why));
    }

    private void VisitMultipart(Multipart multipart, int depth, bool isRelated)
    {
        var type = multipart.ContentType;
        if (type.IsMimeType("multipart", "signed"))
            findings.Add(new Finding("mail.signature", type.MimeType, $"the signature is dropped, as the message is written anew: {AboutSignature(multipart)}"));
        if (multipart.Count == 0)
            AddUndivided(multipart);
        else
            LeaveOut(multipart.Preamble, multipart.Epilogue, type.MimeType);
        for (var i = 0; i < multipart.Count; i++)
        {
            // RFC 1847 §2.1: the signature is the second of two parts; anything else that calls itself one is a file.
            if (i == 1 && type.IsMimeType("multipart", "signed") && IsSignature(multipart[i]))
                continue;
            Visit(multipart[i], depth + 1, isRelated || type.IsMimeType("multipart", "related"));
        }
    }

    /// <summary>A remark outside of the parts, that no program shows, is quoted in the finding; what hides there is withheld apart.</summary>
    private void LeaveOut(string? preamble, string? epilogue, string where)
    {
        foreach (var text in new[] { preamble, epilogue })
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(text ?? "");
            if (!OutsideText.IsUsual(bytes) && !OutsideText.Hides(bytes))
                findings.Add(new Finding("mail.outside-parts", where, $"left out: {text!.Trim()}"));
        }
    }

    /// <summary>
    /// A multipart whose boundary occurs nowhere, or that names none: all of it is shown as it stands, so that nothing is lost.
    /// </summary>
    private void AddUndivided(Multipart multipart)
    {
        var content = Bytes(stream => multipart.WriteTo(stream, contentOnly: true, cancellationToken));
        if (content.Span.Trim(" \t\r\n"u8).IsEmpty)
            return;
        findings.Add(
            new Finding("mail.broken-multipart", multipart.ContentType.MimeType, "the parts can't be told apart; all is shown as text"));
        _parts.Add(new MessagePart.Body([new TextPart("text/plain", null, content)]));
    }

    /// <summary>RFC 2046 §5.1.4: readings of one thing. The texts among them compete; whatever else is there is not lost.</summary>
    private void VisitAlternative(MultipartAlternative alternative, int depth, bool isRelated)
    {
        if (alternative.Count == 0)
            AddUndivided(alternative);
        var texts = ImmutableArray.CreateBuilder<TextPart>();
        var place = _parts.Count;
        foreach (var child in alternative)
        {
            if (child is MimePart part && IsBody(part))
            {
                texts.Add(Text(part));
            }
            else if (child is MultipartRelated { Root: MimePart root } related && IsBody(root))
            {
                texts.Add(Text(root));
                foreach (var other in related.Where(o => o != root))
                    Visit(other, depth + 1, isRelated: true);
            }
            else
            {
                Visit(child, depth + 1, isRelated);
            }
        }

        if (texts.Count > 0)
            _parts.Insert(place, new MessagePart.Body(texts.ToImmutable()));
    }

    private static bool IsBody(MimePart part)
        => ShownAsText.Contains(part.ContentType.MimeType)
            && !part.IsAttachment
            && string.IsNullOrEmpty(part.FileName)
            && part.Content is not null;

    private string AboutSignature(Multipart multipart)
    {
        if (multipart is not [var signed, MimePart signature] || !IsSignature(signature))
            return "there is none that can be read";
        if (signature.ContentType.IsMimeType("application", "pgp-signature"))
            return "there is no key here to look whether it fits";
        // RFC 8551 §3.5.3: what is signed is the part with its header, its lines ending in CRLF.
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        var content = Bytes(stream => signed.WriteTo(options, stream, contentOnly: false, cancellationToken));
        return Containers.SmimeSignature.About(content, Content(signature));
    }

    private static bool IsSignature(MimeEntity entity)
        => entity.ContentType.MimeType.ToLowerInvariant()
            is "application/pkcs7-signature" or "application/x-pkcs7-signature" or "application/pgp-signature";

    private TextPart Text(MimePart part)
    {
        var type = part.ContentType.MimeType.ToLowerInvariant();
        var content = Content(part);
        return new(type, part.ContentType.Charset, type == "text/plain" ? WithoutFiles(content) : content);
    }

    private ReadOnlyMemory<byte> WithoutFiles(ReadOnlyMemory<byte> content)
    {
        var (text, files) = EmbeddedFiles.Extract(content);
        foreach (var file in files)
        {
            findings.Add(new Finding("mail.ambiguous.file-in-text", "body", "a file that was written into the text is treated as an attachment"));
            scope.Spend(file.Content.Length);
            var name = TextDecoder.DecodeAuto(file.Name.Span, "name").Text;
            Add(new MessagePart.Attachment(new UntrustedFile(name, "application/octet-stream", file.Content), IsInline: false));
        }

        return text;
    }

    private void AddFile(MimePart part, bool isRelated)
    {
        // An empty body without a name is no file.
        if (part.Content is null && string.IsNullOrEmpty(part.FileName) && ShownAsText.Contains(part.ContentType.MimeType))
            return;
        var file = new UntrustedFile(PartNames.Of(part, findings), DeclaredType(part), Content(part));
        Add(new MessagePart.Attachment(file, isRelated && !part.IsAttachment));
    }

    private void AddMessage(MimeKit.MessagePart part)
    {
        var content = part.Message is { } message && nestedMessages.TryGetValue(message, out var bytes) ? bytes : default;
        Add(new MessagePart.Attachment(new UntrustedFile(PartNames.Of(part, findings), DeclaredType(part), content), IsInline: false));
    }

    /// <summary>Counted here already, before any of the files is looked at.</summary>
    private void Add(MessagePart.Attachment file)
    {
        if (++_files > scope.Limits.MaxFiles)
            throw new LimitExceededException("limit.files", $"more than {scope.Limits.MaxFiles} files");
        _parts.Add(file);
    }

    private static string DeclaredType(MimeEntity entity)
    {
        var type = entity.ContentType.MimeType;
        // The parameter may hold anything at all (RFC 2231); a charset's name is a token.
        var charset = (entity.ContentType.Charset ?? "")
            .Where(c => char.IsAsciiLetterOrDigit(c) || "-_.:+".Contains(c, StringComparison.Ordinal));
        return string.Concat(charset.Take(MaxCharset)) is { Length: > 0 } name ? $"{type}; charset={name}" : type;
    }

    private ReadOnlyMemory<byte> Content(MimePart part)
        => part.Content is not { } content ? default
            : TryDecodeBase64(content) ?? Bytes(stream => content.DecodeTo(stream, cancellationToken));

    /// <summary>What is base64 by the letter every decoder reads alike; this one in one piece, without memory that grows.</summary>
    private byte[]? TryDecodeBase64(IMimeContent content)
    {
        if (content.Encoding != ContentEncoding.Base64 || content.Stream is not { Length: > 0 and < int.MaxValue / 2 } stream)
            return null;
        var encoded = ArrayPool<byte>.Shared.Rent((int)stream.Length);
        try
        {
            var text = encoded.AsSpan(0, (int)stream.Length);
            stream.Position = 0;
            stream.ReadExactly(text);
            if (!Base64.IsValid(text, out var length))
                return null;
            scope.Spend(length);
            var decoded = GC.AllocateUninitializedArray<byte>(length);
            return Base64.DecodeFromUtf8(text, decoded, out _, out var written) == OperationStatus.Done && written == length ? decoded : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(encoded);
        }
    }

    private ReadOnlyMemory<byte> Bytes(Action<Stream> write)
    {
        using var stream = new BoundedStream(scope);
        write(stream);
        return stream.Written;
    }

    /// <summary>Memory that counts against the budget before it grows.</summary>
    private sealed class BoundedStream(SanitizeScope scope) : MemoryStream
    {
        public ReadOnlyMemory<byte> Written => TryGetBuffer(out var buffer) ? buffer : ToArray();

        public override void Write(byte[] buffer, int offset, int count)
        {
            scope.Spend(count);
            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            scope.Spend(buffer.Length);
            base.Write(buffer);
        }
    }
}
