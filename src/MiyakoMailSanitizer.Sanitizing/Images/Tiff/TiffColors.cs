using System.Buffers.Binary;

namespace MiyakoMailSanitizer.Sanitizing.Images.Tiff;

/// <summary>Makes of a page's samples what all other code works with: grey that is white at its greatest, RGB, palettes of 8 bits.</summary>
internal static class TiffColors
{
    public static Raster Convert(TiffPage page, byte[] samples, PictureNotes notes)
    {
        if (page.Photometric == TiffPage.Cmyk)
            return FromCmyk(page, samples);
        if (page.Photometric == TiffPage.PaletteColors)
            return new(page.Width, page.Height, RasterKind.Palette, page.Depth, samples) { Palette = Palette(page), Dpi = page.Dpi };
        var isGray = page.Photometric is TiffPage.White0 or TiffPage.Black0 or TiffPage.Mask;
        var raster = page.Samples == 1 && page.Depth <= 8
            ? new Raster(page.Width, page.Height, RasterKind.Gray, page.Depth, samples) { Dpi = page.Dpi }
            : Pick(page, samples, isGray, notes);
        if (page.Photometric == TiffPage.White0)
            Invert(raster);
        return raster;
    }

    /// <summary>8 bits of each value of the table, which has 16 (TIFF 6.0 §5); some writers fill in 8.</summary>
    private static byte[] Palette(TiffPage page)
    {
        var values = page.Directory.Numbers(TiffTag.ColorMap);
        var count = 1 << page.Depth;
        var shift = values.Any(v => v > 255) ? 8 : 0;
        var palette = new byte[count * 3];
        for (var i = 0; i < count; i++)
        {
            for (var c = 0; c < 3; c++)
                palette[(i * 3) + c] = (c * count) + i < values.Length ? (byte)(values[(c * count) + i] >> shift) : (byte)0;
        }

        return palette;
    }

    /// <summary>Colour and alpha of each pixel, at 8 or 16 bits, high byte first; other samples are left out.</summary>
    private static Raster Pick(TiffPage page, byte[] samples, bool isGray, PictureNotes notes)
    {
        if (page.Depth < 8)
            throw PictureException.Unsupported("a page of the TIFF has several samples of less than 8 bits");
        var colors = isGray ? 1 : 3;
        var hasAlpha = page.AlphaSample == colors;
        if (page.Samples > colors + (hasAlpha ? 1 : 0))
            notes.Metadata("further samples");
        var kind = isGray ? hasAlpha ? RasterKind.GrayAlpha : RasterKind.Gray : hasAlpha ? RasterKind.Rgba : RasterKind.Rgb;
        var depth = page.Depth == 16 ? 16 : 8;
        var raster = new Raster(page.Width, page.Height, kind, depth) { Dpi = page.Dpi };
        var channels = Raster.Channels(kind);
        var (sizeIn, sizeOut) = (page.Depth / 8, depth / 8);
        var to = raster.Pixels;
        for (int pixel = 0, at = 0; at < to.Length; pixel++)
        {
            for (var c = 0; c < channels; c++, at += sizeOut)
                Sample(page, samples.AsSpan(((pixel * page.Samples) + c) * sizeIn, sizeIn), to.AsSpan(at, sizeOut));
        }

        return raster;
    }

    private static void Sample(TiffPage page, ReadOnlySpan<byte> from, Span<byte> to)
    {
        var isBig = page.Directory.IsBigEndian;
        switch (page.Depth)
        {
            case 8:
                to[0] = from[0];
                break;
            case 16:
                (to[0], to[1]) = isBig ? (from[0], from[1]) : (from[1], from[0]);
                break;
            default:
                var word = isBig ? BinaryPrimitives.ReadUInt32BigEndian(from) : BinaryPrimitives.ReadUInt32LittleEndian(from);
                to[0] = page.IsFloat ? ToByte(BitConverter.UInt32BitsToSingle(word)) : (byte)(word >> 24);
                break;
        }
    }

    private static byte ToByte(float value) => float.IsNaN(value) ? (byte)0 : (byte)Math.Round(Math.Clamp(value, 0f, 1f) * 255);

    private static void Invert(Raster raster)
    {
        var pixels = raster.Pixels;
        if (raster.Kind == RasterKind.Gray)
        {
            for (var i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)~pixels[i];
            return;
        }

        var size = raster.Depth / 8;
        for (var i = 0; i < pixels.Length; i += size * 2)
        {
            for (var j = i; j < i + size; j++)
                pixels[j] = (byte)~pixels[j];
        }
    }

    /// <summary>Without a profile there is no true answer; this is what viewers do.</summary>
    private static Raster FromCmyk(TiffPage page, byte[] samples)
    {
        var raster = new Raster(page.Width, page.Height, RasterKind.Rgb, 8) { Dpi = page.Dpi };
        for (int from = 0, to = 0; to < raster.Pixels.Length; from += page.Samples, to += 3)
        {
            var light = 255 - samples[from + 3];
            for (var c = 0; c < 3; c++)
                raster.Pixels[to + c] = (byte)((255 - samples[from + c]) * light / 255);
        }

        return raster;
    }
}
