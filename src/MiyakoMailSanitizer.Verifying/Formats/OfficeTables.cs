using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>What may be in an Office document that leaves: parts, relationships, namespaces.</summary>
internal static class OfficeTables
{
    private const string Doc = "application/vnd.openxmlformats-officedocument.";
    private const string Transitional = "http://schemas.openxmlformats.org/", Strict = "http://purl.oclc.org/ooxml/";
    private const string Ms = "http://schemas.microsoft.com/office/";

    /// <summary>The main part of each format: name and content type.</summary>
    public static (string Name, string ContentType) Main(string folder) => folder switch
    {
        "word" => ("word/document.xml", Doc + "wordprocessingml.document.main+xml"),
        "xl" => ("xl/workbook.xml", Doc + "spreadsheetml.sheet.main+xml"),
        _ => ("ppt/presentation.xml", Doc + "presentationml.presentation.main+xml"),
    };

    /// <summary>Names of parts within the format's folder, with <c>#</c> for digits or nothing, and their content types.</summary>
    private static readonly (string Folder, string Name, string ContentType)[] Parts =
    [
        ("word", "styles#.xml", Doc + "wordprocessingml.styles+xml"), ("word", "settings#.xml", Doc + "wordprocessingml.settings+xml"),
        ("word", "webSettings#.xml", Doc + "wordprocessingml.webSettings+xml"), ("word", "fontTable#.xml", Doc + "wordprocessingml.fontTable+xml"),
        ("word", "numbering#.xml", Doc + "wordprocessingml.numbering+xml"), ("word", "footnotes#.xml", Doc + "wordprocessingml.footnotes+xml"),
        ("word", "endnotes#.xml", Doc + "wordprocessingml.endnotes+xml"), ("word", "comments#.xml", Doc + "wordprocessingml.comments+xml"),
        ("word", "commentsExtended#.xml", Doc + "wordprocessingml.commentsExtended+xml"),
        ("word", "commentsIds#.xml", Doc + "wordprocessingml.commentsIds+xml"),
        ("word", "header#.xml", Doc + "wordprocessingml.header+xml"), ("word", "footer#.xml", Doc + "wordprocessingml.footer+xml"),
        ("xl", "worksheets/sheet#.xml", Doc + "spreadsheetml.worksheet+xml"), ("xl", "chartsheets/sheet#.xml", Doc + "spreadsheetml.chartsheet+xml"),
        ("xl", "sharedStrings#.xml", Doc + "spreadsheetml.sharedStrings+xml"), ("xl", "styles#.xml", Doc + "spreadsheetml.styles+xml"),
        ("xl", "tables/table#.xml", Doc + "spreadsheetml.table+xml"), ("xl", "comments#.xml", Doc + "spreadsheetml.comments+xml"),
        ("xl", "drawings/drawing#.xml", Doc + "drawing+xml"),
        ("xl", "drawings/vmlDrawing#.vml", Doc + "vmlDrawing"),
        ("ppt", "slides/slide#.xml", Doc + "presentationml.slide+xml"), ("ppt", "slideLayouts/slideLayout#.xml", Doc + "presentationml.slideLayout+xml"),
        ("ppt", "slideMasters/slideMaster#.xml", Doc + "presentationml.slideMaster+xml"),
        ("ppt", "notesMasters/notesMaster#.xml", Doc + "presentationml.notesMaster+xml"),
        ("ppt", "handoutMasters/handoutMaster#.xml", Doc + "presentationml.handoutMaster+xml"),
        ("ppt", "notesSlides/notesSlide#.xml", Doc + "presentationml.notesSlide+xml"), ("ppt", "presProps#.xml", Doc + "presentationml.presProps+xml"),
        ("ppt", "viewProps#.xml", Doc + "presentationml.viewProps+xml"), ("ppt", "tableStyles#.xml", Doc + "presentationml.tableStyles+xml"),
        ("ppt", "commentAuthors#.xml", Doc + "presentationml.commentAuthors+xml"), ("ppt", "comments/comment#.xml", Doc + "presentationml.comments+xml"),
        ("", "theme/theme#.xml", Doc + "theme+xml"), ("", "theme/themeOverride#.xml", Doc + "themeOverride+xml"),
        ("", "charts/chart#.xml", Doc + "drawingml.chart+xml"), ("", "charts/chartEx#.xml", "application/vnd.ms-office.chartex+xml"),
        ("", "charts/style#.xml", "application/vnd.ms-office.chartstyle+xml"), ("", "charts/colors#.xml", "application/vnd.ms-office.chartcolorstyle+xml"),
        ("", "drawings/chartDrawing#.xml", Doc + "drawingml.chartshapes+xml"),
        ("", "diagrams/data#.xml", Doc + "drawingml.diagramData+xml"), ("", "diagrams/layout#.xml", Doc + "drawingml.diagramLayout+xml"),
        ("", "diagrams/quickStyle#.xml", Doc + "drawingml.diagramStyle+xml"), ("", "diagrams/colors#.xml", Doc + "drawingml.diagramColors+xml"),
        ("", "diagrams/drawing#.xml", "application/vnd.ms-office.drawingml.diagramDrawing+xml"),
    ];

