using System.Numerics;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Images.Bmp;

/// <summary>The header of a device-independent bitmap (BITMAPCOREHEADER to BITMAPV5HEADER).</summary>
internal sealed record BmpHeader(int Width, int Height, int Depth, int Compression)
{
    public const int Uncompressed = 0, Rle8 = 1, Rle4 = 2, BitFields = 3, AlphaBitFields = 6;

    /// <summary>The first row is the upper one.</summary>
    public bool IsTopDown { get; init; }

    /// <summary>Which bits of a pixel are red, green, blue and alpha; alpha 0 where there is none.</summary>
    public uint[] Masks { get; init; } = [];

    /// <summary>Red, green, blue; 2 to the power of the depth entries, for depths up to 8.</summary>
    public byte[] Palette { get; init; } = [];

    public (double X, double Y)? Dpi { get; init; }

    /// <summary>The first byte after header, masks and palette.</summary>
    public int End { get; init; }

    /// <param name="dib">From the header's size on.</param>
    /// <param name="isIcon">Its height counts the mask as well.</param>
    /// <exception cref="PictureException">No bitmap that we read.</exception>
    public static BmpHeader Read(ReadOnlySpan<byte> dib, bool isIcon)
    {
        var size = dib.U32(0);
        var isCore = size == 12;
        if (!isCore && (size is < 16 or > 256))
            throw PictureException.Broken("the bitmap has no header");
        long width = isCore ? dib.U16(4) : (int)dib.U32(4), height = isCore ? dib.U16(6) : (int)dib.U32(8);
        var depth = isCore ? dib.U16(10) : dib.U16(14);
        // OS/2 2.x headers of 16 bytes end here; of 64 bytes use other compressions under the same numbers.
        var compression = isCore || size == 16 ? 0 : (int)dib.U32(16);
        if (depth is not (1 or 2 or 4 or 8 or 16 or 24 or 32))
            throw PictureException.Unsupported("the bitmap's depth is not known");
        if (compression is < 0 or > BitFields and not AlphaBitFields || (size == 64 && compression >= BitFields)
            || (compression == Rle8 && depth != 8) || (compression == Rle4 && depth != 4))
            throw PictureException.Unsupported("the bitmap's compression is not known");
        var isTopDown = height < 0;
        height = Math.Abs(height) / (isIcon ? 2 : 1);
        if (width <= 0 || height <= 0 || width > int.MaxValue || height > int.MaxValue)
            throw PictureException.Broken("the bitmap has no pixels");
        var hasFields = compression is BitFields or AlphaBitFields && depth is 16 or 32;
        var masksOutside = hasFields && size == 40 ? compression == AlphaBitFields ? 16 : 12 : 0;
        var (palette, paletteLength) = ReadPalette(dib, (int)size + masksOutside, depth, isCore ? 3 : 4, isCore || size < 36 ? 0 : dib.U32(32));
        return new((int)width, (int)height, depth, compression)
        {
            IsTopDown = isTopDown,
            Masks = hasFields ? ReadMasks(dib, (int)size) : DefaultMasks(depth, isIcon),
            Palette = palette,
            Dpi = size >= 40 ? Resolution.FromMetres(dib.U32(24), dib.U32(28)) : null,
            End = (int)size + masksOutside + paletteLength,
        };
    }

    private static uint[] ReadMasks(ReadOnlySpan<byte> dib, int size)
        => [dib.U32(40), dib.U32(44), dib.U32(48), size >= 56 || dib.U32(16) == AlphaBitFields ? dib.U32(52) : 0];

    private static uint[] DefaultMasks(int depth, bool isIcon)
        => depth == 16 ? [0x7C00, 0x3E0, 0x1F, 0] : [0xFF0000, 0xFF00, 0xFF, isIcon && depth == 32 ? 0xFF000000 : 0];

    private static (byte[] Palette, int Length) ReadPalette(ReadOnlySpan<byte> dib, int at, int depth, int entrySize, uint used)
    {
        if (depth > 8)
            return ([], (int)Math.Min(used, 256) * entrySize);
        var count = used == 0 || used > 1u << depth ? 1 << depth : (int)used;
        var palette = new byte[3 << depth];
        for (var i = 0; i < count; i++)
        {
            var entry = dib.Cut(at + (i * entrySize), 3);
            if (entry.Length < 3)
                break;
            (palette[i * 3], palette[(i * 3) + 1], palette[(i * 3) + 2]) = (entry[2], entry[1], entry[0]);
        }

        return (palette, count * entrySize);
    }

    /// <summary>A channel of a pixel, brought to 8 bits; 0 for a mask of 0.</summary>
    public static byte Channel(uint pixel, uint mask)
    {
        if (mask == 0)
            return 0;
        var shift = BitOperations.TrailingZeroCount(mask);
        var most = mask >> shift;
        return (byte)(((ulong)((pixel & mask) >> shift) * 255 + (most / 2)) / most);
    }
}
