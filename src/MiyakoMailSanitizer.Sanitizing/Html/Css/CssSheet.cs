namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>
/// The rules of the <c>&lt;style&gt;</c> blocks whose selector is an element, a class, an id, or an element with a class or id. Rules of
/// the same selector are merged, so that an element costs a few look-ups however many rules there are. At-rules (media queries) and other
/// selectors are passed over.
/// </summary>
internal sealed class CssSheet
{
    /// <summary>Characters of style blocks that are read.</summary>
    internal const int MaxCharacters = 300_000;

    private const int MaxRules = 5_000;
    private const int MaxSelectors = 32;
    private readonly Dictionary<string, CssStyle> _rules = new(StringComparer.Ordinal);
    private int _left = MaxCharacters;

    /// <summary>True where a rule that is not understood sets a background: no text's background is known then.</summary>
    public bool HasUnknownBackgrounds { get; private set; }

    /// <summary>Targets of <c>url(…)</c> in rules.</summary>
    public IEnumerable<string> RemoteImages => _rules.Values.SelectMany(r => r.RemoteImages);

    /// <summary>Adds a style block.</summary>
    public void Add(string css, HtmlWork work)
    {
        if (css.Length > _left)
            css = css[.._left];
        _left -= css.Length;
        work.Step(css.Length);
        var text = CssText.WithoutComments(css).AsSpan();
        while (!text.IsEmpty && _rules.Count < MaxRules)
        {
            text = text.TrimStart();
            var open = text.StartsWith("@") ? CssText.IndexOf(text, '{', ';') : CssText.IndexOf(text, '{');
            if (open < 0)
                return;
            if (text[open] == ';')
            {
                text = text[(open + 1)..];
                continue;
            }
            var close = BlockEnd(text, open);
            var body = text[(open + 1)..close];
            if (!text.StartsWith("@"))
                AddRule(text[..open], body, work);
            else if (body.Contains("background", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("@media"))
                HasUnknownBackgrounds = true;
            text = close < text.Length ? text[(close + 1)..] : [];
        }
    }

    /// <summary>Adds what the rules say of an element, the more specific ones last.</summary>
    public void Apply(HtmlNode element, CssStyle style)
    {
        if (_rules.Count == 0)
            return;
        Apply(element.Name, style);
        var classes = element["class"] is { Length: > 0 and < 4_096 } list
            ? list.Split((char[]?)null, 33, StringSplitOptions.RemoveEmptyEntries)
            : [];
        foreach (var name in classes)
            Apply("." + name, style);
        foreach (var name in classes)
            Apply(element.Name + "." + name, style);
        if (element["id"] is not { Length: > 0 and < 256 } id)
            return;
        Apply("#" + id, style);
        Apply(element.Name + "#" + id, style);
    }

    private void Apply(string selector, CssStyle style)
    {
        if (_rules.TryGetValue(selector, out var rule))
            style.SetAll(rule);
    }

    private void AddRule(ReadOnlySpan<char> selectors, ReadOnlySpan<char> body, HtmlWork work)
    {
        var list = selectors.ToString().Split(',', MaxSelectors + 1);
        var declared = new CssStyle();
        CssDeclarations.Read(body, declared);
        foreach (var selector in list.Take(MaxSelectors))
        {
            work.Step();
            if (Key(selector.AsSpan().Trim()) is not { } key)
            {
                HasUnknownBackgrounds |= declared[CssProperty.Background] is not null;
                continue;
            }
            if (!_rules.TryGetValue(key, out var rule))
                _rules[key] = rule = new CssStyle();
            rule.SetAll(declared);
            rule.RemoteImages.AddRange(declared.RemoteImages.Take(8));
        }
    }

    /// <summary><c>p</c>, <c>.note</c>, <c>#top</c>, <c>td.note</c>, <c>div#top</c>; null for any other selector.</summary>
    private static string? Key(ReadOnlySpan<char> selector)
    {
        var dots = 0;
        for (var i = 0; i < selector.Length; i++)
        {
            var c = selector[i];
            if (c is '.' or '#')
                dots++;
            else if (!char.IsLetterOrDigit(c) && c is not ('-' or '_'))
                return null;
        }
        if (selector.Length is 0 or > 200 || dots > 1)
            return null;
        var at = selector.IndexOfAny('.', '#');
        return at < 0 ? selector.ToString().ToLowerInvariant() : selector[..at].ToString().ToLowerInvariant() + selector[at..].ToString();
    }

    // Position of the brace that closes the block opened at `open`, or the end of the text.
    private static int BlockEnd(ReadOnlySpan<char> text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '{')
                depth++;
            else if (text[i] == '}' && --depth == 0)
                return i;
        }
        return text.Length;
    }
}
