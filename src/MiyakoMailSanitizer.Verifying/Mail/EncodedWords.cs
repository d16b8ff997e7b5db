using System.Text;
using MiyakoMailSanitizer.Verifying.Text;

namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>Encoded-words (RFC 2047) in the two forms we write; each holds whole characters.</summary>
internal static class EncodedWords
{
    /// <summary>RFC 2047 §2.</summary>
    private const int MaxWord = 75;

    private const string Utf8 = "=?UTF-8?B?";
    private const string Iso2022Jp = "=?ISO-2022-JP?B?";

    /// <summary>Null, or what is wrong: plain words and encoded-words, separated by single spaces.</summary>
    public static string? Text(string value) => Fault(value, mayBePlain: true);

    /// <summary>Null, or what is wrong: encoded-words alone.</summary>
    public static string? Phrase(ReadOnlySpan<char> value) => Fault(value, mayBePlain: false);

    /// <summary>
    /// The rules of text hold for what a reader shows, which is without the spaces between encoded-words (RFC 2047 §6.2): a character
    /// and its variation selector may stand in different words.
    /// </summary>
    private static string? Fault(ReadOnlySpan<char> value, bool mayBePlain)
    {
        var shown = new StringBuilder();
        var afterEncoded = true;
        foreach (var range in value.Split(' '))
        {
            var word = value[range];
            var isEncoded = word.Contains("=?", StringComparison.Ordinal);
            if (word.IsEmpty || (!isEncoded && !mayBePlain))
                return "the words are not separated by one space, or a plain one is not allowed";
            if (shown.Length > 0 && !(isEncoded && afterEncoded))
                shown.Append(' ');
            if (!isEncoded)
                shown.Append(word);
            else if (Decode(word, shown) is { } fault)
                return fault;
            afterEncoded = isEncoded;
        }

        return TextRules.Fault(shown.ToString(), singleLine: true);
    }

    private static string? Decode(ReadOnlySpan<char> word, StringBuilder shown)
    {
        var isJapanese = word.StartsWith(Iso2022Jp);
        var start = (isJapanese ? Iso2022Jp : Utf8).Length;
        if ((!isJapanese && !word.StartsWith(Utf8)) || word.Length > MaxWord || word.Length <= start + 2 || !word.EndsWith("?="))
            return "an encoded-word is not of the form we write";
        var ascii = new byte[word.Length - start - 2];
        Encoding.ASCII.GetBytes(word[start..^2], ascii);
        if (StrictBase64.Decode(ascii) is not { } bytes)
            return "an encoded-word holds no canonical base64";
        var text = isJapanese ? Iso2022JpText.Decode(bytes) : TextRules.DecodeUtf8(bytes);
        shown.Append(text);
        return text is null ? "an encoded-word does not hold whole characters of its charset" : null;
    }
}
