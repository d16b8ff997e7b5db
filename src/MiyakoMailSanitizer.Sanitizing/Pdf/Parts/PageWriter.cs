using System.Text;
using MiyakoMailSanitizer.Sanitizing.Pdf.Content;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;
using MiyakoMailSanitizer.Sanitizing.Pdf.Writing;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>Writes one page: boxes, content, what annotations look like, links.</summary>
internal sealed class PageWriter(PdfRebuild rebuild, PageTree pages, Page page)
{
    private const int MaxStreams = 100_000, MaxAnnotations = 50_000;
    private const int Hidden = 2, NoView = 32;

    private readonly PdfFile _file = rebuild.File;
    private readonly StringBuilder _looks = new();
    private readonly List<PdfValue> _links = [];

    /// <summary>Steps of all that is drawn, once it is written.</summary>
    public long Cost { get; private set; }

    public PdfDictionary Write(PdfReference tree)
    {
        var resources = _file.Dictionary(page["Resources"]);
        var copy = new PdfDictionary().WithName("Type", "Page").With("Parent", tree).With("MediaBox", Box("MediaBox") ?? PdfArray.Of(0, 0, 612, 792));
        foreach (var key in (ReadOnlySpan<string>)["CropBox", "BleedBox", "TrimBox", "ArtBox"])
            copy[key] = Box(key);
        if (_file.Int(page["Rotate"], 0) is var angle && angle % 90 == 0 && angle % 360 != 0)
            copy.With("Rotate", ((angle % 360) + 360) % 360);
        if (_file.Number(page.Source["UserUnit"]) is { } unit and > 0 and < 1_000_000 && unit != 1)
            copy.With("UserUnit", unit);
        copy["Group"] = rebuild.XObjects.Group(page.Source["Group"], resources, page.Where);
        var rewriter = new ContentRewriter(rebuild, resources, page.Where);
        var content = rewriter.Run(Joined());
        Annotations(rewriter, resources);
        Cost = rewriter.Cost;
        if (Cost > rebuild.MaxCost)
            throw new PdfRefusedException("pdf.bomb", page.Where, "drawing it takes too many steps");
        if (_looks.Length > 0)
            content = (byte[])[.. "q\n"u8, .. content, .. "Q\n"u8, .. Encoding.ASCII.GetBytes(_looks.ToString())];
        copy["Contents"] = rebuild.Writer.AddStream(new(), content);
        copy["Resources"] = rewriter.Book.ToDictionary();
        copy["Annots"] = _links.Count == 0 ? null : new PdfArray(_links);
        return copy;
    }

    private PdfArray? Box(string key) => _file.Numbers64(page[key], 4, 4) is { } box && box[0] != box[2] && box[1] != box[3] ? PdfArray.Of(box) : null;

    private ReadOnlyMemory<byte> Joined()
    {
        var contents = _file.Resolve(page.Source["Contents"]);
        var streams = contents is PdfArray array ? array.Items.Take(MaxStreams).Select(_file.Stream) : [contents as PdfStream];
        var bag = new ByteBag(_file.Budget);
        foreach (var stream in streams.OfType<PdfStream>())
        {
            try
            {
                bag.Add(StreamDecoder.Bytes(stream, _file).Span);
                bag.Add((byte)'\n');
            }
            catch (PdfBrokenException e)
            {
                rebuild.Findings.Add("pdf.content-repaired", page.Where, $"a part of the content was left out: {e.Message}");
            }
        }
        return bag.ToMemory();
    }

    private void Annotations(ContentRewriter rewriter, PdfDictionary? resources)
    {
        var annotations = _file.Array(page.Source["Annots"])?.Items ?? [];
        foreach (var item in annotations.Take(MaxAnnotations))
        {
            if (_file.Dictionary(item) is not { } source || !rebuild.Layers.IsVisible(source["OC"]))
                continue;
            var kind = _file.Name(source["Subtype"]);
            if (kind == "Popup" || (_file.Int(source["F"], 0) & (Hidden | NoView)) != 0)
                continue;
            if (kind == "Link")
                Link(source);
            else
                Look(source, kind, rewriter, resources);
        }
    }

