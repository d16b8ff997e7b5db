using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>An element that may be written, with the attributes that it may have.</summary>
internal sealed class ElementRule
{
    private readonly Dictionary<string, AttributeRule> _plain = new(StringComparer.Ordinal);
    private readonly Dictionary<(XmlNamespace Namespace, string Name), AttributeRule> _qualified = [];

    public ElementRule(XmlNamespace own, string name)
    {
        Namespace = own;
        Name = name;
        QName = $"{own.Prefix}:{name}";
        Written = Encoding.ASCII.GetBytes(own.WrittenPrefix.Length == 0 ? name : $"{own.WrittenPrefix}:{name}");
        Behaviour = Behaviours.Of(QName);
        Count = Fidelity.KindOf(QName);
    }

    public XmlNamespace Namespace { get; }
    public string Name { get; }

    /// <summary>With the prefix of the tables, e.g. <c>w:p</c>.</summary>
    public string QName { get; }

    /// <summary>The name as it is written.</summary>
    public byte[] Written { get; }

    /// <summary>What is done beyond copying it.</summary>
    public Behaviour Behaviour { get; }

    /// <summary>What it counts as before and after.</summary>
    public ContentKind Count { get; }

    /// <summary>The attribute without a namespace, or null where it may not be written.</summary>
    public AttributeRule? Plain(string name) => _plain.GetValueOrDefault(name);

    /// <summary>The attribute of a namespace, or null where it may not be written.</summary>
    public AttributeRule? Qualified(XmlNamespace of, string name) => _qualified.GetValueOrDefault((of, name));

    public void AllowPlain(string name) => _plain[name] = new(null, name, QName);

    public void AllowQualified(XmlNamespace of, string name) => _qualified[(of, name)] = new(of, name, QName);
}

/// <summary>An attribute that may be written.</summary>
internal sealed class AttributeRule(XmlNamespace? own, string name, string element)
{
    /// <summary>Null where it has none.</summary>
    public XmlNamespace? Namespace { get; } = own;

    /// <summary>E.g. <c>r:id</c>, <c>val</c>.</summary>
    public string QName { get; } = own is null ? name : $"{own.Prefix}:{name}";

    /// <summary>The name as it is written.</summary>
    public byte[] Written { get; } = Encoding.ASCII.GetBytes(own is null ? name : $"{own.WrittenPrefix}:{name}");

    /// <summary>Where it names a relationship: what the target may be and what happens without it.</summary>
    public RelationshipUse? Use { get; } = RelationshipUses.Of(element, own is null ? name : $"{own.Prefix}:{name}");
}
