namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>
/// The rules of the <c>&lt;style&gt;</c> blocks. Rules of the same simple selector (<c>td</c>, <c>.note</c>, <c>td.note</c>) are merged,
/// so that an element costs a few look-ups however many there are; all others lie under the name, class or id of their last
/// compound and are tested one by one, on a budget.
/// </summary>
internal sealed class CssSheet
{
    /// <summary>Characters of style blocks that are read.</summary>
    internal const int MaxCharacters = 300_000;

    private const int MaxRules = 5_000;
    private const int MaxSelectors = 64;
    private const int MaxNesting = 8;
    private const int MaxImages = 8;
    private const int MaxClasses = 32;
    private readonly Dictionary<string, Bucket> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Bucket> _byClass;
    private readonly Dictionary<string, Bucket> _byId;
    private readonly Dictionary<string, Bucket>.AlternateLookup<ReadOnlySpan<char>> _byClassSpan;
    private readonly Dictionary<string, Bucket>.AlternateLookup<ReadOnlySpan<char>> _byIdSpan;
    private readonly Bucket _anywhere = new();
    private readonly CssMatcher _matcher;
    private readonly HtmlWork _work;
    private int _left = MaxCharacters;
    private int _rules;

    public CssSheet(bool isQuirky, HtmlWork work, int length)
    {
        var comparer = isQuirky ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        _byClass = new(comparer);
        _byId = new(comparer);
        _byClassSpan = _byClass.GetAlternateLookup<ReadOnlySpan<char>>();
        _byIdSpan = _byId.GetAlternateLookup<ReadOnlySpan<char>>();
        _matcher = new(isQuirky, work, 100_000 + 4 * length);
        _work = work;
    }

    /// <summary>True where a rule that is not understood sets a background: no text's background is known then.</summary>
    public bool HasUnknownBackgrounds { get; private set; }

    /// <summary>True where rules were left out, because there are too many or they ask too much.</summary>
    public bool WasCut => _left == 0 || _rules >= MaxRules || _matcher.IsExhausted;

    /// <summary>Targets of <c>url(…)</c> in rules.</summary>
    public List<string> RemoteImages { get; } = [];

    /// <summary>Adds a style block.</summary>
    public void Add(ReadOnlySpan<char> css)
    {
        if (css.Length > _left)
            css = css[.._left];
        _left -= css.Length;
        _work.Step(css.Length);
        ReadRules(CssText.WithoutComments(css.ToString()), 0);
    }

    /// <summary>Adds what the rules say of an element; the ranks decide among them.</summary>
    public void Apply(HtmlNode element, CssStyle style)
    {
        if (_rules == 0)
            return;
        Apply(_anywhere, element, style);
        if (_byName.TryGetValue(element.Name, out var named))
            Apply(named, element, style);
        if (_byClass.Count > 0 && element.Span("class") is { IsEmpty: false } list)
        {
            var count = 0;
            foreach (var range in list[..Math.Min(list.Length, 4_096)].SplitAny(" \t\r\n\f"))
            {
                if (list[range].IsEmpty)
                    continue;
                if (count++ == MaxClasses)
                    break;
                if (_byClassSpan.TryGetValue(list[range], out var bucket))
                    Apply(bucket, element, style);
            }
        }
        if (_byId.Count > 0 && element.Span("id").Trim() is { IsEmpty: false } id && _byIdSpan.TryGetValue(id, out var found))
            Apply(found, element, style);
    }

    private void Apply(Bucket bucket, HtmlNode element, CssStyle style)
    {
        if (bucket.ForAll is not null)
            style.SetAll(bucket.ForAll);
        if (bucket.ByName is not null && bucket.ByName.TryGetValue(element.Name, out var named))
            style.SetAll(named);
        if (bucket.Tested is null)
            return;
        foreach (var (selector, rank, declared) in bucket.Tested)
        {
            if (_matcher.IsExhausted)
                break;
            if (_matcher.Fits(element, selector))
                style.SetAll(declared, rank);
        }
    }

    private void ReadRules(ReadOnlySpan<char> text, int depth)
    {
        while (!text.IsEmpty && _rules < MaxRules)
        {
            text = text.TrimStart();
            var isAtRule = text.StartsWith("@");
            var open = isAtRule ? AtRuleStart(text) : text.IndexOf('{');
            if (open < 0)
                return;
            if (text[open] == ';')
            {
                ReadStatement(text[..open]);
                text = text[(open + 1)..];
                continue;
            }
            var close = CssText.BlockEnd(text, open);
            var body = text[(open + 1)..close];
            if (isAtRule)
                ReadAtRule(text[..open], body, depth);
            else
                AddRule(text[..open], body);
            text = close < text.Length ? text[(close + 1)..] : [];
        }
    }