    private static readonly FrozenDictionary<string, string> Pictures = new Dictionary<string, string>
    {
        ["png"] = "image/png",
        ["jpg"] = "image/jpeg",
        ["gif"] = "image/gif",
        ["bmp"] = "image/bmp",
        ["tif"] = "image/tiff",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Relationships = new[]
    {
        "officeDocument", "styles", "settings", "webSettings", "fontTable", "numbering", "footnotes", "endnotes", "comments", "header", "footer",
        "theme", "themeOverride", "image", "hyperlink", "chart", "chartUserShapes", "diagramData", "diagramLayout", "diagramQuickStyle",
        "diagramColors", "worksheet", "chartsheet", "sharedStrings", "table", "drawing", "vmlDrawing", "slide", "slideLayout", "slideMaster",
        "notesMaster", "handoutMaster", "notesSlide", "presProps", "viewProps", "tableStyles", "commentAuthors",
    }.SelectMany(t => new[] { $"{Transitional}officeDocument/2006/relationships/{t}", $"{Strict}officeDocument/relationships/{t}" }).Concat(
    [
        Ms + "2011/relationships/commentsExtended", Ms + "2016/09/relationships/commentsIds", Ms + "2014/relationships/chartEx",
        Ms + "2011/relationships/chartStyle", Ms + "2011/relationships/chartColorStyle", Ms + "2007/relationships/diagramDrawing",
        Transitional + "package/2006/relationships/metadata/core-properties", Transitional + "officeDocument/2006/relationships/extended-properties",
    ]).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Namespaces = new[]
    {
        "wordprocessingml", "drawingml", "presentationml", "spreadsheetml",
    }.SelectMany(n => new[] { $"{Transitional}{n}/2006/main", $"{Strict}{n}/main" }).Concat(new[]
    {
        "picture", "lockedCanvas", "wordprocessingDrawing", "spreadsheetDrawing", "chart", "chartDrawing", "diagram",
    }.SelectMany(n => new[] { $"{Transitional}drawingml/2006/{n}", $"{Strict}drawingml/{n}" })).Concat(new[]
    {
        "relationships", "math",
    }.SelectMany(n => new[] { $"{Transitional}officeDocument/2006/{n}", $"{Strict}officeDocument/{n}" })).Concat(
    [
        "", "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/", Transitional + "markup-compatibility/2006",
        "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office", "urn:schemas-microsoft-com:office:word",
        "urn:schemas-microsoft-com:office:excel", "urn:schemas-microsoft-com:office:powerpoint",
        Ms + "word/2010/wordml", Ms + "word/2012/wordml", Ms + "word/2016/wordml/cid", Ms + "word/2010/wordprocessingDrawing",
        Ms + "word/2010/wordprocessingShape", Ms + "word/2010/wordprocessingGroup", Ms + "word/2010/wordprocessingCanvas",
        Ms + "drawing/2010/main", Ms + "drawing/2010/picture", Ms + "drawing/2014/main", Ms + "drawing/2017/decorative",
        Ms + "drawing/2018/hyperlinkcolor", Ms + "thememl/2012/main", Ms + "drawing/2007/8/2/chart", Ms + "drawing/2012/chart",
        Ms + "drawing/2014/chart", Ms + "drawing/2017/03/chart", Ms + "drawing/2012/chartStyle", Ms + "drawing/2014/chartex",
        Ms + "drawing/2008/diagram", Ms + "drawing/2010/diagram", Ms + "powerpoint/2010/main", Ms + "powerpoint/2012/main",
        Ms + "spreadsheetml/2009/9/main", Ms + "spreadsheetml/2009/9/ac", Ms + "excel/2006/main",
    ]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The content type that a part must have; null where no part may have this name.</summary>
    public static string? ContentTypeOf(string folder, string name)
    {
        var main = Main(folder);
        if (name == main.Name)
            return main.ContentType;
        if (name == "docProps/core.xml")
            return "application/vnd.openxmlformats-package.core-properties+xml";
        if (name == "docProps/app.xml")
            return Doc + "extended-properties+xml";
        if (!name.StartsWith($"{folder}/", StringComparison.Ordinal))
            return null;
        var within = name[(folder.Length + 1)..];
        if (within.StartsWith("media/image", StringComparison.Ordinal) && within.Split('.') is [var stem, var extension] && HasNumber(stem["media/image".Length..]))
            return Pictures.GetValueOrDefault(extension);
        return Array.Find(Parts, p => (p.Folder.Length == 0 || p.Folder == folder) && Fits(within, p.Name)).ContentType;
    }

    public static bool MayRelate(string type) => Relationships.Contains(type);

    public static bool IsHyperlink(string type) => type.EndsWith("/relationships/hyperlink", StringComparison.Ordinal);

    public static bool MayHold(string uri) => Namespaces.Contains(uri);

    private static bool Fits(string name, string pattern)
    {
        var at = pattern.IndexOf('#', StringComparison.Ordinal);
        return name.Length >= pattern.Length - 1 && name.AsSpan().StartsWith(pattern.AsSpan(0, at)) && name.AsSpan().EndsWith(pattern.AsSpan(at + 1))
            && (name.Length == pattern.Length - 1 || HasNumber(name[at..^(pattern.Length - at - 1)]));
    }

    private static bool HasNumber(string text) => text.Length is > 0 and <= 6 && text[0] != '0' && text.All(char.IsAsciiDigit);
}
