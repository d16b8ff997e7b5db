using System.IO.Compression;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Images.Png;

/// <summary>What a PNG's header and chunks say, besides the pixels.</summary>
internal sealed record PngHeader(int Width, int Height, RasterKind Kind, int Depth, bool IsInterlaced);

/// <summary>
/// Reads PNG (3rd edition) in managed code. Chunks are walked, only what makes the pixels is looked at; a broken end gives the rows before it.
/// </summary>
internal sealed class PngReader(PictureBudget budget, PictureNotes notes)
{
    private const int MaxProfile = 4 << 20, MaxChunks = 1_000_000;

    private readonly List<ReadOnlyMemory<byte>> _data = [];
    private byte[] _palette = [], _transparency = [];
    private (double X, double Y)? _dpi;

    /// <summary>The ICC profile; null where there is none that can be read.</summary>
    public byte[]? Profile { get; private set; }

    /// <summary>From EXIF; 1 is upright.</summary>
    public int Orientation { get; private set; } = 1;

    /// <exception cref="PictureException">Too large, or not even one row can be read.</exception>
    public Raster Read(ReadOnlyMemory<byte> bytes)
    {
        var header = ReadHeader(bytes.Span);
        budget.Claim(header.Width, header.Height, Raster.Channels(header.Kind) * header.Depth);
        WalkChunks(bytes);
        if (_data.Count == 0)
            throw PictureException.Broken("the PNG holds no pixels");
        if (header.Kind == RasterKind.Palette && _palette.Length == 0)
            throw PictureException.Broken("the PNG has no palette");
        var raster = new Raster(header.Width, header.Height, header.Kind, header.Depth)
        {
            Palette = header.Kind == RasterKind.Palette ? Whole(_palette, header.Depth) : [],
            Transparency = Transparency(header),
            Dpi = _dpi,
        };
        ReadPixels(raster, header.IsInterlaced);
        return raster;
    }

