namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>Scanning of CSS text: quotes, brackets and comments are stepped over.</summary>
internal static class CssText
{
    /// <summary>Position of the first of the wanted characters outside quotes and parentheses; -1 for none.</summary>
    public static int IndexOf(ReadOnlySpan<char> text, params ReadOnlySpan<char> wanted)
    {
        var open = 0;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\')
                i++;
            else if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (open == 0 && wanted.Contains(c))
                return i;
            else if (c == '(')
                open++;
            else if (c == ')' && open > 0)
                open--;
        }
        return -1;
    }

    /// <summary>The text with its comments and the HTML comment marks blanked.</summary>
    public static string WithoutComments(string css)
    {
        if (!css.Contains("/*", StringComparison.Ordinal) && !css.Contains("--", StringComparison.Ordinal))
            return css;
        var text = new System.Text.StringBuilder(css.Length);
        for (var at = 0; at < css.Length;)
        {
            var start = css.IndexOf("/*", at, StringComparison.Ordinal);
            text.Append(css, at, (start < 0 ? css.Length : start) - at);
            var end = start < 0 ? -1 : css.IndexOf("*/", start + 2, StringComparison.Ordinal);
            at = end < 0 ? css.Length : end + 2;
        }
        return text.Replace("<!--", " ").Replace("-->", " ").ToString();
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
}
