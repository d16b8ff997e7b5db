using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>
/// The allow lists of namespaces, elements and attributes: the tables in <c>Office/Vocabulary/</c>, one a namespace. How they are made from
/// the schema stands in the tests, <c>Office/VocabularyChoice.txt</c>.
/// </summary>
internal static class Vocabulary
{
    private const string ResourceFolder = "office/";

    /// <summary>Namespaces of attributes alone.</summary>
    private static readonly (string Prefix, string Uri, string? Strict)[] OfAttributes =
    [
        ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships"),
        ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006", null),
        ("xml", "http://www.w3.org/XML/1998/namespace", null),
        ("vml", "", null),
    ];

    // The root of a VML part and the HTML of its text boxes are of no namespace.
    private static readonly string[] OfVmlParts =
    [
        "xml", "div style", "span style", "font face size color", "br", "b", "i", "u", "s", "strike", "sub", "sup", "center", "p style",
    ];

    private static readonly ImmutableArray<XmlNamespace> All = Load();

    private static readonly FrozenDictionary<string, XmlNamespace> ByUri = All
        .SelectMany(n => n.StrictUri is null ? [n.Uri] : new[] { n.Uri, n.StrictUri }, (n, uri) => (uri, n))
        .ToFrozenDictionary(p => p.uri, p => p.n, StringComparer.Ordinal);

    public static XmlNamespace Relations { get; } = Of("r");
    public static XmlNamespace Compatibility { get; } = Of("mc");
    public static XmlNamespace Xml { get; } = Of("xml");

    /// <summary>The namespace of a URI of either edition, or null where nothing of it may be written.</summary>
    public static XmlNamespace? Find(string uri) => ByUri.GetValueOrDefault(uri);

    /// <summary>The namespace of a prefix of the tables.</summary>
    public static XmlNamespace Of(string prefix) => All.First(n => n.Prefix == prefix);

    private static ImmutableArray<XmlNamespace> Load()
    {
        var assembly = typeof(Vocabulary).Assembly;
        var tables = assembly.GetManifestResourceNames().Where(n => n.StartsWith(ResourceFolder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(ReadLines).ToArray();
        var namespaces = new List<XmlNamespace>();
        foreach (var (prefix, uri, strict) in OfAttributes)
            namespaces.Add(new(namespaces.Count, prefix, uri, strict, isIgnorable: false));
        foreach (var table in tables)
        {
            var head = table[0][1..].Split(' ');
            var strict = head.Skip(2).FirstOrDefault(w => w.StartsWith("http", StringComparison.Ordinal));
            namespaces.Add(new(namespaces.Count, head[0], head[1], strict, head[^1] == "ignorable"));
        }
        var byPrefix = namespaces.ToDictionary(n => n.Prefix);
        foreach (var table in tables)
            Fill(byPrefix[table[0][1..].Split(' ')[0]], table.Skip(1), byPrefix);
        Fill(byPrefix["vml"], OfVmlParts, byPrefix);
        return [.. namespaces];
    }

    /// <summary>The lines of a table; a line that begins with a blank goes on the one before.</summary>
    private static List<string> ReadLines(string resource)
    {
        using var reader = new StreamReader(typeof(Vocabulary).Assembly.GetManifestResourceStream(resource)!);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(' '))
                lines[^1] += line;
            else if (line.Length > 0 && line[0] != '#')
                lines.Add(line);
        }
        return lines;
    }

    private static void Fill(XmlNamespace own, IEnumerable<string> lines, Dictionary<string, XmlNamespace> byPrefix)
    {
        var elements = new Dictionary<string, ElementRule>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var words = line.Split(' ');
            var rule = new ElementRule(own, words[0]);
            rule.AllowQualified(byPrefix["xml"], "space");
            foreach (var attribute in words.AsSpan(1))
            {
                var colon = attribute.IndexOf(':', StringComparison.Ordinal);
                if (colon < 0)
                    rule.AllowPlain(attribute);
                else
                    rule.AllowQualified(byPrefix[attribute[..colon]], attribute[(colon + 1)..]);
            }
            elements[words[0]] = rule;
        }
        own.Elements = elements.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
