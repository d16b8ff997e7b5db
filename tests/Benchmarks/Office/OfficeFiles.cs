using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Benchmarks.Office;

/// <summary>
/// Makes documents of a size, the same ones each time: text of common words, tables, formatting. All XML and no pictures, which is the most
/// that a rebuild has to do for a file of that size.
/// </summary>
internal sealed class OfficeFiles
{
    private const string W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string P = "http://schemas.openxmlformats.org/presentationml/2006/main";
    private const string A = "http://schemas.openxmlformats.org/drawingml/2006/main";
    private const string Tree = "<p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>";
    private const int Columns = 10, ParagraphsPerSlide = 40;

    private static readonly string[] Words = Enumerable.Range(0, 4000).Select(Word).ToArray();

    private uint _state = 2463534242;

    /// <summary>A text document with paragraphs and tables, of about that many bytes.</summary>
    public static void Docx(string path, long bytes)
    {
        using var package = new PackageFile(path);
        var files = new OfficeFiles();
        package.Relate("", ("rId1", "officeDocument", "word/document.xml"));
        package.Relate("word/document.xml", ("rId1", "styles", "styles.xml"));
        package.Add("word/styles.xml", PackageFile.OpenXml + "wordprocessingml.styles+xml",
            [$"<w:styles xmlns:w=\"{W}\"><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style></w:styles>"]);
        package.Add("word/document.xml", PackageFile.OpenXml + "wordprocessingml.document.main+xml",
            files.Until(package, bytes, n => n % 8 == 7 ? files.WordTable() : files.WordParagraph()).Prepend($"<w:document xmlns:w=\"{W}\"><w:body>")
                .Append("<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr></w:body></w:document>"));
    }

