using System.Text;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>What can be put into documents of every program.</summary>
internal static class PoisonForAll
{
    private const string Microsoft = "http://schemas.microsoft.com/office/";

    /// <summary>Types that lead out of the package in real attacks.</summary>
    private static readonly string[] Outside =
    [
        "attachedTemplate", "oleObject", "image", "frame", "subDocument", "externalLinkPath", "externalLink", "aFChunk", "slideMaster", "slideLayout", "theme", "video", "audio",
        "media", "package", "mailMergeSource", "mailMergeHeaderSource", "transform", "recipientData", "control", "settings", "styles", "worksheet", "slide", "customXml", "font",
        Microsoft + "2006/relationships/xlExternalLinkPath/xlPathMissing", Microsoft + "2006/relationships/attachedToolbars", Microsoft + "2006/relationships/ui/extensibility",
        Microsoft + "2006/relationships/officeDocumentMain", Microsoft + "2007/relationships/media",
    ];

    private static readonly string[] Targets =
        [$"http://{Poison.Mark}.example/a", $"\\\\{Poison.Mark}.example\\share\\a.dotm", $"file:///C:/{Poison.Mark}.dotm", $"mhtml:http://{Poison.Mark}.example/a!x-usc:b"];

    /// <summary>Parts that act, or that no reader of the document needs.</summary>
    private static readonly (string Type, string Name, string ContentType)[] Parts =
    [
        (Microsoft + "2006/relationships/vbaProject", "vbaProject.bin", "application/vnd.ms-office.vbaProject"),
        (Microsoft + "2006/relationships/vbaProject", "media/picture.dat", "application/vnd.ms-office.vbaProject"),
        ("oleObject", "embeddings/oleObject77.bin", "application/vnd.openxmlformats-officedocument.oleObject"),
        ("package", "embeddings/Workbook77.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("control", "activeX/activeX77.xml", "application/vnd.ms-office.activeX+xml"),
        ("aFChunk", "afchunk77.mht", "message/rfc822"), ("customXml", "../customXml/item77.xml", "application/xml"),
        ("printerSettings", "printerSettings/printerSettings77.bin", "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"),
        ("font", "fonts/font77.odttf", "application/vnd.openxmlformats-officedocument.obfuscatedFont"),
        (Microsoft + "2007/relationships/media", "media/media77.wmv", "video/x-ms-wmv"), ("audio", "media/audio77.wav", "audio/wav"),
        (Microsoft + "2011/relationships/webextension", "webextensions/webextension77.xml", "application/vnd.ms-office.webextension+xml"),
        ("connections", "connections77.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml"),
        ("queryTable", "queryTables/queryTable77.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.queryTable+xml"),
        (Microsoft + "2006/relationships/keyMapCustomizations", "customizations77.xml", "application/vnd.ms-word.keyMapCustomizations+xml"),
        (Microsoft + "2006/relationships/xlMacrosheet", "macrosheets/sheet77.xml", "application/vnd.ms-excel.macrosheet+xml"),
        ("image", "media/vector77.svg", "image/svg+xml"), ("image", "media/script77.png", "image/png"),
    ];

    public static IEnumerable<(string Name, Action<PoisonedPackage> Put)> Kinds(char family)
    {
        yield return ("relationships that lead outside", p =>
        {
            foreach (var part in new[] { "", p.Main })
            {
                foreach (var (type, target) in Outside.SelectMany(t => Targets, (type, target) => (type, target)))
                    p.Relate(part, type, target, isExternal: true);
            }
        }
        );
        var folder = family switch { 'd' => "word/", 'x' => "xl/", _ => "ppt/" };
        foreach (var (type, name, contentType) in Parts)
        {
            yield return ($"part {name}", p => p.AddPart(p.Main, type, name.StartsWith("../", StringComparison.Ordinal) ? name[3..] : folder + name, contentType, Content(name)));
        }

        yield return ("customUI", p => p.AddPart("", Microsoft + "2006/relationships/ui/extensibility", "customUI/customUI.xml", "application/xml", Content("customUI.xml")));
        yield return ("task pane", p => p.AddPart("", Microsoft + "2011/relationships/webextensiontaskpanes", "word/webextensions/taskpanes.xml",
            "application/vnd.ms-office.webextensiontaskpanes+xml", Content("taskpanes.xml")));
        yield return ("custom properties", p => p.AddPart("", "custom-properties", "docProps/custom77.xml",
            "application/vnd.openxmlformats-officedocument.custom-properties+xml", Content("custom.xml")));
        yield return ("thumbnail", p => p.AddPart("", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail", "docProps/thumbnail77.emf", "image/x-emf", Content("t.emf")));
    }

    private static byte[] Content(string name) => Path.GetExtension(name) switch
    {
        ".bin" or ".dat" => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[504], .. Encoding.Unicode.GetBytes(Poison.Mark), .. Encoding.ASCII.GetBytes(Poison.Mark)],
        ".png" => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Encoding.ASCII.GetBytes($"<script>{Poison.Mark}</script>")],
        _ => Encoding.UTF8.GetBytes($"<{Poison.Mark} xmlns=\"urn:x\"/>"),
    };
}
