namespace MiyakoMailSanitizer.Verifying.Formats.Pictures;

/// <summary>PNG as we write it: IHDR, PLTE, tRNS, pHYs, one IDAT, IEND, in this order, and not a byte more.</summary>
internal sealed class PngChecker : IFormatChecker
{
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n =>
    {
        var value = (uint)n;
        for (var bit = 0; bit < 8; bit++)
            value = (value >> 1) ^ (0xEDB88320u & (0u - (value & 1)));
        return value;
    })];

    public void Check(ReadOnlyMemory<byte> content, Place place, FaultList faults)
    {
        if (Fault(content) is { } fault)
            faults.Add("file.png", place.Path, fault);
    }

    private static string? Fault(ReadOnlyMemory<byte> content)
    {
        var cursor = new ByteCursor(content.Span);
        if (!cursor.Take(8).SequenceEqual((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            return "the signature is wrong";
        var shape = new Shape();
        string[] order = ["IHDR", "PLTE", "tRNS", "pHYs", "IDAT", "IEND"];
        var last = -1;
        while (last < order.Length - 1)
        {
            var length = cursor.Big32();
            var start = cursor.At;
            var type = System.Text.Encoding.Latin1.GetString(cursor.Take(4));
            var body = cursor.Take(length);
            if (cursor.IsCut)
                return "it ends early";
            var crc = Crc(content.Span[start..cursor.At]);
            if (cursor.Big32() != crc || cursor.IsCut)
                return "a checksum is wrong";
            var index = Array.IndexOf(order, type);
            if (index <= last || (last < 0 && index != 0))
                return "a chunk is none that we write, or not at its place";
            last = index;
            if (shape.Take(type, body, content.Slice(start + 4, (int)length)) is { } fault)
                return fault;
        }

        return cursor.IsAtEnd ? null : "something follows its end";
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    /// <summary>What the chunks so far say.</summary>
    private struct Shape
    {
        private long _width, _height;
        private int _depth, _kind, _colors;
        private bool _hasPixels;

        public string? Take(string type, ReadOnlySpan<byte> body, ReadOnlyMemory<byte> memory) => type switch
        {
            "IHDR" => Header(body),
            "PLTE" => Palette(body.Length),
            "tRNS" => body.Length == (_kind switch { 0 => 2, 2 => 6, 3 when body.Length >= 1 && body.Length <= _colors => body.Length, _ => -1 })
                ? null : "the transparency does not fit the colours",
            "pHYs" => body.Length == 9 && body[8] == 1 && body[..4].IndexOfAnyExcept((byte)0) >= 0 && body[4..8].IndexOfAnyExcept((byte)0) >= 0
                ? null : "the resolution is not as we write it",
            "IDAT" => Pixels(memory),
            _ => body.IsEmpty && _hasPixels ? null : "its end is not as we write it",
        };

        private string? Header(ReadOnlySpan<byte> body)
        {
            var cursor = new ByteCursor(body);
            (_width, _height, _depth, _kind) = (cursor.Big32(), cursor.Big32(), cursor.Byte(), cursor.Byte());
            var isKnown = _kind switch
            {
                0 => _depth is 1 or 2 or 4 or 8 or 16,
                3 => _depth is 1 or 2 or 4 or 8,
                2 or 4 or 6 => _depth is 8 or 16,
                _ => false,
            };
            var isPlain = cursor.Byte() == 0 && cursor.Byte() == 0 && cursor.Byte() == 0;
            return isKnown && isPlain && cursor.IsAtEnd && _width is > 0 and <= int.MaxValue && _height is > 0 and <= int.MaxValue
                ? null : "the header is not as we write it";
        }

        private string? Palette(int length)
        {
            _colors = length / 3;
            return _kind == 3 && length % 3 == 0 && _colors >= 1 && _colors <= 1 << _depth ? null : "the palette does not fit";
        }

        private string? Pixels(ReadOnlyMemory<byte> packed)
        {
            if (_kind == 3 && _colors == 0)
                return "there is no palette";
            _hasPixels = true;
            var channels = _kind switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
            var rowBytes = (((_width * channels * _depth) + 7) / 8) + 1;
            return rowBytes > Array.MaxLength / 2 ? "it is too wide" : Deflated.Fault(packed, _height, (int)rowBytes, row => row[0] <= 4);
        }
    }
}
