using MiyakoMailSanitizer.Sanitizing.Detection;
using SkiaSharp;

namespace MiyakoMailSanitizer.Sanitizing.Images.Jpeg;

/// <summary>Pixels of a JPEG, and a JPEG of pixels, by Skia (libjpeg-turbo).</summary>
internal static class JpegCodec
{
    private const int RowsAtOnce = 64;
    private const byte NeutralGray = 0x80;

    /// <summary>Decodes what was surveyed; grey stays grey, all else becomes sRGB without alpha.</summary>
    /// <exception cref="PictureException">Not even one row can be read.</exception>
    public static Raster Decode(JpegSurvey survey, PictureBudget budget, PictureNotes notes)
    {
        var isGray = survey.Components == 1;
        using var data = SKData.CreateCopy(survey.Clean.Span);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.Info.Width != survey.Width || codec.Info.Height != survey.Height)
            throw PictureException.Broken("the JPEG can't be decoded");
        using var srgb = isGray ? null : SKColorSpace.CreateSrgb();
        var kind = isGray ? SKColorType.Gray8 : SKColorType.Rgba8888;
        var info = new SKImageInfo(survey.Width, survey.Height, kind, SKAlphaType.Opaque, srgb);
        if (codec.StartScanlineDecode(info) != SKCodecResult.Success)
            throw PictureException.Broken("the JPEG can't be decoded");
        var raster = new Raster(survey.Width, survey.Height, isGray ? RasterKind.Gray : RasterKind.Rgba, 8) { IsOpaque = true, Dpi = survey.Dpi };
        var rows = ReadRows(codec, raster, budget);
        if (rows == 0)
            throw PictureException.Broken("not one row of the JPEG can be read");
        if (rows < raster.Height)
        {
            notes.Broken("the pixels of the JPEG end early");
            raster.Pixels.AsSpan(rows * raster.Stride).Fill(NeutralGray);
        }

        return raster;
    }

    private static int ReadRows(SKCodec codec, Raster raster, PictureBudget budget)
    {
        using var pinned = new PinnedBytes(raster.Pixels);
        for (var y = 0; y < raster.Height; y += RowsAtOnce)
        {
            budget.Tick();
            var wanted = Math.Min(RowsAtOnce, raster.Height - y);
            var read = codec.GetScanlines(pinned.At(y * raster.Stride), wanted, raster.Stride);
            if (read < wanted)
                return y + Math.Max(0, read);
        }

        return raster.Height;
    }

    /// <summary>Encodes grey or opaque RGBA of 8 bits.</summary>
    /// <param name="raster">The pixels.</param>
    /// <param name="quality">0 to 100.</param>
    /// <param name="subsampling">2 and 2 for 4:2:0; else 4:2:2 or 4:4:4.</param>
    /// <param name="withJfif">False within TIFF.</param>
    public static byte[] Encode(Raster raster, int quality, (int X, int Y) subsampling, bool withJfif = true)
    {
        var downsample = subsampling switch
        {
            ( <= 1, <= 1) => SKJpegEncoderDownsample.Downsample444,
            (_, <= 1) => SKJpegEncoderDownsample.Downsample422,
            _ => SKJpegEncoderDownsample.Downsample420,
        };
        var kind = raster.Kind == RasterKind.Gray ? SKColorType.Gray8 : SKColorType.Rgba8888;
        // No colour space: nothing is said of colours, and no profile is written.
        var info = new SKImageInfo(raster.Width, raster.Height, kind, SKAlphaType.Opaque);
        using var pinned = new PinnedBytes(raster.Pixels);
        using var pixmap = new SKPixmap(info, pinned.At(0), raster.Stride);
        using var data = pixmap.Encode(new SKJpegEncoderOptions(quality, downsample, SKJpegEncoderAlphaOption.Ignore))
            ?? throw PictureException.Unsupported("the picture can't be written as JPEG");
        return JpegSurvey.Of(data.AsSpan(), new PictureNotes()).Reassemble(withJfif, raster.Dpi);
    }
}
