using System.Runtime.InteropServices;

namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>From one layout of pixels to another.</summary>
internal static class PixelFormats
{
    private const int MaxColors = 256;

    /// <summary>Red, green, blue and alpha of 8 bits, whatever it was; a palette's, too.</summary>
    public static Raster ToRgba8(Raster raster, PictureBudget budget)
    {
        if (raster is { Kind: RasterKind.Rgba, Depth: 8 })
            return raster;
        var wide = new Raster(raster.Width, raster.Height, RasterKind.Rgba, 8) { Dpi = raster.Dpi };
        var channels = Raster.Channels(raster.Kind);
        Span<ushort> samples = stackalloc ushort[4];
        for (var y = 0; y < raster.Height; y++)
        {
            if ((y & 255) == 0)
                budget.Tick();
            var from = raster.Row(y);
            var to = wide.Row(y);
            for (var x = 0; x < raster.Width; x++)
            {
                for (var c = 0; c < channels; c++)
                    samples[c] = Sample(from, (x * channels) + c, raster.Depth);
                Widen(raster, samples, to.Slice(x * 4, 4));
            }
        }

        return wide;
    }

    /// <summary>Without alpha, which must be 255 everywhere or of no meaning.</summary>
    public static Raster DropAlpha(Raster rgba)
    {
        var narrow = new Raster(rgba.Width, rgba.Height, RasterKind.Rgb, 8) { Dpi = rgba.Dpi };
        var (from, to) = (rgba.Pixels, narrow.Pixels);
        for (int i = 0, j = 0; j < to.Length; i += 4, j += 3)
            (to[j], to[j + 1], to[j + 2]) = (from[i], from[i + 1], from[i + 2]);
        return narrow;
    }

    /// <summary>True where alpha is 255 everywhere.</summary>
    public static bool IsOpaque(Raster rgba)
    {
        var mask = BitConverter.IsLittleEndian ? 0xFF000000 : 0x000000FF;
        foreach (var pixel in MemoryMarshal.Cast<byte, uint>(rgba.Pixels))
        {
            if ((pixel & mask) != mask)
                return false;
        }

        return true;
    }

    /// <summary>The smallest layout that holds the same picture: a palette where there are at most 256 colours, else without needless alpha.</summary>
    public static Raster Smallest(Raster rgba)
        => ToPalette(rgba) ?? (IsOpaque(rgba) ? DropAlpha(rgba) : rgba);

    private static ushort Sample(ReadOnlySpan<byte> row, int index, int depth) => depth switch
    {
        8 => row[index],
        16 => (ushort)((row[index * 2] << 8) | row[(index * 2) + 1]),
        _ => (ushort)SubByte.Get(row, index, depth),
    };

    private static void Widen(Raster raster, ReadOnlySpan<ushort> samples, Span<byte> to)
    {
        var key = raster.Transparency;
        to[3] = 255;
        switch (raster.Kind)
        {
            case RasterKind.Palette:
                raster.Palette.AsSpan(samples[0] * 3, 3).CopyTo(to);
                to[3] = samples[0] < key.Length ? key[samples[0]] : (byte)255;
                break;
            case RasterKind.Gray or RasterKind.GrayAlpha:
                to[..3].Fill(ToByte(samples[0], raster.Depth));
                if (raster.Kind == RasterKind.GrayAlpha)
                    to[3] = ToByte(samples[1], raster.Depth);
                else if (key.Length == 2 && samples[0] == Key(key, 0))
                    to[3] = 0;
                break;
            default:
                for (var c = 0; c < 3; c++)
                    to[c] = ToByte(samples[c], raster.Depth);
                if (raster.Kind == RasterKind.Rgba)
                    to[3] = ToByte(samples[3], raster.Depth);
                else if (key.Length == 6 && samples[0] == Key(key, 0) && samples[1] == Key(key, 1) && samples[2] == Key(key, 2))
                    to[3] = 0;
                break;
        }
    }

    private static int Key(byte[] key, int channel) => (key[channel * 2] << 8) | key[(channel * 2) + 1];

    private static byte ToByte(ushort sample, int depth) => (byte)(((sample * 255) + ((1 << (depth - 1)) - 1)) / ((1 << depth) - 1));

    private static Raster? ToPalette(Raster rgba)
    {
        var colors = new Dictionary<uint, byte>(MaxColors);
        var pixels = MemoryMarshal.Cast<byte, uint>(rgba.Pixels);
        var indexes = new byte[pixels.Length];
        var (last, lastIndex) = (~pixels[0], (byte)0);
        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i] != last)
            {
                last = pixels[i];
                if (!colors.TryGetValue(last, out lastIndex))
                {
                    if (colors.Count == MaxColors)
                        return null;
                    lastIndex = (byte)colors.Count;
                    colors.Add(last, lastIndex);
                }
            }

            indexes[i] = lastIndex;
        }

        return Indexed(rgba, colors, indexes);
    }

    private static Raster Indexed(Raster rgba, Dictionary<uint, byte> colors, byte[] indexes)
    {
        var depth = colors.Count <= 2 ? 1 : colors.Count <= 4 ? 2 : colors.Count <= 16 ? 4 : 8;
        var entries = new uint[1 << depth];
        foreach (var (color, index) in colors)
            entries[index] = color;
        var bytes = MemoryMarshal.AsBytes<uint>(entries);
        var (palette, alpha) = (new byte[entries.Length * 3], new byte[colors.Count]);
        for (var i = 0; i < entries.Length; i++)
        {
            bytes.Slice(i * 4, 3).CopyTo(palette.AsSpan(i * 3));
            if (i < alpha.Length)
                alpha[i] = bytes[(i * 4) + 3];
        }

        var used = alpha.AsSpan().LastIndexOfAnyExcept((byte)255) + 1;
        var raster = new Raster(rgba.Width, rgba.Height, RasterKind.Palette, depth) { Palette = palette, Transparency = alpha[..used], Dpi = rgba.Dpi };
        for (var y = 0; y < raster.Height; y++)
        {
            var row = indexes.AsSpan(y * raster.Width, raster.Width);
            if (depth == 8)
                row.CopyTo(raster.Row(y));
            else
                SubByte.Pack(row, depth, raster.Row(y));
        }

        return raster;
    }
}
