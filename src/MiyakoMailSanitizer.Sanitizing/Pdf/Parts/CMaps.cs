using System.Text;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>Character maps (§9.7.5, §9.10.3): read entry by entry and written anew, as they are programs of PostScript.</summary>
internal static class CMaps
{
    private const int MaxEntries = 200_000, MaxTarget = 512;

    /// <summary>Null where nothing can be read.</summary>
    /// <param name="stream">The map.</param>
    /// <param name="isUnicode">True for ToUnicode; false for the encoding of a composite font.</param>
    /// <param name="rebuild">The document.</param>
    public static PdfReference? Copy(PdfStream stream, bool isUnicode, PdfRebuild rebuild)
    {
        var data = StreamDecoder.Bytes(stream, rebuild.File).ToArray();
        var lexer = new PdfLexer(data, 0, data.Length, rebuild.File.Budget, isContent: true);
        var writer = new CMapText();
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

    private static string? UseCMap(PdfStream stream, CMapText writer, PdfRebuild rebuild)
        => (rebuild.File.Name(stream.Dictionary["UseCMap"]) ?? writer.Used) is { } name && Fonts.PredefinedCMaps.Contains(name) ? name : null;

    public static PdfDictionary SystemInfo()
        => new PdfDictionary().With("Registry", new PdfString([.. "Adobe"u8])).With("Ordering", new PdfString([.. "Identity"u8])).With("Supplement", 0);

    private static void Take(string word, List<PdfValue> operands, CMapText writer, bool isUnicode)
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

    private static void Pairs(List<PdfValue> operands, int size, Func<PdfValue[], bool> isSound, string kind, CMapText writer)
    {
        for (var i = 0; i + size <= operands.Count; i += size)
        {
            var entry = operands.GetRange(i, size).ToArray();
            if (isSound(entry))
                writer.Add(kind, entry);
        }
    }
}
