using System.Collections.Frozen;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>Mail by its header fields (RFC 5322 §2.2), or by the first line of an mbox.</summary>
internal static class MailProbe
{
    private const int MaxLines = 200;

    // Fields that people type themselves at the top of a memo…
    private static readonly FrozenSet<string> PeoplesFields
        = new[] { "from", "to", "cc", "bcc", "date", "subject", "reply-to", "sender" }.ToFrozenSet();

    // … and those that only programs write.
    private static readonly FrozenSet<string> ProgramsFields = new[]
    {
        "received", "return-path", "message-id", "mime-version", "content-type", "content-transfer-encoding", "content-disposition",
        "content-id", "delivered-to", "envelope-to", "dkim-signature", "domainkey-signature", "authentication-results", "arc-seal",
        "references", "in-reply-to", "x-mailer", "user-agent", "x-original-to", "resent-from", "resent-date", "list-id",
        "list-unsubscribe", "thread-index", "thread-topic", "received-spf", "auto-submitted", "precedence", "x-priority", "importance",
        "x-unsent", "apparently-to", "errors-to", "x-received",
    }.ToFrozenSet();

    /// <summary>
    /// True for at least three known fields before the first empty line, or two of which one is a program's.
    /// </summary>
    /// <param name="head">The start of the text.</param>
    /// <param name="isCalledText">Name or declared type say plain text: then one of the fields must be a program's.</param>
    public static bool IsMail(ReadOnlySpan<byte> head, bool isCalledText)
    {
        var fields = ReadFields(head);
        var programs = fields.Count(ProgramsFields.Contains);
        var known = programs + fields.Count(PeoplesFields.Contains);
        return known >= 2 && programs >= 1 || known >= 3 && !isCalledText;
    }

    /// <summary>True where the first line, or an mbox line and the one after it, is a header field of whatever name.</summary>
    public static bool HasPlausibleField(ReadOnlySpan<byte> head) => ReadFields(head).Count > 0;

    /// <summary>True for a first line of an mbox (RFC 4155), told by its time of day, and a header field after it.</summary>
    public static bool IsMbox(ReadOnlySpan<byte> head)
    {
        var line = NextLine(ref head);
        if (!line.StartsWith("From "u8))
            return false;
        for (var at = 2; at + 2 < line.Length; at++)
        {
            if (line[at] == ':' && char.IsAsciiDigit((char)line[at - 1]) && char.IsAsciiDigit((char)line[at + 1]))
                return HasPlausibleField(head);
        }
        return false;
    }

    private static HashSet<string> ReadFields(ReadOnlySpan<byte> head)
    {
        var fields = new HashSet<string>();
        var rest = head.TrimStart("\r\n"u8);
        if (rest.StartsWith("From "u8) || rest.StartsWith(">From "u8))
            NextLine(ref rest);
        for (var lines = 0; lines < MaxLines && !rest.IsEmpty; lines++)
        {
            var line = NextLine(ref rest);
            if (line.Trim(" \t"u8).IsEmpty)
                break;
            if (line[0] is (byte)' ' or (byte)'\t')
                continue;
            if (FieldName(line) is { } name)
                fields.Add(name);
            else if (fields.Count == 0)
                break;
        }
        return fields;
    }

    private static string? FieldName(ReadOnlySpan<byte> line)
    {
        var colon = line.Head(200).IndexOf((byte)':');
        if (colon <= 0)
            return null;
        var name = line[..colon].TrimEnd(" \t"u8);
        return name.IsEmpty || name.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E) >= 0 ? null
            : Encoding.ASCII.GetString(name).ToLowerInvariant();
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOfAny((byte)'\r', (byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + (rest[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        return line;
    }
}
