using System.Text;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>Writes the entries of a character map in the one form that the verifier knows.</summary>
internal sealed class CMapText
{
    private const int MaxBlock = 100;

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
