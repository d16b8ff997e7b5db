using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Images.Jpeg;
using MiyakoMailSanitizer.Sanitizing.Images.Png;
using SkiaSharp;

namespace MiyakoMailSanitizer.Sanitizing.Images.Webp;

/// <summary>
/// WebP in; JPEG out where it is lossy and opaque, else PNG. Chunks are walked here (RFC 9649), and Skia gets a file of our own with the one
/// frame in it.
/// </summary>
internal static class WebpPicture
{
    public static (FileFormat Format, PixelSize Size, byte[] Content) Rebuild(
        ReadOnlyMemory<byte> bytes, PictureBudget budget, PictureNotes notes)
    {
        var survey = WebpSurvey.Of(bytes.Span, notes);
        budget.Claim(survey.Width, survey.Height, 32);
        var raster = Orientation.Apply(Decode(survey, notes), survey.Orientation);
        budget.Tick();
        if (survey.IsLossy && PixelFormats.IsOpaque(raster))
            return JpegPicture.Write(raster, budget.Options.JpegQuality, (2, 2));
        return PngPicture.Write(survey.IsLossy ? raster : PixelFormats.Smallest(raster), budget);
    }

    private static Raster Decode(WebpSurvey survey, PictureNotes notes)
    {
        using var data = SKData.CreateCopy(survey.Clean);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.Info.Width != survey.Width || codec.Info.Height != survey.Height)
            throw PictureException.Broken("the WebP can't be decoded");
        using var srgb = SKColorSpace.CreateSrgb();
        var info = new SKImageInfo(survey.Width, survey.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, srgb);
        var raster = new Raster(survey.Width, survey.Height, RasterKind.Rgba, 8);
        using var pinned = new PinnedBytes(raster.Pixels);
        var result = codec.GetPixels(info, pinned.At(0), raster.Stride, SKCodecOptions.Default);
        if (result is SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput)
            notes.Broken("the pixels of the WebP end early");
        else if (result != SKCodecResult.Success)
            throw PictureException.Broken("the WebP can't be decoded");
        return raster;
    }
}
