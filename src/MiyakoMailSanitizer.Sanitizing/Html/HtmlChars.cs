using System.Buffers;
using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>Kinds of characters and their width on a terminal or in a mail program with a Japanese fixed-width font.</summary>
internal static class HtmlChars
{
    // Two columns (UAX #11 W and F, and of the ambiguous ones those that Japanese fonts draw wide), in order.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x0391, 0x03C9), (0x0401, 0x0451), (0x1100, 0x115F), (0x203B, 0x203B), (0x2103, 0x2103), (0x2116, 0x2116), (0x2121, 0x2121),
        (0x2160, 0x217F), (0x2190, 0x22FF), (0x2312, 0x2312), (0x2460, 0x27BF), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97F),
        (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE10, 0xFE19), (0xFE30, 0xFE6F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F),
        (0x1F680, 0x1F6FF), (0x1F900, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    /// <summary>White space, and characters that newsletters fill up previews with: nothing of it is seen.</summary>
    public static SearchValues<char> Unseen { get; } = SearchValues.Create(
        " \t\r\n\f\u00A0\u3000\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007" +
        "\u2008\u2009\u200A\u200B\u200C\u200D\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u202F\u205F\u2060\u2061\u2062" +
        "\u2063\u2064\u2066\u2067\u2068\u2069\u3164\uFE0F\uFEFF\uFFA0\uFFFC");

    /// <summary>Characters that are cut at a line's end.</summary>
    public const string Trailing = " \t\u3000";

    /// <summary>White space of HTML (§2.3.4); others, such as U+3000, are characters like any.</summary>
    public static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';

    /// <summary>
    /// What a host name means to browsers and to the eye: full-width ASCII and ideographic full stops narrow, characters that are not seen
    /// gone.
    /// </summary>
    public static string Narrow(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var narrow = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is >= '\uFF01' and <= '\uFF5E')
                narrow.Append((char)(c - 0xFEE0));
            else if (c is '\u3002' or '\uFF61' or '\u2024')
                narrow.Append('.');
            else if (c is '\u2044' or '\u2215' or '\u29F8')
                narrow.Append('/');
            else if (IsSpace(c) || c is '\u00A0' or '\u3000')
                narrow.Append(' ');
            else if (!Unseen.Contains(c))
                narrow.Append(c);
        }
        return narrow.ToString();
    }

    /// <summary>Columns: 0, 1 or 2.</summary>
    public static int Width(Rune rune)
    {
        if (rune.Value < 0x300)
            return 1;
        if (IsWide(rune))
            return 2;
        var category = Rune.GetUnicodeCategory(rune);
        return category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0 : 1;
    }

    /// <summary>Columns of a text of one line.</summary>
    public static int Width(string text)
    {
        if (Ascii.IsValid(text))
            return text.Length;
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += Width(rune);
        return width;
    }

    /// <summary>
    /// True for the scripts that are written without spaces: a line break of the source between two of them is nothing (CSS Text §4.1.3).
    /// </summary>
    public static bool IsSpaceless(Rune rune)
        => rune.Value is >= 0x2E80 and < 0x1F000 or >= 0x20000 && IsWide(rune) && !IsHangul(rune.Value);

    private static bool IsHangul(int value) => value is >= 0x3130 and <= 0x318F or >= 0xA960 and <= 0xA97F or >= 0xAC00 and <= 0xD7A3;

    private static bool IsWide(Rune rune)
    {
        foreach (var (first, last) in Wide)
        {
            if (rune.Value < first)
                return false;
            if (rune.Value <= last)
                return true;
        }
        return false;
    }
}
