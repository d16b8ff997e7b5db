namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>What a filter decides on an element.</summary>
internal enum ElementDecision
{
    Keep = 0,
    Drop,
    Unwrap,
}

/// <summary>An element with the attributes that may be written, before it is.</summary>
internal sealed class ElementStart
{
    private readonly List<(AttributeRule Rule, string Value)> _attributes = [];

    public ElementRule Rule { get; set; } = null!;

    /// <summary>Where a hyperlink that was taken away led; null where there was none, or none that might be shown.</summary>
    public string? Link { get; set; }

    /// <summary>Our field stands in place of the picture that it names.</summary>
    public bool IsPlaceholder { get; set; }

    public IReadOnlyList<(AttributeRule Rule, string Value)> Attributes => _attributes;

    public void Reset(ElementRule rule)
    {
        Rule = rule;
        Link = null;
        IsPlaceholder = false;
        _attributes.Clear();
    }

    /// <summary>Adds an attribute; a second one of the same name is left out.</summary>
    public void Add(AttributeRule rule, string value)
    {
        foreach (var (known, _) in _attributes)
        {
            if (known == rule)
                return;
        }
        _attributes.Add((rule, value));
    }

    public string? Value(string qName)
    {
        foreach (var (rule, value) in _attributes)
        {
            if (rule.QName == qName)
                return value;
        }
        return null;
    }

    /// <summary>Sets an attribute that the element may have; null takes it away.</summary>
    public void Set(string qName, string? value)
    {
        var at = _attributes.FindIndex(a => a.Rule.QName == qName);
        if (at >= 0)
            _attributes.RemoveAt(at);
        if (value is null)
            return;
        var colon = qName.IndexOf(':', StringComparison.Ordinal);
        var rule = colon < 0 ? Rule.Plain(qName) : Rule.Qualified(Vocabulary.Of(qName[..colon]), qName[(colon + 1)..]);
        if (rule is not null)
            _attributes.Insert(Math.Max(at, 0), (rule, value));
    }

    public void SetAt(int index, string value) => _attributes[index] = (_attributes[index].Rule, value);
}
