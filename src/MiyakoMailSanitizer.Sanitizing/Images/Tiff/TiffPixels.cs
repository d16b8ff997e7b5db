namespace MiyakoMailSanitizer.Sanitizing.Images.Tiff;

/// <summary>
/// Unpacks the strips or tiles of a page into one buffer: rows of samples as the file has them, each row from a new byte. What is missing stays 0.
/// </summary>
internal sealed class TiffPixels(TiffPage page, PictureBudget budget, PictureNotes notes)
{
    private int _whole;

    /// <exception cref="PictureException">Nothing can be unpacked, or a compression that we don't read.</exception>
    public byte[] Read()
    {
        var planes = page.IsPlanar ? page.Samples : 1;
        var bits = page.Depth * (page.IsPlanar ? 1 : page.Samples);
        if (bits % 8 != 0 && page.PiecesAcross > 1 && (long)page.PieceWidth * bits % 8 != 0)
            throw PictureException.Unsupported("the tiles of the TIFF don't end at a byte");
        var stride = Stride(page.Width, bits);
        var buffers = new byte[planes][];
        for (var plane = 0; plane < planes; plane++)
        {
            buffers[plane] = new byte[checked(stride * page.Height)];
            ReadPlane(plane, buffers[plane], stride, bits);
        }

        if (_whole == 0)
            throw PictureException.Broken("not one strip of a page of the TIFF can be read");
        return planes == 1 ? buffers[0] : Interleave(buffers);
    }

    private void ReadPlane(int plane, byte[] buffer, int stride, int bits)
    {
        var pieceStride = Stride(page.PieceWidth, bits);
        var piece = new byte[checked((long)pieceStride * page.PieceHeight)];
        for (var down = 0; down < page.PiecesDown; down++)
        {
            for (var across = 0; across < page.PiecesAcross; across++)
            {
                budget.Tick();
                var rows = Math.Min(page.PieceHeight, page.Height - (down * page.PieceHeight));
                // The last strip ends with the page; tiles are always whole.
                var wanted = piece.AsSpan(0, (page.PiecesAcross > 1 || page.PieceWidth != page.Width ? page.PieceHeight : rows) * pieceStride);
                wanted.Clear();
                Unpack((((plane * page.PiecesDown) + down) * page.PiecesAcross) + across, wanted, pieceStride);
                Unpredict(wanted, pieceStride, bits / page.Depth);
                var left = (int)((long)across * page.PieceWidth * bits / 8);
                var width = Math.Min(pieceStride, stride - left);
                for (var y = 0; y < rows; y++)
                    wanted.Slice(y * pieceStride, width).CopyTo(buffer.AsSpan((((down * page.PieceHeight) + y) * stride) + left));
            }
        }
    }

    /// <summary>Unpacks one strip or tile into a buffer that is 0.</summary>
    public void Unpack(int index, Span<byte> to, int stride)
    {
        var packed = Piece(index);
        if (page.IsReversed && page.Compression is not (TiffPage.Deflate or TiffPage.OldDeflate))
            packed = TiffUnpack.Reversed(packed.Span);
        var filled = page.Compression switch
        {
            TiffPage.Raw => TiffUnpack.Copy(packed.Span, to),
            TiffPage.PackBits => TiffUnpack.PackBits(packed.Span, to),
            TiffPage.Lzw => TiffUnpack.Lzw(packed.Span, to),
            TiffPage.Deflate or TiffPage.OldDeflate => TiffUnpack.Deflate(packed, to),
            TiffPage.CcittRle or TiffPage.Group3 or TiffPage.Group4 when page is { Depth: 1, Samples: 1 } => Fax(packed.Span, to, stride),
            _ => throw PictureException.Unsupported("a page of the TIFF is compressed in a way that is not read"),
        };
        if (filled < to.Length)
            notes.Broken("a page of the TIFF is not whole");
        if (filled > 0)
            _whole++;
    }

    /// <summary>The bytes of a strip or tile; empty where there are none.</summary>
    public ReadOnlyMemory<byte> Piece(int index)
    {
        if (index >= page.Offsets.Length)
            return default;
        // A page of one strip may leave out how long it is.
        var count = index < page.Counts.Length ? page.Counts[index] : page.Counts.Length == 0 ? int.MaxValue : 0;
        return page.Directory.Slice(page.Offsets[index], count);
    }

    private int Fax(ReadOnlySpan<byte> packed, Span<byte> to, int stride)
    {
        var kind = page.Compression switch
        {
            TiffPage.CcittRle => CcittKind.Rle,
            TiffPage.Group3 => CcittKind.Group3,
            _ => CcittKind.Group4,
        };
        var isTwoDimensional = (page.Directory.Number(TiffTag.T4Options) & 1) != 0;
        return new CcittReader(packed, page.PieceWidth, kind, isTwoDimensional).Read(to, stride) * stride;
    }

    /// <summary>TIFF 6.0 §14: each sample is the difference to the one of the pixel before.</summary>
    private void Unpredict(Span<byte> rows, int stride, int samples)
    {
        if (page.Predictor == 1 || page.Compression is not (TiffPage.Lzw or TiffPage.Deflate or TiffPage.OldDeflate))
            return;
        if (page.Predictor != 2 || page.Depth is not (8 or 16))
            throw PictureException.Unsupported("a page of the TIFF is predicted in a way that is not read");
        var (low, high) = page.Directory.IsBigEndian ? (1, 0) : (0, 1);
        for (var start = 0; start < rows.Length; start += stride)
        {
            var row = rows.Slice(start, stride);
            if (page.Depth == 8)
            {
                for (var i = samples; i < row.Length; i++)
                    row[i] += row[i - samples];
                continue;
            }

            for (var i = samples * 2; i + 1 < row.Length; i += 2)
            {
                var before = i - (samples * 2);
                var value = row[i + low] + (row[i + high] << 8) + row[before + low] + (row[before + high] << 8);
                (row[i + low], row[i + high]) = ((byte)value, (byte)(value >> 8));
            }
        }
    }

    private byte[] Interleave(byte[][] planes)
    {
        if (page.Depth < 8)
            throw PictureException.Unsupported("the planes of the TIFF are of less than 8 bits");
        var size = page.Depth / 8;
        var result = new byte[checked(planes[0].Length * planes.Length)];
        for (var plane = 0; plane < planes.Length; plane++)
        {
            for (int from = 0, to = plane * size; from < planes[plane].Length; from += size, to += size * planes.Length)
                planes[plane].AsSpan(from, size).CopyTo(result.AsSpan(to));
        }

        return result;
    }

    private static int Stride(int width, int bits) => checked((int)((((long)width * bits) + 7) / 8));
}
