using System.Text;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>The arguments of MAIL and RCPT (RFC 5321 §4.1.2).</summary>
/// <param name="Path">Where from, or where to.</param>
/// <param name="Size">RFC 1870 §5: declared bytes; 0 where nothing is declared.</param>
/// <param name="SmtpUtf8">RFC 6531 §3.4.</param>
internal readonly record struct MailParameters(SmtpPath Path, long Size, bool SmtpUtf8)
{
    /// <summary>Reads <c>FROM:&lt;path&gt; [SIZE=n] [BODY=7BIT|8BITMIME] [SMTPUTF8]</c>.</summary>
    /// <returns>Null, or the refusal.</returns>
    public static SmtpReply? ParseMail(ReadOnlySpan<byte> argument, out MailParameters parameters)
    {
        parameters = default;
        if (!TryParsePath(argument, "FROM:"u8, out var path, out var rest))
            return SmtpReplies.BadSender;
        long size = -1;
        bool body = false, utf8 = false;
        foreach (var range in rest.Split((byte)' '))
        {
            var word = rest[range];
            if (word.IsEmpty)
                continue;
            var equals = word.IndexOf((byte)'=');
            var key = equals < 0 ? word : word[..equals];
            var value = equals < 0 ? default : word[(equals + 1)..];
            // RFC 5321 §4.1.1.11: unknown ones are 555; RFC 1870 §5, RFC 6152 §2 and RFC 6531 §3.4 say what a value may be.
            bool good;
            if (Ascii.EqualsIgnoreCase(key, "SIZE"u8))
                good = size < 0 && TryParseSize(value, out size);
            else if (Ascii.EqualsIgnoreCase(key, "BODY"u8))
                good = !body & (body = Ascii.EqualsIgnoreCase(value, "7BIT"u8) || Ascii.EqualsIgnoreCase(value, "8BITMIME"u8));
            else if (Ascii.EqualsIgnoreCase(key, "SMTPUTF8"u8))
                good = !utf8 & (utf8 = equals < 0);
            else
                return SmtpReplies.UnknownParameter;
            if (!good)
                return SmtpReplies.BadParameter;
        }

        // RFC 6531 §3.4: without the parameter, the address is ASCII.
        if (!path.IsAscii && !utf8)
            return SmtpReplies.NotAscii;
        parameters = new MailParameters(path, Math.Max(size, 0), utf8);
        return null;
    }

    /// <summary>Reads <c>TO:&lt;path&gt;</c>; no parameter is known.</summary>
    /// <returns>Null, or the refusal.</returns>
    public static SmtpReply? ParseRcpt(ReadOnlySpan<byte> argument, bool smtpUtf8, out SmtpPath path)
    {
        if (!TryParsePath(argument, "TO:"u8, out path, out var rest) || path.LocalPart.Length == 0)
            return SmtpReplies.BadRecipient;
        if (!rest.IsEmpty)
            return SmtpReplies.UnknownParameter;
        return path.IsAscii || smtpUtf8 ? null : SmtpReplies.NotAscii;
    }

    private static bool TryParsePath(
        ReadOnlySpan<byte> argument, ReadOnlySpan<byte> keyword, out SmtpPath path, out ReadOnlySpan<byte> rest)
    {
        path = default;
        rest = default;
        if (argument.Length < keyword.Length || !Ascii.EqualsIgnoreCase(argument[..keyword.Length], keyword))
            return false;
        // RFC 5321 §3.3 allows no space here, but many clients send one.
        var text = argument[keyword.Length..].TrimStart((byte)' ');
        if (!PathParser.TryParse(text, out path, out var length) || (length < text.Length && text[length] != ' '))
            return false;
        rest = text[length..].Trim((byte)' ');
        return true;
    }

    /// <summary>RFC 1870 §3: 1 to 20 digits; what exceeds 63 bits is far above any limit.</summary>
    private static bool TryParseSize(ReadOnlySpan<byte> value, out long size)
    {
        size = 0;
        if (value.Length is 0 or > 20 || value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        if (!long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out size))
            size = long.MaxValue;
        return true;
    }
}
