using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Images.Jpeg;

namespace MiyakoMailSanitizer.Sanitizing.Images.Tiff;

/// <summary>
/// TIFF in, TIFF out, page by page: black and white as Group 4, what was JPEG as JPEG, all else deflated. Small pictures of pages (NewSubfileType 1)
/// are left out.
/// </summary>
internal static class TiffPicture
{
    private const int MaxProfile = 4 << 20;

    private static readonly (TiffTag Tag, string Name)[] Metadata =
    [
        (TiffTag.Xmp, "XMP"), (TiffTag.Iptc, "IPTC"), (TiffTag.Photoshop, "application data"), (TiffTag.Exif, "EXIF"),
        (TiffTag.Gps, "GPS"), (TiffTag.IccProfile, "ICC profile"),
    ];

    public static (FileFormat Format, PixelSize Size, byte[] Content) Rebuild(
        ReadOnlyMemory<byte> bytes, PictureBudget budget, PictureNotes notes)
    {
        var directories = TiffDirectory.Chain(bytes).Take(budget.Options.MaxPages + 1).ToList();
        if (directories.Count > budget.Options.MaxPages)
            throw new PictureException("image.pages", string.Create(CultureInfo.InvariantCulture, $"more than {budget.Options.MaxPages} pages"));
        var main = directories.Where(d => (d.Number(TiffTag.NewSubfileType) & 1) == 0 && d.Has(TiffTag.ImageWidth)).ToList();
        if (main.Count == 0)
            throw PictureException.Broken("the TIFF holds no page");
        if (main.Count < directories.Count)
            notes.Metadata("thumbnail");
        var writer = new TiffWriter(main.Count);
        PixelSize? size = null;
        foreach (var directory in main)
        {
            foreach (var (tag, name) in Metadata)
            {
                if (directory.Has(tag))
                    notes.Metadata(name);
            }

            var written = WritePage(directory, writer, budget, notes);
            size ??= written;
        }

        return (FileFormat.Tiff, size!.Value, writer.ToArray());
    }

    private static PixelSize WritePage(TiffDirectory directory, TiffWriter writer, PictureBudget budget, PictureNotes notes)
    {
        var page = TiffPage.Of(directory, budget);
        var orientation = (int)directory.Number(TiffTag.Orientation, 1);
        if (page.Compression is TiffPage.Jpeg or TiffPage.OldJpeg)
        {
            var (photo, quality, subsampling) = TiffJpeg.Read(page, budget, notes);
            if (orientation >= 5)
                subsampling = (subsampling.Y, subsampling.X);
            photo = Orientation.Apply(photo, orientation);
            writer.AddJpeg(photo, JpegCodec.Encode(photo, quality, subsampling, withJfif: false));
            return PixelSize.Of(photo);
        }

        var raster = page.Photometric == TiffPage.YCbCr
            ? TiffYCbCr.Read(page, budget, notes)
            : TiffColors.Convert(page, new TiffPixels(page, budget, notes).Read(), notes);
        if (directory.Raw(TiffTag.IccProfile) is { Length: > 0 and <= MaxProfile } profile)
            raster = ColorProfile.ToSrgb(raster, profile.ToArray(), budget);
        raster = Orientation.Apply(raster, orientation);
        writer.Add(raster, budget);
        return PixelSize.Of(raster);
    }
}