    /// <summary>§12.5.5, algorithm 8: the appearance becomes a part of the page.</summary>
    private void Look(PdfDictionary source, string? kind, ContentRewriter rewriter, PdfDictionary? resources)
    {
        var normal = _file.Resolve(_file.Dictionary(source["AP"])?["N"]);
        if (normal is PdfDictionary states)
            normal = _file.Resolve(states[_file.Name(source["AS"]) ?? "Off"]);
        if (normal is not PdfStream stream || _file.Numbers64(source["Rect"], 4, 4) is not { } rect
            || _file.Numbers64(stream.Dictionary["BBox"], 4, 4) is not { } box)
        {
            return;
        }
        var (form, cost) = rebuild.XObjects.Form(stream, resources, page.Where);
        if (form is null || Placement(rect, box, _file.Numbers64(stream.Dictionary["Matrix"], 6, 6)) is not { } matrix)
            return;
        rewriter.AddCost(cost);
        _looks.Append("q\n").AppendJoin(' ', matrix.Select(PdfFormatter.Number)).Append(" cm\n/").Append(rewriter.Book.Add(form)).Append(" Do\nQ\n");
        if (kind != "Widget")
            rebuild.Findings.Add("pdf.annotation-flattened", page.Where, $"annotations were made a part of the page ({kind})");
    }

    private static double[]? Placement(double[] rect, double[] box, double[]? form)
    {
        var m = form ?? [1, 0, 0, 1, 0, 0];
        double left = double.MaxValue, right = double.MinValue, low = double.MaxValue, high = double.MinValue;
        foreach (var (x, y) in (ReadOnlySpan<(double, double)>)[(box[0], box[1]), (box[2], box[1]), (box[0], box[3]), (box[2], box[3])])
        {
            double u = (m[0] * x) + (m[2] * y) + m[4], v = (m[1] * x) + (m[3] * y) + m[5];
            (left, right, low, high) = (Math.Min(left, u), Math.Max(right, u), Math.Min(low, v), Math.Max(high, v));
        }
        if (right - left < 1e-9 || high - low < 1e-9)
            return null;
        double x0 = Math.Min(rect[0], rect[2]), y0 = Math.Min(rect[1], rect[3]);
        double a = Math.Abs(rect[2] - rect[0]) / (right - left), d = Math.Abs(rect[3] - rect[1]) / (high - low);
        return [a, 0, 0, d, x0 - (left * a), y0 - (low * d)];
    }

    private void Link(PdfDictionary source)
    {
        if (_file.Numbers64(source["Rect"], 4, 4) is not { } rect)
            return;
        var copy = new PdfDictionary().WithName("Type", "Annot").WithName("Subtype", "Link").With("Rect", PdfArray.Of(rect));
        var action = _file.Dictionary(source["A"]);
        var target = _file.Name(action?["S"]) == "GoTo" ? action!["D"] : source["Dest"];
        if (target is not null && Destinations.Copy(target, rebuild, pages) is { } destination)
            copy["Dest"] = destination;
        else if (_file.Name(action?["S"]) == "URI" && Links.Allowed(_file.Resolve(action!["URI"]), rebuild) is { } uri)
            copy["A"] = new PdfDictionary().WithName("S", "URI").With("URI", uri);
        var border = _file.Array(source["Border"]) is { Items: { Count: >= 3 } items } ? _file.Numbers64(new PdfArray(items.GetRange(0, 3)), 3, 3) : null;
        var width = _file.Dictionary(source["BS"]) is { } style ? _file.Number(style["W"]) ?? 1 : border?[2] ?? 1;
        copy["Border"] = PdfArray.Of(0, 0, width);
        copy["C"] = _file.Numbers64(source["C"], 0, 4) is { Length: 0 or 1 or 3 or 4 } color ? PdfArray.Of(color) : null;
        if (copy["Dest"] is not null || copy["A"] is not null || width > 0)
            _links.Add(rebuild.Writer.Add(copy));
    }
}
