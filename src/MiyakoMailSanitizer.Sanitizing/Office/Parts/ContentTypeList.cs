using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>Collects the content types of the new package.</summary>
internal sealed class ContentTypeList
{
    private readonly SortedDictionary<string, string> _defaults = new(StringComparer.Ordinal)
    {
        ["rels"] = "application/vnd.openxmlformats-package.relationships+xml",
        ["xml"] = "application/xml",
    };

    private readonly List<(string Part, string Type)> _overrides = [];

    public void Default(string extension, string type) => _defaults[extension] = type;

    public void Override(string part, string type) => _overrides.Add((part, type));

    public byte[] ToXml()
    {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n")
            .Append("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">");
        // All of it is ours: names and types of the tables, and extensions of formats.
        foreach (var (extension, type) in _defaults)
            xml.Append("<Default Extension=\"").Append(extension).Append("\" ContentType=\"").Append(type).Append("\"/>");
        foreach (var (part, type) in _overrides)
            xml.Append("<Override PartName=\"/").Append(part).Append("\" ContentType=\"").Append(type).Append("\"/>");
        return Encoding.UTF8.GetBytes(xml.Append("</Types>").ToString());
    }
}
