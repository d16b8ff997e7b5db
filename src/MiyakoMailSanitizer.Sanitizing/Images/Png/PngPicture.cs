using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Images.Png;

/// <summary>PNG in, PNG out; APNG gives its first picture.</summary>
internal static class PngPicture
{
    public static (FileFormat Format, PixelSize Size, byte[] Content) Rebuild(
        ReadOnlyMemory<byte> bytes, PictureBudget budget, PictureNotes notes)
    {
        var reader = new PngReader(budget, notes);
        var raster = reader.Read(bytes);
        if (reader.Profile is { } profile)
            raster = ColorProfile.ToSrgb(raster, profile, budget);
        return Write(Orientation.Apply(raster, reader.Orientation), budget);
    }

    /// <summary>Writes pixels of any origin.</summary>
    public static (FileFormat Format, PixelSize Size, byte[] Content) Write(Raster raster, PictureBudget budget)
        => (FileFormat.Png, PixelSize.Of(raster), PngWriter.Write(raster, budget));
}
