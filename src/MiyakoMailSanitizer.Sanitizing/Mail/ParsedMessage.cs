using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MimeKit;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>A message as MimeKit reads it, with what MimeKit must be kept from.</summary>
internal static class ParsedMessage
{
    /// <summary>The header fields and the parts. What has no header at all is read as text, so that nothing is lost.</summary>
    public static (HeaderList Headers, ImmutableArray<MessagePart> Parts) Read(
        ReadOnlyMemory<byte> content, SanitizeScope scope, ImmutableArray<Finding>.Builder findings, CancellationToken cancellationToken)
    {
        content = WithoutMboxLine(content);
        var bounded = HeaderBounds.Apply(content, scope.Limits.MaxHeaderFieldBytes, out var cutFields);
        if (cutFields > 0)
            findings.Add(
                new Finding("mail.header-too-long", "header", $"{cutFields} fields were cut at {scope.Limits.MaxHeaderFieldBytes} bytes"));
        if (Parse(bounded, scope.Limits, cancellationToken) is not { } message)
        {
            findings.Add(new Finding("mail.unreadable-header", "header", "there is no readable header; all of it is shown as text"));
            return ([], [new MessagePart.Body([new TextPart("text/plain", null, content)])]);
        }

        using (message)
        {
            var parts = new PartCollector(scope, findings, cancellationToken).Collect(message.Body);
            return (message.Headers, parts);
        }
    }

    private static MimeMessage? Parse(ReadOnlyMemory<byte> content, Limits limits, CancellationToken cancellationToken)
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
            return parser.ParseMessage(cancellationToken);
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

    /// <summary>An mbox separator (RFC 4155) before the first field is no part of the message.</summary>
    private static ReadOnlyMemory<byte> WithoutMboxLine(ReadOnlyMemory<byte> content)
    {
        if (!content.Span.StartsWith("From "u8))
            return content;
        var end = content.Span.IndexOf((byte)'\n');
        return end < 0 ? content : content[(end + 1)..];
    }
}
