using System.Buffers;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>Scanning of CSS text: quotes, brackets and escapes are stepped over.</summary>
internal static class CssText
{
    private const string White = " \t\r\n\f";
    private static readonly SearchValues<char> Structure = SearchValues.Create("\\\"'()[]{};");

    /// <summary>Position of the first of the wanted characters outside quotes, brackets and blocks; -1 for none.</summary>
    public static int IndexOf(ReadOnlySpan<char> text, char wanted, char other = '\0')
    {
        var open = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (open == 0 && (c == wanted || c == other))
                return i;
            if (c == '\\')
                i++;
            else if (c is '"' or '\'')
                i += QuoteLength(text[i..]) - 1;
            else if (c is '(' or '[' or '{')
                open++;
            else if (c is ')' or ']' or '}' && open > 0)
                open--;
        }
        return -1;
    }

    /// <summary>Position of the semicolon that ends a declaration, or of the end of the text.</summary>
    public static int DeclarationEnd(ReadOnlySpan<char> text)
    {
        var open = 0;
        var at = 0;
        while (text[at..].IndexOfAny(Structure) is >= 0 and var next)
        {
            at += next;
            switch (text[at])
            {
                case ';' when open == 0:
                    return at;
                case '\\':
                    at++;
                    break;
                case '"' or '\'':
                    at += QuoteLength(text[at..]) - 1;
                    break;
                case '(' or '[' or '{':
                    open++;
                    break;
                case ')' or ']' or '}' when open > 0:
                    open--;
                    break;
            }
            at = Math.Min(at + 1, text.Length);
        }
        return text.Length;
    }

    /// <summary>Position of the brace that closes the block opened at <paramref name="open"/>, or the end of the text.</summary>
    public static int BlockEnd(ReadOnlySpan<char> text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '"' or '\'':
                    i += QuoteLength(text[i..]) - 1;
                    break;
                case '{':
                    depth++;
                    break;
                case '}' when --depth == 0:
                    return i;
            }
        }
        return text.Length;
    }

    /// <summary>The text without comments and HTML comment marks.</summary>
    public static string WithoutComments(string css)
    {
        if (!css.Contains("/*", StringComparison.Ordinal) && !css.Contains("--", StringComparison.Ordinal))
            return css;
        var text = new StringBuilder(css.Length);
        for (var at = 0; at < css.Length;)
        {
            var c = css[at];
            if (c is '"' or '\'')
            {
                var length = QuoteLength(css.AsSpan(at));
                text.Append(css, at, length);
                at += length;
            }
            else if (c == '/' && at + 1 < css.Length && css[at + 1] == '*')
            {
                var end = css.IndexOf("*/", at + 2, StringComparison.Ordinal);
                at = end < 0 ? css.Length : end + 2;
            }
            else if (c is '<' or '-' && Mark(css.AsSpan(at)) is > 0 and var mark)
            {
                text.Append(' ');
                at += mark;
            }
            else
            {
                text.Append(c);
                at++;
            }
        }
        return text.ToString();
    }

    /// <summary>Lower case with escapes resolved (<c>d\69splay</c>), as keywords and names of properties are compared.</summary>
    public static string Lower(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\'))
        {
            if (!text.ContainsAnyInRange('A', 'Z'))
                return text.ToString();
            Span<char> lower = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
            text.ToLowerInvariant(lower);
            return lower.ToString();
        }
        return Unescaped(text).ToLowerInvariant();
    }

    /// <summary>The text with its escapes resolved (CSS Syntax §4.3.7).</summary>
    public static string Unescaped(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\'))
            return text.ToString();
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
                continue;
            }
            i += Escape(text[(i + 1)..], plain);
        }
        return plain.ToString();
    }

    /// <summary>Length of the name at the text's start, escapes counted as written; 0 for none.</summary>
    public static int NameLength(ReadOnlySpan<char> text)
    {
        var i = 0;
        while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '_' or '\\' or >= '\u0080'))
            i += text[i] == '\\' ? Math.Min(text.Length - i, 1 + EscapeLength(text[(i + 1)..])) : 1;
        return i;
    }

    /// <summary>The targets of all <c>url(…)</c>.</summary>
    public static IEnumerable<string> Urls(string value)
    {
        for (var at = value.IndexOf("url(", StringComparison.OrdinalIgnoreCase); at >= 0;
             at = value.IndexOf("url(", at + 4, StringComparison.OrdinalIgnoreCase))
        {
            var end = value.IndexOf(')', at);
            yield return value[(at + 4)..(end < 0 ? value.Length : end)].Trim(' ', '"', '\'', '\n', '\t');
            if (end < 0)
                yield break;
        }
    }

    private static int Mark(ReadOnlySpan<char> text) => text.StartsWith("<!--") ? 4 : text.StartsWith("-->") ? 3 : 0;

    // With its quotes. A line end closes it, so that a forgotten quote costs one line (CSS Syntax §4.3.5).
    private static int QuoteLength(ReadOnlySpan<char> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == text[0] || text[i] is '\n' or '\r' or '\f')
                return i + 1;
        }
        return text.Length;
    }

    private static int Escape(ReadOnlySpan<char> text, StringBuilder plain)
    {
        var digits = HexDigits(text);
        if (digits == 0)
        {
            if (text[0] is not ('\n' or '\r' or '\f'))
                plain.Append(text[0]);
            return 1;
        }
        var value = Convert.ToInt32(text[..digits].ToString(), 16);
        plain.Append((Rune.IsValid(value) && value > 0 ? new Rune(value) : Rune.ReplacementChar).ToString());
        return EscapeLength(text);
    }

    private static int EscapeLength(ReadOnlySpan<char> text)
    {
        var digits = HexDigits(text);
        if (digits == 0)
            return 1;
        return digits < text.Length && White.Contains(text[digits]) ? digits + 1 : digits;
    }

    private static int HexDigits(ReadOnlySpan<char> text)
    {
        var digits = 0;
        while (digits < text.Length && digits < 6 && char.IsAsciiHexDigit(text[digits]))
            digits++;
        return digits;
    }
}
