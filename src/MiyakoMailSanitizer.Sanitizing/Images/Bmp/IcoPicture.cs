using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Images.Png;

namespace MiyakoMailSanitizer.Sanitizing.Images.Bmp;

/// <summary>ICO and CUR in, PNG out: the largest of the pictures, of the most colours.</summary>
internal static class IcoPicture
{
    public static (FileFormat Format, PixelSize Size, byte[] Content) Rebuild(
        ReadOnlyMemory<byte> bytes, PictureBudget budget, PictureNotes notes)
    {
        var count = bytes.Span.U16(4);
        var best = (Pixels: 0L, Depth: 0, Content: ReadOnlyMemory<byte>.Empty);
        for (var i = 0; i < Math.Min((int)count, 256); i++)
        {
            long at = bytes.Span.U32(6 + (i * 16) + 12), size = bytes.Span.U32(6 + (i * 16) + 8);
            if (at >= bytes.Length)
                continue;
            var content = bytes.Slice((int)at, (int)Math.Min(size, bytes.Length - at));
            var (pixels, depth) = Measure(content.Span);
            if (pixels > best.Pixels || (pixels == best.Pixels && depth > best.Depth))
                best = (pixels, depth, content);
        }

        if (best.Pixels == 0)
            throw PictureException.Broken("the icon holds no picture");
        if (count > 1)
            notes.Pages(string.Create(CultureInfo.InvariantCulture, $"the largest of {count} pictures of the icon was kept"));
        return IsPng(best.Content.Span) ? PngPicture.Rebuild(best.Content, budget, notes) : PngPicture.Write(ReadBitmap(best.Content.Span, budget, notes), budget);
    }

    private static bool IsPng(ReadOnlySpan<byte> content) => content.HasAt(0, [0x89, 0x50, 0x4E, 0x47]);

    /// <summary>By its own header, as the entry's word may be a lie; nothing where it is none.</summary>
    private static (long Pixels, int Depth) Measure(ReadOnlySpan<byte> content)
    {
        try
        {
            if (IsPng(content))
            {
                var png = PngReader.ReadHeader(content);
                return ((long)png.Width * png.Height, png.Depth * Raster.Channels(png.Kind));
            }

            var header = BmpHeader.Read(content, isIcon: true);
            return ((long)header.Width * header.Height, header.Depth);
        }
        catch (PictureException)
        {
            return (0, 0);
        }
    }

    private static Raster ReadBitmap(ReadOnlySpan<byte> content, PictureBudget budget, PictureNotes notes)
    {
        var header = BmpHeader.Read(content, isIcon: true);
        budget.Claim(header.Width, header.Height, 32);
        var data = content.Cut(header.End, content.Length);
        var raster = PixelFormats.ToRgba8(BmpReader.Read(header with { Dpi = null }, data, budget, notes), budget);
        var mask = data.Cut((((long)header.Width * header.Depth) + 31) / 32 * 4 * header.Height, data.Length);
        // Alpha counts where there is any; else the mask says what is transparent.
        if (header.Depth < 32 || IsInvisible(raster))
            ApplyMask(raster, mask, header);
        return PixelFormats.Smallest(raster);
    }

    private static bool IsInvisible(Raster raster)
    {
        for (var i = 3; i < raster.Pixels.Length; i += 4)
        {
            if (raster.Pixels[i] != 0)
                return false;
        }

        return true;
    }

    private static void ApplyMask(Raster raster, ReadOnlySpan<byte> mask, BmpHeader header)
    {
        var stride = (header.Width + 31) / 32 * 4;
        for (var y = 0; y < header.Height; y++)
        {
            var row = mask.Cut((long)(header.IsTopDown ? y : header.Height - 1 - y) * stride, stride);
            var pixels = raster.Row(y);
            for (var x = 0; x < header.Width; x++)
                pixels[(x * 4) + 3] = x / 8 < row.Length && SubByte.Get(row, x, 1) == 1 ? (byte)0 : (byte)255;
        }
    }
}
