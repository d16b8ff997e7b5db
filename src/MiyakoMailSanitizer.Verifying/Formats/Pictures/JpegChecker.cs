namespace MiyakoMailSanitizer.Verifying.Formats.Pictures;

/// <summary>JPEG as we write it: SOI, APP0 of JFIF, tables, one baseline frame, one scan, EOI, and not a byte more.</summary>
internal sealed class JpegChecker : IFormatChecker
{
    public void Check(ReadOnlyMemory<byte> content, Place place, FaultList faults)
    {
        if (new JpegFile(content.Span, hasJfif: true).Fault() is { } fault)
            faults.Add("file.jpeg", place.Path, fault);
    }
}

/// <summary>Walks one JPEG (ITU-T T.81 annex B), also within a TIFF, where it has no APP0.</summary>
internal ref struct JpegFile(ReadOnlySpan<byte> bytes, bool hasJfif)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly JpegScan _scan = new();
    private int _step;

    public int Width { get; private set; }
    public int Height { get; private set; }

    /// <summary>1 or 3.</summary>
    public int Components { get; private set; }

    /// <summary>How often colour is sampled less than brightness, across and down.</summary>
    public (int X, int Y) Subsampling { get; private set; } = (1, 1);

    /// <summary>Null, or what is wrong.</summary>
    public string? Fault()
    {
        var cursor = new ByteCursor(_bytes);
        if (cursor.Big16() != 0xFFD8)
            return "it does not begin as a JPEG";
        if (hasJfif && (cursor.Big16() != 0xFFE0 || Jfif(Body(ref cursor)) is not null))
            return "APP0 is not as we write it";
        while (true)
        {
            var marker = cursor.Big16();
            var body = Body(ref cursor);
            if (cursor.IsCut)
                return "it ends early";
            var fault = marker switch
            {
                0xFFDB => Tables(body),
                0xFFC0 => Frame(body),
                0xFFC4 => Codes(body),
                0xFFDA => Scan(body),
                _ => "a marker is none that we write",
            };
            if (fault is not null)
                return fault;
            if (marker == 0xFFDA)
                break;
        }

        var data = _bytes[cursor.At..];
        return data.Length >= 2 && data[^2] == 0xFF && data[^1] == 0xD9 ? _scan.Fault(data[..^2], Width, Height) : "it has no end";
    }

    private static ReadOnlySpan<byte> Body(ref ByteCursor cursor) => cursor.Take(cursor.Big16() - 2);

    /// <summary>ITU-T T.871 §10.1, without thumbnail.</summary>
    private static string? Jfif(ReadOnlySpan<byte> body)
    {
        var cursor = new ByteCursor(body);
        var isJfif = cursor.Take(7).SequenceEqual("JFIF\0\u0001\u0001"u8);
        int unit = cursor.Byte(), x = cursor.Big16(), y = cursor.Big16();
        return isJfif && cursor.Big16() == 0 && cursor.IsAtEnd && x > 0 && y > 0 && (unit == 1 || (unit == 0 && x == 1 && y == 1)) ? null : "";
    }

    private string? Tables(scoped ReadOnlySpan<byte> body)
    {
        if (_step > 0 || body.IsEmpty || body.Length % 65 != 0)
            return "a quantization table is not as we write it";
        for (var at = 0; at < body.Length; at += 65)
        {
            if (body[at] > 3 || body.Slice(at + 1, 64).Contains((byte)0))
                return "a quantization table is not as we write it";
        }

        return null;
    }

    private string? Frame(scoped ReadOnlySpan<byte> body)
    {
        var cursor = new ByteCursor(body);
        var depth = cursor.Byte();
        (Height, Width, Components) = (cursor.Big16(), cursor.Big16(), cursor.Byte());
        if (_step++ > 0 || depth != 8 || Width == 0 || Height == 0 || Components is not (1 or 3))
            return "the frame is not as we write it";
        for (var i = 0; i < Components; i++)
        {
            int id = cursor.Byte(), sampling = cursor.Byte(), table = cursor.Byte();
            if (id != i + 1 || (i > 0 && sampling != 0x11) || sampling is not (0x11 or 0x21 or 0x22 or 0x12) || table > 3)
                return "the frame is not as we write it";
            if (i == 0 && Components == 3)
                Subsampling = (sampling >> 4, sampling & 15);
        }

        _scan.SetFrame(Components, Subsampling);
        return cursor.IsAtEnd ? null : "the frame is not as we write it";
    }

    private readonly string? Codes(scoped ReadOnlySpan<byte> body)
    {
        var cursor = new ByteCursor(body);
        while (!cursor.IsAtEnd)
        {
            int place = cursor.Byte();
            var counts = cursor.Take(16);
            var total = 0;
            foreach (var count in counts)
                total += count;
            var values = cursor.Take(total);
            if (cursor.IsCut || _step != 1 || place is not (0x00 or 0x01 or 0x10 or 0x11) || !_scan.SetCodes(place, counts, values))
                return "a Huffman table is not as we write it";
        }

        return null;
    }

    private string? Scan(scoped ReadOnlySpan<byte> body)
    {
        var cursor = new ByteCursor(body);
        if (_step++ != 1 || cursor.Byte() != Components)
            return "the scan is not as we write it";
        for (var i = 0; i < Components; i++)
        {
            int id = cursor.Byte(), tables = cursor.Byte();
            if (id != i + 1 || !_scan.SetTables(i, tables >> 4, tables & 15))
                return "the scan is not as we write it";
        }

        return cursor.Byte() == 0 && cursor.Byte() == 63 && cursor.Byte() == 0 && cursor.IsAtEnd ? null : "the scan is not as we write it";
    }
}
