using System.Buffers.Binary;
using System.IO.Compression;
using MiyakoMailSanitizer.Sanitizing.Images.Jpeg;

namespace MiyakoMailSanitizer.Sanitizing.Images.Tiff;

/// <summary>
/// Writes TIFF 6.0, little-endian: for each page its one strip, then what its tags point to, then its directory. Every byte of the file belongs to
/// one of them, in this order.
/// </summary>
internal sealed class TiffWriter
{
    private readonly MemoryStream _output = new();
    private readonly int _pages;
    private readonly SortedDictionary<TiffTag, (int Type, uint[] Values)> _tags = [];
    private int _link = 4;

    public TiffWriter(int pages)
    {
        _pages = pages;
        _output.Write([(byte)'I', (byte)'I', 42, 0, 0, 0, 0, 0]);
    }

    public byte[] ToArray() => _output.ToArray();

    /// <summary>Adds a page: Group 4 where it is black and white, else deflated.</summary>
    public void Add(Raster raster, PictureBudget budget)
    {
        if (raster is { Kind: RasterKind.Gray, Depth: 1 })
        {
            var black = new byte[raster.Pixels.Length];
            for (var i = 0; i < black.Length; i++)
                black[i] = (byte)~raster.Pixels[i];
            Begin(raster, TiffPage.Group4, TiffPage.White0, 1, 1);
            End(new CcittWriter(raster.Width).Write(black, raster.Stride, budget));
            return;
        }

        var samples = Raster.Channels(raster.Kind);
        var photometric = raster.Kind switch
        {
            RasterKind.Palette => TiffPage.PaletteColors,
            RasterKind.Rgb or RasterKind.Rgba => TiffPage.Rgb,
            _ => TiffPage.Black0,
        };
        Begin(raster, TiffPage.Deflate, photometric, samples, raster.Depth);
        if (raster.Kind is RasterKind.GrayAlpha or RasterKind.Rgba)
            Short(TiffTag.ExtraSamples, 2);
        if (raster.Kind == RasterKind.Palette)
            _tags[TiffTag.ColorMap] = (3, ColorMap(raster));
        var isPredicted = raster.Kind != RasterKind.Palette && raster.Depth >= 8;
        if (isPredicted)
            Short(TiffTag.Predictor, 2);
        End(Deflate(raster, isPredicted ? samples : 0, budget));
    }

    /// <summary>Adds a page that is a JPEG without APP0: grey or YCbCr.</summary>
    public void AddJpeg(Raster raster, byte[] jpeg)
    {
        var isGray = raster.Kind == RasterKind.Gray;
        Begin(raster, TiffPage.Jpeg, isGray ? TiffPage.Black0 : TiffPage.YCbCr, isGray ? 1 : 3, 8);
        if (!isGray)
        {
            var (x, y) = JpegSurvey.Of(jpeg, new PictureNotes()).Subsampling;
            _tags[TiffTag.YCbCrSubsampling] = (3, [(uint)x, (uint)y]);
        }

        End(jpeg);
    }

    private void Begin(Raster raster, int compression, int photometric, int samples, int depth)
    {
        _tags.Clear();
        Long(TiffTag.NewSubfileType, _pages > 1 ? 2u : 0u);
        Long(TiffTag.ImageWidth, (uint)raster.Width);
        Long(TiffTag.ImageLength, (uint)raster.Height);
        _tags[TiffTag.BitsPerSample] = (3, [.. Enumerable.Repeat((uint)depth, samples)]);
        Short(TiffTag.Compression, (uint)compression);
        Short(TiffTag.Photometric, (uint)photometric);
        Short(TiffTag.SamplesPerPixel, (uint)samples);
        Long(TiffTag.RowsPerStrip, (uint)raster.Height);
        Short(TiffTag.PlanarConfiguration, 1);
        var (x, y) = raster.Dpi ?? (72, 72);
        _tags[TiffTag.XResolution] = (5, [(uint)Math.Round(x * 1_000), 1_000]);
        _tags[TiffTag.YResolution] = (5, [(uint)Math.Round(y * 1_000), 1_000]);
        // 1: no unit, as nothing is known.
        Short(TiffTag.ResolutionUnit, raster.Dpi is null ? 1u : 2u);
    }