    /// <summary>Looks at the signature and IHDR (§11.2.1) alone.</summary>
    /// <exception cref="PictureException">There is none, or it is no sense.</exception>
    public static PngHeader ReadHeader(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.HasAt(0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) || bytes.U32Big(8) != 13 || !bytes.HasAt(12, "IHDR"u8) || bytes.Length < 33)
            throw PictureException.Broken("the PNG has no header");
        var (width, height) = (bytes.U32Big(16), bytes.U32Big(20));
        var (depth, kind, interlace) = (bytes[24], (RasterKind)bytes[25], bytes[28]);
        var isKnown = (kind, depth) is (RasterKind.Gray, 1 or 2 or 4 or 8 or 16) or (RasterKind.Palette, 1 or 2 or 4 or 8)
            or (RasterKind.Rgb or RasterKind.GrayAlpha or RasterKind.Rgba, 8 or 16);
        if (!isKnown || bytes[26] != 0 || bytes[27] != 0 || interlace > 1 || width > int.MaxValue || height > int.MaxValue)
            throw PictureException.Broken("the header of the PNG is no sense");
        return new((int)width, (int)height, kind, depth, interlace == 1);
    }

    private void WalkChunks(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        var at = 33L;
        for (var chunks = 0; span.Has(at, 12); chunks++)
        {
            if (chunks > MaxChunks)
                throw PictureException.Broken("the PNG has too many chunks");
            long length = span.U32Big(at);
            var type = span.Slice((int)at + 4, 4);
            if (type.SequenceEqual("IEND"u8))
                return;
            var isWhole = span.Has(at + 8, length + 4);
            if (!isWhole)
                length = Math.Max(0, Math.Min(length, span.Length - at - 8));
            var body = bytes.Slice((int)at + 8, (int)length);
            Take(type, body, isWhole && Bytes.Crc32(span.Slice((int)at + 4, (int)length + 4)) == span.U32Big(at + 8 + length));
            if (!isWhole)
                break;
            at += 12 + length;
        }

        notes.Broken("the PNG has no end");
    }

    private void Take(ReadOnlySpan<byte> type, ReadOnlyMemory<byte> body, bool isSound)
    {
        var span = body.Span;
        switch (System.Text.Encoding.Latin1.GetString(type))
        {
            case "IDAT":
                if (!isSound)
                    notes.Broken("a checksum of the PNG is wrong");
                _data.Add(body);
                break;
            case "PLTE" when _data.Count == 0 && span.Length is >= 3 and <= 768:
                _palette = span[..(span.Length / 3 * 3)].ToArray();
                break;
            case "tRNS" when _data.Count == 0 && span.Length <= 256:
                _transparency = span.ToArray();
                break;
            case "pHYs" when span.Length == 9:
                _dpi = span[8] == 1 ? Resolution.FromMetres(span.U32Big(0), span.U32Big(4)) : null;
                break;
            case "eXIf":
                Orientation = ExifBlock.Read(span, notes);
                break;
            case "iCCP":
                notes.Metadata("ICC profile");
                Profile ??= ReadProfile(body);
                break;
            case "acTL":
                notes.Animation("only the first picture of the animated PNG was kept");
                break;
            case "tEXt" or "zTXt" or "iTXt":
                notes.Metadata(span.StartsWith("XML:com.adobe.xmp\0"u8) ? "XMP" : "text");
                break;
            case "tIME":
                notes.Metadata("time");
                break;
            case "gAMA" or "cHRM" or "sRGB" or "cICP" or "sBIT" or "bKGD" or "hIST" or "PLTE" or "tRNS" or "pHYs" or "fcTL" or "fdAT":
                break;
            default:
                notes.Metadata("private chunks");
                break;
        }
    }

    /// <summary>§11.3.2.3: a name of up to 79 characters, NUL, method 0, zlib.</summary>
    private static byte[]? ReadProfile(ReadOnlyMemory<byte> body)
    {
        var end = body.Span[..Math.Min(80, body.Length)].IndexOf((byte)0);
        return end < 0 || body.Length < end + 3 ? null : Inflating.All(body[(end + 2)..], MaxProfile);
    }

    /// <summary>With black for indexes that the file gives no colour, as viewers show them.</summary>
    private static byte[] Whole(byte[] palette, int depth)
    {
        var entries = Math.Min(palette.Length / 3, 1 << depth);
        return [.. palette.AsSpan(0, entries * 3), .. new byte[((1 << depth) - entries) * 3]];
    }

    private byte[] Transparency(PngHeader header) => header.Kind switch
    {
        RasterKind.Palette => _transparency[..Math.Min(_transparency.Length, 1 << header.Depth)],
        RasterKind.Gray when _transparency.Length >= 2 => Masked(_transparency[..2], header.Depth),
        RasterKind.Rgb when _transparency.Length >= 6 => Masked(_transparency[..6], header.Depth),
        _ => [],
    };

    /// <summary>§11.3.1.1: only the bits of the depth count.</summary>
    private static byte[] Masked(byte[] key, int depth)
    {
        if (depth == 16)
            return key;
        for (var i = 0; i < key.Length; i += 2)
            (key[i], key[i + 1]) = (0, (byte)(key[i + 1] & ((1 << depth) - 1)));
        return key;
    }

    private void ReadPixels(Raster raster, bool isInterlaced)
    {
        using var stream = new ZLibStream(new SegmentStream(_data), CompressionMode.Decompress);
        var rows = isInterlaced ? ReadInterlaced(stream, raster) : ReadRows(stream, raster);
        if (rows == 0)
            throw PictureException.Broken("not one row of the PNG can be read");
        if (rows < (isInterlaced ? int.MaxValue : raster.Height))
            notes.Broken("the pixels of the PNG end early");
    }

    private int ReadRows(Stream stream, Raster raster)
    {
        var distance = Math.Max(1, raster.BitsPerPixel / 8);
        var buffer = new byte[raster.Stride + 1];
        ReadOnlySpan<byte> above = new byte[raster.Stride];
        for (var y = 0; y < raster.Height; y++)
        {
            if ((y & 255) == 0)
                budget.Tick();
            if (Inflating.Fill(stream, buffer) < buffer.Length || !PngFilters.Undo(buffer[0], buffer.AsSpan(1), above, distance))
                return y;
            buffer.AsSpan(1).CopyTo(raster.Row(y));
            above = raster.Row(y);
        }

        return raster.Height;
    }

    /// <summary>§8.1, Adam7: seven pictures, each a filtered picture of its own. Gives int.MaxValue where all is there.</summary>
    private int ReadInterlaced(Stream stream, Raster raster)
    {
        ReadOnlySpan<(int X, int Y, int StepX, int StepY)> passes =
            [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        var distance = Math.Max(1, raster.BitsPerPixel / 8);
        var rows = 0;
        foreach (var (startX, startY, stepX, stepY) in passes)
        {
            var width = (raster.Width - startX + stepX - 1) / stepX;
            if (width <= 0)
                continue;
            var buffer = new byte[(int)((((long)width * raster.BitsPerPixel) + 7) / 8) + 1];
            var above = new byte[buffer.Length - 1];
            for (var y = startY; y < raster.Height; y += stepY, rows++)
            {
                budget.Tick();
                if (Inflating.Fill(stream, buffer) < buffer.Length || !PngFilters.Undo(buffer[0], buffer.AsSpan(1), above, distance))
                    return rows;
                buffer.AsSpan(1).CopyTo(above);
                Scatter(above, raster, y, startX, stepX, width);
            }
        }

        return int.MaxValue;
    }

    private static void Scatter(ReadOnlySpan<byte> from, Raster raster, int y, int startX, int stepX, int width)
    {
        var row = raster.Row(y);
        var size = raster.BitsPerPixel / 8;
        for (var i = 0; i < width; i++)
        {
            if (size == 0)
                SubByte.Set(row, startX + (i * stepX), raster.Depth, SubByte.Get(from, i, raster.Depth));
            else
                from.Slice(i * size, size).CopyTo(row[((startX + (i * stepX)) * size)..]);
        }
    }
}
