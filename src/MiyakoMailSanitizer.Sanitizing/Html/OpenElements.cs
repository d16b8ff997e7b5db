namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>
/// The stack of open elements. Each entry knows the entry below it of the same name, of the kind "scope" and of the kind "special", so that
/// no question ever walks the stack: a million end tags against a stack 500 deep cost a million steps.
/// </summary>
internal sealed class OpenElements
{
    private readonly List<Entry> _entries = [];
    private readonly int[] _last = new int[HtmlName.Count];
    private readonly Dictionary<string, int> _lastUnknown = new(StringComparer.Ordinal);
    private Dictionary<string, int>? _flattened;

    public OpenElements(HtmlNode root, int maxDepth)
    {
        MaxDepth = maxDepth;
        Array.Fill(_last, -1);
        _entries.Add(new(root, -1, -1, -1, -1));
    }

    public int MaxDepth { get; }

    /// <summary>True once an element was left out of the stack because of <see cref="MaxDepth"/>.</summary>
    public bool WasTooDeep { get; private set; }

    public bool IsFull => _entries.Count > MaxDepth;

    public HtmlNode Current => _entries[^1].Node;

    /// <summary>Position of the innermost element that ends scopes; -1 for none.</summary>
    public int LastScope { get; private set; } = -1;

    /// <summary>Position of the innermost "special" element; -1 for none.</summary>
    public int LastSpecial { get; private set; } = -1;

    /// <summary>Position of the innermost element over which no start tag of a list item reaches; -1 for none.</summary>
    public int LastBarrier { get; private set; } = -1;

    /// <summary>The element at <see cref="LastScope"/>, or null.</summary>
    public HtmlNode? ScopeNode => LastScope < 0 ? null : _entries[LastScope].Node;

    /// <summary>Position of the innermost SVG or MathML that we are in; -1 outside.</summary>
    public int Foreign
        => Math.Max(Last(HtmlName.Svg), Last(HtmlName.MathMl)) is var at && at > Last(HtmlName.ForeignObject) ? at : -1;

    public HtmlNode this[int position] => _entries[position].Node;

    /// <summary>Position of the innermost open element of that name; -1 for none.</summary>
    public int Last(HtmlName name) => name.Id > 0 ? _last[name.Id] : _lastUnknown.GetValueOrDefault(name.Text, -1);

    /// <summary>Position of the innermost open element of any of the names; -1 for none.</summary>
    public int LastOf(params ReadOnlySpan<HtmlName> names)
    {
        var last = -1;
        foreach (var name in names)
            last = Math.Max(last, Last(name));
        return last;
    }

    /// <summary>As <see cref="Last"/>, but -1 where an element that ends scopes lies above it.</summary>
    public int LastInScope(HtmlName name) => Last(name) is var last && last > LastScope ? last : -1;

    /// <summary>Opens an element; at the depth limit its content becomes that of its parent.</summary>
    public void Push(HtmlNode node)
    {
        if (IsFull)
        {
            WasTooDeep = true;
            _flattened ??= new(StringComparer.Ordinal);
            _flattened[node.Name] = _flattened.GetValueOrDefault(node.Name) + 1;
            return;
        }
        var at = _entries.Count;
        _entries.Add(new(node, Last(node.Kind), LastScope, LastSpecial, LastBarrier));
        SetLast(node.Kind, at);
        node.IsOpen = true;
        if (node.Kind.Has(HtmlTraits.Scope))
            LastScope = at;
        if (node.Kind.Has(HtmlTraits.Special))
            LastSpecial = at;
        if (node.Kind.Has(HtmlTraits.Barrier))
            LastBarrier = at;
    }

    /// <summary>True where the end tag belongs to an element that was flattened; it is then used up.</summary>
    public bool IsFlattened(HtmlName name)
    {
        if (_flattened is null || _flattened.GetValueOrDefault(name.Text) is not (> 0 and var count))
            return false;
        _flattened[name.Text] = count - 1;
        return true;
    }

    /// <summary>Closes the element at a position and all above it; nothing for -1.</summary>
    public void CloseFrom(int position)
    {
        if (position < 1 || position >= _entries.Count)
            return;
        while (_entries.Count > position)
        {
            var entry = _entries[^1];
            _entries.RemoveAt(_entries.Count - 1);
            SetLast(entry.Node.Kind, entry.SameName);
            entry.Node.IsOpen = false;
            LastScope = entry.Scope;
            LastSpecial = entry.Special;
            LastBarrier = entry.Barrier;
        }
        _flattened = null;
    }

    private void SetLast(HtmlName name, int at)
    {
        if (name.Id > 0)
            _last[name.Id] = at;
        else if (at < 0)
            _lastUnknown.Remove(name.Text);
        else
            _lastUnknown[name.Text] = at;
    }

    private readonly record struct Entry(HtmlNode Node, int SameName, int Scope, int Special, int Barrier);
}
