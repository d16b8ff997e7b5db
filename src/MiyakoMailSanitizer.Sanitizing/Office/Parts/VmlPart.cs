using System.Globalization;
using System.Xml;
using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>
/// The old drawings of a worksheet: notes, controls, pictures of headers. Excel itself writes some of them as no XML; then the shapes of the
/// notes are made anew, as without them Excel shows no notes, and the rest is lost.
/// </summary>
internal static class VmlPart
{
    public static void Write(OfficeRebuild rebuild, PartInPackage part, XmlOut output)
    {
        var content = Repaired(rebuild.Package.ReadAll(part.Entry!));
        var copied = new MemoryStream();
        var before = rebuild.After;
        try
        {
            using var reader = PackageXml.Open(new MemoryStream(content));
            var inner = new XmlOut(copied);
            var copier = new PartCopier(rebuild, part, reader, inner, new VmlFilter());
            copier.Copy();
            PartWriter.Report(copier);
        }
        catch (XmlException)
        {
            rebuild.After = before;
            rebuild.Findings.Add("office.content-lost", part.Entry!.Name, "old drawings can't be read; only notes were kept");
            copied = new MemoryStream();
            WriteNotes(rebuild, part, new XmlOut(copied));
        }
        output.Finish();
        output.Copy(copied);
    }

    // Excel writes line breaks of text boxes as HTML.
    private static byte[] Repaired(byte[] content)
    {
        var text = content.AsSpan();
        if (text.IndexOf("<br>"u8) < 0)
            return content;
        var repaired = new MemoryStream(content.Length + 64);
        for (var at = text.IndexOf("<br>"u8); at >= 0; at = text.IndexOf("<br>"u8))
        {
            repaired.Write(text[..at]);
            repaired.Write("<br/>"u8);
            text = text[(at + 4)..];
        }
        repaired.Write(text);
        return repaired.ToArray();
    }

    private static void WriteNotes(OfficeRebuild rebuild, PartInPackage part, XmlOut xml)
    {
        xml.Start("xml"u8);
        xml.Attribute("xmlns:v"u8, "urn:schemas-microsoft-com:vml");
        xml.Attribute("xmlns:o"u8, "urn:schemas-microsoft-com:office:office");
        xml.Attribute("xmlns:x"u8, "urn:schemas-microsoft-com:office:excel");
        var number = 1_024;
        foreach (var (row, column) in NotePlaces(rebuild, part))
            WriteNote(xml, ++number, row, column);
        xml.End("xml"u8);
        xml.Finish();
    }

    private static void WriteNote(XmlOut xml, int number, int row, int column)
    {
        xml.Start("v:shape"u8);
        xml.Attribute("id"u8, string.Create(CultureInfo.InvariantCulture, $"_x0000_s{number}"));
        xml.Attribute("style"u8, "position:absolute;margin-left:80pt;margin-top:5pt;width:104pt;height:64pt;visibility:hidden");
        xml.Attribute("fillcolor"u8, "#ffffe1");
        xml.Start("x:ClientData"u8);
        xml.Attribute("ObjectType"u8, "Note");
        Element(xml, "x:Row"u8, row);
        Element(xml, "x:Column"u8, column);
        xml.End("x:ClientData"u8);
        xml.End("v:shape"u8);
    }

    private static void Element(XmlOut xml, ReadOnlySpan<byte> name, int value)
    {
        xml.Start(name);
        xml.Text(value.ToString(CultureInfo.InvariantCulture));
        xml.End(name);
    }

    /// <summary>Row and column, from 0, of the notes of the sheet that the drawing belongs to.</summary>
    private static List<(int Row, int Column)> NotePlaces(OfficeRebuild rebuild, PartInPackage part)
    {
        var places = new List<(int, int)>();
        var comments = part.Owner?.Source.Values.FirstOrDefault(r => r is { Type: "comments", IsExternal: false });
        if (comments is null || rebuild.Package.Find(comments.Target) is not { } entry)
            return places;
        using var reader = PackageXml.Open(rebuild.Package.Open(entry));
        while (reader.Read())
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "comment" } && Place(reader.GetAttribute("ref") ?? "") is { } place)
                places.Add(place);
        }
        return places;
    }

    private static (int Row, int Column)? Place(string reference)
    {
        var column = 0;
        var at = 0;
        for (; at < reference.Length && at < 3 && char.IsAsciiLetterUpper(reference[at]); at++)
            column = (column * 26) + reference[at] - 'A' + 1;
        return column > 0 && int.TryParse(reference.AsSpan(at), NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row > 0
            ? (row - 1, column - 1)
            : null;
    }

    private sealed class VmlFilter : DrawingFilter
    {
        public override ElementDecision Start(ElementStart element, PartCopier copier)
        {
            if (element.Rule.QName == "xvml:ClientData" && element.Value("ObjectType") == "Note"
                && copier.Rebuild.Options.Comments == KeepOrRemove.Remove)
            {
                copier.CutAround("v:shape");
            }
            return base.Start(element, copier);
        }
    }
}
