using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.PdfDocuments;

public sealed class PdfAttackTests
{
    private const string Mark = "EVILPAYLOAD";

    /// <summary>Each thing, the code that names it, and the words that may not come out.</summary>
    private static readonly (string Code, string Value, string[] Words)[] Actions =
    [
        ("pdf.javascript", $"<</S/JavaScript/JS({Mark})>>", ["JavaScript", "/JS"]),
        ("pdf.launch", $"<</S/Launch/F({Mark})/Win<</F({Mark})>>>>", ["Launch"]),
        ("pdf.goto-remote", $"<</S/GoToR/F({Mark})/D[0/Fit]>>", ["GoToR"]),
        ("pdf.goto-remote", $"<</S/GoToE/F({Mark})/D[0/Fit]>>", ["GoToE"]),
        ("pdf.submit-form", $"<</S/SubmitForm/F(http://{Mark})>>", ["SubmitForm"]),
        ("pdf.import-data", $"<</S/ImportData/F({Mark})>>", ["ImportData"]),
        ("pdf.reset-form", "<</S/ResetForm>>", ["ResetForm"]),
        ("pdf.named-action", "<</S/Named/N/Print>>", ["Named", "Print"]),
        ("pdf.media", "<</S/Rendition/OP 0>>", ["Rendition"]),
        ("pdf.media", "<</S/Movie>>", ["Movie"]),
        ("pdf.media", "<</S/Sound>>", ["Sound"]),
        ("pdf.rich-media", "<</S/RichMediaExecute>>", ["RichMedia"]),
        ("pdf.rich-media", "<</S/GoTo3DView>>", ["GoTo3DView"]),
        ("pdf.thread", "<</S/Thread/D 0>>", ["Thread"]),
        ("pdf.transition", "<</S/Trans/Trans<</S/Wipe>>>>", ["Trans"]),
        ("pdf.layer-action", "<</S/SetOCGState/State[]>>", ["SetOCGState"]),
        ("pdf.hide-action", "<</S/Hide/T(x)>>", ["Hide"]),
        ("pdf.uri-removed", $"<</S/URI/URI(file:///{Mark})>>", ["file:"]),
        ("pdf.uri-removed", $"<</S/URI/URI(javascript:{Mark})>>", ["javascript"]),
    ];

    private static readonly string[] Places = ["open", "page", "annotation", "field", "names", "outline"];

    private static readonly string[] Disguises = ["plain", "escaped", "packed", "doubled", "next"];

