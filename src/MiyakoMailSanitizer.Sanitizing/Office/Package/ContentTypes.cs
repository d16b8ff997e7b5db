using System.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Package;

/// <summary><c>[Content_Types].xml</c> (ECMA-376 part 2 §10.1.2.2): what the package says its parts are.</summary>
internal sealed class ContentTypes
{
    private const string Uri = "http://schemas.openxmlformats.org/package/2006/content-types";

    private readonly Dictionary<string, string> _byExtension = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _byPart = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="OfficeRefusedException">There is none, or it is damaged.</exception>
    public static ContentTypes Read(PackageReader package)
    {
        var types = new ContentTypes();
        const string Name = "[Content_Types].xml";
        var entry = package.Find(Name) ?? throw PackageDirectory.Broken("there is no list of content types");
        try
        {
            using var reader = PackageXml.Open(package.Open(entry));
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && reader.NamespaceURI == Uri)
                    types.Add(reader);
            }
        }
        catch (XmlException e)
        {
            throw PackageXml.Malformed(Name, e);
        }
        return types;
    }

    /// <summary>In lower case; empty where nothing is said.</summary>
    public string Of(string part)
    {
        if (_byPart.TryGetValue(System.Uri.UnescapeDataString(part), out var type))
            return type;
        var dot = part.LastIndexOf('.');
        return dot >= 0 && dot > part.LastIndexOf('/') ? _byExtension.GetValueOrDefault(part[(dot + 1)..], "") : "";
    }

    private void Add(XmlReader reader)
    {
        var type = (reader.GetAttribute("ContentType") ?? "").Trim().ToLowerInvariant();
        if (reader.LocalName == "Default" && reader.GetAttribute("Extension") is { } extension)
            _byExtension.TryAdd(extension.TrimStart('.'), type);
        else if (reader.LocalName == "Override" && reader.GetAttribute("PartName") is { } part)
            _byPart.TryAdd(System.Uri.UnescapeDataString(part.TrimStart('/')), type);
    }
}
