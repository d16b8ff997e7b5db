using System.Text;
using MiyakoMailSanitizer.Gateway.Outbound.Smtp;

namespace MiyakoMailSanitizer.Gateway.Outbound;

/// <summary>Pieces of header fields as the verifier accepts them. Only for the few messages that the gateway itself writes.</summary>
internal static class HeaderText
{
    /// <summary>Bytes of UTF-8 whose base64 fits into one encoded-word of 75 characters (RFC 2047 §2).</summary>
    private const int EncodedWordBytes = 45;

    private const string AtomSpecials = "!#$%&'*+-/=?^_`{|}~";

    /// <summary>Encoded-words of whole characters, folded.</summary>
    public static string EncodedWords(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(word.ToString()) + rune.Utf8SequenceLength > EncodedWordBytes)
                Flush();
            word.Append(rune.ToString());
        }
        Flush();
        return string.Join("\r\n ", words);

        void Flush()
        {
            words.Add($"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(word.ToString()))}?=");
            word.Clear();
        }
    }

    /// <summary>
    /// <c>local@domain</c> with the local part as dot-atom or else as quoted-string (RFC 5322 §3.4.1); null where ASCII can't say it or the
    /// domain is neither of LDH labels nor an address literal.
    /// </summary>
    public static string? AddrSpec(string address)
    {
        var at = address.LastIndexOf('@');
        if (at <= 0 || WireAddress.ToAscii(address[(at + 1)..]) is not { } domain || !IsDomain(domain))
            return null;
        var local = Unquoted(address[..at]);
        if (local.Length == 0 || local.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return null;
        var isDotAtom = local.Split('.').All(atom => atom.Length > 0 && atom.All(IsAtomText));
        return isDotAtom
            ? $"{local}@{domain}"
            : $"\"{local.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"@{domain}";
    }

    /// <summary>LDH labels, or an address literal in brackets.</summary>
    public static bool IsDomain(string domain)
    {
        if (domain is ['[', .. var literal, ']'])
            return literal.Length > 0 && literal.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ':');
        return domain.Length <= 255 && domain.Split('.').All(label =>
            label.Length is >= 1 and <= 63 && label[0] != '-' && label[^1] != '-'
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
    }

    /// <summary>An address in ASCII for a report: as it is, or as utf-8-addr-xtext (RFC 6533 §3).</summary>
    /// <param name="address">At most <see cref="WireAddress.MaxBytes"/> long, else cut.</param>
    /// <param name="type"><c>rfc822</c> or <c>utf-8</c>.</param>
    public static string ReportAddress(string address, out string type)
    {
        type = Ascii.IsValid(address) ? "rfc822" : "utf-8";
        var text = new StringBuilder();
        foreach (var rune in address.EnumerateRunes())
        {
            var isPlain = rune.Value is > ' ' and <= '~' && (type == "rfc822" || rune.Value is not ('\\' or '+' or '='));
            var piece = isPlain || rune.Value == ' ' && type == "rfc822" ? rune.ToString() : $"\\x{{{rune.Value:X2}}}";
            if (text.Length + piece.Length > WireAddress.MaxBytes)
                break;
            text.Append(piece);
        }
        return text.ToString();
    }

    /// <summary>
    /// One line of printable ASCII, at most <see cref="SmtpReply.MaxTextLength"/> long; everything else stands as <c>?</c>.
    /// </summary>
    public static string Printable(string text)
        => string.Create(Math.Min(text.Length, SmtpReply.MaxTextLength), text, static (line, text) =>
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = text[i] is >= ' ' and <= '~' ? text[i] : '?';
        });

    /// <summary>Base64 in lines of 76 characters (RFC 2045 §6.8), without a line end behind the last.</summary>
    public static string Base64Lines(string text)
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        return string.Join("\r\n", base64.Chunk(76).Select(line => new string(line)));
    }

    private static bool IsAtomText(char c) => char.IsAsciiLetterOrDigit(c) || AtomSpecials.Contains(c);

    private static string Unquoted(string local)
    {
        if (local is not ['"', .. var inner, '"'])
            return local;
        var text = new StringBuilder();
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '\\' && i + 1 < inner.Length)
                i++;
            text.Append(inner[i]);
        }
        return text.ToString();
    }
}
