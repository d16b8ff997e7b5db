using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>Writes the relationships of a part; none where it has none. Internal targets are absolute.</summary>
internal static class RelationshipWriter
{
    public static void Write(PackageWriter writer, PartInPackage part)
    {
        if (part.Written.Count == 0)
            return;
        var slash = part.Name.LastIndexOf('/') + 1;
        writer.Add($"{part.Name[..slash]}_rels/{part.Name[slash..]}.rels", stream =>
        {
            var xml = new XmlOut(stream);
            xml.Declaration();
            xml.Start("Relationships"u8);
            xml.Attribute("xmlns"u8, "http://schemas.openxmlformats.org/package/2006/relationships");
            foreach (var (id, (uri, target, isExternal)) in part.Written)
            {
                xml.Start("Relationship"u8);
                xml.Attribute("Id"u8, id);
                xml.Attribute("Type"u8, uri);
                xml.Attribute("Target"u8, isExternal ? target : $"/{target}");
                if (isExternal)
                    xml.Attribute("TargetMode"u8, "External");
                xml.End("Relationship"u8);
            }
            xml.End("Relationships"u8);
            xml.Finish();
        });
    }
}
