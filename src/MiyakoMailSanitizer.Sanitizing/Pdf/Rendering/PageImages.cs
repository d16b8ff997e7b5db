using System.Text;
using MiyakoMailSanitizer.Sanitizing.Images;
using MiyakoMailSanitizer.Sanitizing.Images.Jpeg;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Parts;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;
using MiyakoMailSanitizer.Sanitizing.Pdf.Writing;
using Letter = UglyToad.PdfPig.Content.Letter;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Rendering;

/// <summary>Writes pages that are one picture each, with their text behind it.</summary>
internal sealed class PageImages(PdfWriter writer, PdfImageOptions options)
{
    private const int PointsPerInch = 72, Slack = 2;

    /// <summary>Of a pixel.</summary>
    private const double Inset = 0.25;

    private const string Picture = "X0", Font = "F0";

    private readonly TextLayer _text = new(writer);

    /// <summary>Some of the text had no place.</summary>
    public bool IsTextCut => _text.IsCut;

    /// <summary>A page of a document that was read; its size and rotation stay.</summary>
    public PdfDictionary Write(RenderedPage rendered, Page page, PdfFile file, PdfDictionary before, IEnumerable<Letter> letters)
    {
        var box = VisibleBox(page, file);
        var sheet = new Sheet(box[2], box[3], (file.Int(page["Rotate"], 0) % 360 + 360) % 360 is var angle && angle % 90 == 0 ? angle : 0);
        // Another size: the renderer sees another page than we do, so its text would stand anywhere.
        var isSame = Math.Abs(Pixels(sheet.UprightWidth) - rendered.Width) <= Slack && Math.Abs(Pixels(sheet.UprightHeight) - rendered.Height) <= Slack;
        if (!isSame)
            return Write(rendered, before["Parent"]!);
        var copy = Write(rendered, sheet, before["Parent"]!, letters).With("UserUnit", before["UserUnit"]);
        return box[0] == 0 && box[1] == 0 ? copy.With("Annots", before["Annots"]) : copy;
    }

    /// <summary>A page of which nothing but its pixels is known.</summary>
    public PdfDictionary Write(RenderedPage rendered, PdfValue tree) => Write(rendered, new(Points(rendered.Width), Points(rendered.Height), 0), tree, []);

    /// <summary>Once all pages are written.</summary>
    public void Finish() => _text.Finish();

    private PdfDictionary Write(RenderedPage rendered, Sheet sheet, PdfValue tree, IEnumerable<Letter> letters)
    {
        var text = options.TextLayer ? _text.Write(letters, Font) : "";
        // From the left and upper edge, as the page may end within the last pixels. A renderer widens a picture to whole pixels: where it ends a
        // little before them it stays as it is at the same resolution.
        double right = Points(rendered.Width - (2 * Inset)), down = Points(rendered.Height - (2 * Inset)), edge = Points(Inset);
        double[] place = [right, 0, 0, down, edge, sheet.UprightHeight - down - edge];
        var content = $"{sheet.Turn}q\n{string.Join(' ', place.Select(PdfFormatter.Number))} cm\n/{Picture} Do\nQ\n{text}";
        var resources = new PdfDictionary().With("XObject", new PdfDictionary().With(Picture, Jpeg(rendered)));
        if (text.Length > 0)
            resources.With("Font", new PdfDictionary().With(Font, _text.Font));
        var page = new PdfDictionary().WithName("Type", "Page").With("Parent", tree).With("MediaBox", PdfArray.Of(0, 0, sheet.Width, sheet.Height));
        if (sheet.Angle != 0)
            page.With("Rotate", sheet.Angle);
        return page.With("Contents", writer.AddStream(new(), Encoding.ASCII.GetBytes(content))).With("Resources", resources);
    }

    private PdfReference Jpeg(RenderedPage page)
    {
        var raster = PagePixels.ToRaster(page);
        var isGray = raster.Kind == RasterKind.Gray;
        var jpeg = JpegCodec.Encode(raster, options.Quality, subsampling: (2, 2));
        var head = new PdfDictionary().WithName("Type", "XObject").WithName("Subtype", "Image").With("Width", page.Width).With("Height", page.Height)
            .With("BitsPerComponent", 8).WithName("ColorSpace", isGray ? "DeviceGray" : "DeviceRGB").WithName("Filter", "DCTDecode");
        writer.Spend(jpeg.Length);
        return writer.Add(new PdfPacked(head, jpeg));
    }

    /// <summary>§14.11.2: the CropBox within the MediaBox, as left, bottom, width, height.</summary>
    private static double[] VisibleBox(Page page, PdfFile file)
    {
        var media = Normal(file.Numbers64(page["MediaBox"], 4, 4) ?? [0, 0, 612, 792]);
        var crop = Normal(file.Numbers64(page["CropBox"], 4, 4) ?? media);
        double left = Math.Max(media[0], crop[0]), low = Math.Max(media[1], crop[1]), right = Math.Min(media[2], crop[2]), high = Math.Min(media[3], crop[3]);
        return right > left && high > low ? [left, low, right - left, high - low] : [media[0], media[1], media[2] - media[0], media[3] - media[1]];
    }

    private static double[] Normal(double[] box) => [Math.Min(box[0], box[2]), Math.Min(box[1], box[3]), Math.Max(box[0], box[2]), Math.Max(box[1], box[3])];

    /// <summary>The paper, before it is turned clockwise for the reader.</summary>
    private sealed record Sheet(double Width, double Height, int Angle)
    {
        public double UprightWidth => Angle % 180 == 0 ? Width : Height;
        public double UprightHeight => Angle % 180 == 0 ? Height : Width;

        /// <summary>What has to come first, so that all else can be written upright.</summary>
        public string Turn => Angle switch
        {
            90 => $"0 1 -1 0 {PdfFormatter.Number(Width)} 0 cm\n",
            180 => $"-1 0 0 -1 {PdfFormatter.Number(Width)} {PdfFormatter.Number(Height)} cm\n",
            270 => $"0 -1 1 0 0 {PdfFormatter.Number(Height)} cm\n",
            _ => "",
        };
    }

    private double Pixels(double points) => points * options.Dpi / PointsPerInch;

    private double Points(double pixels) => pixels * PointsPerInch / options.Dpi;
}
