using System.Buffers.Binary;
using System.IO.Compression;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Images.Png;

/// <summary>Writes PNG: IHDR, PLTE, tRNS, pHYs, IDAT and IEND, nothing else. Kind and depth of the pixels stay.</summary>
internal static class PngWriter
{
    public static byte[] Write(Raster raster, PictureBudget budget)
    {
        using var output = new MemoryStream();
        output.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, raster.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), raster.Height);
        header[8] = (byte)raster.Depth;
        header[9] = (byte)raster.Kind;
        WriteChunk(output, "IHDR"u8, header);
        if (raster.Kind == RasterKind.Palette)
            WriteChunk(output, "PLTE"u8, raster.Palette);
        if (raster.Transparency.Length > 0)
            WriteChunk(output, "tRNS"u8, raster.Transparency);
        if (raster.Dpi is { } dpi)
        {
            var (x, y) = Resolution.ToMetres(dpi);
            var physical = new byte[9];
            BinaryPrimitives.WriteUInt32BigEndian(physical, x);
            BinaryPrimitives.WriteUInt32BigEndian(physical.AsSpan(4), y);
            physical[8] = 1;
            WriteChunk(output, "pHYs"u8, physical);
        }

        WriteChunk(output, "IDAT"u8, Deflate(raster, budget));
        WriteChunk(output, "IEND"u8, []);
        return output.ToArray();
    }

    private static ReadOnlySpan<byte> Deflate(Raster raster, PictureBudget budget)
    {
        // Filters help where neighbours are near each other; indexes of a palette and packed bits are no such numbers (§12.7).
        var isFiltered = raster.Kind != RasterKind.Palette && raster.Depth >= 8;
        var distance = Math.Max(1, raster.BitsPerPixel / 8);
        var best = new byte[raster.Stride + 1];
        var trial = new byte[raster.Stride + 1];
        ReadOnlySpan<byte> above = new byte[raster.Stride];
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var y = 0; y < raster.Height; y++)
            {
                if ((y & 255) == 0)
                    budget.Tick();
                var row = raster.Row(y);
                if (isFiltered)
                    (best, trial) = Filter(row, above, distance, best, trial);
                else
                    row.CopyTo(best.AsSpan(1));
                zlib.Write(best);
                above = row;
            }
        }

        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    /// <summary>The filter with the least sum of absolutes (§12.8); gives the buffer that holds the row, and the other one.</summary>
    private static (byte[] Best, byte[] Other) Filter(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, byte[] best, byte[] other)
    {
        var least = long.MaxValue;
        for (var filter = PngFilters.None; filter <= PngFilters.Paeth; filter++)
        {
            other[0] = (byte)filter;
            var sum = PngFilters.Apply(filter, row, above, distance, other.AsSpan(1));
            if (sum >= least)
                continue;
            least = sum;
            (best, other) = (other, best);
        }

        return (best, other);
    }

    private static void WriteChunk(Stream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, body.Length);
        output.Write(word);
        output.Write(type);
        output.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Of(type, body));
        output.Write(word);
    }
}