    /// <summary>A workbook with numbers and short texts of about that many bytes, or with that many cells of long ones.</summary>
    public static void Xlsx(string path, long bytes, int cells = int.MaxValue)
    {
        using var package = new PackageFile(path);
        var files = new OfficeFiles();
        package.Relate("", ("rId1", "officeDocument", "xl/workbook.xml"));
        package.Relate("xl/workbook.xml", ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml"));
        package.Add("xl/workbook.xml", PackageFile.OpenXml + "spreadsheetml.sheet.main+xml",
            [$"<workbook xmlns=\"{S}\" xmlns:r=\"{PackageFile.Relations}\"><sheets><sheet name=\"台帳\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"]);
        package.Add("xl/styles.xml", PackageFile.OpenXml + "spreadsheetml.styles+xml",
        [
            $"<styleSheet xmlns=\"{S}\"><fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Arial\"/></font></fonts><fills count=\"1\"><fill>"
                + "<patternFill patternType=\"none\"/></fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
                + "<cellXfs count=\"2\"><xf/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>",
        ]);
        var isLong = cells != int.MaxValue;
        package.Add("xl/worksheets/sheet1.xml", PackageFile.OpenXml + "spreadsheetml.worksheet+xml",
            files.Until(package, isLong ? long.MaxValue : bytes, row => files.Row(row, isLong)).Take(isLong ? cells / Columns : int.MaxValue)
                .Prepend($"<worksheet xmlns=\"{S}\"><sheetData>").Append("</sheetData></worksheet>"));
    }

    /// <summary>Slides of text, of about that many bytes.</summary>
    public static void Pptx(string path, long bytes)
    {
        using var package = new PackageFile(path);
        var files = new OfficeFiles();
        package.Relate("", ("rId1", "officeDocument", "ppt/presentation.xml"));
        var slides = 0;
        do
        {
            var name = $"ppt/slides/slide{++slides}.xml";
            package.Relate(name, ("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml"));
            package.Add(name, PackageFile.OpenXml + "presentationml.slide+xml",
            [
                Root("sld", $"<p:cSld><p:spTree>{Tree}<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"本文\"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"9\" y=\"9\"/>"
                    + "<a:ext cx=\"9000000\" cy=\"6000000\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/>"),
                .. Enumerable.Range(0, ParagraphsPerSlide).Select(_ => files.SlideParagraph()),
                "</p:txBody></p:sp></p:spTree></p:cSld></p:sld>",
            ]);
        }
        while (package.Length < bytes);
        Presentation(package, slides);
    }

    private static void Presentation(PackageFile package, int slides)
    {
        package.Relate("ppt/presentation.xml",
            [("rId1", "slideMaster", "slideMasters/slideMaster1.xml"), .. Enumerable.Range(1, slides).Select(n => ($"rId{n + 1}", "slide", $"slides/slide{n}.xml"))]);
        package.Add("ppt/presentation.xml", PackageFile.OpenXml + "presentationml.presentation.main+xml",
        [
            Root("presentation", "<p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" r:id=\"rId1\"/></p:sldMasterIdLst><p:sldIdLst>"),
            .. Enumerable.Range(1, slides).Select(n => $"<p:sldId id=\"{255 + n}\" r:id=\"rId{n + 1}\"/>"),
            "</p:sldIdLst><p:sldSz cx=\"9144000\" cy=\"6858000\"/><p:notesSz cx=\"6858000\" cy=\"9144000\"/></p:presentation>",
        ]);
        package.Relate("ppt/slideMasters/slideMaster1.xml", ("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml"), ("rId2", "theme", "../theme/theme1.xml"));
        package.Add("ppt/slideMasters/slideMaster1.xml", PackageFile.OpenXml + "presentationml.slideMaster+xml",
        [
            Root("sldMaster", $"<p:cSld><p:spTree>{Tree}</p:spTree></p:cSld><p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\" accent1=\"accent1\" accent2=\"accent2\" "
                + "accent3=\"accent3\" accent4=\"accent4\" accent5=\"accent5\" accent6=\"accent6\" hlink=\"hlink\" folHlink=\"folHlink\"/><p:sldLayoutIdLst>"
                + "<p:sldLayoutId id=\"2147483649\" r:id=\"rId1\"/></p:sldLayoutIdLst></p:sldMaster>"),
        ]);
        package.Relate("ppt/slideLayouts/slideLayout1.xml", ("rId1", "slideMaster", "../slideMasters/slideMaster1.xml"));
        package.Add("ppt/slideLayouts/slideLayout1.xml", PackageFile.OpenXml + "presentationml.slideLayout+xml",
            [Root("sldLayout", $"<p:cSld><p:spTree>{Tree}</p:spTree></p:cSld></p:sldLayout>")]);
        package.Add("ppt/theme/theme1.xml", PackageFile.OpenXml + "theme+xml", [Theme()]);
    }

    private static string Root(string name, string content)
        => $"<p:{name} xmlns:p=\"{P}\" xmlns:a=\"{A}\" xmlns:r=\"{PackageFile.Relations}\">{content}";

    private static string Theme()
    {
        string[] colours = ["dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink"];
        var scheme = string.Concat(colours.Select((c, i) => $"<a:{c}><a:srgbClr val=\"{i * 1118481:X6}\"/></a:{c}>"));
        const string Font = "<a:latin typeface=\"Arial\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/>";
        const string Fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>";
        const string Effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
        return $"<a:theme xmlns:a=\"{A}\" name=\"t\"><a:themeElements><a:clrScheme name=\"c\">{scheme}</a:clrScheme><a:fontScheme name=\"f\"><a:majorFont>{Font}</a:majorFont>"
            + $"<a:minorFont>{Font}</a:minorFont></a:fontScheme><a:fmtScheme name=\"s\"><a:fillStyleLst>{Fill}{Fill}{Fill}</a:fillStyleLst><a:lnStyleLst><a:ln>{Fill}</a:ln>"
            + $"<a:ln>{Fill}</a:ln><a:ln>{Fill}</a:ln></a:lnStyleLst><a:effectStyleLst>{Effect}{Effect}{Effect}</a:effectStyleLst><a:bgFillStyleLst>{Fill}{Fill}{Fill}"
            + "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>";
    }

    /// <summary>Pieces until the file has that size; each is made when it is written, never before.</summary>
    private IEnumerable<string> Until(PackageFile package, long bytes, Func<int, string> piece)
    {
        for (var n = 1; package.Length < bytes; n++)
            yield return piece(n);
    }

    private string WordParagraph()
        => $"<w:p><w:pPr><w:spacing w:after=\"{Next(200)}\"/><w:jc w:val=\"both\"/></w:pPr><w:r><w:rPr><w:b/><w:sz w:val=\"{20 + Next(8)}\"/></w:rPr><w:t>{Text(4)}</w:t></w:r>"
            + $"<w:r><w:t xml:space=\"preserve\"> {Text(40)}</w:t></w:r></w:p>";

    private string WordTable()
    {
        var text = new StringBuilder("<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"2000\"/><w:gridCol w:w=\"2000\"/><w:gridCol w:w=\"2000\"/></w:tblGrid>");
        for (var row = 0; row < 5; row++)
            text.Append("<w:tr>").AppendJoin("", Enumerable.Range(0, 3).Select(_ => $"<w:tc><w:tcPr><w:tcW w:w=\"2000\" w:type=\"dxa\"/></w:tcPr><w:p><w:r><w:t>{Text(5)}</w:t></w:r></w:p></w:tc>")).Append("</w:tr>");
        return text.Append("</w:tbl>").ToString();
    }

    private string Row(int row, bool isLong)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"<row r=\"{row}\">");
        for (var column = 0; column < Columns; column++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + column)}{row}");
            text.Append(isLong || column == 0 ? $"<c r=\"{place}\" t=\"inlineStr\"><is><t>{(isLong ? Text(11) : Text(2))}</t></is></c>"
                : column == 9 ? $"<c r=\"{place}\"><f>SUM(B{row}:I{row})</f><v>{Next(1_000_000)}</v></c>"
                : column == 1 ? $"<c r=\"{place}\" s=\"1\"><v>{40_000 + Next(5_000)}</v></c>"
                : $"<c r=\"{place}\"><v>{Next(1_000_000_000) / 100m}</v></c>");
        }

        return text.Append("</row>").ToString();
    }

    private string SlideParagraph() => $"<a:p><a:pPr lvl=\"{Next(3)}\"/><a:r><a:rPr lang=\"ja-JP\" sz=\"{1200 + (100 * Next(6))}\" b=\"1\"/><a:t>{Text(12)}</a:t></a:r></a:p>";

    private string Text(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[Next(Words.Length)]));

    private int Next(int below)
    {
        // Xorshift (Marsaglia 2003): the same documents on every machine.
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(_state % (uint)below);
    }

    /// <summary>Half of the words are of Latin letters, half of kanji.</summary>
    private static string Word(int number)
    {
        var hash = (uint)number * 2654435761;
        var length = 2 + (int)(hash >> 29);
        return string.Concat(Enumerable.Range(0, number % 2 == 0 ? length : (length / 2) + 1).Select(i => (char)(number % 2 == 0
            ? 'a' + (((hash >> (i * 3)) + (uint)i) % 26)
            : 0x4E00 + ((hash >> (i * 5)) % 3000))));
    }
}
