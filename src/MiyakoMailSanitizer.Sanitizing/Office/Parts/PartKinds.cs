using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>The table of parts that may be written, by application and relationship type (ECMA-376 part 1 §11 to §15).</summary>
internal static class PartKinds
{
    private const string Open = "vnd.openxmlformats-officedocument.";
    private const string Word = Open + "wordprocessingml.", Sheet = Open + "spreadsheetml.", Show = Open + "presentationml.";
    private const string Diagram = Open + "drawingml.diagram";

    private static readonly string[] Theme = ["theme"];
    private static readonly string[] WithDiagram = ["ms:diagramDrawing"];

    private static readonly PartKind[] Rows =
    [
        new("officeDocument", "word/document.xml", Word + "document.main+xml", "w:document")
        {
            App = OfficeApp.Word,
            AlsoRead = [Word + "template.main+xml", "vnd.ms-word.document.macroenabled.main+xml", "vnd.ms-word.template.macroenabledtemplate.main+xml"],
            Implicit = ["styles", "settings", "webSettings", "fontTable", "theme", "numbering", "footnotes", "endnotes", "comments",
                "ms:commentsExtended", "ms:commentsIds", "ms:diagramDrawing"],
        },
        new("styles", "word/styles#.xml", Word + "styles+xml", "w:styles") { App = OfficeApp.Word },
        new("settings", "word/settings#.xml", Word + "settings+xml", "w:settings") { App = OfficeApp.Word },
        new("webSettings", "word/webSettings#.xml", Word + "webSettings+xml", "w:webSettings") { App = OfficeApp.Word },
        new("fontTable", "word/fontTable#.xml", Word + "fontTable+xml", "w:fonts") { App = OfficeApp.Word },
        new("numbering", "word/numbering#.xml", Word + "numbering+xml", "w:numbering") { App = OfficeApp.Word },
        new("footnotes", "word/footnotes#.xml", Word + "footnotes+xml", "w:footnotes") { App = OfficeApp.Word },
        new("endnotes", "word/endnotes#.xml", Word + "endnotes+xml", "w:endnotes") { App = OfficeApp.Word },
        new("comments", "word/comments#.xml", Word + "comments+xml", "w:comments") { App = OfficeApp.Word },
        new("header", "word/header#.xml", Word + "header+xml", "w:hdr") { App = OfficeApp.Word, Implicit = WithDiagram },
        new("footer", "word/footer#.xml", Word + "footer+xml", "w:ftr") { App = OfficeApp.Word, Implicit = WithDiagram },
        new("ms:commentsExtended", "word/commentsExtended#.xml", Word + "commentsExtended+xml", "w15:commentsEx")
        {
            App = OfficeApp.Word,
            RelationshipUri = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
        },
        new("ms:commentsIds", "word/commentsIds#.xml", Word + "commentsIds+xml", "w16cid:commentsIds")
        {
            App = OfficeApp.Word,
            RelationshipUri = "http://schemas.microsoft.com/office/2016/09/relationships/commentsIds",
        },

        new("officeDocument", "xl/workbook.xml", Sheet + "sheet.main+xml", "x:workbook")
        {
            App = OfficeApp.Xl,
            AlsoRead = [Sheet + "template.main+xml", "vnd.ms-excel.sheet.macroenabled.main+xml", "vnd.ms-excel.template.macroenabled.main+xml"],
            Implicit = ["theme", "styles", "sharedStrings"],
        },
        new("worksheet", "xl/worksheets/sheet#.xml", Sheet + "worksheet+xml", "x:worksheet") { App = OfficeApp.Xl, Implicit = ["comments"] },
        new("chartsheet", "xl/chartsheets/sheet#.xml", Sheet + "chartsheet+xml", "x:chartsheet") { App = OfficeApp.Xl },
        new("sharedStrings", "xl/sharedStrings#.xml", Sheet + "sharedStrings+xml", "x:sst") { App = OfficeApp.Xl },
        new("styles", "xl/styles#.xml", Sheet + "styles+xml", "x:styleSheet") { App = OfficeApp.Xl },
        new("table", "xl/tables/table#.xml", Sheet + "table+xml", "x:table") { App = OfficeApp.Xl },
        new("comments", "xl/comments#.xml", Sheet + "comments+xml", "x:comments") { App = OfficeApp.Xl },
        new("drawing", "xl/drawings/drawing#.xml", Open + "drawing+xml", "xdr:wsDr") { App = OfficeApp.Xl, Implicit = WithDiagram },

        new("officeDocument", "ppt/presentation.xml", Show + "presentation.main+xml", "p:presentation")
        {
            App = OfficeApp.Ppt,
            AlsoRead =
            [
                Show + "slideshow.main+xml", Show + "template.main+xml", "vnd.ms-powerpoint.presentation.macroenabled.main+xml",
                "vnd.ms-powerpoint.slideshow.macroenabled.main+xml", "vnd.ms-powerpoint.template.macroenabled.main+xml",
            ],
            Implicit = ["theme", "presProps", "viewProps", "tableStyles", "commentAuthors"],
        },
        new("slide", "ppt/slides/slide#.xml", Show + "slide+xml", "p:sld")
        {
            App = OfficeApp.Ppt,
            Implicit = ["slideLayout", "notesSlide", "comments", "themeOverride", "ms:diagramDrawing"],
        },
        new("slideLayout", "ppt/slideLayouts/slideLayout#.xml", Show + "slideLayout+xml", "p:sldLayout")
        {
            App = OfficeApp.Ppt,
            Implicit = ["slideMaster", "themeOverride", "ms:diagramDrawing"],
        },
        new("slideMaster", "ppt/slideMasters/slideMaster#.xml", Show + "slideMaster+xml", "p:sldMaster")
        {
            App = OfficeApp.Ppt,
            Implicit = ["theme", "ms:diagramDrawing"],
        },
        new("notesMaster", "ppt/notesMasters/notesMaster#.xml", Show + "notesMaster+xml", "p:notesMaster") { App = OfficeApp.Ppt, Implicit = Theme },
        new("handoutMaster", "ppt/handoutMasters/handoutMaster#.xml", Show + "handoutMaster+xml", "p:handoutMaster")
        {
            App = OfficeApp.Ppt,
            Implicit = Theme,
        },
        new("notesSlide", "ppt/notesSlides/notesSlide#.xml", Show + "notesSlide+xml", "p:notes")
        {
            App = OfficeApp.Ppt,
            Implicit = ["notesMaster", "slide", "themeOverride"],
        },
        new("presProps", "ppt/presProps#.xml", Show + "presProps+xml", "p:presentationPr") { App = OfficeApp.Ppt },
        new("viewProps", "ppt/viewProps#.xml", Show + "viewProps+xml", "p:viewPr") { App = OfficeApp.Ppt },
        new("tableStyles", "ppt/tableStyles#.xml", Show + "tableStyles+xml", "a:tblStyleLst") { App = OfficeApp.Ppt },
        new("commentAuthors", "ppt/commentAuthors#.xml", Show + "commentAuthors+xml", "p:cmAuthorLst") { App = OfficeApp.Ppt },
        new("comments", "ppt/comments/comment#.xml", Show + "comments+xml", "p:cmLst") { App = OfficeApp.Ppt },

        new("theme", "{app}/theme/theme#.xml", Open + "theme+xml", "a:theme"),
        new("themeOverride", "{app}/theme/themeOverride#.xml", Open + "themeOverride+xml", "a:themeOverride"),
        new("chart", "{app}/charts/chart#.xml", Open + "drawingml.chart+xml", "c:chartSpace")
        {
            Implicit = ["themeOverride", "ms:chartStyle", "ms:chartColorStyle"],
        },
        new("chartUserShapes", "{app}/drawings/chartDrawing#.xml", Open + "drawingml.chartshapes+xml", "c:userShapes"),
        new("ms:chartEx", "{app}/charts/chartEx#.xml", "vnd.ms-office.chartex+xml", "cx:chartSpace")
        {
            Implicit = ["themeOverride", "ms:chartStyle", "ms:chartColorStyle"],
            RelationshipUri = "http://schemas.microsoft.com/office/2014/relationships/chartEx",
        },
        new("ms:chartStyle", "{app}/charts/style#.xml", "vnd.ms-office.chartstyle+xml", "cs:chartStyle")
        {
            RelationshipUri = "http://schemas.microsoft.com/office/2011/relationships/chartStyle",
        },
        new("ms:chartColorStyle", "{app}/charts/colors#.xml", "vnd.ms-office.chartcolorstyle+xml", "cs:colorStyle")
        {
            RelationshipUri = "http://schemas.microsoft.com/office/2011/relationships/chartColorStyle",
        },
        new("diagramData", "{app}/diagrams/data#.xml", Diagram + "Data+xml", "dgm:dataModel"),
        new("diagramLayout", "{app}/diagrams/layout#.xml", Diagram + "Layout+xml", "dgm:layoutDef"),
        new("diagramQuickStyle", "{app}/diagrams/quickStyle#.xml", Diagram + "Style+xml", "dgm:styleDef"),
        new("diagramColors", "{app}/diagrams/colors#.xml", Diagram + "Colors+xml", "dgm:colorsDef"),
        new("ms:diagramDrawing", "{app}/diagrams/drawing#.xml", "vnd.ms-office.drawingml.diagramDrawing+xml", "dsp:drawing")
        {
            RelationshipUri = "http://schemas.microsoft.com/office/2007/relationships/diagramDrawing",
        },
        new("vmlDrawing", "{app}/drawings/vmlDrawing#.vml", Open + "vmlDrawing", ":xml"),
    ];

    private static readonly FrozenDictionary<(OfficeApp, string), PartKind> ByType = Enum.GetValues<OfficeApp>()
        .SelectMany(app => Rows.Where(r => r.App is null || r.App == app), (app, row) => ((app, row.Type), row))
        .ToFrozenDictionary(p => p.Item1, p => p.row);

    /// <summary>True for the content type of a part that may be written.</summary>
    public static bool IsKnown(string contentType) => Array.Exists(Rows, r => r.Reads(contentType));

    /// <summary>What a relationship of a type leads to, or null where nothing of it may be written.</summary>
    public static PartKind? Find(OfficeApp app, string type) => ByType.GetValueOrDefault((app, type));
}
