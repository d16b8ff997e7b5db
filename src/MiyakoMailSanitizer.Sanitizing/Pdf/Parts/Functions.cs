using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;
using MiyakoMailSanitizer.Sanitizing.Pdf.Writing;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>Functions (§7.10).</summary>
internal sealed class Functions(PdfRebuild rebuild)
{
    private const int MaxDepth = 6, MaxParts = 2_000, MaxInputs = 32, MaxTokens = 5_000, MaxBraces = 16;

    private static readonly HashSet<string> Calculations = new(
        ("abs add atan ceiling cos cvi cvr div exp floor idiv ln log mod mul neg round sin sqrt sub truncate and bitshift eq false ge gt le lt ne not or "
        + "true xor if ifelse copy dup exch index pop roll").Split(' '), StringComparer.Ordinal);

    private readonly Copies _copies = new(rebuild);

    /// <summary>Null where it is none that can be read.</summary>
    public PdfValue? Copy(PdfValue? value, string where, int depth = 0)
    {
        var source = rebuild.File.Resolve(value);
        return source is PdfNull || depth > MaxDepth ? null : _copies.Of(source, where, () => (Read(source, where, depth), 0)).Copy;
    }

    /// <summary>One function, or an array of such.</summary>
    public PdfValue? OneOrMore(PdfValue? value, string where)
    {
        if (rebuild.File.Array(value) is not { } array)
            return Copy(value, where);
        var copies = array.Items.Take(MaxInputs).Select(f => Copy(f, where)).ToList();
        return copies.Contains(null) ? null : new PdfArray([.. copies.OfType<PdfValue>()]);
    }

    private PdfValue? Read(PdfValue value, string where, int depth)
    {
        var file = rebuild.File;
        if (file.Dictionary(value) is not { } source || file.Numbers64(source["Domain"], 2, MaxInputs * 2) is not { } domain)
            return null;
        var kind = file.Int(source["FunctionType"], -1);
        var range = file.Numbers64(source["Range"], 2, MaxInputs * 2);
        var copy = new PdfDictionary().With("FunctionType", kind).With("Domain", PdfArray.Of(domain)).With("Range", range is null ? null : PdfArray.Of(range));
        return kind switch
        {
            0 when range is not null && value is PdfStream samples => Sampled(samples, copy, domain.Length / 2, range.Length / 2),
            2 => Exponential(source, copy),
            3 => Stitched(source, copy, where, depth),
            4 when range is not null && value is PdfStream program => Calculator(program, copy),
            _ => null,
        };
    }

    private PdfReference? Sampled(PdfStream stream, PdfDictionary copy, int inputs, int outputs)
    {
        var file = rebuild.File;
        var source = stream.Dictionary;
        var bits = file.Int(source["BitsPerSample"], 8);
        if (file.Numbers64(source["Size"], inputs, inputs) is not { } size || bits is not (1 or 2 or 4 or 8 or 12 or 16 or 24 or 32) || size.Any(s => s is < 1 or > 65_536))
            return null;
        var total = ((size.Aggregate(1d, (a, b) => a * Math.Truncate(b)) * outputs * bits) + 7) / 8;
        var data = StreamDecoder.Bytes(stream, file);
        if (total > 1 << 26)
            return null;
        copy.With("Size", PdfArray.Of(size)).With("BitsPerSample", bits);
        copy["Encode"] = rebuild.Numbers(source["Encode"], inputs * 2);
        copy["Decode"] = rebuild.Numbers(source["Decode"], outputs * 2);
        return rebuild.Writer.AddShared(copy, Exactly(data, (int)total).Span);
    }

    /// <summary>As many bytes as there must be; what is missing is 0.</summary>
    public ReadOnlyMemory<byte> Exactly(ReadOnlyMemory<byte> data, int length)
    {
        if (data.Length >= length)
            return data[..length];
        rebuild.File.Budget.Spend(length);
        var whole = new byte[length];
        data.CopyTo(whole);
        return whole;
    }

    private PdfDictionary? Exponential(PdfDictionary source, PdfDictionary copy)
    {
        var file = rebuild.File;
        copy["C0"] = file.Numbers64(source["C0"], 1, MaxInputs) is { } c0 ? PdfArray.Of(c0) : null;
        copy["C1"] = file.Numbers64(source["C1"], 1, MaxInputs) is { } c1 ? PdfArray.Of(c1) : null;
        return copy.With("N", file.Number(source["N"]) ?? 1);
    }

    private PdfDictionary? Stitched(PdfDictionary source, PdfDictionary copy, string where, int depth)
    {
        var file = rebuild.File;
        if (file.Array(source["Functions"]) is not { Items: { Count: > 0 and <= MaxParts } parts })
            return null;
        var copies = parts.Select(p => Copy(p, where, depth + 1)).ToList();
        if (copies.Contains(null) || file.Numbers64(source["Bounds"], parts.Count - 1, parts.Count - 1) is not { } bounds
            || file.Numbers64(source["Encode"], parts.Count * 2, parts.Count * 2) is not { } encode)
        {
            return null;
        }
        return copy.With("Functions", new PdfArray([.. copies.OfType<PdfValue>()])).With("Bounds", PdfArray.Of(bounds)).With("Encode", PdfArray.Of(encode));
    }

    /// <summary>§7.10.5: only what calculates, and not much of it.</summary>
    private PdfReference? Calculator(PdfStream stream, PdfDictionary copy)
    {
        var data = StreamDecoder.Bytes(stream, rebuild.File).ToArray();
        var lexer = new PdfLexer(data, 0, data.Length, rebuild.File.Budget, isContent: true);
        var text = new System.Text.StringBuilder();
        int depth = 0, tokens = 0;
        while (lexer.Next() is { } token)
        {
            var word = token switch
            {
                PdfNumber number => PdfFormatter.Number(number.Value),
                PdfBool flag => flag.Value ? "true" : "false",
                PdfKeyword { Text: "{" or "}" } brace => brace.Text,
                PdfKeyword known when Calculations.Contains(known.Text) => known.Text,
                _ => null,
            };
            depth += word switch { "{" => 1, "}" => -1, _ => 0 };
            if (word is null || ++tokens > MaxTokens || depth is < 0 or > MaxBraces || (depth == 0 && word != "}"))
                return null;
            text.Append(word).Append(' ');
            if (depth == 0)
                break;
        }
        return depth != 0 || tokens == 0 ? null : rebuild.Writer.AddShared(copy, System.Text.Encoding.ASCII.GetBytes(text.ToString()));
    }
}
