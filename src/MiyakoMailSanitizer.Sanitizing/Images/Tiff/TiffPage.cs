namespace MiyakoMailSanitizer.Sanitizing.Images.Tiff;

/// <summary>What a directory says about its pixels, checked: all later code may rely on it.</summary>
internal sealed record TiffPage
{
    public const int White0 = 0, Black0 = 1, Rgb = 2, PaletteColors = 3, Mask = 4, Cmyk = 5, YCbCr = 6;
    public const int Raw = 1, CcittRle = 2, Group3 = 3, Group4 = 4, Lzw = 5, OldJpeg = 6, Jpeg = 7, Deflate = 8, PackBits = 32773, OldDeflate = 32946;

    private const int MaxPieces = 200_000;

    public required TiffDirectory Directory { get; init; }
    public int Width { get; private init; }
    public int Height { get; private init; }
    public int Compression { get; private init; }
    public int Photometric { get; private init; }

    /// <summary>Of a sample: 1, 2, 4, 8, 16 or 32.</summary>
    public int Depth { get; private init; }

    /// <summary>Of a pixel, 1 to 8.</summary>
    public int Samples { get; private init; }

    /// <summary>Samples are floating-point numbers of 32 bits.</summary>
    public bool IsFloat { get; private init; }

    /// <summary>Each sample has a plane of its own.</summary>
    public bool IsPlanar { get; private init; }

    /// <summary>Low bits first.</summary>
    public bool IsReversed { get; private init; }

    public int Predictor { get; private init; }

    /// <summary>Where tiles are used, their size; strips are as wide as the page.</summary>
    public int PieceWidth { get; private init; }
    public int PieceHeight { get; private init; }

    public long[] Offsets { get; private init; } = [];
    public long[] Counts { get; private init; } = [];

    /// <summary>Colour is sampled that often less than brightness, across and down: 1, 2 or 4.</summary>
    public (int X, int Y) Subsampling { get; private init; } = (1, 1);

    /// <summary>Which sample is alpha; -1 for none.</summary>
    public int AlphaSample { get; private init; } = -1;

    public (double X, double Y)? Dpi { get; private init; }

    public bool IsBilevel => Depth == 1 && Samples == 1 && Photometric != PaletteColors;

    /// <summary>Strips and tiles side by side.</summary>
    public int PiecesAcross => (Width + PieceWidth - 1) / PieceWidth;

    public int PiecesDown => (int)(((long)Height + PieceHeight - 1) / PieceHeight);

    /// <exception cref="PictureException">Too large, or no page that we read.</exception>
    public static TiffPage Of(TiffDirectory directory, PictureBudget budget)
    {
        long width = directory.Number(TiffTag.ImageWidth), height = directory.Number(TiffTag.ImageLength);
        var depths = directory.Numbers(TiffTag.BitsPerSample);
        var depth = depths.Length == 0 ? 1 : depths[0];
        var samples = directory.Number(TiffTag.SamplesPerPixel, 1);
        if (depth is not (1 or 2 or 4 or 8 or 16 or 32) || samples is < 1 or > 8 || depths.Any(d => d != depth))
            throw PictureException.Unsupported("the depth of a page of the TIFF is not known");
        budget.Claim(width, height, (int)Math.Min(depth * samples, 64));
        var isTiled = directory.Has(TiffTag.TileOffsets);
        var format = directory.Number(TiffTag.SampleFormat, 1);
        if (format is not (1 or 3 or 4) || (format == 3 && depth != 32))
            throw PictureException.Unsupported("the samples of a page of the TIFF are no whole numbers");
        var page = new TiffPage
        {
            Directory = directory,
            Width = (int)width,
            Height = (int)height,
            Compression = (int)directory.Number(TiffTag.Compression, Raw),
            Photometric = (int)directory.Number(TiffTag.Photometric, Black0),
            Depth = (int)depth,
            Samples = (int)samples,
            IsFloat = format == 3,
            IsPlanar = directory.Number(TiffTag.PlanarConfiguration, 1) == 2 && samples > 1,
            IsReversed = directory.Number(TiffTag.FillOrder, 1) == 2,
            Predictor = (int)directory.Number(TiffTag.Predictor, 1),
            PieceWidth = (int)Math.Min(isTiled ? directory.Number(TiffTag.TileWidth) : width, int.MaxValue),
            PieceHeight = isTiled
                ? (int)Math.Min(directory.Number(TiffTag.TileLength), int.MaxValue)
                : (int)Math.Min(directory.Number(TiffTag.RowsPerStrip, height), height),
            Offsets = directory.Numbers(isTiled ? TiffTag.TileOffsets : TiffTag.StripOffsets),
            Counts = directory.Numbers(isTiled ? TiffTag.TileByteCounts : TiffTag.StripByteCounts),
            Subsampling = SubsamplingOf(directory),
            AlphaSample = AlphaOf(directory, (int)samples),
            Dpi = DpiOf(directory),
        };
        page.Check(budget);
        return page;
    }

    private void Check(PictureBudget budget)
    {
        if (PieceWidth <= 0 || PieceHeight <= 0)
            throw PictureException.Broken("a page of the TIFF is divided into nothing");
        // A tile larger than the page may not cost more than a page may.
        if (PieceWidth > Width || PieceHeight > Height)
            budget.Claim(PieceWidth, PieceHeight, Math.Min(Depth * Samples, 64));
        if ((long)PiecesAcross * PiecesDown * (IsPlanar ? Samples : 1) > MaxPieces)
            throw PictureException.Broken("a page of the TIFF has too many strips or tiles");
        var isKnown = Photometric switch
        {
            White0 or Black0 or Mask => true,
            Rgb => Samples >= 3 && Depth >= 8,
            PaletteColors => Samples == 1 && Depth <= 8 && Directory.Has(TiffTag.ColorMap),
            Cmyk => Samples >= 4 && Depth == 8,
            YCbCr => Samples == 3 && Depth == 8 && !IsPlanar,
            _ => false,
        };
        if (!isKnown)
            throw PictureException.Unsupported("the colours of a page of the TIFF are of a kind that is not read");
    }

    private static (int X, int Y) SubsamplingOf(TiffDirectory directory)
    {
        if (directory.Number(TiffTag.Photometric) != YCbCr)
            return (1, 1);
        var values = directory.Numbers(TiffTag.YCbCrSubsampling);
        var (x, y) = values.Length >= 2 ? (values[0], values[1]) : (2, 2);
        if (x is not (1 or 2 or 4) || y is not (1 or 2 or 4))
            throw PictureException.Broken("the colours of a page of the TIFF are sampled in no known way");
        return ((int)x, (int)y);
    }

    private static int AlphaOf(TiffDirectory directory, int samples)
    {
        var extra = directory.Numbers(TiffTag.ExtraSamples);
        return extra.Length > 0 && extra.Length < samples && extra[0] is 1 or 2 ? samples - extra.Length : -1;
    }

    private static (double X, double Y)? DpiOf(TiffDirectory directory)
    {
        double x = directory.Rational(TiffTag.XResolution), y = directory.Rational(TiffTag.YResolution);
        return directory.Number(TiffTag.ResolutionUnit, 2) switch
        {
            2 => Resolution.Checked(x, y),
            3 => Resolution.Checked(x * 2.54, y * 2.54),
            _ => null,
        };
    }
}
