using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Images.Bmp;

/// <summary>Pixels of a device-independent bitmap, in managed code.</summary>
internal static class BmpReader
{
    /// <summary>Palette pictures keep their palette; all else becomes RGBA.</summary>
    /// <param name="header">The header.</param>
    /// <param name="data">From the first pixel on.</param>
    /// <param name="budget">Already asked for the size.</param>
    /// <param name="notes">Where it is said that pixels are missing.</param>
    /// <exception cref="PictureException">Not even one row can be read.</exception>
    public static Raster Read(BmpHeader header, ReadOnlySpan<byte> data, PictureBudget budget, PictureNotes notes)
    {
        if (header.Compression is BmpHeader.Rle4 or BmpHeader.Rle8)
            return ReadRle(header, data, budget);
        var isPalette = header.Depth <= 8;
        var raster = isPalette
            ? new Raster(header.Width, header.Height, RasterKind.Palette, header.Depth) { Palette = header.Palette, Dpi = header.Dpi }
            : new Raster(header.Width, header.Height, RasterKind.Rgba, 8) { Dpi = header.Dpi };
        var stride = (((long)header.Width * header.Depth) + 31) / 32 * 4;
        var needed = (((long)header.Width * header.Depth) + 7) / 8;
        var rows = 0;
        for (; rows < header.Height && data.Has(rows * stride, needed); rows++)
        {
            if ((rows & 255) == 0)
                budget.Tick();
            var from = data.Slice((int)(rows * stride), (int)needed);
            var to = raster.Row(header.IsTopDown ? rows : header.Height - 1 - rows);
            if (isPalette)
                from.CopyTo(to);
            else
                ReadRow(header, from, to);
        }

        if (rows == 0)
            throw PictureException.Broken("not one row of the bitmap is there");
        if (rows < header.Height)
            notes.Broken("the pixels of the bitmap end early");
        return raster;
    }

    private static void ReadRow(BmpHeader header, ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (header.Depth == 24)
        {
            for (int i = 0, j = 0; j < to.Length; i += 3, j += 4)
                (to[j], to[j + 1], to[j + 2], to[j + 3]) = (from[i + 2], from[i + 1], from[i], 255);
            return;
        }

        var masks = header.Masks;
        var size = header.Depth / 8;
        for (int i = 0, j = 0; j < to.Length; i += size, j += 4)
        {
            var pixel = size == 2 ? from.U16(i) : from.U32(i);
            (to[j], to[j + 1], to[j + 2]) = (BmpHeader.Channel(pixel, masks[0]), BmpHeader.Channel(pixel, masks[1]), BmpHeader.Channel(pixel, masks[2]));
            to[j + 3] = masks[3] == 0 ? (byte)255 : BmpHeader.Channel(pixel, masks[3]);
        }
    }

    /// <summary>Pairs of count and value; after a zero: end of row (0), end (1), a jump (2), or that many values as they are.</summary>
    private static Raster ReadRle(BmpHeader header, ReadOnlySpan<byte> data, PictureBudget budget)
    {
        budget.Claim(header.Width, header.Height, 8);
        var isNibbles = header.Compression == BmpHeader.Rle4;
        var raster = new Raster(header.Width, header.Height, RasterKind.Palette, 8)
        {
            Palette = [.. header.Palette, .. new byte[768 - header.Palette.Length]],
            Dpi = header.Dpi,
        };
        int x = 0, y = 0;
        for (var at = 0; at + 1 < data.Length && y < header.Height;)
        {
            int count = data[at], value = data[at + 1];
            at += 2;
            if (count == 0 && value == 1)
                break;
            if (count == 0 && value == 0)
                (x, y) = (0, y + 1);
            else if (count == 0 && value == 2)
            {
                (x, y) = (Math.Min(x + data.ByteAt(at), header.Width), y + data.ByteAt(at + 1));
                at += 2;
            }
            else
            {
                var row = raster.Row(header.IsTopDown ? y : header.Height - 1 - y);
                var run = count == 0 ? value : count;
                for (var i = 0; i < run && x < header.Width; i++, x++)
                {
                    var pair = count > 0 ? (byte)value : data.ByteAt(at + (isNibbles ? i / 2 : i));
                    row[x] = !isNibbles ? pair : (byte)((i & 1) == 0 ? pair >> 4 : pair & 15);
                }

                if (count == 0)
                    at += ((isNibbles ? (run + 1) / 2 : run) + 1) & ~1;
            }
        }

        return raster;
    }
}
