using System.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Package;

/// <summary>A relationship of a part.</summary>
/// <param name="Id">Unique within the part.</param>
/// <param name="Type">The short name of the type, e.g. <c>image</c>; see <see cref="RelationshipTypes"/>.</param>
/// <param name="Target">A part's name where it is internal, else as it stands.</param>
/// <param name="IsExternal">It leads out of the package.</param>
internal sealed record Relationship(string Id, string Type, string Target, bool IsExternal);

/// <summary>Types of relationships by a short name: the last step of their URI, whatever edition of the standard it is from.</summary>
internal static class RelationshipTypes
{
    private static readonly string[] Bases =
    [
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
        "http://purl.oclc.org/ooxml/officeDocument/relationships/",
        "http://schemas.openxmlformats.org/package/2006/relationships/",
    ];

    private const string Microsoft = "http://schemas.microsoft.com/office/";

    /// <summary>
    /// E.g. <c>image</c>, <c>metadata/core-properties</c>; those of Microsoft's extensions begin with <c>ms:</c> and leave out the year:
    /// <c>ms:chartStyle</c>. What is of neither is given as it stands.
    /// </summary>
    public static string ShortName(string uri)
    {
        foreach (var start in Bases)
        {
            if (uri.StartsWith(start, StringComparison.Ordinal))
                return uri[start.Length..];
        }
        const string Step = "/relationships/";
        var at = uri.StartsWith(Microsoft, StringComparison.Ordinal) ? uri.IndexOf(Step, StringComparison.Ordinal) : -1;
        return at < 0 ? uri : $"ms:{uri[(at + Step.Length)..]}";
    }
}

/// <summary>Reads relationship parts (ECMA-376 part 2 §9.3).</summary>
internal static class Relationships
{
    private const string Uri = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const int MaxCount = 100_000;

    /// <summary>The relationships of a part, by id; of the package itself where <paramref name="part"/> is empty.</summary>
    public static Dictionary<string, Relationship> Read(PackageReader package, string part)
    {
        var found = new Dictionary<string, Relationship>(StringComparer.Ordinal);
        var slash = part.LastIndexOf('/') + 1;
        var name = $"{part[..slash]}_rels/{part[slash..]}.rels";
        if (package.Find(name) is not { } entry)
            return found;
        try
        {
            using var reader = PackageXml.Open(package.Open(entry));
            while (reader.Read())
            {
                if (reader is not { NodeType: XmlNodeType.Element, LocalName: "Relationship", NamespaceURI: Uri })
                    continue;
                var relationship = Make(reader, part[..slash]);
                if (found.Count >= MaxCount || !found.TryAdd(relationship.Id, relationship))
                    throw PackageDirectory.Trick($"{name} has the id {relationship.Id} twice");
            }
        }
        catch (XmlException e)
        {
            throw PackageXml.Malformed(name, e);
        }
        return found;
    }

    private static Relationship Make(XmlReader reader, string folder)
    {
        var target = reader.GetAttribute("Target") ?? "";
        var isExternal = "External".Equals(reader.GetAttribute("TargetMode")?.Trim(), StringComparison.OrdinalIgnoreCase);
        var type = RelationshipTypes.ShortName(reader.GetAttribute("Type") ?? "");
        return new(reader.GetAttribute("Id") ?? "", type, isExternal ? target : Resolve(folder, target), isExternal);
    }

    /// <summary>RFC 3986 §5.2 for paths: relative to the part's folder; what leads above the root stays at the root.</summary>
    private static string Resolve(string folder, string target)
    {
        var end = target.AsSpan().IndexOfAny("#?");
        var path = (end < 0 ? target : target[..end]).Replace('\\', '/');
        var steps = new List<string>();
        foreach (var step in (path.StartsWith('/') ? path : folder + path).Split('/'))
        {
            if (step == ".." && steps.Count > 0)
                steps.RemoveAt(steps.Count - 1);
            else if (step.Length > 0 && step != "." && step != "..")
                steps.Add(step);
        }
        return string.Join('/', steps);
    }
}
