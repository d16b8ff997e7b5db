namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <content>Elements whose content is no markup.</content>
internal sealed partial class HtmlTokenizer
{
    /// <summary>The content of the element whose start tag was read last, as its name asks for; empty for ordinary elements.</summary>
    public ReadOnlyMemory<char> ReadContent()
    {
        if (Name.Content == HtmlContent.Markup)
            return default;
        var start = _at;
        _at = Name.Content switch
        {
            HtmlContent.Rest => html.Length,
            HtmlContent.Script => ScriptEnd(start),
            _ => EndTag(start, Name.Text),
        };
        work.Step((_at - start) / 16);
        return Decoded(start, _at, isAttribute: false, isMarkup: Name.Content == HtmlContent.Text);
    }

    /// <summary>Position of the end tag, or the end of the page.</summary>
    private int EndTag(int from, string name)
    {
        for (var at = from; (at = html.IndexOf("</", at, StringComparison.Ordinal)) >= 0; at += 2)
        {
            if (IsTag(at + 2, name))
                return at;
        }
        return html.Length;
    }

    private bool IsTag(int at, string name)
        => html.AsSpan(at).StartsWith(name, StringComparison.OrdinalIgnoreCase)
            && at + name.Length < html.Length && NameEnd.Contains(html[at + name.Length]);

    // "Script data double escaped": after <!-- and <script, the next </script> is the inner one's.
    private int ScriptEnd(int from)
    {
        var isEscaped = false;
        var isDouble = false;
        for (var at = from; (at = html.AsSpan(at).IndexOfAny('<', '-') is >= 0 and var next ? at + next : -1) >= 0; at++)
        {
            var text = html.AsSpan(at);
            if (text.StartsWith("<!--"))
                isEscaped = true;
            else if (text.StartsWith("-->"))
                isEscaped = isDouble = false;
            else if (isEscaped && IsTag(at + 1, "script") && text[0] == '<')
                isDouble = true;
            else if (text.StartsWith("</") && IsTag(at + 2, "script"))
            {
                if (!isDouble)
                    return at;
                isDouble = false;
            }
        }
        return html.Length;
    }
}
