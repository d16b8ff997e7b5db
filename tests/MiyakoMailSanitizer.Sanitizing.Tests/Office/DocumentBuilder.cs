using System.IO.Compression;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

/// <summary>Builds small documents by hand, so that a test can put in what no program would write.</summary>
internal sealed class DocumentBuilder
{
    public const string W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    public const string X = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    public const string P = "http://schemas.openxmlformats.org/presentationml/2006/main";
    public const string A = "http://schemas.openxmlformats.org/drawingml/2006/main";
    public const string R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    public const string Open = "application/vnd.openxmlformats-officedocument.";

    private const string Rels = "http://schemas.openxmlformats.org/package/2006/relationships";

    private readonly Dictionary<string, byte[]> _parts = [];
    private readonly Dictionary<string, string> _types = [];
    private readonly Dictionary<string, List<string>> _relations = [];

    /// <summary>A Word document whose body is the given XML behind one paragraph of text.</summary>
    public static DocumentBuilder Word(string body = "", string settings = "", string content = "")
    {
        var document = new DocumentBuilder();
        document.Part("word/document.xml", Open + "wordprocessingml.document.main+xml", content.Length > 0 ? content : $"""
            <w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
            xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:a="{A}"
            xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
            xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body><w:p><w:r><w:t>safetext</w:t></w:r></w:p>{body}<w:sectPr/></w:body></w:document>
            """);
        document.Relate("", "rId1", "officeDocument", "word/document.xml");
        if (settings.Length > 0)
        {
            document.Part("word/settings.xml", Open + "wordprocessingml.settings+xml", $"""<w:settings xmlns:w="{W}" xmlns:r="{R}">{settings}</w:settings>""");
            document.Relate("word/document.xml", "rIdS", "settings", "settings.xml");
        }
        return document;
    }

    /// <summary>A workbook of one sheet; <paramref name="rows"/> stand behind a first row with text.</summary>
    public static DocumentBuilder Excel(string rows = "", string afterData = "", string workbook = "", string sheets = "")
    {
        var document = new DocumentBuilder();
        document.Part("xl/workbook.xml", Open + "spreadsheetml.sheet.main+xml",
            $"""<workbook xmlns="{X}" xmlns:r="{R}"><sheets><sheet name="表1" sheetId="1" r:id="rId1"/>{sheets}</sheets>{workbook}</workbook>""");
        document.Part("xl/worksheets/sheet1.xml", Open + "spreadsheetml.worksheet+xml", $"""
            <worksheet xmlns="{X}" xmlns:r="{R}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>safetext</t></is></c></row>{rows}</sheetData>{afterData}</worksheet>
            """);
        document.Relate("", "rId1", "officeDocument", "xl/workbook.xml");
        document.Relate("xl/workbook.xml", "rId1", "worksheet", "worksheets/sheet1.xml");
        return document;
    }

    /// <summary>A show of one slide with one text; <paramref name="shapes"/> stand behind it.</summary>
    public static DocumentBuilder Show(string shapes = "", string afterShapes = "", string run = "")
    {
        const string Group = """<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>""";
        var space = $"""xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" """;
        var document = new DocumentBuilder();
        document.Part("ppt/presentation.xml", Open + "presentationml.presentation.main+xml", $"""
            <p:presentation {space}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="256" r:id="rId2"/></p:sldIdLst><p:notesSz cx="6858000" cy="9144000"/></p:presentation>
            """);
        document.Part("ppt/slideMasters/slideMaster1.xml", Open + "presentationml.slideMaster+xml", $"""
            <p:sldMaster {space}><p:cSld><p:spTree>{Group}</p:spTree></p:cSld><p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/></p:sldMaster>
            """);
        document.Part("ppt/slides/slide1.xml", Open + "presentationml.slide+xml", $"""
            <p:sld {space}><p:cSld><p:spTree>{Group}<p:sp><p:nvSpPr><p:cNvPr id="2" name="t"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p><a:r>{run}<a:t>safetext</a:t></a:r></a:p></p:txBody></p:sp>{shapes}</p:spTree></p:cSld>{afterShapes}</p:sld>
            """);
        document.Relate("", "rId1", "officeDocument", "ppt/presentation.xml");
        document.Relate("ppt/presentation.xml", "rId1", "slideMaster", "slideMasters/slideMaster1.xml");
        document.Relate("ppt/presentation.xml", "rId2", "slide", "slides/slide1.xml");
        return document;
    }

    public DocumentBuilder Part(string name, string contentType, string content) => Part(name, contentType, Encoding.UTF8.GetBytes(content));

    public DocumentBuilder Part(string name, string contentType, byte[] content)
    {
        _parts[name] = content;
        _types[name] = contentType;
        return this;
    }

    /// <summary>A relationship; <paramref name="type"/> is a short name of the standard or a full URI.</summary>
    public DocumentBuilder Relate(string part, string id, string type, string target, bool isExternal = false)
    {
        var uri = type.Contains("://", StringComparison.Ordinal) ? type : $"{R}/{type}";
        if (!_relations.TryGetValue(part, out var list))
            _relations[part] = list = [];
        list.Add($"""<Relationship Id="{id}" Type="{uri}" Target="{target}"{(isExternal ? " TargetMode=\"External\"" : "")}/>""");
        return this;
    }

    public byte[] Build()
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var overrides = string.Concat(_types.Select(t => $"""<Override PartName="/{t.Key}" ContentType="{t.Value}"/>"""));
            Write(archive, "[Content_Types].xml", Encoding.UTF8.GetBytes($"""
                <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>
                """));
            foreach (var (part, relations) in _relations)
            {
                var slash = part.LastIndexOf('/') + 1;
                Write(archive, $"{part[..slash]}_rels/{part[slash..]}.rels",
                    Encoding.UTF8.GetBytes($"""<Relationships xmlns="{Rels}">{string.Concat(relations)}</Relationships>"""));
            }
            foreach (var (name, content) in _parts)
                Write(archive, name, content);
        }
        return stream.ToArray();
    }

    private static void Write(ZipArchive archive, string name, byte[] content)
    {
        var entry = archive.CreateEntry(name);
        entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        stream.Write(content);
    }
}
