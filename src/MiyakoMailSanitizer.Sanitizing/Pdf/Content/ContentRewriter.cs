using System.Text;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Parts;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;
using MiyakoMailSanitizer.Sanitizing.Pdf.Writing;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Content;

/// <summary>
/// Reads a content stream operator by operator and writes those of the table anew. Resources get names of ours; pictures within the text become
/// pictures of their own; hidden layers are not painted; of marked content only replacement texts stay, which readers copy and search.
/// </summary>
internal sealed class ContentRewriter(PdfRebuild rebuild, PdfDictionary? resources, string where, ResourceBook? book = null)
{
    /// <summary>More saved graphics states at once make renderers slow and large.</summary>
    private const int MaxSaves = 512;

    private const int MaxOperands = 1_000, MaxActualText = 4_096;

    private enum Mark
    {
        Plain,
        Hidden,
        Text,
    }

    private readonly ByteBag _out = new(rebuild.File.Budget);
    private readonly List<PdfValue> _operands = [];
    private readonly Stack<Mark> _marks = new();
    private int _saves, _hidden;
    private bool _inText;

    public ResourceBook Book { get; } = book ?? new(rebuild, resources, where);

    /// <summary>Operators that a viewer runs, those of what is drawn within counted each time.</summary>
    public long Cost { get; private set; }

    /// <summary>Counts what is drawn besides the content.</summary>
    public void AddCost(long cost) => Cost += cost;

    public ReadOnlySpan<byte> Run(ReadOnlyMemory<byte> content)
    {
        var data = content.ToArray();
        var lexer = new PdfLexer(data, 0, data.Length, rebuild.File.Budget, isContent: true);
        try
        {
            while (lexer.Next() is { } token)
            {
                if (token is not PdfKeyword word)
                {
                    if (_operands.Count < MaxOperands)
                        _operands.Add(token);
                    continue;
                }
                Operator(word.Text, lexer, data);
                _operands.Clear();
            }
        }
        catch (PdfBrokenException e)
        {
            rebuild.Findings.Add("pdf.content-repaired", where, $"the rest of the content can't be read: {e.Message}");
        }
        Close();
        return _out.Filled;
    }

    private void Close()
    {
        if (_inText)
            Write("ET");
        while (_marks.TryPop(out var mark))
        {
            if (mark == Mark.Text)
                Write("EMC");
        }
        for (; _saves > 0; _saves--)
            Write("Q");
    }

    private void Operator(string name, PdfLexer lexer, byte[] data)
    {
        switch (name)
        {
            case "BMC" or "BDC":
                Begin(name == "BDC");
                return;
            case "EMC":
                End();
                return;
            case "MP" or "DP" or "BX" or "EX":
                return;
            case "BI":
                Inline(lexer, data);
                return;
            case "d0" or "d1" when book is null:
                return;
        }
        if (!Operators.Operands.TryGetValue(name, out var shape))
        {
            rebuild.Findings.Add("pdf.content-repaired", where, "unknown operators were left out");
            return;
        }
        if (!Fits(shape))
        {
            rebuild.Findings.Add("pdf.content-repaired", where, "operators with wrong operands were left out");
            return;
        }
        if (++Cost > rebuild.MaxCost)
            throw new PdfRefusedException("pdf.bomb", where, "drawing it takes too many steps");
        if (_hidden > 0 && Operators.Painting.Contains(name))
            Hide(name);
        else
            Known(name);
    }

    /// <summary>Takes the last operands, as viewers do, and looks at their kinds.</summary>
    private bool Fits(string shape)
    {
        if (shape == "*")
        {
            var last = _operands.Count - 1;
            return last >= 0 && last < 64 && !_operands.Where((o, i) => o is not PdfNumber && !(i == last && o is PdfName)).Any();
        }
        if (_operands.Count < shape.Length)
            return false;
        _operands.RemoveRange(0, _operands.Count - shape.Length);
        for (var i = 0; i < shape.Length; i++)
        {
            var fits = shape[i] switch
            {
                'n' => _operands[i] is PdfNumber,
                's' => _operands[i] is PdfString,
                'N' => _operands[i] is PdfName,
                'a' => _operands[i] is PdfArray array && array.Items.Count <= 64 && array.Items.TrueForAll(x => x is PdfNumber),
                _ => _operands[i] is PdfArray,
            };
            if (!fits)
                return false;
        }
        return true;
    }

