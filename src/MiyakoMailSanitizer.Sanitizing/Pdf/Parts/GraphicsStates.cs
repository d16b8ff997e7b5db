using MiyakoMailSanitizer.Sanitizing.Pdf.Model;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>Graphics state parameters (§8.4.5). Halftones, transfer functions and the like are for printers and go.</summary>
internal sealed class GraphicsStates(PdfRebuild rebuild)
{
    private static readonly string[] NumberKeys = ["LW", "LC", "LJ", "ML", "FL", "SM", "CA", "ca", "OPM"];
    private static readonly string[] FlagKeys = ["OP", "op", "SA", "AIS", "TK"];

    private static readonly HashSet<string> Intents = ["AbsoluteColorimetric", "RelativeColorimetric", "Saturation", "Perceptual"];

    private static readonly HashSet<string> BlendModes = new(
        ("Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight Difference Exclusion Hue Saturation Color "
        + "Luminosity").Split(' '), StringComparer.Ordinal);

    private readonly Copies _copies = new(rebuild);

    public (PdfValue? Copy, long Cost) Copy(PdfValue value, PdfDictionary? resources, string where)
        => rebuild.File.Dictionary(value) is { } source ? _copies.Of(source, where, () => Read(source, resources, where)) : (null, 0);

    private (PdfValue? Copy, long Cost) Read(PdfDictionary source, PdfDictionary? resources, string where)
    {
        var file = rebuild.File;
        var copy = new PdfDictionary().WithName("Type", "ExtGState");
        foreach (var key in NumberKeys)
        {
            if (file.Number(source[key]) is { } number)
                copy.With(key, number);
        }
        foreach (var key in FlagKeys)
            copy[key] = file.Resolve(source[key]) as PdfBool;
        if (file.Name(source["RI"]) is { } intent && Intents.Contains(intent))
            copy.WithName("RI", intent);
        if (file.Array(source["D"]) is { Items: [var dashes, var phase] } && file.Numbers64(dashes, 0, 64) is { } pattern)
            copy["D"] = new PdfArray([PdfArray.Of(pattern), new PdfNumber(file.Number(phase) ?? 0)]);
        if (file.Array(source["Font"]) is { Items: [var font, var size] } && rebuild.Fonts.Copy(font, resources, where).Copy is { } fontCopy)
            copy["Font"] = new PdfArray([fontCopy, new PdfNumber(file.Number(size) ?? 1)]);
        var modes = file.Resolve(source["BM"]) is PdfArray list ? list.Items.Select(file.Name) : [file.Name(source["BM"])];
        if (modes.FirstOrDefault(m => m is not null && BlendModes.Contains(m)) is { } mode)
            copy.WithName("BM", mode);
        var cost = 1L;
        if (file.Name(source["SMask"]) == "None")
            copy.WithName("SMask", "None");
        else if (file.Dictionary(source["SMask"]) is { } mask)
            (copy["SMask"], cost) = SoftMask(mask, resources, where);
        return (rebuild.Writer.Add(copy), cost);
    }

    /// <summary>§11.6.5.2</summary>
    private (PdfValue? Copy, long Cost) SoftMask(PdfDictionary source, PdfDictionary? resources, string where)
    {
        var file = rebuild.File;
        var kind = file.Name(source["S"]);
        if (file.Stream(source["G"]) is not { } form || kind is not ("Alpha" or "Luminosity")
            || rebuild.XObjects.Form(form, resources, where) is not { Copy: { } group, Cost: var cost })
        {
            return (null, 1);
        }
        var copy = new PdfDictionary().WithName("S", kind).With("G", group);
        if (file.Numbers64(source["BC"], 1, 32) is { } back)
            copy["BC"] = PdfArray.Of(back);
        if (file.Name(source["TR"]) == "Identity")
            copy.WithName("TR", "Identity");
        else if (source["TR"] is { } transfer)
            copy["TR"] = rebuild.Functions.Copy(transfer, where);
        return (copy, cost);
    }
}