    // Of the block, or of the semicolon where there is none.
    private static int AtRuleStart(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny('{', ';');
        return end >= 0 && text[end] == ';' && text[..end].ContainsAny('"', '\'', '(') ? CssText.IndexOf(text, ';', '{') : end;
    }

    private void ReadStatement(ReadOnlySpan<char> statement)
    {
        if (!statement.StartsWith("@import", StringComparison.OrdinalIgnoreCase))
            return;
        var target = statement[7..].Trim();
        if (target.StartsWith("url(", StringComparison.OrdinalIgnoreCase))
            target = target[4..];
        var length = target.TrimStart("\"' ").IndexOfAny("\"') ");
        target = target.TrimStart("\"' ");
        AddImage((length < 0 ? target : target[..length]).ToString());
    }

    private void ReadAtRule(ReadOnlySpan<char> prelude, ReadOnlySpan<char> body, int depth)
    {
        var length = 1 + CssText.NameLength(prelude[1..]);
        var name = CssText.Lower(prelude[1..length]);
        var argument = prelude[length..];
        var isRead = name switch
        {
            "media" => CssMedia.Holds(argument),
            "supports" => !argument.TrimStart().StartsWith("not", StringComparison.OrdinalIgnoreCase),
            "layer" => true,
            _ => false,
        };
        if (isRead && depth < MaxNesting)
            ReadRules(body, depth + 1);
        else if (name is "container" or "scope" && body.Contains("background", StringComparison.OrdinalIgnoreCase))
            HasUnknownBackgrounds = true;
    }

    private void AddRule(ReadOnlySpan<char> selectors, ReadOnlySpan<char> body)
    {
        _rules++;
        var declared = new CssStyle();
        CssDeclarations.Read(body, declared);
        foreach (var url in declared.RemoteImages ?? [])
            AddImage(url);
        declared.RemoteImages?.Clear();
        if (declared.IsEmpty && declared.Variables is null)
            return;
        var valid = new List<CssSelector>();
        for (var count = 0; !selectors.IsEmpty && count < MaxSelectors; count++)
        {
            _work.Step();
            var comma = CssText.IndexOf(selectors, ',');
            switch (CssSelectorReader.Read(comma < 0 ? selectors : selectors[..comma], out var selector))
            {
                case CssReading.Invalid:
                    return;
                case CssReading.Unknown:
                    HasUnknownBackgrounds |= declared.Has(CssProperty.BackgroundColor) || declared.Has(CssProperty.BackgroundImage);
                    break;
                case CssReading.Valid:
                    valid.Add(selector!);
                    break;
            }
            selectors = comma < 0 ? [] : selectors[(comma + 1)..];
        }
        foreach (var selector in valid)
            Add(selector, declared);
    }

    private void Add(CssSelector selector, CssStyle declared)
    {
        var last = selector.Compounds[0];
        var rank = CssRank.Of(selector.Specificity, _rules);
        var bucket = last.Id is { } id ? At(_byId, id)
            : last.Classes is [var first, ..] ? At(_byClass, first)
            : last.Name is { } name ? At(_byName, name)
            : _anywhere;
        if (!selector.IsSimple)
            (bucket.Tested ??= []).Add((selector, rank, declared));
        else if (last.Name is null || bucket == _anywhere || (last.Id is null && last.Classes.IsEmpty))
            (bucket.ForAll ??= new()).SetAll(declared, rank);
        else
            At(bucket.ByName ??= new(StringComparer.Ordinal), last.Name).SetAll(declared, rank);
    }

    private void AddImage(string url)
    {
        if (RemoteImages.Count < MaxImages * MaxSelectors)
            RemoteImages.Add(url);
    }

    private static T At<T>(Dictionary<string, T> all, string key)
        where T : new()
    {
        if (!all.TryGetValue(key, out var found))
            all[key] = found = new();
        return found;
    }

    /// <summary>The rules of one name, class or id.</summary>
    private sealed class Bucket
    {
        public CssStyle? ForAll { get; set; }

        public Dictionary<string, CssStyle>? ByName { get; set; }

        public List<(CssSelector Selector, ulong Rank, CssStyle Declared)>? Tested { get; set; }
    }
}
