using MiyakoMailSanitizer.Sanitizing.Pdf.Model;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>Forms and pictures. PostScript never.</summary>
internal sealed class XObjects(PdfRebuild rebuild)
{
    private readonly Copies _copies = new(rebuild);

    /// <summary>The copy of what <c>Do</c> names.</summary>
    public (PdfValue? Copy, long Cost) Copy(PdfValue value, PdfDictionary? resources, string where)
    {
        if (rebuild.File.Stream(value) is not { } stream)
            return (null, 0);
        if (!rebuild.Layers.IsVisible(stream.Dictionary["OC"]))
        {
            rebuild.Findings.Add("pdf.hidden-layer", where, "what lies on layers that are not shown was left out");
            return (null, 0);
        }
        switch (rebuild.File.Name(stream.Dictionary["Subtype"]))
        {
            case "Image":
                return (rebuild.Pictures.Copy(stream, resources, where), 1);
            case "Form" or null when rebuild.File.Name(stream.Dictionary["Subtype2"]) != "PS":
                return Form(stream, resources, where);
            default:
                rebuild.Findings.Add("pdf.postscript", where, "PostScript was left out");
                return (null, 0);
        }
    }

    public (PdfValue? Copy, long Cost) Form(PdfStream stream, PdfDictionary? resources, string where)
        => _copies.Of(stream, where, () =>
        {
            var source = stream.Dictionary;
            var head = new PdfDictionary().WithName("Type", "XObject").WithName("Subtype", "Form");
            head["BBox"] = rebuild.Numbers(source["BBox"], 4) ?? throw new PdfBrokenException("a form has no box");
            head["Matrix"] = rebuild.Numbers(source["Matrix"], 6);
            head["Group"] = Group(source["Group"], resources, where);
            return rebuild.Content(stream, head, rebuild.File.Dictionary(source["Resources"]) ?? resources, where);
        });

    /// <summary>A transparency group (§11.6.6).</summary>
    public PdfDictionary? Group(PdfValue? value, PdfDictionary? resources, string where)
    {
        var file = rebuild.File;
        if (file.Dictionary(value) is not { } source || file.Name(source["S"]) != "Transparency")
            return null;
        var group = new PdfDictionary().WithName("S", "Transparency");
        if (source["CS"] is { } space && rebuild.ColorSpaces.Copy(space, resources, where) is { } copy)
            group["CS"] = copy.Value;
        group["I"] = file.Resolve(source["I"]) as PdfBool;
        group["K"] = file.Resolve(source["K"]) as PdfBool;
        return group;
    }
}
