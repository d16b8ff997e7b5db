using System.Collections.Immutable;
using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests.Formats.Office;

/// <summary>What may leave in a document, and what may not, whatever the sanitizer thinks of it.</summary>
public class OfficeCheckerTests
{
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static TheoryData<string> HarmlessBodies => new()
    {
        "", "<w:p><w:r><w:t>山</w:t></w:r></w:p>", "<w:p><w:r><w:t xml:space=\"preserve\"> DDE </w:t></w:r></w:p>",
        Field(" PAGE "), Field(" PAGE ").Replace("<w:instrText>", "<w:instrText xml:space=\"preserve\">"), Field("HYPERLINK \"https://example.jp/\""), Field("HYPERLINK \\l \"place\""), Field("", "REF a", " \\h"),
        Simple("DATE \\@ &quot;yyyy&quot;"), Field("IF ", "= 1", " > 0 a b"),
    };

    /// <summary>Each with and without an attribute at the element that holds the instruction.</summary>
    public static TheoryData<string> Instructions => new()
    {
        "DDEAUTO c:\\\\a b", " dde a b", "\"DDE\" a b", "INCLUDEPICTURE \"http://example.jp/a.png\" \\d", "INCLUDETEXT a", "LINK Excel.Sheet.8 a", "",
        "HYPERLINK \"file:///c:/a\"", "HYPERLINK \"\\\\\\\\a\\\\b\"", "HYPERLINK \"ms-word:ofe|u|http://a\"", "HYPERLINK", "HYPERLINK http://a file://b",
        "UNKNOWN a", "DATABASE \\d a", "IMPORT a", "RD a", "MACROBUTTON A b", "GOTOBUTTON A b", "AUTOTEXT a", "PRINT a", "DOCVARIABLE a",
    };

    public static TheoryData<string> HarmfulBodies => new()
    {
        "<w:altChunk r:id=\"rId1\"/>", "<w:object/><w:OLEObject/>", "<w:subDoc r:id=\"rId1\"/>", "<w:p><w:r><w:control/></w:r></w:p>",
        "<w:p><w:hyperlink r:id=\"rId9\"/></w:p>", "<o:x xmlns:o=\"urn:unknown\"/>", "<w:p o:x=\"1\" xmlns:o=\"urn:unknown\"/>", "<!-- a -->", "<?a b?>",
        "<![CDATA[a]]>", "<w:p w:macro=\"a\"/>", "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>", "<w:p>" + Character("begin") + "</w:p>",
        "<w:p>" + Character("end") + "</w:p>", "<w:p>" + Character("begin") + "<w:r><w:instrText>PA<w:b/>GE</w:instrText></w:r>" + Character("end") + "</w:p>",
        "<w:attachedTemplate r:id=\"rId1\"/>", "<w:mailMerge/>", "<w:docVar w:name=\"a\"/>", "<w:p><w:hyperlink w:docLocation=\"a\"/></w:p>",
        Field("", "DD", "E a b"), "<w:p>",
    };

    [Theory]
    [MemberData(nameof(HarmlessBodies))]
    public void A_document_passes(string body) => Assert.Empty(Verify(OfficePackage.Document(body)));

    [Theory]
    [MemberData(nameof(HarmfulBodies))]
    public void What_runs_or_leads_out_is_refused(string body) => Assert.NotEmpty(Verify(OfficePackage.Document(body)));

    [Theory]
    [MemberData(nameof(Instructions))]
    public void Instructions_are_refused_in_every_form(string instruction)
    {
        var half = instruction.Length / 2;
        Assert.NotEmpty(Verify(OfficePackage.Document(Field(instruction))));
        Assert.NotEmpty(Verify(OfficePackage.Document(Field(instruction[..half], instruction[half..]))));
        Assert.NotEmpty(Verify(OfficePackage.Document(Field(instruction).Replace("<w:instrText>", "<w:instrText xml:space=\"preserve\">"))));
        Assert.NotEmpty(Verify(OfficePackage.Document(Simple(instruction.Replace("\"", "&quot;")))));
    }

    [Theory]
    [InlineData("SUM(A1:A2)", true)]
    [InlineData("IF(A1&gt;0,\"http://a\",'山 川'!B2)", true)]
    [InlineData("Table1[[#This Row],[a]]", true)]
    [InlineData("HYPERLINK(\"http://a\",\"b\")", false)]
    [InlineData("WEBSERVICE(\"http://a\")", false)]
    [InlineData("_xlfn.WEBSERVICE(\"http://a\")", false)]
    [InlineData("cmd|' /c calc'!A1", false)]
    [InlineData("'[1]Sheet1'!A1", false)]
    [InlineData("[1]!a", false)]
    [InlineData("'\\\\a\\[b.xlsx]c'!A1", false)]
    [InlineData("LET(_xlpm.f,WEBSERVICE,_xlpm.f(\"http://a\"))", false)]
    [InlineData("_xlfn.MAP(A1:A2,_xlfn.WEBSERVICE)", false)]
    [InlineData("CALL(\"a\",\"b\")", false)]
    [InlineData("EXEC (\"a\")", false)]
    [InlineData("RTD(\"a\",,\"b\")", false)]
    public void Formulas_only_calculate(string formula, bool mayLeave)
    {
        foreach (var element in (string[])["<f>", "<f t=\"shared\" ref=\"A1\" si=\"0\">", "<f xml:space=\"preserve\">"])
        {
            var sheet = $"<sheetData><row r=\"1\"><c r=\"A1\">{element}{formula}</f><v>1</v></c></row></sheetData>";
            Assert.Equal(mayLeave, Verify(OfficePackage.Workbook(sheet)).IsEmpty);
        }
        Assert.Equal(mayLeave, Verify(OfficePackage.Workbook("", $"<definedNames><definedName name=\"a\">{formula}</definedName></definedNames>")).IsEmpty);
    }

