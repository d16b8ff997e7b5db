namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>
/// Asks whether selectors fit elements. Every test costs one of a budget that grows with the page, so that a hostile style sheet can't
/// make it rules times elements; when the budget is gone nothing fits any more.
/// </summary>
internal sealed class CssMatcher(bool isQuirky, HtmlWork work, int budget)
{
    private const int TestsPerStep = 8;
    private readonly StringComparison _names = isQuirky ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
    private int _left = budget;

    /// <summary>True once tests were refused.</summary>
    public bool IsExhausted => _left <= 0;

    public bool Fits(HtmlNode element, CssSelector selector) => Fits(element, selector, 0);

    private bool Fits(HtmlNode element, CssSelector selector, int at)
    {
        if (!Fits(element, selector.Compounds[at]))
            return false;
        if (at + 1 == selector.Compounds.Length)
            return true;
        var combinator = selector.Combinators[at];
        var isFar = combinator is ' ' or '~';
        for (var next = Step(element, combinator); next is not null; next = Step(next, combinator))
        {
            if (Fits(next, selector, at + 1))
                return true;
            if (!isFar || IsExhausted)
                return false;
        }
        return false;
    }

    private HtmlNode? Step(HtmlNode element, char combinator)
    {
        if (combinator is ' ' or '>')
            return element.Parent;
        var previous = element.Previous;
        while (previous is { IsElement: false } && Spend())
            previous = previous.Previous;
        return previous;
    }

    private bool Spend()
    {
        if (_left <= 0)
            return false;
        if (--_left % TestsPerStep == 0)
            work.Step();
        return true;
    }

    private bool Fits(HtmlNode element, CssCompound compound)
    {
        if (!Spend() || (compound.Name is { } name && element.Name != name))
            return false;
        if (compound.Id is { } id && !element.Span("id").Trim().Equals(id, _names))
            return false;
        foreach (var wanted in compound.Classes)
        {
            if (!HasWord(element.Span("class"), wanted, _names))
                return false;
        }
        foreach (var condition in compound.Conditions)
        {
            if (!Fits(element, condition))
                return false;
        }
        return true;
    }

    private bool Fits(HtmlNode element, CssCondition condition) => condition.Kind switch
    {
        CssTest.Attribute => element.Has(condition.Name) && HasValue(element.Span(condition.Name), condition),
        CssTest.Not => !FitsAny(element, condition),
        CssTest.Any => FitsAny(element, condition),
        CssTest.Root => element.Parent is null,
        CssTest.FirstChild => Step(element, '+') is null,
        CssTest.LastChild => !HasElementAfter(element),
        CssTest.NthChild => FitsNth(element, condition),
        CssTest.Empty => element.FirstChild is null,
        CssTest.Link => element.Kind == HtmlName.A && element.Has("href"),
        CssTest.Checked => element.Has("checked") || element.Has("selected"),
        _ => false,
    };

    private bool FitsAny(HtmlNode element, CssCondition condition)
    {
        foreach (var inner in condition.Inner)
        {
            if (Fits(element, inner))
                return true;
        }
        return false;
    }

    private bool HasValue(ReadOnlySpan<char> value, CssCondition condition)
    {
        _left -= value.Length / 64;
        var comparison = condition.IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var wanted = condition.Value.AsSpan();
        return condition.Operator switch
        {
            '=' => value.Equals(wanted, comparison),
            '^' => !wanted.IsEmpty && value.StartsWith(wanted, comparison),
            '$' => !wanted.IsEmpty && value.EndsWith(wanted, comparison),
            '*' => !wanted.IsEmpty && value.Contains(wanted, comparison),
            '~' => HasWord(value, wanted, comparison),
            '|' => value.StartsWith(wanted, comparison) && (value.Length == wanted.Length || value[wanted.Length] == '-'),
            _ => true,
        };
    }

    private bool HasWord(ReadOnlySpan<char> list, ReadOnlySpan<char> wanted, StringComparison comparison)
    {
        _left -= list.Length / 64;
        foreach (var range in list.SplitAny(" \t\r\n\f"))
        {
            if (!wanted.IsEmpty && list[range].Equals(wanted, comparison))
                return true;
        }
        return false;
    }

    private bool HasElementAfter(HtmlNode element)
    {
        var next = element.Next;
        while (next is { IsElement: false } && Spend())
            next = next.Next;
        return next is not null;
    }

    private bool FitsNth(HtmlNode element, CssCondition condition)
    {
        var index = 1;
        for (var before = Step(element, '+'); before is not null && Spend(); before = Step(before, '+'))
            index++;
        var distance = index - condition.Offset;
        return condition.Step == 0 ? distance == 0 : distance % condition.Step == 0 && distance / condition.Step >= 0;
    }
}
