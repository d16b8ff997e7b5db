using SkiaSharp;

namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>Brings pixels from the colours of an ICC profile to sRGB, which viewers take for granted where a picture has no profile.</summary>
internal static class ColorProfile
{
    private const int RowsAtOnce = 64;

    /// <summary>The same picture where the profile is of no use: unreadable, sRGB itself, or for grey.</summary>
    public static Raster ToSrgb(Raster raster, byte[] profile, PictureBudget budget)
    {
        if (raster.Kind is RasterKind.Gray or RasterKind.GrayAlpha)
            return raster;
        // Bytes 16-19 (ICC.1 §7.2.6): the colours that the profile is about.
        if (profile.Length < 128 || !profile.AsSpan(16, 4).SequenceEqual("RGB "u8))
            return raster;
        using var space = SKColorSpace.CreateIcc(profile);
        if (space is null || space.IsSrgb)
            return raster;
        if (raster.Kind == RasterKind.Palette)
            return ConvertPalette(raster, space, budget);
        var wide = PixelFormats.ToRgba8(raster, budget);
        Convert(wide.Pixels, wide.Width, wide.Height, space, budget);
        return raster.Kind == RasterKind.Rgb && raster.Transparency.Length == 0 ? PixelFormats.DropAlpha(wide) : wide;
    }

    private static Raster ConvertPalette(Raster raster, SKColorSpace space, PictureBudget budget)
    {
        var count = raster.Palette.Length / 3;
        var colors = new byte[count * 4];
        for (var i = 0; i < count; i++)
        {
            raster.Palette.AsSpan(i * 3, 3).CopyTo(colors.AsSpan(i * 4));
            colors[(i * 4) + 3] = 255;
        }

        Convert(colors, count, 1, space, budget);
        var palette = new byte[raster.Palette.Length];
        for (var i = 0; i < count; i++)
            colors.AsSpan(i * 4, 3).CopyTo(palette.AsSpan(i * 3));
        return new(raster.Width, raster.Height, raster.Kind, raster.Depth, raster.Pixels)
        {
            Palette = palette,
            Transparency = raster.Transparency,
            Dpi = raster.Dpi,
        };
    }

    private static void Convert(byte[] rgba, int width, int height, SKColorSpace space, PictureBudget budget)
    {
        using var srgb = SKColorSpace.CreateSrgb();
        using var pinned = new PinnedBytes(rgba);
        for (var y = 0; y < height; y += RowsAtOnce)
        {
            budget.Tick();
            var rows = Math.Min(RowsAtOnce, height - y);
            var from = new SKImageInfo(width, rows, SKColorType.Rgba8888, SKAlphaType.Unpremul, space);
            var place = pinned.At(y * width * 4);
            using var pixmap = new SKPixmap(from, place, width * 4);
            // In place: each pixel is read before it is written.
            if (!pixmap.ReadPixels(from.WithColorSpace(srgb), place, width * 4))
                return;
        }
    }
}
