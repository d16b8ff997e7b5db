using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Detection.Probes;
using MiyakoMailSanitizer.Sanitizing.Images.Bmp;
using MiyakoMailSanitizer.Sanitizing.Images.Jpeg;
using MiyakoMailSanitizer.Sanitizing.Images.Png;
using MiyakoMailSanitizer.Sanitizing.Images.Webp;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>Pictures that an HTML body shows within its text.</summary>
internal static class InlinePicture
{
    private const string TrackingPixel = "image.tracking-pixel";

    /// <summary>More bytes than a picture of one pixel has.</summary>
    private const int MaxPixelBytes = 4_096;

    /// <summary>Null where it is treated like any file.</summary>
    public static Finding? WhyLeftOut(UntrustedFile file, MailOptions options)
    {
        if (ProbeTable.Start(file.Content.Span)?.Format is not { Family: "image" } kind)
            return null;
        if (file.Content.Length <= MaxPixelBytes && IsOnePixel(file.Content.Span, kind))
            return new(TrackingPixel, "", "a picture of one pixel is left out");
        return options.InlinePictures == InlinePictures.Drop
            ? new("image.inline-dropped", "", "a picture within the text is left out, as the settings say")
            : null;
    }

    /// <summary>True for what was left out because it has one pixel.</summary>
    public static bool IsTrackingPixel(FileReport report)
        => report.Outcome is Outcome.Removed { Findings: [.., { Code: TrackingPixel }] };

    private static bool IsOnePixel(ReadOnlySpan<byte> bytes, FileFormat kind)
    {
        try
        {
            var (width, height) = Measure(bytes, kind);
            return width == 1 && height == 1;
        }
        catch (PictureException)
        {
            return false;
        }
    }

    private static (int Width, int Height) Measure(ReadOnlySpan<byte> bytes, FileFormat kind)
    {
        var notes = new PictureNotes();
        switch (kind.Id)
        {
            case "gif":
                return (bytes.U16(6), bytes.U16(8));
            case "png":
                var png = PngReader.ReadHeader(bytes);
                return (png.Width, png.Height);
            case "bmp":
                var bmp = BmpHeader.Read(bytes.Cut(14, bytes.Length), isIcon: false);
                return (bmp.Width, bmp.Height);
            case "jpeg":
                var jpeg = JpegSurvey.Of(bytes, notes);
                return (jpeg.Width, jpeg.Height);
            case "webp":
                var webp = WebpSurvey.Of(bytes, notes);
                return (webp.Width, webp.Height);
            default:
                return (0, 0);
        }
    }
}
