using System.Text;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>The values that MAIL and RCPT may have with DSN (RFC 3461 §4). Kept as they came, in upper case where case says nothing.</summary>
internal static class DsnParameters
{
    private const int MaxEnvelopeId = 100;
    private const int MaxOriginalRecipient = 500;

    /// <summary><c>FULL</c> or <c>HDRS</c> (§4.3).</summary>
    public static bool TryParseReturn(ReadOnlySpan<byte> value, out string text)
    {
        text = Encoding.ASCII.GetString(value).ToUpperInvariant();
        return text is "FULL" or "HDRS";
    }

    /// <summary>xtext of at most 100 characters that stands for printable ones (§4.4).</summary>
    public static bool TryParseEnvelopeId(ReadOnlySpan<byte> value, out string text)
    {
        text = Encoding.ASCII.GetString(value);
        return value.Length is > 0 and <= MaxEnvelopeId && Xtext.Decode(text) is { } decoded && decoded.All(c => c is >= ' ' and <= '~');
    }

    /// <summary><c>NEVER</c>, or <c>SUCCESS</c>, <c>FAILURE</c>, <c>DELAY</c> with commas, each once (§4.1).</summary>
    public static bool TryParseNotify(ReadOnlySpan<byte> value, out string text)
    {
        text = Encoding.ASCII.GetString(value).ToUpperInvariant();
        if (text == "NEVER")
            return true;
        var words = text.Split(',');
        return words.All(w => w is "SUCCESS" or "FAILURE" or "DELAY") && words.Distinct(StringComparer.Ordinal).Count() == words.Length;
    }

    /// <summary><c>rfc822;</c> and xtext, or <c>utf-8;</c> and an address in the forms of RFC 6533 §3 (§4.2).</summary>
    public static bool TryParseOriginalRecipient(ReadOnlySpan<byte> value, out string text)
    {
        text = Encoding.UTF8.GetString(value);
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        if (value.Length > MaxOriginalRecipient || semicolon <= 0 || semicolon == text.Length - 1)
            return false;
        var (type, address) = (text[..semicolon], text[(semicolon + 1)..]);
        if (!type.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            return false;
        return type.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? address.All(c => c > ' ' && c != '\x7f' && !char.IsControl(c))
            : Xtext.Decode(address) is not null;
    }
}
