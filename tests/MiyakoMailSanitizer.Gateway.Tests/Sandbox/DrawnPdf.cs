using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MiyakoMailSanitizer.Gateway.Tests.Sandbox;

/// <summary>A word as <c>pdftotext -bbox</c> gives it: points from the left and upper edge of the upright page.</summary>
internal sealed record PdfWord(int Page, string Text, double Left, double Middle);

/// <summary>Makes PDFs, and reads them with the programs of poppler-utils.</summary>
internal static partial class DrawnPdf
{
    private const string Latin = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";

    private const string Japanese = "<</Type/Font/Subtype/Type0/BaseFont/IPAexGothic/Encoding/UniJIS-UTF16-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
        + "/BaseFont/IPAexGothic/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 6>>/FontDescriptor<</Type/FontDescriptor/FontName/IPAexGothic"
        + "/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>>>]>>";

    /// <summary>Text that is broken as a font program.</summary>
    private const string BrokenFont = "<</Type/Font/Subtype/TrueType/BaseFont/Broken/FirstChar 32/LastChar 32/Widths[500]/FontDescriptor<</Type/FontDescriptor"
        + "/FontName/Broken/Flags 32/FontBBox[0 0 9 9]/ItalicAngle 0/Ascent 1/Descent 0/CapHeight 1/StemV 1/FontFile2 6 0 R>>>>";

    public static bool IsInstalled { get; } = File.Exists("/usr/bin/pdftoppm") && File.Exists("/usr/bin/pdftotext") && Directory.Exists("/usr/share/poppler/cMap")
        && Directory.Exists("/usr/share/fonts/opentype/ipaexfont-gothic");

    /// <summary>A page with this content; the fonts F1 (Latin), F2 (Japanese, not embedded) and F3 (broken) are there.</summary>
    public static byte[] Page(string content, string keys = "/MediaBox[0 0 595 842]") => Pages([(content, keys)]);

    public static byte[] Pages(params ReadOnlySpan<(string Content, string Keys)> pages)
    {
        List<string> objects = ["<</Type/Catalog/Pages 2 0 R>>", "", Latin, Japanese, BrokenFont, "<</Length 9/Length1 9>>\nstream\nnot a one\nendstream"];
        var kids = new StringBuilder();
        foreach (var (content, keys) in pages)
        {
            kids.Append(CultureInfo.InvariantCulture, $"{objects.Count + 1} 0 R ");
            objects.Add($"<</Type/Page/Parent 2 0 R{keys}/Contents {objects.Count + 2} 0 R/Resources<</Font<</F1 3 0 R/F2 4 0 R/F3 5 0 R>>>>>>");
            objects.Add($"<</Length {content.Length}>>\nstream\n{content}\nendstream");
        }
        objects[1] = $"<</Type/Pages/Count {pages.Length}/Kids[{kids}]>>";
        var file = new StringBuilder("%PDF-1.7\n");
        var table = new StringBuilder();
        for (var i = 0; i < objects.Count; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{file.Length:D10} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {objects.Count + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    /// <summary>Operators that write text at a place.</summary>
    public static string At(int x, int y, string text, string font = "F1", int size = 24)
        => string.Create(CultureInfo.InvariantCulture, $"BT /{font} {size} Tf {x} {y} Td <{Hex(text, font)}> Tj ET\n");

    /// <summary>The words of all pages.</summary>
    public static List<PdfWord> Words(byte[] pdf)
    {
        var words = new List<PdfWord>();
        var page = 0;
        foreach (var line in Encoding.UTF8.GetString(Run("pdftotext", pdf, "-bbox", "-cropbox", "-", "-")).Split('\n'))
        {
            if (line.Contains("<page ", StringComparison.Ordinal))
                page++;
            else if (Word().Match(line) is { Success: true } m)
                words.Add(new(page, m.Groups[5].Value, Number(m.Groups[1]), (Number(m.Groups[2]) + Number(m.Groups[4])) / 2));
        }
        return words;
    }

    /// <summary>The first page as rows of grey pixels.</summary>
    public static (int Width, int Height, byte[] Pixels) Draw(byte[] pdf, int dpi)
    {
        var picture = Run("pdftoppm", pdf, "-gray", "-cropbox", "-l", "1", "-r", dpi.ToString(CultureInfo.InvariantCulture), "-");
        var head = Head().Match(Encoding.Latin1.GetString(picture.AsSpan(0, Math.Min(40, picture.Length))));
        return ((int)Number(head.Groups[1]), (int)Number(head.Groups[2]), picture[head.Length..]);
    }

    private static string Hex(string text, string font) => Convert.ToHexString((font == "F2" ? Encoding.BigEndianUnicode : Encoding.Latin1).GetBytes(text));

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    private static byte[] Run(string program, byte[] input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = new MemoryStream();
        var reading = Task.Run(() => process.StandardOutput.BaseStream.CopyTo(output));
        using (var stream = process.StandardInput.BaseStream)
            stream.Write(input);
        reading.Wait();
        process.WaitForExit();
        return output.ToArray();
    }

    [GeneratedRegex("""<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>""")]
    private static partial Regex Word();

    [GeneratedRegex(@"^P5\s(\d+)\s(\d+)\s255\s")]
    private static partial Regex Head();
}
