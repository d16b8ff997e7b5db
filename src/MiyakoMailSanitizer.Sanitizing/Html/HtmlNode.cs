namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>An attribute of a tag.</summary>
/// <param name="Name">Lower case; known names (<see cref="HtmlAttributes"/>) are always the same string.</param>
/// <param name="Value">Character references resolved; mostly a piece of the page itself.</param>
internal readonly record struct HtmlAttribute(string Name, ReadOnlyMemory<char> Value);

/// <summary>A node of the light tree: an element, a text, or the mark where a misnested inline element ended.</summary>
internal sealed class HtmlNode(HtmlName kind)
{
    public HtmlName Kind { get; } = kind;

    /// <summary>Lower-case tag name.</summary>
    public string Name => Kind.Text;

    /// <summary>Characters of a text node, character references resolved; mostly a piece of the page itself.</summary>
    public ReadOnlyMemory<char> Text { get; init; }

    /// <summary>The element that ended where an <see cref="HtmlName.ForEnd"/> node lies.</summary>
    public HtmlNode? Ended { get; init; }

    /// <summary>All known ones and a few others, each once.</summary>
    public HtmlAttribute[] Attributes { get; set; } = [];

    public HtmlNode? Parent { get; private set; }

    public HtmlNode? FirstChild { get; private set; }

    public HtmlNode? LastChild { get; private set; }

    public HtmlNode? Next { get; private set; }

    public HtmlNode? Previous { get; private set; }

    public bool IsText => ReferenceEquals(Kind, HtmlName.ForText);

    public bool IsElement => !IsText && !ReferenceEquals(Kind, HtmlName.ForEnd);

    /// <summary>True once an end tag was seen that could not close it, because block elements lay between.</summary>
    public bool HasEndMark { get; set; }

    /// <summary>True inside SVG or MathML.</summary>
    public bool IsForeign { get; init; }

    /// <summary>True while it lies on the stack of open elements.</summary>
    public bool IsOpen { get; set; }

    /// <summary>True where its style makes an inline element of what is a block by default.</summary>
    public bool IsInline { get; set; }

    /// <summary>On a table: another table lies in it; it is there for layout.</summary>
    public bool IsForLayout { get; set; }

    /// <summary>The attribute's value, or null. Makes a string.</summary>
    public string? this[string attribute]
    {
        get
        {
            foreach (ref readonly var pair in Attributes.AsSpan())
            {
                if (ReferenceEquals(pair.Name, attribute) || pair.Name == attribute)
                    return pair.Value.ToString();
            }
            return null;
        }
    }

    public bool Has(string attribute)
    {
        foreach (ref readonly var pair in Attributes.AsSpan())
        {
            if (ReferenceEquals(pair.Name, attribute) || pair.Name == attribute)
                return true;
        }
        return false;
    }

    /// <summary>The attribute's value; empty where it is absent.</summary>
    public ReadOnlySpan<char> Span(string attribute)
    {
        foreach (ref readonly var pair in Attributes.AsSpan())
        {
            if (ReferenceEquals(pair.Name, attribute) || pair.Name == attribute)
                return pair.Value.Span;
        }
        return [];
    }

    public void Append(HtmlNode child)
    {
        child.Parent = this;
        child.Previous = LastChild;
        if (LastChild is null)
            FirstChild = child;
        else
            LastChild.Next = child;
        LastChild = child;
    }

    /// <summary>Puts a node right before this one, which must have a parent.</summary>
    public void InsertBefore(HtmlNode node)
    {
        node.Parent = Parent;
        node.Previous = Previous;
        node.Next = this;
        if (Previous is null)
            Parent!.FirstChild = node;
        else
            Previous.Next = node;
        Previous = node;
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
        var text = Span(attribute).Trim();
        var sign = text.StartsWith("-") ? -1 : 1;
        if (sign < 0)
            text = text[1..];
        var length = 0;
        while (length < text.Length && length < 9 && char.IsAsciiDigit(text[length]))
            length++;
        return length == 0 || text.EndsWith("%") ? null : sign * int.Parse(text[..length]);
    }
}