    private void End(byte[] strip)
    {
        Long(TiffTag.StripOffsets, (uint)_output.Length);
        Long(TiffTag.StripByteCounts, (uint)strip.Length);
        _output.Write(strip);
        Align();
        var outside = new Dictionary<TiffTag, uint>();
        foreach (var (tag, (type, values)) in _tags)
        {
            if (SizeOf(type, values) <= 4)
                continue;
            outside[tag] = (uint)_output.Length;
            Put(type, values);
        }

        var directory = (uint)_output.Length;
        PutAt(_link, directory);
        Put(3, [(uint)_tags.Count]);
        foreach (var (tag, (type, values)) in _tags)
        {
            Put(3, [(uint)tag, (uint)type]);
            Put(4, [(uint)(type == 5 ? values.Length / 2 : values.Length)]);
            if (outside.TryGetValue(tag, out var place))
            {
                Put(4, [place]);
                continue;
            }

            Put(type, values);
            _output.Write(new byte[4 - SizeOf(type, values)]);
        }

        _link = (int)_output.Length;
        Put(4, [0]);
    }

    private void Short(TiffTag tag, uint value) => _tags[tag] = (3, [value]);

    private void Long(TiffTag tag, uint value) => _tags[tag] = (4, [value]);

    /// <summary>Directories and what tags point to lie at even places (TIFF 6.0 §2).</summary>
    private void Align()
    {
        if (_output.Length % 2 == 1)
            _output.WriteByte(0);
    }

    private static int SizeOf(int type, uint[] values) => values.Length * (type == 3 ? 2 : 4);

    private void Put(int type, uint[] values)
    {
        Span<byte> word = stackalloc byte[4];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(word, value);
            _output.Write(word[..(type == 3 ? 2 : 4)]);
        }
    }

    private void PutAt(int place, uint value)
    {
        var end = _output.Position;
        _output.Position = place;
        Put(4, [value]);
        _output.Position = end;
    }

    private static uint[] ColorMap(Raster raster)
    {
        var count = 1 << raster.Depth;
        var map = new uint[count * 3];
        for (var i = 0; i < count; i++)
        {
            for (var c = 0; c < 3; c++)
                map[(c * count) + i] = (i * 3) + c < raster.Palette.Length ? raster.Palette[(i * 3) + c] * 257u : 0;
        }

        return map;
    }

    /// <param name="raster">The pixels.</param>
    /// <param name="predictedSamples">Samples of a pixel where differences are written (TIFF 6.0 §14); 0 where the samples are.</param>
    /// <param name="budget">For the clock.</param>
    private static byte[] Deflate(Raster raster, int predictedSamples, PictureBudget budget)
    {
        using var packed = new MemoryStream();
        var row = new byte[raster.Stride];
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var y = 0; y < raster.Height; y++)
            {
                if ((y & 255) == 0)
                    budget.Tick();
                var from = raster.Row(y);
                if (raster.Depth == 16)
                    Differences16(from, row, predictedSamples);
                else
                    Differences8(from, row, predictedSamples);
                zlib.Write(row);
            }
        }

        return packed.ToArray();
    }

    private static void Differences8(ReadOnlySpan<byte> from, Span<byte> to, int samples)
    {
        from.CopyTo(to);
        if (samples == 0)
            return;
        for (var i = samples; i < to.Length; i++)
            to[i] = (byte)(from[i] - from[i - samples]);
    }

    /// <summary>From high byte first to low byte first as well.</summary>
    private static void Differences16(ReadOnlySpan<byte> from, Span<byte> to, int samples)
    {
        for (var i = 0; i + 1 < to.Length; i += 2)
        {
            var value = BinaryPrimitives.ReadUInt16BigEndian(from[i..]);
            var before = i < samples * 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(from[(i - (samples * 2))..]);
            BinaryPrimitives.WriteUInt16LittleEndian(to[i..], (ushort)(value - before));
        }
    }
}
