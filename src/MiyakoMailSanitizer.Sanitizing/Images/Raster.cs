namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>What a pixel is made of. The values are PNG's colour types (PNG 3rd edition §11.2.1).</summary>
internal enum RasterKind
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}

/// <summary>
/// Pixels in the layout of PNG's unfiltered rows: samples of 1, 2, 4, 8 or 16 bits, high bits first, each row from a new byte. So a picture of
/// few colours or of black and white stays as small as it was.
/// </summary>
internal sealed class Raster
{
    /// <exception cref="OverflowException">More than an array holds; ask <see cref="PictureBudget.Claim"/> before.</exception>
    public Raster(int width, int height, RasterKind kind, int depth)
        : this(width, height, kind, depth, new byte[checked(height * StrideOf(width, kind, depth))])
    {
    }

    public Raster(int width, int height, RasterKind kind, int depth, byte[] pixels)
    {
        Width = width;
        Height = height;
        Kind = kind;
        Depth = depth;
        Stride = StrideOf(width, kind, depth);
        Pixels = pixels;
    }

    public int Width { get; }
    public int Height { get; }
    public RasterKind Kind { get; }

    /// <summary>Bits of a sample.</summary>
    public int Depth { get; }

    /// <summary>Bytes of a row.</summary>
    public int Stride { get; }

    public byte[] Pixels { get; }

    /// <summary>Red, green and blue of each entry; empty where there is no palette.</summary>
    public byte[] Palette { get; init; } = [];

    /// <summary>
    /// As PNG's tRNS: alpha of the first entries of the palette; for grey and colour the one transparent value, 16 bits a sample. Else empty.
    /// </summary>
    public byte[] Transparency { get; init; } = [];

    /// <summary>True where alpha is known to be 255 everywhere.</summary>
    public bool IsOpaque { get; init; }

    /// <summary>Dots an inch, across and down; null where unknown.</summary>
    public (double X, double Y)? Dpi { get; init; }

    public int BitsPerPixel => Channels(Kind) * Depth;

    public Span<byte> Row(int y) => Pixels.AsSpan(y * Stride, Stride);

    public static int Channels(RasterKind kind)
        => kind switch { RasterKind.Rgb => 3, RasterKind.GrayAlpha => 2, RasterKind.Rgba => 4, _ => 1 };

    /// <summary>Other pixels with the same palette, transparency and resolution.</summary>
    public Raster With(int width, int height, byte[] pixels, bool turned) => new(width, height, Kind, Depth, pixels)
    {
        Palette = Palette,
        Transparency = Transparency,
        IsOpaque = IsOpaque,
        Dpi = turned && Dpi is var (x, y) ? (y, x) : Dpi,
    };

    /// <summary>The same pixels, at another resolution.</summary>
    public Raster At((double X, double Y)? dpi)
        => new(Width, Height, Kind, Depth, Pixels) { Palette = Palette, Transparency = Transparency, IsOpaque = IsOpaque, Dpi = dpi };

    private static int StrideOf(int width, RasterKind kind, int depth) => checked((int)((((long)width * Channels(kind) * depth) + 7) / 8));
}
