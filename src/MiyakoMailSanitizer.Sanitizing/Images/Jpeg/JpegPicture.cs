using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Images.Jpeg;

/// <summary>JPEG in, JPEG out: baseline, grey or YCbCr, upright.</summary>
internal static class JpegPicture
{
    /// <summary>Below it even a poor picture is not written.</summary>
    private const int LeastQuality = 40;

    public static (FileFormat Format, PixelSize Size, byte[] Content) Rebuild(
        ReadOnlyMemory<byte> bytes, PictureBudget budget, PictureNotes notes)
    {
        var survey = JpegSurvey.Of(bytes.Span, notes);
        budget.Claim(survey.Width, survey.Height, survey.Components * 8);
        var raster = Orientation.Apply(JpegCodec.Decode(survey, budget, notes), survey.Orientation);
        var subsampling = survey.Orientation >= 5 ? (survey.Subsampling.Y, survey.Subsampling.X) : survey.Subsampling;
        return Write(raster, QualityFor(survey, budget.Options), subsampling);
    }

    /// <summary>Writes pixels of any origin.</summary>
    public static (FileFormat Format, PixelSize Size, byte[] Content) Write(Raster raster, int quality, (int X, int Y) subsampling)
        => (FileFormat.Jpeg, PixelSize.Of(raster), JpegCodec.Encode(raster, quality, subsampling));

    /// <summary>As set, but not finer than what was read: finer tables would make the file larger and the picture no better.</summary>
    public static int QualityFor(JpegSurvey survey, ImageOptions options)
        => Math.Min(options.JpegQuality, Math.Max(LeastQuality, survey.Quality));
}