    [Theory]
    [InlineData("hyperlink", "https://example.jp/", true, true)]
    [InlineData("hyperlink", "mailto:a@example.jp", true, true)]
    [InlineData("hyperlink", "file:///c:/a", true, false)]
    [InlineData("hyperlink", "\\\\a\\b", true, false)]
    [InlineData("hyperlink", "javascript:a", true, false)]
    [InlineData("image", "https://example.jp/a.png", true, false)]
    [InlineData("attachedTemplate", "https://example.jp/a.dotm", true, false)]
    [InlineData("oleObject", "/word/document.xml", false, false)]
    [InlineData("image", "/word/media/a.png", false, false)]
    [InlineData("styles", "styles.xml", false, false)]
    public void Relationships_lead_to_what_may_be(string type, string target, bool isExternal, bool mayLeave)
        => Assert.Equal(mayLeave, Verify(OfficePackage.Document("", OfficePackage.Row("rId1", type, target, isExternal))).IsEmpty);

    [Fact]
    public void No_part_more_than_the_listed_and_none_twice()
    {
        Assert.NotEmpty(Verify(OfficePackage.Document("").Add("word/vbaProject.bin", "")));
        Assert.NotEmpty(Verify(OfficePackage.Document("").Add("word/a.xml", "<a/>")));
        Assert.NotEmpty(Verify(OfficePackage.Document("").Add("customXml/item1.xml", "<a/>")));
        Assert.NotEmpty(Verify(OfficePackage.Document("").Add("word/DOCUMENT.xml", "<a/>")));
        var missing = OfficePackage.Document("");
        missing.Entries.RemoveAt(2);
        Assert.NotEmpty(Verify(missing));
        var moved = OfficePackage.Document("");
        moved.Entries.Reverse();
        Assert.NotEmpty(Verify(moved));
    }

    [Fact]
    public void A_document_of_another_kind_is_none()
        => Assert.NotEmpty(MessageVerifier.VerifyFile(Docx, "a.docx", OfficePackage.Workbook("").ToBytes()).Faults);

    [Fact]
    public void No_byte_more_or_less_or_other()
    {
        var whole = OfficePackage.Document("<w:p/>").ToBytes();
        Assert.Empty(Faults(Docx, whole));
        Assert.NotEmpty(Faults(Docx, [0, .. whole]));
        Assert.NotEmpty(Faults(Docx, [.. whole, 0]));
        Assert.NotEmpty(Faults(Docx, [.. whole, .. whole]));
        for (var length = 0; length < whole.Length; length++)
            Assert.NotEmpty(Faults(Docx, whole[..length]));
    }

    /// <summary>A bit that changes may leave the same text (deflate has more than one way to say a thing), but never an exception.</summary>
    [Fact]
    public void Damage_never_throws()
    {
        var whole = OfficePackage.Document(Field(" PAGE ")).ToBytes();
        for (var at = 0; at < whole.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                whole[at] ^= (byte)(1 << bit);
                Faults(Docx, whole);
                whole[at] ^= (byte)(1 << bit);
            }
        }
        Assert.Empty(Faults(Docx, whole));
    }

    [Fact]
    public void A_deep_part_is_refused()
    {
        const int Depth = 100_000;
        var body = new StringBuilder().Insert(0, "<w:p>", Depth).Insert(Depth * 5, "</w:p>", Depth).ToString();
        Assert.NotEmpty(Verify(OfficePackage.Document(body)));
    }

    private static string Character(string type) => $"<w:r><w:fldChar w:fldCharType=\"{type}\"/></w:r>";

    private static string Simple(string instruction) => $"<w:p><w:fldSimple w:instr=\"{instruction}\"><w:r><w:t>a</w:t></w:r></w:fldSimple></w:p>";

    /// <summary>A field whose instruction is in pieces.</summary>
    private static string Field(params string[] pieces)
        => "<w:p>" + Character("begin") + string.Concat(pieces.Select(p => $"<w:r><w:instrText>{p.Replace(">", "&gt;")}</w:instrText></w:r>"))
            + Character("separate") + "<w:r><w:t>a</w:t></w:r>" + Character("end") + "</w:p>";

    private static ImmutableArray<VerifyFault> Verify(OfficePackage package)
    {
        var isWorkbook = package.Entries.Any(e => e.Name == "xl/workbook.xml");
        return Faults(isWorkbook ? Xlsx : Docx, package.ToBytes());
    }

    private static ImmutableArray<VerifyFault> Faults(string mediaType, byte[] content)
        => MessageVerifier.VerifyFile(mediaType, mediaType == Xlsx ? "a.xlsx" : "a.docx", content).Faults;
}
