using MiyakoMailSanitizer.Sanitizing.Pdf.Model;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

/// <summary>The bytes of a stream, as far as its filters give bytes.</summary>
/// <param name="Bytes">Decoded up to the first filter of a picture.</param>
/// <param name="Picture">That filter by its long name, or empty.</param>
/// <param name="Parameters">Of that filter.</param>
/// <param name="IsPredicted">True where a predictor made the data smaller.</param>
internal sealed record Decoded(ReadOnlyMemory<byte> Bytes, string Picture, PdfDictionary Parameters, bool IsPredicted);

/// <summary>Undoes the filters of streams.</summary>
internal static class StreamDecoder
{
    /// <summary>More filters on each other are no honest stream.</summary>
    private const int MaxFilters = 8;

    private static readonly Dictionary<string, string> LongNames = new(StringComparer.Ordinal)
    {
        ["A85"] = "ASCII85Decode",
        ["AHx"] = "ASCIIHexDecode",
        ["CCF"] = "CCITTFaxDecode",
        ["DCT"] = "DCTDecode",
        ["Fl"] = "FlateDecode",
        ["LZW"] = "LZWDecode",
        ["RL"] = "RunLengthDecode",
    };

    /// <exception cref="PdfBrokenException">An unknown filter, or too many.</exception>
    public static Decoded Decode(PdfStream stream, PdfFile file)
    {
        var raw = file.Decrypt(stream);
        return Decode(raw, stream.Dictionary["Filter"] ?? stream.Dictionary["F"], stream.Dictionary["DecodeParms"] ?? stream.Dictionary["DP"], file);
    }

    /// <exception cref="PdfBrokenException">It is a picture's filter, or an unknown one.</exception>
    public static ReadOnlyMemory<byte> Bytes(PdfStream stream, PdfFile file)
        => Decode(stream, file) is { Picture: "" } decoded ? decoded.Bytes : throw new PdfBrokenException("a stream has the filter of a picture");

    public static Decoded Decode(ReadOnlyMemory<byte> bytes, PdfValue? filter, PdfValue? parms, PdfFile file)
    {
        var names = List(filter, file);
        var parameters = List(parms, file);
        if (names.Count > MaxFilters)
            throw new PdfBrokenException("a stream has too many filters");
        var isPredicted = false;
        for (var i = 0; i < names.Count; i++)
        {
            var own = i < parameters.Count ? file.Resolve(parameters[i]) as PdfDictionary ?? new() : new();
            var name = (file.Resolve(names[i]) as PdfName)?.Text ?? "";
            name = LongNames.GetValueOrDefault(name, name);
            if (name is "DCTDecode" or "CCITTFaxDecode" or "JPXDecode" or "JBIG2Decode")
                return i == names.Count - 1 ? new(bytes, name, own, false) : throw new PdfBrokenException("a filter stands behind that of a picture");
            bytes = Apply(name, bytes, own, file);
            if (name is "FlateDecode" or "LZWDecode")
            {
                bytes = Filters.Unpredict(bytes, own, file, file.Budget);
                isPredicted |= file.Int(own["Predictor"], 1) > 1;
            }
        }
        return new(bytes, "", new(), isPredicted);
    }

    private static ReadOnlyMemory<byte> Apply(string name, ReadOnlyMemory<byte> bytes, PdfDictionary parameters, PdfFile file) => name switch
    {
        "FlateDecode" => Filters.Flate(bytes, file.Budget),
        "LZWDecode" => Filters.Lzw(bytes.Span, file.Int(parameters["EarlyChange"], 1) != 0, file.Budget),
        "RunLengthDecode" => Filters.RunLength(bytes.Span, file.Budget),
        "ASCII85Decode" => Filters.Ascii85(bytes.Span, file.Budget),
        "ASCIIHexDecode" => Filters.AsciiHex(bytes.Span, file.Budget),
        "Crypt" => bytes,
        _ => throw new PdfBrokenException("a stream has an unknown filter"),
    };

    private static List<PdfValue> List(PdfValue? value, PdfFile file) => file.Resolve(value) switch
    {
        PdfArray array => array.Items,
        PdfNull => [],
        var one => [one],
    };
}
