namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>The three transfer encodings (RFC 2045 §6) in the one form of each that we write.</summary>
internal static class TransferEncodings
{
    /// <summary>RFC 2045 §6.7 and §6.8.</summary>
    private const int MaxLine = 76;

    /// <summary>The decoded bytes; null, with a fault, where the content is not in that form.</summary>
    /// <param name="content">Without the CRLF that belongs to a delimiter.</param>
    public static ReadOnlyMemory<byte>? Decode(string encoding, ReadOnlyMemory<byte> content, Place place, FaultList faults)
    {
        string? fault;
        ReadOnlyMemory<byte> decoded;
        (decoded, fault) = encoding switch
        {
            "7bit" => SevenBit(content),
            "quoted-printable" => QuotedPrintable(content.Span),
            "base64" => Base64(content.Span),
            _ => (default, "it is none of 7bit, quoted-printable, base64"),
        };
        if (fault is null)
            return decoded;
        faults.Add("mime.transfer-encoding", place.Path, fault);
        return null;
    }

    private static (ReadOnlyMemory<byte>, string?) SevenBit(ReadOnlyMemory<byte> content)
        => content.Span.StartsWith("--=_miyako-"u8) || content.Span.IndexOf("\r\n--=_miyako-"u8) >= 0
            ? (default, "a line looks like a delimiter")
            : (content, null);

    /// <summary>Lines of 76, the last one shorter or not and without CRLF; nothing at all for no bytes.</summary>
    private static (ReadOnlyMemory<byte>, string?) Base64(ReadOnlySpan<byte> content)
    {
        var text = new byte[content.Length];
        var length = 0;
        while (!content.IsEmpty)
        {
            var isLast = content.Length <= MaxLine;
            var line = isLast ? content : content[..MaxLine];
            line.CopyTo(text.AsSpan(length));
            length += line.Length;
            if (!isLast && (content.Length == MaxLine + 2 || !content[MaxLine..].StartsWith("\r\n"u8)))
                return (default, "base64 is not in lines of 76 characters, the last without a line end");
            content = isLast ? [] : content[(MaxLine + 2)..];
        }

        return StrictBase64.Decode(text.AsSpan(0, length)) is { } bytes ? (bytes, null) : (default, "it is no canonical base64");
    }

    private static (ReadOnlyMemory<byte>, string?) QuotedPrintable(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
            return (default, "nothing at all is written as 7bit or base64");
        var bytes = new byte[content.Length];
        var length = 0;
        while (!content.IsEmpty)
        {
            var end = content.IndexOf("\r\n"u8);
            var line = end < 0 ? content : content[..end];
            content = end < 0 ? [] : content[(end + 2)..];
            if (line.Length > MaxLine || line.EndsWith(" "u8))
                return (default, "a quoted-printable line is too long or ends with a space");
            var isSoft = line.EndsWith("="u8);
            if (isSoft && content.IsEmpty)
                return (default, "quoted-printable ends with a soft line break");
            if (!DecodeLine(isSoft ? line[..^1] : line, bytes, ref length))
                return (default, "an escape is not = and two upper-case hex digits, or stands for a line end");
            if (end < 0 || isSoft)
                continue;
            "\r\n"u8.CopyTo(bytes.AsSpan(length));
            length += 2;
        }

        return (bytes.AsMemory(0, length), null);
    }

    private static bool DecodeLine(ReadOnlySpan<byte> line, byte[] bytes, ref int length)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != '=')
            {
                bytes[length++] = line[i];
                continue;
            }

            if (i + 2 >= line.Length || Hex(line[i + 1]) is not (>= 0 and var high) || Hex(line[i + 2]) is not (>= 0 and var low))
                return false;
            var value = (byte)((high << 4) | low);
            if (value is (byte)'\r' or (byte)'\n')
                return false;
            bytes[length++] = value;
            i += 2;
        }

        return true;
    }

    private static int Hex(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
