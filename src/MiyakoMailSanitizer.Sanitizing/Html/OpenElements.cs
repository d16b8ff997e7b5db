namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>
/// The stack of open elements. Each entry knows the entry below it of the same name, of the kind "scope" and of the kind "special", so that
/// no question ever walks the stack: a million end tags against a stack 500 deep cost a million steps.
/// </summary>
internal sealed class OpenElements
{
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);
    private Dictionary<string, int> _flattened = new(StringComparer.Ordinal);

    public OpenElements(HtmlNode root, int maxDepth)
    {
        MaxDepth = maxDepth;
        _entries.Add(new(root, -1, -1, -1));
    }

    public int MaxDepth { get; }

    /// <summary>True once an element was left out of the stack because of <see cref="MaxDepth"/>.</summary>
    public bool WasTooDeep { get; private set; }

    public int Count => _entries.Count;

    public HtmlNode Current => _entries[^1].Node;

    /// <summary>Position of the innermost element that ends scopes; -1 for none.</summary>
    public int LastScope { get; private set; } = -1;

    /// <summary>Position of the innermost "special" element; -1 for none.</summary>
    public int LastSpecial { get; private set; } = -1;

    /// <summary>Position of the innermost SVG or MathML that we are in; -1 outside.</summary>
    public int Foreign => Math.Max(Last("svg"), Last("math")) is var at && at > Last("foreignobject") ? at : -1;

    public HtmlNode this[int position] => _entries[position].Node;

    /// <summary>Position of the innermost open element of that name; -1 for none.</summary>
    public int Last(string name) => _last.GetValueOrDefault(name, -1);

    /// <summary>Position of the innermost open element of any of the names; -1 for none.</summary>
    public int LastOf(params ReadOnlySpan<string> names)
    {
        var last = -1;
        foreach (var name in names)
            last = Math.Max(last, Last(name));
        return last;
    }

    /// <summary>As <see cref="Last"/>, but -1 where an element that ends scopes lies above it.</summary>
    public int LastInScope(string name) => Last(name) > LastScope ? Last(name) : -1;

    /// <summary>Opens an element; at the depth limit its content becomes that of its parent.</summary>
    public void Push(HtmlNode node)
    {
        if (_entries.Count > MaxDepth)
        {
            WasTooDeep = true;
            _flattened[node.Name] = _flattened.GetValueOrDefault(node.Name) + 1;
            return;
        }
        var traits = HtmlVocabulary.TraitsOf(node.Name);
        var at = _entries.Count;
        _entries.Add(new(node, Last(node.Name), LastScope, LastSpecial));
        _last[node.Name] = at;
        if ((traits & HtmlTraits.Scope) != 0)
            LastScope = at;
        if ((traits & HtmlTraits.Special) != 0)
            LastSpecial = at;
    }

    /// <summary>True where the end tag belongs to an element that was flattened; it is then used up.</summary>
    public bool IsFlattened(string name)
    {
        var count = _flattened.GetValueOrDefault(name);
        if (count > 0)
            _flattened[name] = count - 1;
        return count > 0;
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
            if (entry.SameName < 0)
                _last.Remove(entry.Node.Name);
            else
                _last[entry.Node.Name] = entry.SameName;
            LastScope = entry.Scope;
            LastSpecial = entry.Special;
        }
        if (_flattened.Count > 0)
            _flattened = new(StringComparer.Ordinal);
    }

    /// <summary>Something lies in the innermost table that no data table has.</summary>
    public void MarkTableAsLayout()
    {
        if (Last("table") is >= 0 and var at)
            this[at].IsForLayout = true;
    }

    private readonly record struct Entry(HtmlNode Node, int SameName, int Scope, int Special);
}
