namespace MiyakoMailSanitizer.Sanitizing.Images.Tiff;

/// <summary>YCbCr that is not JPEG (TIFF 6.0 §21): units of some brightness samples and one of each colour.</summary>
internal static class TiffYCbCr
{
    public static Raster Read(TiffPage page, PictureBudget budget, PictureNotes notes)
    {
        if (page.Predictor != 1)
            throw PictureException.Unsupported("a page of the TIFF is predicted in a way that is not read");
        var (sx, sy) = page.Subsampling;
        var unit = (sx * sy) + 2;
        int unitsAcross = (page.PieceWidth + sx - 1) / sx, unitsDown = (page.PieceHeight + sy - 1) / sy;
        var piece = new byte[checked(unitsAcross * unitsDown * unit)];
        var pixels = new TiffPixels(page, budget, notes);
        var raster = new Raster(page.Width, page.Height, RasterKind.Rgb, 8) { Dpi = page.Dpi };
        for (var down = 0; down < page.PiecesDown; down++)
        {
            for (var across = 0; across < page.PiecesAcross; across++)
            {
                budget.Tick();
                var rows = Math.Min(page.PieceHeight, page.Height - (down * page.PieceHeight));
                var isTile = page.PieceWidth != page.Width;
                var wanted = piece.AsSpan(0, unitsAcross * (isTile ? unitsDown : (rows + sy - 1) / sy) * unit);
                wanted.Clear();
                pixels.Unpack((down * page.PiecesAcross) + across, wanted, unitsAcross * unit);
                Place(page, wanted, raster, across * page.PieceWidth, down * page.PieceHeight, unitsAcross);
            }
        }

        return raster;
    }

    private static void Place(TiffPage page, ReadOnlySpan<byte> piece, Raster raster, int left, int top, int unitsAcross)
    {
        var (sx, sy) = page.Subsampling;
        var unit = (sx * sy) + 2;
        int right = Math.Min(left + page.PieceWidth, raster.Width), bottom = Math.Min(top + page.PieceHeight, raster.Height);
        for (var y = top; y < bottom; y++)
        {
            var row = raster.Row(y);
            for (var x = left; x < right; x++)
            {
                var at = ((((y - top) / sy) * unitsAcross) + ((x - left) / sx)) * unit;
                int luma = piece[at + ((y - top) % sy * sx) + ((x - left) % sx)], cb = piece[at + (sx * sy)] - 128, cr = piece[at + (sx * sy) + 1] - 128;
                row[x * 3] = Clamp(luma + (1.402 * cr));
                row[(x * 3) + 1] = Clamp(luma - (0.344136 * cb) - (0.714136 * cr));
                row[(x * 3) + 2] = Clamp(luma + (1.772 * cb));
            }
        }
    }

    private static byte Clamp(double value) => (byte)Math.Clamp((int)Math.Round(value), 0, 255);
}
