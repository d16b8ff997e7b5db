using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Images.Tiff;

/// <summary>The tags that make a page (TIFF 6.0; the later ones from its technical notes).</summary>
internal enum TiffTag
{
    NewSubfileType = 254,
    ImageWidth = 256,
    ImageLength = 257,
    BitsPerSample = 258,
    Compression = 259,
    Photometric = 262,
    FillOrder = 266,
    StripOffsets = 273,
    Orientation = 274,
    SamplesPerPixel = 277,
    RowsPerStrip = 278,
    StripByteCounts = 279,
    XResolution = 282,
    YResolution = 283,
    PlanarConfiguration = 284,
    T4Options = 292,
    ResolutionUnit = 296,
    Predictor = 317,
    ColorMap = 320,
    TileWidth = 322,
    TileLength = 323,
    TileOffsets = 324,
    TileByteCounts = 325,
    ExtraSamples = 338,
    SampleFormat = 339,
    JpegTables = 347,
    JpegInterchangeFormat = 513,
    JpegInterchangeFormatLength = 514,
    YCbCrSubsampling = 530,
    Xmp = 700,
    Iptc = 33723,
    Photoshop = 34377,
    Exif = 34665,
    IccProfile = 34675,
    Gps = 34853,
}

/// <summary>One image file directory (TIFF 6.0 §2). Every read stays within the file; what lies outside is 0 or empty.</summary>
internal sealed class TiffDirectory
{
    private const int EntrySize = 12, MaxEntries = 4_096, MaxValues = 1_000_000;

    private static readonly int[] TypeSizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

    private readonly ReadOnlyMemory<byte> _file;
    private readonly bool _isBig;
    private readonly Dictionary<TiffTag, (int Type, long Count, long Offset)> _entries = [];

    private TiffDirectory(ReadOnlyMemory<byte> file, bool isBig, long at)
    {
        _file = file;
        _isBig = isBig;
        var count = Math.Min(U16(at), MaxEntries);
        for (var i = 0; i < count; i++)
        {
            var entry = at + 2 + (i * EntrySize);
            int type = U16(entry + 2);
            if (!file.Span.Has(entry, EntrySize) || type is 0 or > 13)
                continue;
            var values = U32(entry + 4);
            var offset = values * TypeSizes[type] <= 4 ? entry + 8 : U32(entry + 8);
            _entries.TryAdd((TiffTag)U16(entry), (type, values, offset));
        }

        Next = U32(at + 2 + (U16(at) * EntrySize));
    }

    /// <summary>Where the next directory lies; 0 after the last one.</summary>
    private long Next { get; }

    /// <summary>All directories of the main chain, each once; a loop ends it.</summary>
    public static IEnumerable<TiffDirectory> Chain(ReadOnlyMemory<byte> file)
    {
        var isBig = file.Span.HasAt(0, "MM\0*"u8);
        if (!isBig && !file.Span.HasAt(0, "II*\0"u8))
            yield break;
        var seen = new HashSet<long>();
        long at = isBig ? file.Span.U32Big(4) : file.Span.U32(4);
        while (at >= 8 && file.Span.Has(at, 2) && seen.Add(at))
        {
            var directory = new TiffDirectory(file, isBig, at);
            yield return directory;
            at = directory.Next;
        }
    }

    public bool Has(TiffTag tag) => _entries.ContainsKey(tag);

    /// <summary>The first value, or the fallback.</summary>
    public long Number(TiffTag tag, long fallback = 0)
        => _entries.TryGetValue(tag, out var e) && e.Count > 0 && _file.Span.Has(e.Offset, TypeSizes[e.Type]) ? Value(e.Type, e.Offset) : fallback;

    /// <summary>All whole numbers that lie in the file.</summary>
    public long[] Numbers(TiffTag tag)
    {
        if (!_entries.TryGetValue(tag, out var entry))
            return [];
        var size = TypeSizes[entry.Type];
        var count = Math.Min(Math.Min(entry.Count, MaxValues), Math.Max(0, _file.Length - entry.Offset) / size);
        var values = new long[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = Value(entry.Type, entry.Offset + ((long)i * size));
        return values;
    }

    /// <summary>A fraction of two whole numbers; 0 where there is none.</summary>
    public double Rational(TiffTag tag)
    {
        if (!_entries.TryGetValue(tag, out var entry) || entry.Type != 5 || !_file.Span.Has(entry.Offset, 8))
            return 0;
        var divisor = U32(entry.Offset + 4);
        return divisor == 0 ? 0 : (double)U32(entry.Offset) / divisor;
    }

    /// <summary>Bytes as they are.</summary>
    public ReadOnlyMemory<byte> Raw(TiffTag tag)
    {
        if (!_entries.TryGetValue(tag, out var entry))
            return default;
        return Slice(entry.Offset, entry.Count * TypeSizes[entry.Type]);
    }

    /// <summary>As much of a range of the file as there is.</summary>
    public ReadOnlyMemory<byte> Slice(long offset, long count)
        => offset < 0 || offset >= _file.Length || count <= 0 ? default : _file.Slice((int)offset, (int)Math.Min(count, _file.Length - offset));

    /// <summary>True where samples of 16 bits and more have their high byte first.</summary>
    public bool IsBigEndian => _isBig;

    private long Value(int type, long at) => type switch
    {
        1 or 2 or 6 or 7 => _file.Span.ByteAt(at),
        3 or 8 => U16(at),
        _ => U32(at),
    };

    private int U16(long at) => _isBig ? _file.Span.U16Big(at) : _file.Span.U16(at);

    private long U32(long at) => _isBig ? _file.Span.U32Big(at) : _file.Span.U32(at);
}
