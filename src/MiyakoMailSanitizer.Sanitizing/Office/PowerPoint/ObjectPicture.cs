using System.Xml;
using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Office.Parts;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.PowerPoint;

/// <summary>
/// The picture of an embedded object as PowerPoint 2007 wrote it: the object names a shape of the slide's old drawing, and the shape names the
/// picture (ECMA-376 part 4 §19.3.2.4, <c>spid</c>).
/// </summary>
internal static class ObjectPicture
{
    /// <summary>The picture's part, or null where there is none.</summary>
    public static string? Find(OfficeRebuild rebuild, PartInPackage slide, string shape)
    {
        foreach (var drawing in slide.Source.Values.Where(r => r is { Type: "vmlDrawing", IsExternal: false }))
        {
            if (rebuild.Package.Find(drawing.Target) is not { } entry || ImageId(rebuild, entry, shape) is not { } id)
                continue;
            if (Relationships.Read(rebuild.Package, entry.Name).TryGetValue(id, out var image) && image is { Type: "image", IsExternal: false })
                return image.Target;
        }
        return null;
    }

    /// <summary>A picture that stands where the object's frame stood.</summary>
    /// <param name="isStrict">Which edition's namespaces are written.</param>
    /// <param name="declared">Namespaces that are declared around it; see <see cref="Frame.Declared"/>.</param>
    /// <param name="relation">The picture's relationship.</param>
    /// <param name="id">Number and name of the frame.</param>
    /// <param name="name">See there.</param>
    /// <param name="place">Left, top, width and height in EMU; null where the frame said nothing.</param>
    public static byte[] Write(bool isStrict, ulong declared, string relation, string id, string name, (string X, string Y, string Width, string Height)? place)
    {
        var memory = new MemoryStream();
        var xml = new XmlOut(memory);
        xml.Start("p:pic"u8);
        foreach (var space in new[] { Vocabulary.Of("p"), Vocabulary.Of("a"), Vocabulary.Relations })
        {
            if ((declared & (1UL << space.Index)) == 0)
                xml.Attribute(System.Text.Encoding.ASCII.GetBytes($"xmlns:{space.WrittenPrefix}"), space.UriOf(isStrict));
        }
        xml.Start("p:nvPicPr"u8);
        Empty(xml, "p:cNvPr"u8, ("id", id), ("name", name));
        Empty(xml, "p:cNvPicPr"u8);
        Empty(xml, "p:nvPr"u8);
        xml.End("p:nvPicPr"u8);
        xml.Start("p:blipFill"u8);
        Empty(xml, "a:blip"u8, ("r:embed", relation));
        xml.Start("a:stretch"u8);
        Empty(xml, "a:fillRect"u8);
        xml.End("a:stretch"u8);
        xml.End("p:blipFill"u8);
        xml.Start("p:spPr"u8);
        if (place is var (x, y, width, height))
        {
            xml.Start("a:xfrm"u8);
            Empty(xml, "a:off"u8, ("x", x), ("y", y));
            Empty(xml, "a:ext"u8, ("cx", width), ("cy", height));
            xml.End("a:xfrm"u8);
        }
        xml.Start("a:prstGeom"u8);
        xml.Attribute("prst"u8, "rect");
        Empty(xml, "a:avLst"u8);
        xml.End("a:prstGeom"u8);
        xml.End("p:spPr"u8);
        xml.End("p:pic"u8);
        xml.Finish();
        return memory.ToArray();
    }

    private static void Empty(XmlOut xml, ReadOnlySpan<byte> element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.Start(element);
        foreach (var (name, value) in attributes)
            xml.Attribute(System.Text.Encoding.ASCII.GetBytes(name), value);
        xml.End(element);
    }

    private static string? ImageId(OfficeRebuild rebuild, PackageEntry entry, string shape)
    {
        const string Vml = "urn:schemas-microsoft-com:vml", Office = "urn:schemas-microsoft-com:office:office";
        try
        {
            using var reader = PackageXml.Open(rebuild.Package.Open(entry));
            var isInShape = false;
            while (reader.Read())
            {
                if (reader is not { NodeType: XmlNodeType.Element, NamespaceURI: Vml })
                    continue;
                if (reader.LocalName == "shape")
                    isInShape = reader.GetAttribute("id") == shape || reader.GetAttribute("spid", Office) == shape;
                else if (isInShape && reader.LocalName == "imagedata")
                    return reader.GetAttribute("relid", Office) ?? reader.GetAttribute("id", Vocabulary.Relations.Uri);
            }
        }
        catch (XmlException)
        {
            // Then there is no picture; PowerPoint does not read such a drawing either.
        }
        return null;
    }
}
