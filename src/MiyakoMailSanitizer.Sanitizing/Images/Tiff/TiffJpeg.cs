using MiyakoMailSanitizer.Sanitizing.Images.Jpeg;

namespace MiyakoMailSanitizer.Sanitizing.Images.Tiff;

/// <summary>Pages whose strips or tiles are JPEG (TIFF Technical Note 2), and whole JPEGs of the older kind (TIFF 6.0 §22) where they are.</summary>
internal static class TiffJpeg
{
    public static (Raster Raster, int Quality, (int X, int Y) Subsampling) Read(TiffPage page, PictureBudget budget, PictureNotes notes)
    {
        if (page.Compression == TiffPage.OldJpeg)
            return ReadOld(page, budget, notes);
        if (page.IsPlanar || page.Photometric is TiffPage.Cmyk or TiffPage.PaletteColors || page.Depth != 8)
            throw PictureException.Unsupported("a page of the TIFF holds JPEG of a kind that is not read");
        var tables = page.Directory.Raw(TiffTag.JpegTables);
        var pieces = new TiffPixels(page, budget, notes);
        var isGray = page.Samples == 1;
        var raster = new Raster(page.Width, page.Height, isGray ? RasterKind.Gray : RasterKind.Rgba, 8) { IsOpaque = true, Dpi = page.Dpi };
        raster.Pixels.AsSpan().Fill(255);
        JpegSurvey? last = null;
        for (var index = 0; index < page.PiecesAcross * page.PiecesDown; index++)
        {
            var survey = JpegSurvey.OfStrip(tables.Span, pieces.Piece(index).Span, page.Photometric == TiffPage.Rgb, notes);
            if (survey.Components != (isGray ? 1 : 3) || survey.Width > page.PieceWidth || survey.Height > page.PieceHeight)
                throw PictureException.Broken("a strip of the TIFF is not what its tags say");
            last = survey;
            Place(JpegCodec.Decode(survey, budget, notes), raster, index % page.PiecesAcross * page.PieceWidth, index / page.PiecesAcross * page.PieceHeight);
        }

        if (page.Photometric == TiffPage.White0)
            throw PictureException.Unsupported("a page of the TIFF holds JPEG of a kind that is not read");
        return (raster, JpegPicture.QualityFor(last!, budget.Options), last!.Subsampling);
    }

    private static (Raster Raster, int Quality, (int X, int Y) Subsampling) ReadOld(TiffPage page, PictureBudget budget, PictureNotes notes)
    {
        var start = page.Directory.Number(TiffTag.JpegInterchangeFormat);
        var file = page.Directory.Slice(start, page.Directory.Number(TiffTag.JpegInterchangeFormatLength, int.MaxValue));
        if (start == 0 || file.Length < 4 || file.Span[0] != 0xFF || file.Span[1] != 0xD8)
            throw PictureException.Unsupported("a page of the TIFF holds JPEG of a kind that is not read");
        var survey = JpegSurvey.Of(file.Span, notes);
        if (survey.Width != page.Width || survey.Height != page.Height || survey.Components == 4)
            throw PictureException.Broken("the JPEG of a page of the TIFF is not what its tags say");
        return (JpegCodec.Decode(survey, budget, notes).At(page.Dpi), JpegPicture.QualityFor(survey, budget.Options), survey.Subsampling);
    }

    private static void Place(Raster piece, Raster page, int left, int top)
    {
        var size = page.BitsPerPixel / 8;
        var width = Math.Min(piece.Width, page.Width - left) * size;
        for (var y = 0; y < Math.Min(piece.Height, page.Height - top); y++)
            piece.Row(y)[..width].CopyTo(page.Row(top + y)[(left * size)..]);
    }
}
