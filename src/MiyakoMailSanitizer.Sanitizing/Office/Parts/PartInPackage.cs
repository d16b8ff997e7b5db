using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Office.Package;

namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>A part on its way into the new package.</summary>
internal sealed class PartInPackage(string name, PartKind? kind, PackageEntry? entry, Dictionary<string, Relationship> source)
{
    private const int LongestId = 64;
    private int _placeholders;

    /// <summary>Its name in the new package.</summary>
    public string Name { get; } = name;

    /// <summary>Null for pictures.</summary>
    public PartKind? Kind { get; } = kind;

    /// <summary>Where it comes from; null for what is made by us.</summary>
    public PackageEntry? Entry { get; } = entry;

    /// <summary>Its relationships as they were, by id.</summary>
    public Dictionary<string, Relationship> Source { get; } = source;

    /// <summary>The part that led to this one first; diagrams name relationships of their slide.</summary>
    public PartInPackage? Owner { get; init; }

    /// <summary>Relationships that were asked for, whatever became of them, by their id.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>Its relationships as they are written, by their new id, in the order of their use.</summary>
    public OrderedDictionary<string, (string Uri, string Target, bool IsExternal)> Written { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a relationship; its id is kept where it is a plain one.</summary>
    /// <returns>The id that is written.</returns>
    public string Relate(string id, string uri, string target, bool isExternal)
    {
        var isPlain = id.Length is > 0 and <= LongestId && char.IsAsciiLetter(id[0]) && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
        var written = isPlain ? id : $"rIdX{(uint)id.Length}_{Source.Keys.Order(StringComparer.Ordinal).ToList().IndexOf(id)}";
        Written.TryAdd(written, (uri, target, isExternal));
        return written;
    }

    /// <summary>Adds a relationship that was not there before.</summary>
    public string RelateAnew(string uri, string target)
    {
        string id;
        do
        {
            id = string.Create(CultureInfo.InvariantCulture, $"rIdNew{++_placeholders}");
        }
        while (Source.ContainsKey(id) || Written.ContainsKey(id));
        Written.Add(id, (uri, target, false));
        return id;
    }
}
