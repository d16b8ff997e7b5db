using System.Runtime.CompilerServices;
using System.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>
/// Finds the rules of names by the very string objects, which a reader gives once for each name: on large sheets the lookups by text would
/// cost as much as the parsing.
/// </summary>
internal sealed class NameCache
{
    private readonly Dictionary<object, XmlNamespace?> _namespaces = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(object Space, object Name), ElementRule?> _elements = new(new PairComparer());

    /// <summary>The namespace of the node that the reader stands on, or null where nothing of it may be written.</summary>
    public XmlNamespace? Namespace(XmlReader reader)
    {
        var uri = reader.NamespaceURI;
        if (!_namespaces.TryGetValue(uri, out var known))
            _namespaces[uri] = known = Vocabulary.Find(uri);
        return known;
    }

    /// <summary>The rule of the element that the reader stands on, or null where it may not be written.</summary>
    public ElementRule? Element(XmlReader reader, XmlNamespace space)
    {
        var key = ((object)space, (object)reader.LocalName);
        if (!_elements.TryGetValue(key, out var known))
            _elements[key] = known = space.Elements.GetValueOrDefault(reader.LocalName);
        return known;
    }

    private sealed class PairComparer : IEqualityComparer<(object Space, object Name)>
    {
        public bool Equals((object Space, object Name) a, (object Space, object Name) b)
            => ReferenceEquals(a.Space, b.Space) && ReferenceEquals(a.Name, b.Name);

        public int GetHashCode((object Space, object Name) pair)
            => HashCode.Combine(RuntimeHelpers.GetHashCode(pair.Space), RuntimeHelpers.GetHashCode(pair.Name));
    }
}
