using System.Text;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.PdfDocuments;

public sealed class PdfAsTextTests
{
    private static readonly SanitizeEngine Engine = Engines.With(p => p with { Rules = new([new Rule("text", new Condition(), Treatment.Convert)]) });

    private static (FileReport Report, string Text) Convert(byte[] pdf)
    {
        var report = Engine.Treat(new("a.pdf", "application/pdf", pdf), Engines.Context, CancellationToken.None);
        var converted = Assert.IsType<Outcome.Converted>(report.Outcome);
        return (report, Encoding.UTF8.GetString(converted.File.Content.Span));
    }

    [Fact]
    public void Text_comes_with_marks_of_pages()
    {
        var (_, text) = Convert(new PdfBuilder().Build("BT /F1 12 Tf 72 700 Td (Hello) Tj 40 0 Td (world) Tj ET"));
        Assert.Contains("----- 1 / 1 -----", text, StringComparison.Ordinal);
        Assert.Contains("Hello world", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_columns_are_read_one_after_the_other()
    {
        var content = new StringBuilder("BT /F1 10 Tf ");
        for (var i = 0; i < 6; i++)
        {
            content.Append(System.Globalization.CultureInfo.InvariantCulture, $"1 0 0 1 50 {700 - (i * 12)} Tm (left line {i} of the first column) Tj ")
                .Append(System.Globalization.CultureInfo.InvariantCulture, $"1 0 0 1 320 {700 - (i * 12)} Tm (right line {i} of the second column) Tj ");
        }
        var (_, text) = Convert(new PdfBuilder().Build(content.Append("ET").ToString()));
        Assert.True(text.IndexOf("left line 5", StringComparison.Ordinal) < text.IndexOf("right line 0", StringComparison.Ordinal), text);
    }

    [Fact]
    public void A_page_without_text_says_so()
    {
        var (report, text) = Convert(new PdfBuilder().Build("0 0 9 9 re f"));
        Assert.Contains("pdf.no-text", report.Codes());
        Assert.Contains("文字の情報がありません", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Vertical_lines_are_read_from_right_to_left()
    {
        var pdf = new PdfBuilder().Add(5, "<</Type/Font/Subtype/Type0/BaseFont/MS-Mincho/Encoding/UniJIS-UTF16-V/DescendantFonts[6 0 R]>>")
            .Add(6, "<</Type/Font/Subtype/CIDFontType2/BaseFont/MS-Mincho/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>/FontDescriptor 7 0 R>>")
            .Add(7, "<</Type/FontDescriptor/FontName/MS-Mincho/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>")
            .Build("BT /F1 12 Tf 1 0 0 1 300 700 Tm <67714EAC90FD> Tj 1 0 0 1 280 700 Tm <5E025F796240> Tj ET");
        var (_, text) = Convert(pdf);
        Assert.True(text.IndexOf("東京都", StringComparison.Ordinal) is >= 0 and var first && first < text.IndexOf("市役所", StringComparison.Ordinal), text);
    }
}