    private void Hide(string name)
    {
        if (name is "'" or "\"")
            Write("T*");
        else if (!name.StartsWith('T') && name is not ("sh" or "Do"))
            Write("n");
    }

    private void Known(string name)
    {
        switch (name)
        {
            case "q":
                if (++_saves > MaxSaves)
                    throw new PdfRefusedException("pdf.bomb", where, $"more than {MaxSaves} graphics states are open at once");
                break;
            case "Q":
                if (_saves == 0)
                    return;
                _saves--;
                break;
            case "BT" or "ET":
                if (_inText == (name == "BT"))
                    return;
                _inText = !_inText;
                break;
            case "TJ":
                WriteText((PdfArray)_operands[0]);
                return;
            case "Do" or "gs" or "sh" or "cs" or "CS" or "Tf" or "scn" or "SCN" or "ri":
                if (!Rename(name))
                    return;
                break;
        }
        foreach (var operand in _operands)
            Write(operand);
        Write(name);
        if (name is "Tj" or "'" or "\"")
            Spell(((PdfString)_operands[^1]).Bytes.Length);
    }

    private void Spell(int length)
    {
        Cost += length * Book.GlyphCost;
        if (Cost > rebuild.MaxCost)
            throw new PdfRefusedException("pdf.bomb", where, "drawing it takes too many steps");
    }

    /// <summary>Gives the resource that is named its new name; false where there is none, so that the operator goes.</summary>
    private bool Rename(string name)
    {
        var last = name == "Tf" ? 0 : _operands.Count - 1;
        if (_operands[last] is not PdfName given)
            return true;
        if (name == "ri")
            return given.Text is "AbsoluteColorimetric" or "RelativeColorimetric" or "Saturation" or "Perceptual";
        var found = name switch
        {
            "Do" => Book.XObject(given.Text),
            "gs" => Book.State(given.Text),
            "sh" => Book.Shading(given.Text),
            "Tf" => Book.Font(given.Text),
            "cs" or "CS" => Book.ColorSpace(given.Text),
            _ => Book.Pattern(given.Text),
        };
        Cost += Book.LastCost;
        if (found is null)
            return false;
        _operands[last] = new PdfName(found);
        return true;
    }

    private void WriteText(PdfArray array)
    {
        array.Items.RemoveAll(i => i is not (PdfString or PdfNumber));
        _out.Add((byte)'[');
        foreach (var item in array.Items)
            Write(item);
        _out.Add("]TJ\n"u8);
        Spell(array.Items.Sum(i => (i as PdfString)?.Bytes.Length ?? 0));
    }

    private void Write(PdfValue operand)
    {
        switch (operand)
        {
            case PdfNumber number:
                Text(PdfFormatter.Number(number.Value));
                _out.Add((byte)' ');
                break;
            case PdfString text:
                Text($"<{Convert.ToHexString(text.Bytes)}>");
                break;
            case PdfName name:
                Text(PdfFormatter.Name(name.Text));
                _out.Add((byte)' ');
                break;
            case PdfArray array:
                _out.Add((byte)'[');
                foreach (var item in array.Items)
                    Write(item);
                _out.Add((byte)']');
                break;
        }
    }

    private void Write(string name)
    {
        Text(name);
        _out.Add((byte)'\n');
    }

    private void Text(string text)
    {
        var room = _out.Room(text.Length);
        _out.Take(Encoding.Latin1.GetBytes(text, room));
    }

