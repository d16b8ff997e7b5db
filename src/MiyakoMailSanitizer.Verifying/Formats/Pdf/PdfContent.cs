namespace MiyakoMailSanitizer.Verifying.Formats.Pdf;

/// <summary>A content stream: operators of the table with operands of their kinds, saved states and marks in pairs.</summary>
internal sealed class PdfContent(byte[] bytes, bool isGlyph)
{
    private const int MaxSaves = 520, MaxActualText = 4_096;
    private const string Resource = "FXGCPS";

    private readonly List<PdfNode> _operands = [];
    private int _saves, _marks;

    /// <summary>Null, or what is wrong.</summary>
    public string? Fault()
    {
        var reader = new PdfValueReader(bytes, 0);
        while (!reader.IsAtEnd)
        {
            if (reader.Take("/Span <</ActualText <"u8))
            {
                if (reader.Hex() is not { Bytes.Length: <= MaxActualText } || !reader.Take(">>BDC\n"u8))
                    return "a mark of the content is none that we write";
                _marks++;
                continue;
            }
            if (reader.Take(" "u8) || reader.Take("\n"u8))
                continue;
            if (Operand(reader) is { } operand)
            {
                _operands.Add(operand);
                if (_operands.Count > 64)
                    return "an operator of the content has too many operands";
                continue;
            }
            if (Operator(reader.Word()) is { } fault)
                return fault;
            _operands.Clear();
        }
        return _operands.Count == 0 && _saves == 0 && _marks == 0 ? null : "the content ends within something";
    }

    private static PdfNode? Operand(PdfValueReader reader)
    {
        if (reader.Take("/"u8))
            return reader.Name() ?? new(PdfKind.Null);
        if (reader.Take("<"u8))
            return reader.Hex() ?? new(PdfKind.Null);
        if (!reader.Take("["u8))
            return reader.Number();
        var array = new PdfNode(PdfKind.Array);
        while (!reader.Take("]"u8))
        {
            if (reader.Take(" "u8))
                continue;
            if ((reader.Take("<"u8) ? reader.Hex() : reader.Number()) is not { } item)
                return new(PdfKind.Null);
            array.Items.Add(item);
        }
        return array;
    }

    private string? Operator(string word)
    {
        if (!PdfTables.Operators.TryGetValue(word, out var shape))
            return "the content has an operator that we don't write";
        if (!Fits(shape))
            return $"the operands of {word} are none that we write";
        if (word is "d0" or "d1" && !isGlyph)
            return "the content has an operator of glyphs";
        _saves += word switch { "q" => 1, "Q" => -1, _ => 0 };
        _marks -= word == "EMC" ? 1 : 0;
        return _saves is < 0 or > MaxSaves || _marks < 0 ? "the content opens and closes what does not fit" : null;
    }

    private bool Fits(string shape)
    {
        if (shape == "*")
            return _operands.Count > 0 && _operands[..^1].TrueForAll(o => o.Kind == PdfKind.Number) && (_operands[^1].Kind == PdfKind.Number || IsResource(_operands[^1]));
        if (_operands.Count != shape.Length)
            return false;
        for (var i = 0; i < shape.Length; i++)
        {
            var operand = _operands[i];
            var fits = shape[i] switch
            {
                'n' => operand.Kind == PdfKind.Number,
                's' => operand.Kind == PdfKind.String,
                'N' => operand.Kind == PdfKind.Name && (IsResource(operand) || IsWord(operand.Text)),
                'a' => operand.Kind == PdfKind.Array && operand.Items.TrueForAll(x => x.Kind == PdfKind.Number),
                _ => operand.Kind == PdfKind.Array,
            };
            if (!fits)
                return false;
        }
        return true;
    }

    /// <summary>A letter and a number, as our names of resources are.</summary>
    private static bool IsResource(PdfNode node)
        => node.Kind == PdfKind.Name && node.Text.Length is > 1 and < 9 && Resource.Contains(node.Text[0], StringComparison.Ordinal)
            && node.Text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsWord(string name) => name is "DeviceGray" or "DeviceRGB" or "DeviceCMYK" or "Pattern" or "AbsoluteColorimetric" or "RelativeColorimetric"
        or "Saturation" or "Perceptual";
}
