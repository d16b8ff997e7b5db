using System.Globalization;
using System.Xml;
using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>Title, author and dates of a document (ECMA-376 part 2 §11): a few plain values, read and written anew.</summary>
internal static class CoreProperties
{
    public const string RelationshipType = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";

    private const string Core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    private const string Elements = "http://purl.org/dc/elements/1.1/", Terms = "http://purl.org/dc/terms/";
    private const int MaxLength = 2_000;

    private static readonly string[] Programs =
    [
        "Microsoft Office Word", "Microsoft Word", "Microsoft Excel", "Microsoft Office PowerPoint", "Microsoft PowerPoint",
        "Microsoft Macintosh Word", "Microsoft Macintosh Excel", "Microsoft Macintosh PowerPoint",
    ];

    private static readonly (string Uri, string Name, string Written)[] Values =
    [
        (Elements, "title", "dc:title"), (Elements, "subject", "dc:subject"), (Elements, "creator", "dc:creator"), (Core, "keywords", "cp:keywords"),
        (Elements, "description", "dc:description"), (Core, "lastModifiedBy", "cp:lastModifiedBy"), (Core, "category", "cp:category"),
        (Terms, "created", "dcterms:created"), (Terms, "modified", "dcterms:modified"),
    ];

    /// <summary>The part to write, or null where there is nothing to say, or it is unwanted.</summary>
    public static byte[]? Read(OfficeRebuild rebuild, IEnumerable<Relationship> root)
    {
        var core = root.FirstOrDefault(r => r.Type == "metadata/core-properties" && !r.IsExternal);
        if (core is null || rebuild.Package.Find(core.Target) is not { } entry)
            return null;
        if (rebuild.Options.Metadata == KeepOrRemove.Remove)
        {
            rebuild.Findings.Add("office.metadata", entry.Name, "the properties of the document were removed");
            return null;
        }
        try
        {
            using var reader = PackageXml.Open(rebuild.Package.Open(entry));
            return Write(Collect(reader));
        }
        catch (XmlException e)
        {
            throw PackageXml.Malformed(entry.Name, e);
        }
    }

    private static SortedDictionary<int, string> Collect(XmlReader reader)
    {
        var found = new SortedDictionary<int, string>();
        reader.MoveToContent();
        while (reader.Read())
        {
            if (reader is not { NodeType: XmlNodeType.Element, Depth: 1, IsEmptyElement: false })
                continue;
            var at = Array.FindIndex(Values, v => v.Uri == reader.NamespaceURI && v.Name == reader.LocalName);
            if (at < 0 || !reader.Read() || reader.NodeType != XmlNodeType.Text)
                continue;
            var value = Text.TextCleaner.CleanLine(reader.Value, "").Text;
            if (value.Length <= MaxLength && (Values[at].Uri != Terms || IsDate(value)))
                found.TryAdd(at, value);
        }
        return found;
    }

    /// <summary>
    /// Which program wrote the document: readers lay out pages and trust calculated values by it. Only names that are known.
    /// </summary>
    public static byte[]? ReadProgram(OfficeRebuild rebuild, IEnumerable<Relationship> root)
    {
        var extended = root.FirstOrDefault(r => r is { Type: "extended-properties" or "extendedProperties", IsExternal: false });
        if (extended is null || rebuild.Package.Find(extended.Target) is not { } entry)
            return null;
        string program = "", version = "";
        try
        {
            using var reader = PackageXml.Open(rebuild.Package.Open(entry));
            while (reader.Read())
            {
                if (reader is not { NodeType: XmlNodeType.Element, Depth: 1, LocalName: "Application" or "AppVersion", IsEmptyElement: false })
                    continue;
                var name = reader.LocalName;
                if (reader.Read() && reader.NodeType == XmlNodeType.Text)
                    (program, version) = name == "Application" ? (reader.Value, version) : (program, reader.Value);
            }
        }
        catch (XmlException e)
        {
            throw PackageXml.Malformed(entry.Name, e);
        }
        if (!Programs.Contains(program))
            return null;
        var memory = new MemoryStream();
        var xml = new XmlOut(memory);
        xml.Declaration();
        xml.Start("Properties"u8);
        xml.Attribute("xmlns"u8, "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties");
        xml.Start("Application"u8);
        xml.Text(program);
        xml.End("Application"u8);
        if (version is { Length: > 0 and <= 10 } && version.All(c => char.IsAsciiDigit(c) || c == '.'))
        {
            xml.Start("AppVersion"u8);
            xml.Text(version);
            xml.End("AppVersion"u8);
        }
        xml.End("Properties"u8);
        xml.Finish();
        return memory.ToArray();
    }

    private static bool IsDate(string value)
        => value.Length <= 40 && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);

    private static byte[]? Write(SortedDictionary<int, string> found)
    {
        if (found.Count == 0)
            return null;
        var memory = new MemoryStream();
        var xml = new XmlOut(memory);
        xml.Declaration();
        xml.Start("cp:coreProperties"u8);
        xml.Attribute("xmlns:cp"u8, Core);
        xml.Attribute("xmlns:dc"u8, Elements);
        xml.Attribute("xmlns:dcterms"u8, Terms);
        xml.Attribute("xmlns:xsi"u8, "http://www.w3.org/2001/XMLSchema-instance");
        foreach (var (at, value) in found)
        {
            var name = System.Text.Encoding.ASCII.GetBytes(Values[at].Written);
            xml.Start(name);
            if (Values[at].Uri == Terms)
                xml.Attribute("xsi:type"u8, "dcterms:W3CDTF");
            xml.Text(value);
            xml.End(name);
        }
        xml.End("cp:coreProperties"u8);
        xml.Finish();
        return memory.ToArray();
    }
}
