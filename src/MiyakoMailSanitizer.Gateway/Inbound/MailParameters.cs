using System.Text;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>The arguments of MAIL and RCPT (RFC 5321 §4.1.2).</summary>
/// <param name="Path">Where from, or where to.</param>
/// <param name="Size">RFC 1870 §5: declared bytes; 0 where nothing is declared.</param>
/// <param name="SmtpUtf8">RFC 6531 §3.4.</param>
/// <param name="Return">RET (RFC 3461 §4.3); empty where there is none.</param>
/// <param name="EnvelopeId">ENVID (RFC 3461 §4.4); empty where there is none.</param>
internal readonly record struct MailParameters(SmtpPath Path, long Size, bool SmtpUtf8, string Return, string EnvelopeId)
{
    private static readonly RecipientWish NoWish = new("", "", "");

    /// <summary>Reads <c>FROM:&lt;path&gt; [SIZE=n] [BODY=7BIT|8BITMIME] [SMTPUTF8] [RET=FULL|HDRS] [ENVID=xtext]</c>.</summary>
    /// <returns>Null, or the refusal.</returns>
    public static SmtpReply? ParseMail(ReadOnlySpan<byte> argument, out MailParameters parameters)
    {
        parameters = default;
        if (!TryParsePath(argument, "FROM:"u8, out var path, out var rest))
            return SmtpReplies.BadSender;
        long size = -1;
        bool body = false, utf8 = false;
        var (ret, envelopeId) = ("", "");
        foreach (var range in rest.Split((byte)' '))
        {
            var word = rest[range];
            if (word.IsEmpty)
                continue;
            var hasValue = Split(word, out var key, out var value);
            // RFC 5321 §4.1.1.11: unknown ones are 555; RFC 1870 §5, RFC 6152 §2 and RFC 6531 §3.4 say what a value may be.
            bool good;
            if (Ascii.EqualsIgnoreCase(key, "SIZE"u8))
                good = size < 0 && TryParseSize(value, out size);
            else if (Ascii.EqualsIgnoreCase(key, "BODY"u8))
                good = !body & (body = Ascii.EqualsIgnoreCase(value, "7BIT"u8) || Ascii.EqualsIgnoreCase(value, "8BITMIME"u8));
            else if (Ascii.EqualsIgnoreCase(key, "SMTPUTF8"u8))
                good = !utf8 & (utf8 = !hasValue);
            else if (Ascii.EqualsIgnoreCase(key, "RET"u8))
                good = ret.Length == 0 && DsnParameters.TryParseReturn(value, out ret);
            else if (Ascii.EqualsIgnoreCase(key, "ENVID"u8))
                good = envelopeId.Length == 0 && DsnParameters.TryParseEnvelopeId(value, out envelopeId);
            else
                return SmtpReplies.UnknownParameter;
            if (!good)
                return SmtpReplies.BadParameter;
        }

        // RFC 6531 §3.4: without the parameter, the address is ASCII.
        if (!path.IsAscii && !utf8)
            return SmtpReplies.NotAscii;
        parameters = new MailParameters(path, Math.Max(size, 0), utf8, ret, envelopeId);
        return null;
    }

    /// <summary>Reads <c>TO:&lt;path&gt; [NOTIFY=words] [ORCPT=type;xtext]</c>.</summary>
    /// <returns>Null, or the refusal.</returns>
    public static SmtpReply? ParseRcpt(ReadOnlySpan<byte> argument, bool smtpUtf8, out SmtpPath path, out RecipientWish wish)
    {
        wish = NoWish;
        if (!TryParsePath(argument, "TO:"u8, out path, out var rest) || path.LocalPart.Length == 0)
            return SmtpReplies.BadRecipient;
        var (notify, original) = ("", "");
        foreach (var range in rest.Split((byte)' '))
        {
            var word = rest[range];
            if (word.IsEmpty)
                continue;
            Split(word, out var key, out var value);
            bool good;
            if (Ascii.EqualsIgnoreCase(key, "NOTIFY"u8))
                good = notify.Length == 0 && DsnParameters.TryParseNotify(value, out notify);
            else if (Ascii.EqualsIgnoreCase(key, "ORCPT"u8))
                good = original.Length == 0 && DsnParameters.TryParseOriginalRecipient(value, out original) && (smtpUtf8 || Ascii.IsValid(original));
            else
                return SmtpReplies.UnknownParameter;
            if (!good)
                return SmtpReplies.BadParameter;
        }

        if (notify.Length + original.Length > 0)
            wish = new RecipientWish(path.Address, notify, original);
        return path.IsAscii || smtpUtf8 ? null : SmtpReplies.NotAscii;
    }

    /// <summary>Reads <c>n [LAST]</c> of BDAT (RFC 3030 §2).</summary>
    public static bool TryParseChunk(ReadOnlySpan<byte> argument, out long bytes, out bool isLast)
    {
        var space = argument.IndexOf((byte)' ');
        isLast = space >= 0 && Ascii.EqualsIgnoreCase(argument[(space + 1)..].Trim((byte)' '), "LAST"u8);
        return TryParseSize(space < 0 ? argument : argument[..space], out bytes) && (space < 0 || isLast);
    }

    /// <summary>Parts a parameter; false where it has no value.</summary>
    private static bool Split(ReadOnlySpan<byte> word, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var equals = word.IndexOf((byte)'=');
        key = equals < 0 ? word : word[..equals];
        value = equals < 0 ? default : word[(equals + 1)..];
        return equals >= 0;
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
