using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Office;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

/// <summary>What the section <c>office</c> of the rules changes.</summary>
public sealed class OfficeOptionsTests
{
    private static (string Text, IEnumerable<string> Codes) Treat(DocumentBuilder document, string name, OfficeOptions options)
    {
        var content = document.Build();
        var report = Engines.With(p => p with { Office = options }).Treat(new(name, "", content), Engines.Context, CancellationToken.None);
        return (RawDocument.AllText(report.Delivered()), report.Codes());
    }

    [Theory]
    [InlineData(RevisionStyle.Keep)]
    [InlineData(RevisionStyle.Accept)]
    public void Tracked_changes_stay_or_are_accepted(RevisionStyle style)
    {
        var document = DocumentBuilder.Word("""
            <w:p><w:ins w:id="1" w:author="a"><w:r><w:t>added</w:t></w:r></w:ins><w:del w:id="2" w:author="a"><w:r><w:delText>taken</w:delText></w:r></w:del></w:p>
            """);

        var (text, codes) = Treat(document, "a.docx", new() { Revisions = style });

        Assert.Contains("added", text, StringComparison.Ordinal);
        Assert.Equal(style == RevisionStyle.Keep, text.Contains("taken", StringComparison.Ordinal));
        Assert.Equal(style == RevisionStyle.Keep, text.Contains("<w:ins", StringComparison.Ordinal));
        Assert.Equal(style == RevisionStyle.Accept, codes.Contains("office.revision"));
    }

    [Theory]
    [InlineData(KeepOrRemove.Keep)]
    [InlineData(KeepOrRemove.Remove)]
    public void Comments_stay_or_go_with_what_leads_to_them(KeepOrRemove choice)
    {
        var document = DocumentBuilder.Word("""<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>x</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>""")
            .Part("word/comments.xml", DocumentBuilder.Open + "wordprocessingml.comments+xml",
                $"""<w:comments xmlns:w="{DocumentBuilder.W}"><w:comment w:id="0" w:author="a"><w:p><w:r><w:t>remark</w:t></w:r></w:p></w:comment></w:comments>""")
            .Relate("word/document.xml", "rId9", "comments", "comments.xml");

        var (text, codes) = Treat(document, "a.docx", new() { Comments = choice });

        var isKept = choice == KeepOrRemove.Keep;
        Assert.Equal(isKept, text.Contains("remark", StringComparison.Ordinal));
        Assert.Equal(isKept, text.Contains("commentReference", StringComparison.Ordinal));
        Assert.Equal(!isKept, codes.Contains("office.comment"));
    }

    [Theory]
    [InlineData(VeryHiddenSheets.Show)]
    [InlineData(VeryHiddenSheets.Remove)]
    public void Very_hidden_sheets_are_shown_or_go(VeryHiddenSheets choice)
    {
        var document = DocumentBuilder.Excel(sheets: "<sheet name=\"h\" sheetId=\"2\" state=\"veryHidden\" r:id=\"rId2\"/>")
            .Part("xl/worksheets/sheet2.xml", DocumentBuilder.Open + "spreadsheetml.worksheet+xml",
                $"<worksheet xmlns=\"{DocumentBuilder.X}\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>below</t></is></c></row></sheetData></worksheet>")
            .Relate("xl/workbook.xml", "rId2", "worksheet", "worksheets/sheet2.xml");

        var (text, codes) = Treat(document, "a.xlsx", new() { VeryHiddenSheets = choice });

        Assert.Equal(choice == VeryHiddenSheets.Show, text.Contains("below", StringComparison.Ordinal));
        Assert.DoesNotContain("veryHidden", text, StringComparison.Ordinal);
        Assert.Contains("office.hidden-sheet", codes);
    }

