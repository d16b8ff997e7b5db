using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace MiyakoMailSanitizer.Verifying.Formats.Pdf;

/// <summary>What lies in streams.</summary>
internal sealed class PdfStreams
{
    /// <summary>Unpacked bytes of all streams but the samples of pictures, which are never held.</summary>
    private const long MaxUnpacked = 1L << 30;

    private const int Chunk = 1 << 16;
    private long _unpacked;

    /// <summary>Null, or what is wrong.</summary>
    public string? Fault(PdfNode node, string kind, PdfWalk walk)
    {
        if (node.Stream is not { } packed)
            return "it is no stream";
        if (kind == "Image")
            return Image(node, walk);
        if (node.Keys.ContainsKey("DecodeParms") || Unpack(packed) is not { } bytes)
            return "its stream can't be unpacked";
        return kind switch
        {
            "Content" or "Form" or "Tiling" or "Glyph" => new PdfContent(bytes, isGlyph: kind == "Glyph").Fault(),
            "Function" => Function(node, bytes),
            "Profile" => bytes.Length >= 132 && bytes.AsSpan(36, 4).SequenceEqual("acsp"u8) && BinaryPrimitives.ReadUInt32BigEndian(bytes) == bytes.Length
                ? null : "it is no colour profile",
            "Type1File" => bytes.AsSpan().StartsWith("%!"u8) && Sum(node) == bytes.Length ? null : "it is no Type 1 font",
            "TrueTypeFile" => PdfFonts.IsSfnt(bytes, isOpenType: false) && node.Keys.GetValueOrDefault("Length1")?.Number == bytes.Length ? null : "it is no TrueType font",
            "OtherFile" => (node.Keys.GetValueOrDefault("Subtype")?.Text == "OpenType" ? PdfFonts.IsSfnt(bytes, isOpenType: true) : PdfFonts.IsCff(bytes))
                ? null : "it is no font of its kind",
            "Unicode" or "CMap" => PdfCMapText.Fault(bytes),
            "GlyphMap" => bytes.Length is > 0 and <= 131_072 && bytes.Length % 2 == 0 ? null : "it is no map of glyphs",
            _ => null,
        };
    }

    private static double Sum(PdfNode node) => new[] { "Length1", "Length2", "Length3" }.Sum(k => node.Keys.GetValueOrDefault(k)?.Number ?? 0);

    public static bool IsPlainUri(byte[] uri)
        => uri.Length <= 2_048 && !uri.AsSpan().ContainsAnyExceptInRange((byte)0x21, (byte)0x7E)
            && new[] { "http://", "https://", "mailto:" }.Any(s => Encoding.ASCII.GetString(uri).StartsWith(s, StringComparison.OrdinalIgnoreCase));