    private void Begin(bool hasProperties)
    {
        var kind = Mark.Plain;
        if (hasProperties && _operands is [.., PdfName tag, var value])
        {
            var properties = value is PdfName named ? Book.Properties(named.Text) : value as PdfDictionary;
            if (tag.Text == "OC" && !rebuild.Layers.IsVisible(value is PdfName name ? Book.PropertiesValue(name.Text) : value))
                kind = Mark.Hidden;
            else if (properties is not null && rebuild.File.Resolve(properties["ActualText"]) is PdfString { Bytes.Length: <= MaxActualText } text)
                kind = Speak(text);
        }
        if (kind == Mark.Hidden)
        {
            _hidden++;
            rebuild.Findings.Add("pdf.hidden-layer", where, "what lies on layers that are not shown was left out");
        }
        _marks.Push(kind);
    }

    private Mark Speak(PdfString text)
    {
        if (_hidden > 0)
            return Mark.Plain;
        Text($"/Span <</ActualText <{Convert.ToHexString(text.Bytes)}>>>BDC\n");
        return Mark.Text;
    }

    private void End()
    {
        if (!_marks.TryPop(out var mark))
            return;
        if (mark == Mark.Hidden)
            _hidden--;
        else if (mark == Mark.Text)
            Write("EMC");
    }

    /// <summary>§8.9.7; the picture becomes one of the resources.</summary>
    private void Inline(PdfLexer lexer, byte[] data)
    {
        var dictionary = new PdfDictionary();
        string? key = null;
        while (lexer.Next() is { } token)
        {
            if (token is PdfKeyword { Text: "ID" })
                break;
            if (token is PdfKeyword { Text: "EI" })
                return;
            if (key is null)
                key = (token as PdfName)?.Text;
            else
                (dictionary[InlinePictures.LongKey(key)], key) = (token, null);
        }
        var start = Math.Min(lexer.At + 1, data.Length);
        var end = InlinePictures.FindEnd(data, start, dictionary, rebuild.File);
        lexer.At = Math.Min(end + 2, data.Length);
        var bytes = data.AsMemory(start, Math.Max(0, end - start));
        if (_hidden > 0 || Book.Inline(new PdfStream(dictionary, bytes, -1, 0)) is not { } name)
            return;
        Write(new PdfName(name));
        Write("Do");
        Cost += 2;
    }
}

/// <summary>Pictures between <c>BI</c> and <c>EI</c>.</summary>
internal static class InlinePictures
{
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["BPC"] = "BitsPerComponent",
        ["CS"] = "ColorSpace",
        ["D"] = "Decode",
        ["DP"] = "DecodeParms",
        ["F"] = "Filter",
        ["H"] = "Height",
        ["IM"] = "ImageMask",
        ["I"] = "Interpolate",
        ["W"] = "Width",
        ["L"] = "Length",
    };

    public static string LongKey(string key) => Keys.GetValueOrDefault(key, key);

    /// <summary>Where <c>EI</c> stands: behind white space, and what follows looks like content again.</summary>
    public static int FindEnd(byte[] data, int start, PdfDictionary dictionary, PdfFile file)
    {
        var at = start;
        if (dictionary["Filter"] is null or PdfArray { Items.Count: 0 } && file.Resolve(dictionary["ImageMask"]) is PdfBool { Value: true })
        {
            var length = ((file.Int(dictionary["Width"], 0) + 7L) / 8) * file.Int(dictionary["Height"], 0);
            at = (int)Math.Clamp(start + length, start, data.Length);
        }
        while (at < data.Length && data.AsSpan(at).IndexOf("EI"u8) is >= 0 and var next)
        {
            at += next;
            var isAlone = (at == start || PdfLexer.IsSpace(data[at - 1]) || at > start) && (at + 2 >= data.Length || PdfLexer.IsSpace(data[at + 2]));
            if (isAlone && (at == start || PdfLexer.IsSpace(data[at - 1]) || data[at - 1] is (byte)'>') && LooksLikeContent(data.AsSpan(at + 2)))
                return at;
            at += 2;
        }
        return data.Length;
    }

    private static bool LooksLikeContent(ReadOnlySpan<byte> rest)
    {
        foreach (var b in rest[..Math.Min(12, rest.Length)])
        {
            if (b is > 126 or (< 32 and not (0 or 9 or 10 or 12 or 13)))
                return false;
        }
        return true;
    }
}
