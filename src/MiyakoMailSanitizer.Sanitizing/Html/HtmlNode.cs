namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>A node of the light tree: an element, a text, or the mark where a misnested inline element ended.</summary>
internal sealed class HtmlNode(string name)
{
    internal const string TextName = "#text";
    internal const string EndName = "#end";

    /// <summary>Lower-case tag name, <see cref="TextName"/> or <see cref="EndName"/>.</summary>
    public string Name { get; } = name;

    /// <summary>Characters of a text node, character references resolved.</summary>
    public string Text { get; init; } = "";

    /// <summary>The element that ended where an <see cref="EndName"/> node lies.</summary>
    public HtmlNode? Ended { get; init; }

    /// <summary>Those of <see cref="HtmlVocabulary.Attributes"/>, each once, at most <see cref="HtmlTreeBuilder.MaxAttributes"/>.</summary>
    public KeyValuePair<string, string>[] Attributes { get; init; } = [];

    public HtmlNode? Parent { get; private set; }

    public HtmlNode? FirstChild { get; private set; }

    public HtmlNode? LastChild { get; private set; }

    public HtmlNode? Next { get; private set; }

    public bool IsText => ReferenceEquals(Name, TextName);

    /// <summary>True once an end tag was seen that could not close it, because block elements lay between.</summary>
    public bool HasEndMark { get; set; }

    /// <summary>On a table: another table lies in it, or text outside its cells; it is there for layout.</summary>
    public bool IsForLayout { get; set; }

    /// <summary>The attribute's value, or null.</summary>
    public string? this[string attribute]
    {
        get
        {
            foreach (var pair in Attributes)
            {
                if (pair.Key == attribute)
                    return pair.Value;
            }
            return null;
        }
    }

    public void Append(HtmlNode child)
    {
        child.Parent = this;
        if (LastChild is null)
            FirstChild = child;
        else
            LastChild.Next = child;
        LastChild = child;
    }

    /// <summary>The direct children, in order.</summary>
    public IEnumerable<HtmlNode> Children()
    {
        for (var child = FirstChild; child is not null; child = child.Next)
            yield return child;
    }

    /// <summary>The whole number at the attribute's start, as in <c>10</c> and <c>10px</c>; null for all else, also <c>50%</c>.</summary>
    public int? Number(string attribute)
    {
        var text = this[attribute].AsSpan().Trim();
        var sign = text.StartsWith("-") ? -1 : 1;
        if (sign < 0)
            text = text[1..];
        var length = 0;
        while (length < text.Length && length < 9 && char.IsAsciiDigit(text[length]))
            length++;
        return length == 0 || text.EndsWith("%") ? null : sign * int.Parse(text[..length]);
    }
}