    public static TheoryData<int, string, string> All
    {
        get
        {
            var data = new TheoryData<int, string, string>();
            for (var i = 0; i < Actions.Length; i++)
            {
                foreach (var place in Places)
                {
                    foreach (var disguise in Disguises)
                        data.Add(i, place, disguise);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_action_is_named_and_gone(int index, string place, string disguise)
    {
        var (code, value, words) = Actions[index];
        var action = disguise switch { "escaped" => Escape(value), "next" => $"<</S/GoTo/D[3 0 R/Fit]/Next {value}>>", _ => value };
        var builder = new PdfBuilder { IsPacked = disguise == "packed" }.Add(10, action);
        var key = disguise == "doubled" ? "/A 10 0 R/A<<>>" : "/A 10 0 R";
        switch (place)
        {
            case "open":
                builder.CatalogKeys = "/OpenAction 10 0 R";
                break;
            case "page":
                builder.PageKeys = "/AA<</O 10 0 R>>";
                break;
            case "annotation":
                builder.PageKeys = $"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]{key}>>]";
                break;
            case "field":
                builder.CatalogKeys = "/AcroForm<</Fields[11 0 R]>>";
                builder.PageKeys = "/Annots[11 0 R]";
                builder.Add(11, $"<</Type/Annot/Subtype/Widget/FT/Tx/T(x)/Rect[0 0 9 9]{key}>>");
                break;
            case "names":
                builder.CatalogKeys = "/Names<</JavaScript<</Names[(a) 10 0 R]>>>>";
                break;
            default:
                builder.CatalogKeys = "/Outlines 11 0 R";
                builder.Add(11, "<</First 12 0 R/Last 12 0 R>>").Add(12, $"<</Title(t)/Parent 11 0 R{key}>>");
                break;
        }
        var pdf = builder.Build();
        var report = PdfRun.Treat(pdf);
        Assert.Contains(code, report.Codes());
        var output = PdfRun.Open(PdfRun.Rebuilt(report, pdf));
        Assert.All([Mark, Convert.ToHexString(Encoding.ASCII.GetBytes(Mark)), "OpenAction", "/AA", "AcroForm", .. words], w => Assert.DoesNotContain(w, output, StringComparison.Ordinal));
        Assert.Contains("48656C6C6F", output, StringComparison.Ordinal);
    }

    /// <summary>The last letter of each name as <c>#xx</c>.</summary>
    private static string Escape(string value)
    {
        var result = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            var isEnd = char.IsAsciiLetter(value[i]) && (i + 1 == value.Length || !char.IsAsciiLetterOrDigit(value[i + 1])) && value.LastIndexOfAny(['/', '('], i) is var s && s >= 0 && value[s] == '/';
            result.Append(isEnd ? $"#{(int)value[i]:x2}" : value[i].ToString());
        }
        return result.ToString();
    }

    public static TheoryData<string, string, string, string> Things => new()
    {
        { "pdf.embedded-file", "/Names<</EmbeddedFiles<</Names[(a) 10 0 R]>>>>", "", "<</Type/Filespec/F(EVILPAYLOAD)/EF<</F 11 0 R>>>>" },
        { "pdf.embedded-file", "/AF[10 0 R]", "", "<</Type/Filespec/F(EVILPAYLOAD)>>" },
        { "pdf.embedded-file", "", "/Annots[<</Subtype/FileAttachment/Rect[0 0 9 9]/FS 10 0 R>>]", "<</F(EVILPAYLOAD)>>" },
        { "pdf.collection", "/Collection 10 0 R", "", "<</View/D>>" },
        { "pdf.xfa", "/AcroForm<</XFA 10 0 R>>", "", "(EVILPAYLOAD)" },
        { "pdf.form-flattened", "/AcroForm 10 0 R", "", "<</Fields[]>>" },
        { "pdf.signature", "/AcroForm<</Fields[10 0 R]>>", "", "<</FT/Sig/V<</Type/Sig/Name(Hanako)/Contents<00>>>>>" },
        { "pdf.rich-media", "", "/Annots[<</Subtype/RichMedia/Rect[0 0 9 9]/RichMediaContent 10 0 R>>]", "<</X(EVILPAYLOAD)>>" },
        { "pdf.rich-media", "", "/Annots[<</Subtype/3D/Rect[0 0 9 9]/3DD 10 0 R>>]", "<</X(EVILPAYLOAD)>>" },
        { "pdf.media", "", "/Annots[<</Subtype/Screen/Rect[0 0 9 9]/MK 10 0 R>>]", "<</X(EVILPAYLOAD)>>" },
        { "pdf.private-data", "/PieceInfo 10 0 R", "", "<</X(EVILPAYLOAD)>>" },
        { "pdf.web-capture", "/SpiderInfo 10 0 R", "", "<</X(EVILPAYLOAD)>>" },
        { "pdf.metadata", "/Metadata 10 0 R", "", "(EVILPAYLOAD)" },
        { "pdf.transition", "", "/Trans 10 0 R", "<</S/Wipe>>" },
        { "pdf.additional-action", "/AA 10 0 R", "", "<</WC<</S/X>>>>" },
    };

    [Theory]
    [MemberData(nameof(Things))]
    public void A_thing_is_named_and_gone(string code, string catalog, string page, string thing)
    {
        var pdf = new PdfBuilder { CatalogKeys = catalog, PageKeys = page }.Add(10, thing).AddStream(11, "/Type/EmbeddedFile", Encoding.ASCII.GetBytes(Mark)).Build();
        var report = PdfRun.Treat(pdf);
        Assert.Contains(code, report.Codes());
        var output = PdfRun.Open(PdfRun.Rebuilt(report, pdf));
        Assert.All([Mark, Convert.ToHexString(Encoding.ASCII.GetBytes(Mark))], w => Assert.DoesNotContain(w, output, StringComparison.Ordinal));
    }

    [Fact]
    public void What_an_older_revision_held_is_named_and_gone()
    {
        var first = new PdfBuilder { CatalogKeys = "/OpenAction 10 0 R" }.Add(10, $"<</S/JavaScript/JS({Mark})>>").Build();
        var start = first.Length;
        var update = $"10 0 obj\n<<>>\nendobj\nxref\n10 1\n{start:D10} 00000 n \ntrailer\n<</Size 100/Root 1 0 R/Prev {Encoding.Latin1.GetString(first).LastIndexOf("xref\n0 1", StringComparison.Ordinal)}>>\nstartxref\n{start + 24}\n%%EOF\n";
        byte[] pdf = [.. first, .. Encoding.Latin1.GetBytes(update)];
        var report = PdfRun.Treat(pdf);
        Assert.Contains("pdf.javascript", report.Codes());
        Assert.DoesNotContain(Convert.ToHexString(Encoding.ASCII.GetBytes(Mark)), PdfRun.Open(PdfRun.Rebuilt(report, pdf)), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_to_the_web_and_within_stay()
    {
        var pdf = new PdfBuilder
        {
            PageKeys = "/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.jp/)>>>><</Subtype/Link/Rect[9 9 19 19]/Dest[3 0 R/XYZ 0 842 0]>>]",
        }.Build();
        var output = PdfRun.Open(PdfRun.Rebuilt(pdf));
        Assert.Contains(Convert.ToHexString("https://example.jp/"u8), output, StringComparison.Ordinal);
        Assert.Contains("/Dest [3 0 R /XYZ 0 842 0]", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filled_field_stays_readable()
    {
        var pdf = new PdfBuilder
        {
            CatalogKeys = "/AcroForm<</Fields[10 0 R]>>",
            PageKeys = "/Annots[10 0 R]",
        }.Add(10, "<</Type/Annot/Subtype/Widget/FT/Tx/T(n)/V(Taro)/Rect[100 100 200 120]/AP<</N 11 0 R>>>>")
            .AddStream(11, "/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1 5 0 R>>>>", "BT /F1 9 Tf (Taro) Tj ET"u8.ToArray()).Build();
        var output = PdfRun.Open(PdfRun.Rebuilt(pdf));
        Assert.Contains("<5461726F>Tj", output, StringComparison.Ordinal);
        Assert.Contains("1 0 0 1 100 100 cm\n/X1 Do", output, StringComparison.Ordinal);
    }
}