    [Theory]
    [InlineData(FormulaStyle.Safe, true)]
    [InlineData(FormulaStyle.Values, false)]
    public void Formulas_stay_or_leave_their_values(FormulaStyle style, bool isKept)
    {
        var document = DocumentBuilder.Excel("<row r=\"2\"><c r=\"A2\"><f>SUM(B1:B9)</f><v>42</v></c></row>");

        var (text, _) = Treat(document, "a.xlsx", new() { Formulas = style });

        Assert.Equal(isKept, text.Contains("<f>SUM(B1:B9)</f>", StringComparison.Ordinal));
        Assert.Contains("<v>42</v>", text, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, LinkStyle> Links
    {
        get
        {
            var data = new TheoryData<string, string, LinkStyle>();
            foreach (var style in Enum.GetValues<LinkStyle>())
            {
                data.Add("link", "a.docx", style);
                data.Add("field", "a.docx", style);
                data.Add("cell", "a.xlsx", style);
                data.Add("text", "a.pptx", style);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Links))]
    public void Links_stay_as_they_are_or_lead_nowhere(string kind, string name, LinkStyle style)
    {
        const string Target = "https://www.example.jp/page";
        var document = kind switch
        {
            "link" => DocumentBuilder.Word("<w:p><w:hyperlink r:id=\"rId9\"><w:r><w:t>shown</w:t></w:r></w:hyperlink></w:p>")
                .Relate("word/document.xml", "rId9", "hyperlink", Target, isExternal: true),
            "field" => DocumentBuilder.Word($"<w:p><w:fldSimple w:instr='HYPERLINK \"{Target}\"'><w:r><w:t>shown</w:t></w:r></w:fldSimple></w:p>"),
            "cell" => DocumentBuilder.Excel(afterData: "<hyperlinks><hyperlink ref=\"A1\" r:id=\"rId9\"/></hyperlinks>")
                .Relate("xl/worksheets/sheet1.xml", "rId9", "hyperlink", Target, isExternal: true),
            _ => DocumentBuilder.Show(run: "<a:rPr><a:hlinkClick r:id=\"rId9\"/></a:rPr>")
                .Relate("ppt/slides/slide1.xml", "rId9", "hyperlink", Target, isExternal: true),
        };

        var (text, codes) = Treat(document, name, new() { Links = style });

        Assert.Equal(style == LinkStyle.Keep, text.Contains(Target, StringComparison.Ordinal));
        Assert.Equal(style != LinkStyle.Keep, codes.Contains("office.link"));
        if (style == LinkStyle.Defang && kind != "field")
            Assert.Contains("hxxps://www[.]example[.]jp", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_is_lost_is_counted()
    {
        var document = DocumentBuilder.Word("<w:p><w:r><w:pict><v:shape><v:imagedata r:id=\"rId9\"/></v:shape></w:pict></w:r></w:p>")
            .Part("word/media/p.emf", "image/x-emf", [1, 0, 0, 0, .. new byte[200]]).Relate("word/document.xml", "rId9", "image", "media/p.emf");

        var report = Engines.Standard.Treat(new("a.docx", "", document.Build()), Engines.Context, CancellationToken.None);

        Assert.Contains(report.Outcome.Findings, f => f.Code == "office.content-lost" && f.Detail.Contains("pictures 0 of 1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_chart_of_another_workbook_keeps_its_values()
    {
        const string C = "http://schemas.openxmlformats.org/drawingml/2006/chart";
        var document = DocumentBuilder.Excel(afterData: "<drawing r:id=\"rId9\"/>")
            .Part("xl/drawings/drawing1.xml", DocumentBuilder.Open + "drawing+xml", $"""
                <xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="{DocumentBuilder.A}"><xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="9" cy="9"/><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="c"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></xdr:xfrm><a:graphic><a:graphicData uri="{C}"><c:chart xmlns:c="{C}" xmlns:r="{DocumentBuilder.R}" r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:absoluteAnchor></xdr:wsDr>
                """)
            .Part("xl/charts/chart1.xml", DocumentBuilder.Open + "drawingml.chart+xml", $"""
                <c:chartSpace xmlns:c="{C}"><c:chart><c:plotArea><c:pieChart><c:ser><c:idx val="0"/><c:order val="0"/><c:val><c:numRef><c:f>[1]evilmark!$A$1</c:f><c:numCache><c:ptCount val="1"/><c:pt idx="0"><c:v>4711</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:pieChart></c:plotArea></c:chart></c:chartSpace>
                """)
            .Relate("xl/worksheets/sheet1.xml", "rId9", "drawing", "../drawings/drawing1.xml")
            .Relate("xl/drawings/drawing1.xml", "rId1", "chart", "../charts/chart1.xml");

        var (text, codes) = Treat(document, "a.xlsx", new());

        Assert.Contains("4711", text, StringComparison.Ordinal);
        Assert.Contains(">#REF!</c:f>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("evilmark", text, StringComparison.Ordinal);
        Assert.Contains("office.external-link", codes);
        RawDocument.AssertVerified(document.Build(), "a.xlsx");
    }
}
