using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MimeKit;
using MiyakoMailSanitizer.Sanitizing.Mail.Raw;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>A message as MimeKit reads it, with what MimeKit must be kept from.</summary>
internal static class ParsedMessage
{
    /// <summary>The header fields and the parts. What has no header at all is read as text, so that nothing is lost.</summary>
    public static (HeaderList Headers, ImmutableArray<MessagePart> Parts) Read(
        ReadOnlyMemory<byte> content, SanitizeScope scope, ImmutableArray<Finding>.Builder findings, CancellationToken cancellationToken)
    {
        var whole = content;
        content = WithoutMboxLine(content);
        var bounded = HeaderBounds.Apply(content, scope.Limits.MaxHeaderFieldBytes, out var cutFields);
        if (cutFields > 0)
            findings.Add(
                new Finding("mail.header-too-long", "header", $"{cutFields} fields were cut at {scope.Limits.MaxHeaderFieldBytes} bytes"));
        var ambiguities = RawReader.Read(content, out var byTheLetter);
        if (content.Length < whole.Length)
            ambiguities.Add("mbox-line", "header", "the header begins with a separator line of a mailbox file (RFC 4155)");
        if (Parse(bounded, scope.Limits, cancellationToken) is not { } parsed)
        {
            findings.AddRange(ambiguities.Findings);
            findings.Add(new Finding("mail.unreadable-header", "header", "there is no readable header; all of it is shown as text"));
            ImmutableArray<MessagePart> all = [new MessagePart.Body([new TextPart("text/plain", null, content)])];
            return ([], all.AddRange(Others(content, all, scope, findings, cancellationToken)));
        }

        using (parsed.Message)
        {
            // Whatever the reason, two readers that count differently read differently.
            if (ambiguities.IsEmpty && Count(parsed.Message.Body) != byTheLetter)
                ambiguities.Add("structure", "message", "the parts can be divided in different ways");
            findings.AddRange(ambiguities.Findings);
            var parts = new PartCollector(scope, findings, parsed.Nested, cancellationToken).Collect(parsed.Message.Body);
            if (!ambiguities.IsEmpty)
                parts = parts.AddRange(Others(content, parts, scope, findings, cancellationToken));
            return (parsed.Message.Headers, parts);
        }
    }

    private static int Count(MimeEntity? entity) => entity switch
    {
        null => 0,
        Multipart multipart => multipart.Sum(Count),
        _ => 1,
    };

    /// <summary>What other programs see in an ambiguous message and the parser did not.</summary>
    private static IEnumerable<MessagePart> Others(
        ReadOnlyMemory<byte> content,
        ImmutableArray<MessagePart> parts,
        SanitizeScope scope,
        ImmutableArray<Finding>.Builder findings,
        CancellationToken cancellationToken)
    {
        var others = OtherReadings.Find(content, parts, scope, cancellationToken);
        if (!others.IsEmpty)
            findings.Add(new("mail.ambiguous.hidden-part", "message", $"{others.Length} parts that only some mail programs see were withheld"));
        return others.Select(file => new MessagePart.OtherReading(file));
    }

    private static Parsed? Parse(ReadOnlyMemory<byte> content, Limits limits, CancellationToken cancellationToken)
    {
        // MimeKit compares each line with the boundaries of all levels; what lies deeper than the collector goes it need not take apart.
        var options = ParserOptions.Default.Clone();
        options.MaxMimeDepth = PartCollector.MaxMultipartDepth + 2;
        using var stream = MemoryMarshal.TryGetArray(content, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);
        try
        {
            var parser = new MimeParser(options, stream, MimeFormat.Entity);
            CountEntities(parser, limits);
            // Nested messages are treated byte by byte as they came, not as the parser would write them.
            var nested = new Dictionary<MimeMessage, ReadOnlyMemory<byte>>();
            parser.MimeMessageEnd += (_, e) => nested[e.Message] = content[(int)e.BeginOffset..(int)e.EndOffset];
            return new(parser.ParseMessage(cancellationToken), nested);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>An entity costs memory long before it is known to be a file: multiparts and texts count too, with room for them.</summary>
    private static void CountEntities(MimeParser parser, Limits limits)
    {
        var max = limits.MaxFiles * 4L + 100;
        parser.MimeEntityBegin += (_, _) =>
        {
            if (--max < 0)
                throw new LimitExceededException("limit.files", $"far more parts than the {limits.MaxFiles} files allowed");
        };
    }

    /// <summary>A message, and the bytes of those within.</summary>
    private sealed record Parsed(MimeMessage Message, IReadOnlyDictionary<MimeMessage, ReadOnlyMemory<byte>> Nested);

    /// <summary>An mbox separator (RFC 4155) before the first field is no part of the message.</summary>
    private static ReadOnlyMemory<byte> WithoutMboxLine(ReadOnlyMemory<byte> content)
    {
        if (!content.Span.StartsWith("From "u8))
            return content;
        var end = content.Span.IndexOf((byte)'\n');
        return end < 0 ? content : content[(end + 1)..];
    }
}