    private static ZLibStream Open(ReadOnlyMemory<byte> packed)
        => MemoryMarshal.TryGetArray(packed, out var segment)
            ? new(new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false), CompressionMode.Decompress)
            : new(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);

    private byte[]? Unpack(ReadOnlyMemory<byte> packed)
    {
        var result = new MemoryStream();
        try
        {
            using var stream = Open(packed);
            var buffer = new byte[Chunk];
            while (stream.Read(buffer) is > 0 and var read)
            {
                if ((_unpacked += read) > MaxUnpacked)
                    return null;
                result.Write(buffer, 0, read);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }
        return result.ToArray();
    }

    private static string? Image(PdfNode node, PdfWalk walk)
    {
        double width = node.Keys.GetValueOrDefault("Width")?.Number ?? 0, height = node.Keys.GetValueOrDefault("Height")?.Number ?? 0;
        var bits = node.Keys.GetValueOrDefault("BitsPerComponent")?.Number ?? 0;
        if (width is < 1 or > 100_000 || height is < 1 or > 100_000 || bits is not (1 or 2 or 4 or 8 or 16))
            return "the picture has no sound size";
        var isStencil = node.Keys.ContainsKey("ImageMask");
        if (isStencil == node.Keys.ContainsKey("ColorSpace") || (isStencil && bits != 1))
            return "the picture has colours and none";
        var components = isStencil ? 1 : walk.Components(node.Keys["ColorSpace"]);
        if (components < 1)
            return "the picture has no colours";
        var parameters = node.Keys.GetValueOrDefault("DecodeParms");
        if (node.Keys["Filter"].IsName("DCTDecode"))
            return PdfJpeg.Fault(node.Stream!.Value.Span, (int)width, (int)height, components);
        var row = (((long)width * components * (int)bits) + 7) / 8;
        var isPredicted = parameters is not null;
        if (isPredicted && !IsPredictor(parameters!, (int)width, components, (int)bits))
            return "the parameters of the picture are none that we write";
        return Samples(node.Stream!.Value, (row + (isPredicted ? 1 : 0)) * (long)height);
    }

    private static bool IsPredictor(PdfNode parameters, int width, int components, int bits)
        => bits == 8 && parameters.Keys.Count == 4 && parameters.Keys.GetValueOrDefault("Predictor")?.Number == 15
            && parameters.Keys.GetValueOrDefault("Colors")?.Number == components && parameters.Keys.GetValueOrDefault("BitsPerComponent")?.Number == 8
            && parameters.Keys.GetValueOrDefault("Columns")?.Number == width;

    private static string? Samples(ReadOnlyMemory<byte> packed, long expected)
    {
        try
        {
            using var stream = Open(packed);
            var buffer = new byte[Chunk];
            var total = 0L;
            while (stream.Read(buffer) is > 0 and var read)
            {
                if ((total += read) > expected)
                    return "the picture has too many samples";
            }
            return total == expected ? null : "the picture has too few samples";
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return "its stream can't be unpacked";
        }
    }

    private static string? Function(PdfNode node, byte[] bytes)
    {
        var kind = node.Keys.GetValueOrDefault("FunctionType")?.Number;
        if (kind == 4)
            return Calculator(Encoding.Latin1.GetString(bytes));
        if (kind != 0 || node.Keys.GetValueOrDefault("Size") is not { Items: var size } || node.Keys.GetValueOrDefault("Range") is not { Items: var range })
            return "it is no function";
        var total = Math.Floor(((size.Aggregate(1d, (a, n) => a * Math.Truncate(n.Number)) * (range.Count / 2) * (node.Keys.GetValueOrDefault("BitsPerSample")?.Number ?? 0)) + 7) / 8);
        return total == bytes.Length ? null : "the function has another number of samples";
    }

    private static string? Calculator(string text)
    {
        var depth = 0;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            depth += word switch { "{" => 1, "}" => -1, _ => 0 };
            var isNumber = word.AsSpan().IndexOfAnyExcept("0123456789.-") < 0;
            if (depth is < 0 or > 16 || (!isNumber && !PdfTables.Calculations.Contains(word)))
                return "the function calculates with what it may not";
        }
        return depth == 0 ? null : "the braces of the function don't fit";
    }
}

/// <summary>Character maps: lines of the few kinds that we write.</summary>
internal static class PdfCMapText
{
    private static readonly string[] Fixed =
    [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CIDSystemInfo 3 dict dup begin", "/Registry (Adobe) def", "/Ordering (UCS) def",
        "/Ordering (Identity) def", "/Supplement 0 def", "end def", "/CMapName /Miyako def", "/CMapType 2 def", "/CMapType 1 def", "/WMode 0 def", "/WMode 1 def",
        "endcmap", "CMapName currentdict /CMap defineresource pop", "end",
    ];

    private static readonly string[] Blocks = ["codespacerange", "bfchar", "bfrange", "cidchar", "cidrange", "notdefchar", "notdefrange"];

    public static string? Fault(byte[] bytes)
    {
        foreach (var line in Encoding.Latin1.GetString(bytes).TrimEnd('\n').Split('\n'))
        {
            if (Fixed.Contains(line) || IsBlock(line) || IsEntry(line) || IsUse(line))
                continue;
            return "a line of the character map is none that we write";
        }
        return null;
    }

    private static bool IsUse(string line) => line.StartsWith('/') && line.EndsWith(" usecmap", StringComparison.Ordinal) && PdfTables.PredefinedCMaps.Contains(line[1..^8]);

    private static bool IsBlock(string line)
    {
        if (line.StartsWith("end", StringComparison.Ordinal))
            return Blocks.Contains(line[3..]);
        var begin = line.IndexOf(" begin", StringComparison.Ordinal);
        return begin is > 0 and <= 3 && line.AsSpan(0, begin).IndexOfAnyExceptInRange('0', '9') < 0 && Blocks.Contains(line[(begin + 6)..]);
    }

    private static bool IsEntry(string line) => line.StartsWith('<') && line.AsSpan().IndexOfAnyExcept("<>[] 0123456789ABCDEF") < 0;
}
