using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>A real document into which more is put.</summary>
internal sealed class PoisonedPackage
{
    private const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string StrictOffice = "http://purl.oclc.org/ooxml/officeDocument/relationships";

    private readonly Dictionary<string, byte[]> _parts;
    private int _ids;

    /// <exception cref="InvalidDataException">It is no document.</exception>
    public PoisonedPackage(byte[] document)
    {
        _parts = RawZip.Parts(document);
        Main = Targets("", "officeDocument").FirstOrDefault() ?? throw new InvalidDataException("no main part");
        if (!_parts.ContainsKey(Main))
            throw new InvalidDataException("no main part");
    }

    /// <summary>The part that the package's root leads to.</summary>
    public string Main { get; }

    /// <summary>The parts that a part leads to by a type of relationship.</summary>
    public List<string> Targets(string part, string type)
        => [.. Rels(part).Elements()
            .Where(r => ((string?)r.Attribute("Type") ?? "").EndsWith("/" + type, StringComparison.Ordinal) && (string?)r.Attribute("TargetMode") is not "External")
            .Select(r => Resolve(part, (string?)r.Attribute("Target") ?? "")).Where(_parts.ContainsKey)];

    /// <summary>Adds a relationship.</summary>
    /// <param name="part">Whose it is.</param>
    /// <param name="type">The last word of an office relationship, or a full URI.</param>
    /// <param name="target">Where it leads.</param>
    /// <param name="isExternal">Out of the package.</param>
    /// <returns>The id.</returns>
    public string Relate(string part, string type, string target, bool isExternal)
    {
        var (rels, id) = (Rels(part), $"poison{++_ids}");
        rels.Add(new XElement(XName.Get("Relationship", Relations), new XAttribute("Id", id),
            new XAttribute("Type", type.Contains(':', StringComparison.Ordinal) ? type : $"{Office}/{type}"), new XAttribute("Target", target),
            isExternal ? new XAttribute("TargetMode", "External") : null));
        Save(PackageLinks.RelationsOf(part), rels);
        return id;
    }

    /// <summary>Adds a part, and a relationship that leads to it.</summary>
    public string AddPart(string owner, string type, string name, string contentType, byte[] content)
    {
        _parts[name] = content;
        var types = Tree("[Content_Types].xml");
        types.Add(new XElement(types.Name.Namespace + "Override", new XAttribute("PartName", "/" + name), new XAttribute("ContentType", contentType)));
        Save("[Content_Types].xml", types);
        return Relate(owner, type, "/" + name, isExternal: false);
    }

    /// <summary>Puts XML in as the first or last child of the first element of a name, in the dialect of the part.</summary>
    /// <returns>False where there is no such element.</returns>
    public bool Insert(string part, string element, string xml, bool isFirst = false)
    {
        var root = Tree(part);
        if (root.DescendantsAndSelf().FirstOrDefault(e => e.Name.LocalName == element) is not { } place)
            return false;
        var main = root.Name.NamespaceName;
        if (main.StartsWith("http://purl.oclc.org/", StringComparison.Ordinal))
        {
            xml = xml.Replace(Office, StrictOffice, StringComparison.Ordinal);
            foreach (var dialect in new[] { "wordprocessingml", "spreadsheetml", "presentationml", "drawingml" })
                xml = xml.Replace($"http://schemas.openxmlformats.org/{dialect}/2006/main", $"http://purl.oclc.org/ooxml/{dialect}/main", StringComparison.Ordinal);
        }

        var added = XElement.Parse($"<added>{xml}</added>", LoadOptions.PreserveWhitespace).Nodes();
        if (isFirst)
            place.AddFirst(added);
        else
            place.Add(added);
        Save(part, root);
        return true;
    }

    public byte[] ToArray()
    {
        var output = new MemoryStream();
        using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in _parts)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return output.ToArray();
    }

    private XElement Rels(string part)
        => _parts.ContainsKey(PackageLinks.RelationsOf(part)) ? Tree(PackageLinks.RelationsOf(part)) : new XElement(XName.Get("Relationships", Relations));

    private XElement Tree(string part) => XElement.Load(new MemoryStream(_parts[part]), LoadOptions.PreserveWhitespace);

    private void Save(string part, XElement root) => _parts[part] = Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting));

    private static string Resolve(string part, string target)
        => Uri.UnescapeDataString(new Uri(new Uri("http://package/" + part.Replace(" ", "%20", StringComparison.Ordinal)), target).AbsolutePath).TrimStart('/');
}
