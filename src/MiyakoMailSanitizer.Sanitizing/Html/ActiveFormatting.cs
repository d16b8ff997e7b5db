namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>
/// The standard's list of active formatting elements (§13.2.4.3): a font or link that a block's end cut off goes on in the next block.
/// Only the last few are kept, so that reopening costs constant time.
/// </summary>
internal sealed class ActiveFormatting(OpenElements open)
{
    private const int MaxEntries = 4;
    private readonly List<Entry> _entries = [];

    /// <summary>A formatting element was opened.</summary>
    public void Add(HtmlNode node)
    {
        if (_entries.Count == MaxEntries)
            _entries.RemoveAll(e => e.Scope is { IsOpen: false });
        if (_entries.Count == MaxEntries)
            _entries.RemoveAt(0);
        _entries.Add(new(node, open.ScopeNode));
    }

    /// <summary>An end tag of that name was read.</summary>
    public void Remove(HtmlName name)
    {
        var scope = open.ScopeNode;
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (!ReferenceEquals(_entries[i].Node.Kind, name) || !ReferenceEquals(_entries[i].Scope, scope))
                continue;
            _entries.RemoveAt(i);
            return;
        }
    }

    /// <summary>Copies of those that are to be opened again before what comes next.</summary>
    public void Reopen(Action<HtmlNode> openAgain)
    {
        if (_entries.Count == 0 || open.IsFull)
            return;
        var scope = open.ScopeNode;
        for (var i = 0; i < _entries.Count; i++)
        {
            var (node, home) = _entries[i];
            if (node.IsOpen || !ReferenceEquals(home, scope))
                continue;
            var copy = new HtmlNode(node.Kind) { Attributes = node.Attributes };
            openAgain(copy);
            _entries[i] = new(copy, home);
        }
    }

    private readonly record struct Entry(HtmlNode Node, HtmlNode? Scope);
}
