using MiyakoMailSanitizer.Sanitizing.Html.Css;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>Walks the tree without recursion, keeps what is hidden apart, and lets <see cref="HtmlElements"/> write the rest.</summary>
internal sealed class HtmlWalker
{
    private readonly HtmlPage _page;
    private readonly HtmlFindings _findings;
    private readonly HtmlWork _work;
    private readonly ActiveContent _active;
    private readonly HtmlElements _elements;
    private readonly Stack<VisibleState> _states = [];
    private readonly CssStyle _style = new();
    private readonly bool _knowsBackgrounds;

    public HtmlWalker(HtmlPage page, LinkStyle links, HtmlFindings findings, HtmlWork work, BlockWriter output, int maxText)
    {
        _page = page;
        _findings = findings;
        _work = work;
        _active = new(page.Base, findings);
        _elements = new(page.Base, links, findings, output, () => new BlockWriter(maxText, work));
        _knowsBackgrounds = !page.Sheet.HasUnknownBackgrounds;
    }

    /// <summary>The node after this one in document order, or null.</summary>
    public static HtmlNode? NextInOrder(HtmlNode node)
    {
        if (node.FirstChild is { } child)
            return child;
        var at = node;
        while (at is { Next: null })
            at = at.Parent;
        return at?.Next;
    }

    public void Walk(HtmlNode root)
    {
        _states.Push(VisibleState.Initial(_knowsBackgrounds));
        foreach (var url in _page.Sheet.RemoteImages)
            _active.StyleImage(url);
        var node = root.FirstChild;
        while (node is not null)
        {
            _work.Step();
            if (Enter(node) && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }
            Leave(node);
            while (node is { Next: null, Parent: { } parent } && !ReferenceEquals(parent, root))
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
        var state = _states.Peek();
        if (node.IsText)
        {
            Text(node, state);
            return false;
        }
        if (node.Name == HtmlNode.EndName)
        {
            _elements.EndMark(node);
            return false;
        }
        ReadStyle(node);
        var inner = state.Enter(node, _style, _knowsBackgrounds);
        _states.Push(inner);
        _active.Look(node, _style, inner.SubtreeReason is not null);
        if (inner.SubtreeReason is not null)
            return !HtmlVocabulary.Has(node.Name, HtmlTraits.Dropped);
        _elements.Enter(node, _style, inner.Reason is null);
        return !HtmlVocabulary.Has(node.Name, HtmlTraits.Dropped) || IsLaxHead(node);
    }

    private void Leave(HtmlNode node)
    {
        if (node.IsText || node.Name == HtmlNode.EndName)
            return;
        if (_states.Pop().SubtreeReason is null)
            _elements.Leave(node);
    }

    // Whatever lies in the head is of the kinds that are dropped themselves, but its scripts and refreshes are to be counted.
    private static bool IsLaxHead(HtmlNode node) => node.Name == "head";

    private void Text(HtmlNode node, VisibleState state)
    {
        if (state.Reason is { } reason)
            _findings.Hidden(node.Text, reason, state.Root!);
        else
            _elements.Text(node, state.WhiteSpace);
    }

    private void ReadStyle(HtmlNode element)
    {
        _style.Clear();
        _page.Sheet.Apply(element, _style);
        if (element["style"] is not { Length: > 0 } inline)
            return;
        _work.Step(inline.Length / 8);
        CssDeclarations.Read(inline, _style);
    }
}
