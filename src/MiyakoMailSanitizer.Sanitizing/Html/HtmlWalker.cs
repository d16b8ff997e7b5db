using MiyakoMailSanitizer.Sanitizing.Html.Css;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>Walks the tree without recursion, keeps what is hidden apart, and lets <see cref="HtmlElements"/> write the rest.</summary>
internal sealed class HtmlWalker
{
    private readonly HtmlPage _page;
    private readonly VisiblePage _visible;
    private readonly HtmlFindings _findings;
    private readonly HtmlWork _work;
    private readonly ActiveContent _active;
    private readonly HtmlElements _elements;
    private readonly StyleReader _styles;
    private readonly List<Level> _levels = [];

    // Elements that are entered anew because one around them ended out of order: a bounded part of the page's work.
    private int _leftToReenter = 1_000;

    public HtmlWalker(HtmlPage page, LinkStyle links, HtmlFindings findings, HtmlWork work, BlockWriter output, int maxText)
    {
        _page = page;
        _findings = findings;
        _work = work;
        _active = new(page.Base, findings);
        _elements = new(page.Base, links, findings, output, () => new BlockWriter(maxText, work));
        _styles = new(page.Sheet, work);
        _visible = new() { KnowsBackgrounds = !page.Sheet.HasUnknownBackgrounds, IsQuirky = page.IsQuirky };
    }

    private VisibleState State => _levels.Count == 0 ? new() : _levels[^1].State;

    /// <summary>The node after this one in document order, or null.</summary>
    public static HtmlNode? NextInOrder(HtmlNode node, bool isPassedOver = false)
    {
        if (!isPassedOver && node.FirstChild is { } child)
            return child;
        var at = node;
        while (at is { Next: null })
            at = at.Parent;
        return at?.Next;
    }

    /// <summary>Walks the <c>html</c> element and all in it.</summary>
    public void Walk(HtmlNode root)
    {
        foreach (var url in _page.Sheet.RemoteImages)
            _active.StyleImage(url);
        for (var node = root; node is not null;)
        {
            _work.Step();
            _leftToReenter++;
            if (Enter(node) && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }
            Leave(node);
            while (node is { Next: null, Parent: { } parent })
            {
                node = parent;
                Leave(node);
            }
            node = node.Next;
        }
    }

    /// <summary>True where the content is to be walked.</summary>
    private bool Enter(HtmlNode node)
    {
        if (node.IsText)
        {
            Text(node);
            return false;
        }
        if (node.Kind == HtmlName.ForEnd)
        {
            _elements.EndMark(node);
            EndOutOfOrder(node.Ended!);
            return false;
        }
        var outer = State;
        var variables = outer.Variables;
        var style = _styles.Read(node, ref variables);
        var inner = outer.Enter(node, style, _visible).With(variables);
        var isEntered = inner.SubtreeReason is null;
        _levels.Add(new(node, inner, isEntered));
        _active.Look(node, style, !isEntered);
        _visible.HasScenery |= node.Kind == HtmlName.Image;
        if (isEntered)
            _elements.Enter(node, style, !inner.IsInvisible);
        return !IsDropped(node);
    }

    private static bool IsDropped(HtmlNode node)
        => node.IsForeign ? node.Kind.Has(HtmlTraits.ForeignDropped) : node.Kind.Has(HtmlTraits.Dropped);

    private void Leave(HtmlNode node)
    {
        if (!node.IsElement)
            return;
        var isEntered = _levels[^1].IsEntered;
        _levels.RemoveAt(_levels.Count - 1);
        if (isEntered)
            _elements.Leave(node);
    }

    private void Text(HtmlNode node)
    {
        var state = State;
        if (state.Reason is { } reason)
            _findings.Hidden(node.Text.Span, reason, state.Root!);
        else
            _elements.Text(node, state.WhiteSpace);
    }

    /// <summary>
    /// An inline element ended inside of elements that go on: what it said of them holds no more. They are entered anew without it.
    /// </summary>
    private void EndOutOfOrder(HtmlNode ended)
    {
        var at = _levels.Count - 1;
        while (at > 0 && _levels[at].Node != ended)
            at--;
        _leftToReenter -= _levels.Count - at;
        if (at <= 0)
            return;
        var state = _levels[at - 1].State;
        if (_levels[at].State == state)
            return;
        if (_leftToReenter < 0)
            state = new() { WhiteSpace = state.WhiteSpace };
        _levels[at] = _levels[at] with { State = state };
        for (var i = at + 1; i < _levels.Count; i++)
        {
            if (_leftToReenter >= 0)
            {
                var variables = state.Variables;
                var style = _styles.Read(_levels[i].Node, ref variables);
                state = state.Enter(_levels[i].Node, style, _visible).With(variables);
            }
            _levels[i] = _levels[i] with { State = state };
        }
        _work.Step(_levels.Count - at);
    }

    /// <param name="Node">An open element.</param>
    /// <param name="State">Of its content.</param>
    /// <param name="IsEntered">True where <see cref="HtmlElements"/> knows of it.</param>
    private readonly record struct Level(HtmlNode Node, VisibleState State, bool IsEntered);
}
