using System.Text;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>Character maps (§9.7.5, §9.10.3): read entry by entry and written anew, as they are programs of PostScript.</summary>
internal static class CMaps
{
    private const int MaxEntries = 200_000, MaxBlock = 100, MaxTarget = 512;

    /// <summary>Null where nothing can be read.</summary>
    /// <param name="stream">The map.</param>
    /// <param name="isUnicode">True for ToUnicode; false for the encoding of a composite font.</param>
    /// <param name="rebuild">The document.</param>
    public static PdfReference? Copy(PdfStream stream, bool isUnicode, PdfRebuild rebuild)
    {
        var data = StreamDecoder.Bytes(stream, rebuild.File).ToArray();
        var lexer = new PdfLexer(data, 0, data.Length, rebuild.File.Budget, isContent: true);
        var writer = new Entries();
        var operands = new List<PdfValue>();
        while (lexer.Next() is { } token)
        {
            if (token is not PdfKeyword word)
            {
                operands.Add(token);
                if (operands.Count > MaxEntries)
                    break;
                continue;
            }
            Take(word.Text, operands, writer, isUnicode);
            operands.Clear();
            if (writer.Count > MaxEntries)
                break;
        }
        if (writer.Count == 0)
            return null;
        var wmode = rebuild.File.Int(stream.Dictionary["WMode"], writer.IsVertical ? 1 : 0) == 1;
        var head = new PdfDictionary();
        if (!isUnicode)
        {
            head.WithName("Type", "CMap").WithName("CMapName", "Miyako").With("CIDSystemInfo", SystemInfo()).With("WMode", wmode ? 1 : 0);
            if (UseCMap(stream, writer, rebuild) is { } use)
                head.WithName("UseCMap", writer.Used = use);
        }
        return rebuild.Writer.AddShared(head, Encoding.ASCII.GetBytes(writer.ToText(isUnicode, wmode)));
    }

    private static string? UseCMap(PdfStream stream, Entries writer, PdfRebuild rebuild)
        => (rebuild.File.Name(stream.Dictionary["UseCMap"]) ?? writer.Used) is { } name && Fonts.PredefinedCMaps.Contains(name) ? name : null;

    public static PdfDictionary SystemInfo()
        => new PdfDictionary().With("Registry", new PdfString([.. "Adobe"u8])).With("Ordering", new PdfString([.. "Identity"u8])).With("Supplement", 0);

    private static void Take(string word, List<PdfValue> operands, Entries writer, bool isUnicode)
    {
        switch (word)
        {
            case "usecmap" when operands is [.., PdfName name]:
                writer.Used = name.Text;
                break;
            case "def" when operands is [PdfName { Text: "WMode" }, PdfNumber mode]:
                writer.IsVertical = mode.Int == 1;
                break;
            case "endcodespacerange":
                Pairs(operands, 2, v => v is [PdfString { Bytes.Length: >= 1 and <= 4 } a, PdfString b] && a.Bytes.Length == b.Bytes.Length, "codespacerange", writer);
                break;
            case "endbfchar" when isUnicode:
                Pairs(operands, 2, v => IsCode(v[0]) && IsTarget(v[1]), "bfchar", writer);
                break;
            case "endbfrange" when isUnicode:
                Pairs(operands, 3, v => IsCode(v[0]) && IsCode(v[1]) && (IsTarget(v[2]) || v[2] is PdfArray a && a.Items.TrueForAll(IsTarget)), "bfrange", writer);
                break;
            case "endcidchar" or "endnotdefchar" when !isUnicode:
                Pairs(operands, 2, v => IsCode(v[0]) && v[1] is PdfNumber, word[3..], writer);
                break;
            case "endcidrange" or "endnotdefrange" when !isUnicode:
                Pairs(operands, 3, v => IsCode(v[0]) && IsCode(v[1]) && v[2] is PdfNumber, word[3..], writer);
                break;
        }
    }

    private static bool IsCode(PdfValue value) => value is PdfString { Bytes.Length: >= 1 and <= 4 };

    private static bool IsTarget(PdfValue value) => value is PdfString { Bytes.Length: <= MaxTarget };

    private static void Pairs(List<PdfValue> operands, int size, Func<PdfValue[], bool> isSound, string kind, Entries writer)
    {
        for (var i = 0; i + size <= operands.Count; i += size)
        {
            var entry = operands.GetRange(i, size).ToArray();
            if (isSound(entry))
                writer.Add(kind, entry);
        }
    }

    private sealed class Entries
    {
        private readonly List<(string Kind, string Line)> _lines = [];

        public int Count => _lines.Count;
        public bool IsVertical { get; set; }
        public string? Used { get; set; }

        public void Add(string kind, PdfValue[] entry) => _lines.Add((kind, string.Join(' ', entry.Select(Text))));

        private static string Text(PdfValue value) => value switch
        {
            PdfString text => $"<{Convert.ToHexString(text.Bytes)}>",
            PdfArray array => $"[{string.Join(' ', array.Items.Select(Text))}]",
            PdfNumber number => Math.Clamp(number.Int, 0, 65_535).ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => "",
        };

        public string ToText(bool isUnicode, bool isVertical)
        {
            var text = new StringBuilder("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo 3 dict dup begin\n/Registry (Adobe) def\n");
            text.Append(isUnicode ? "/Ordering (UCS) def\n" : "/Ordering (Identity) def\n").Append("/Supplement 0 def\nend def\n/CMapName /Miyako def\n");
            text.Append(isUnicode ? "/CMapType 2 def\n" : $"/CMapType 1 def\n/WMode {(isVertical ? 1 : 0)} def\n");
            if (!isUnicode && Used is not null)
                text.Append('/').Append(Used).Append(" usecmap\n");
            if (isUnicode && !_lines.Exists(l => l.Kind == "codespacerange"))
                text.Append("1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
            // In their order: of two entries for one code, which one counts hangs on it.
            for (var i = 0; i < _lines.Count;)
            {
                var (kind, count) = (_lines[i].Kind, 1);
                while (count < MaxBlock && i + count < _lines.Count && _lines[i + count].Kind == kind)
                    count++;
                text.Append(count).Append(" begin").Append(kind).Append('\n');
                for (var j = i; j < i + count; j++)
                    text.Append(_lines[j].Line).Append('\n');
                text.Append("end").Append(kind).Append('\n');
                i += count;
            }
            return text.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
        }
    }
}
