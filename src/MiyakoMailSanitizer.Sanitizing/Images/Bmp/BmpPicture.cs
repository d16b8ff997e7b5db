using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Images.Png;

namespace MiyakoMailSanitizer.Sanitizing.Images.Bmp;

/// <summary>BMP in, PNG out.</summary>
internal static class BmpPicture
{
    private const int FileHeader = 14;

    public static (FileFormat Format, PixelSize Size, byte[] Content) Rebuild(
        ReadOnlyMemory<byte> bytes, PictureBudget budget, PictureNotes notes)
    {
        var span = bytes.Span;
        var header = BmpHeader.Read(span.Cut(FileHeader, span.Length), isIcon: false);
        budget.Claim(header.Width, header.Height, header.Depth);
        if (span.U32(FileHeader) >= 124 && span.U32(FileHeader + 112) != 0)
            notes.Metadata("ICC profile");
        var start = span.U32(10);
        var raster = BmpReader.Read(header, span.Cut(start == 0 ? FileHeader + header.End : start, span.Length), budget, notes);
        return PngPicture.Write(raster.Kind == RasterKind.Palette ? raster : PixelFormats.Smallest(raster), budget);
    }
}
