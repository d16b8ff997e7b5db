using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>Patterns and shadings (§8.7).</summary>
internal sealed class Patterns(PdfRebuild rebuild)
{
    private readonly Copies _copies = new(rebuild), _shadings = new(rebuild);

    public (PdfValue? Copy, long Cost) Copy(PdfValue value, PdfDictionary? resources, string where)
    {
        var source = rebuild.File.Resolve(value);
        return _copies.Of(source, where, () => rebuild.File.Dictionary(source) is { } d
            ? rebuild.File.Int(d["PatternType"], 0) == 2 ? (Shaded(d, resources, where), 1) : Tiled(source as PdfStream, resources, where)
            : (null, 0));
    }

    private PdfReference? Shaded(PdfDictionary source, PdfDictionary? resources, string where)
    {
        if (source["Shading"] is not { } value || Shading(value, resources, where) is not { } shading)
            return null;
        var copy = new PdfDictionary().WithName("Type", "Pattern").With("PatternType", 2).With("Shading", shading);
        copy["Matrix"] = rebuild.Numbers(source["Matrix"], 6);
        if (source["ExtGState"] is { } state)
            copy["ExtGState"] = rebuild.States.Copy(state, resources, where).Copy;
        return rebuild.Writer.Add(copy);
    }

    private (PdfValue? Copy, long Cost) Tiled(PdfStream? stream, PdfDictionary? resources, string where)
    {
        var file = rebuild.File;
        if (stream is null || rebuild.Numbers(stream.Dictionary["BBox"], 4) is not { } box)
            return (null, 0);
        var source = stream.Dictionary;
        double x = file.Number(source["XStep"]) ?? 0, y = file.Number(source["YStep"]) ?? 0;
        if (Math.Abs(x) < 1e-6 || Math.Abs(y) < 1e-6)
            return (null, 0);
        var head = new PdfDictionary().WithName("Type", "Pattern").With("PatternType", 1).With("PaintType", file.Int(source["PaintType"], 1) == 2 ? 2 : 1)
            .With("TilingType", Math.Clamp(file.Int(source["TilingType"], 1), 1, 3)).With("BBox", box).With("XStep", x).With("YStep", y);
        head["Matrix"] = rebuild.Numbers(source["Matrix"], 6);
        return rebuild.Content(stream, head, file.Dictionary(source["Resources"]) ?? resources, where);
    }

    public PdfValue? Shading(PdfValue value, PdfDictionary? resources, string where)
    {
        var source = rebuild.File.Resolve(value);
        return _shadings.Of(source, where, () => (ReadShading(source, resources, where), 1)).Copy;
    }

    private PdfReference? ReadShading(PdfValue value, PdfDictionary? resources, string where)
    {
        var file = rebuild.File;
        if (file.Dictionary(value) is not { } source || source["ColorSpace"] is not { } space || rebuild.ColorSpaces.Copy(space, resources, where) is not { } colors)
            return null;
        var kind = file.Int(source["ShadingType"], 0);
        var copy = new PdfDictionary().With("ShadingType", kind).With("ColorSpace", colors.Value);
        copy["Background"] = rebuild.Numbers(source["Background"], colors.Components);
        copy["BBox"] = rebuild.Numbers(source["BBox"], 4);
        copy["AntiAlias"] = file.Resolve(source["AntiAlias"]) as PdfBool;
        var function = source["Function"] is { } given ? rebuild.Functions.OneOrMore(given, where) : null;
        copy["Function"] = function;
        switch (kind)
        {
            case 1 when function is not null:
                copy["Domain"] = rebuild.Numbers(source["Domain"], 4);
                copy["Matrix"] = rebuild.Numbers(source["Matrix"], 6);
                return rebuild.Writer.Add(copy);
            case 2 or 3 when function is not null && rebuild.Numbers(source["Coords"], kind == 2 ? 4 : 6) is { } coords:
                copy.With("Coords", coords).With("Domain", rebuild.Numbers(source["Domain"], 2));
                if (file.Array(source["Extend"]) is { Items: [var a, var b] })
                    copy["Extend"] = new PdfArray([file.Resolve(a) as PdfBool ?? new(false), file.Resolve(b) as PdfBool ?? new(false)]);
                return rebuild.Writer.Add(copy);
            case >= 4 and <= 7 when value is PdfStream stream:
                return Mesh(stream, copy, kind, function is null ? colors.Components : 1);
            default:
                return null;
        }
    }

    private PdfReference? Mesh(PdfStream stream, PdfDictionary copy, int kind, int components)
    {
        var file = rebuild.File;
        var source = stream.Dictionary;
        int coordinate = file.Int(source["BitsPerCoordinate"], 0), component = file.Int(source["BitsPerComponent"], 0), flag = file.Int(source["BitsPerFlag"], 0);
        if (coordinate is not (1 or 2 or 4 or 8 or 12 or 16 or 24 or 32) || component is not (1 or 2 or 4 or 8 or 12 or 16)
            || rebuild.Numbers(source["Decode"], 4 + (2 * components)) is not { } decode)
        {
            return null;
        }
        copy.With("BitsPerCoordinate", coordinate).With("BitsPerComponent", component).With("Decode", decode);
        if (kind == 5)
        {
            var row = file.Int(source["VerticesPerRow"], 0);
            if (row is < 2 or > 100_000)
                return null;
            copy.With("VerticesPerRow", row);
        }
        else if (flag is 2 or 4 or 8)
        {
            copy.With("BitsPerFlag", flag);
        }
        else
        {
            return null;
        }
        return rebuild.Writer.AddShared(copy, StreamDecoder.Bytes(stream, file).Span);
    }
}
