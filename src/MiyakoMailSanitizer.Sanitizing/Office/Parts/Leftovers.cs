using System.Text;
using MiyakoMailSanitizer.Sanitizing.Office.Package;

namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>Names what was left behind: parts that nothing allowed leads to, and relationships that lead out of the package.</summary>
internal static class Leftovers
{
    /// <summary>Bytes of a part that are looked at for macros under another name.</summary>
    private const int Sniffed = 64 << 10;

    /// <summary>What a part is, by words of its content type or of the relationship that leads to it; the first fit counts.</summary>
    private static readonly (string Words, string Code, string Detail)[] Kinds =
    [
        ("vbaproject vbadata vbaprojectsignature", "office.macro", "macros were removed"),
        ("macrosheet dialogsheet", "office.xlm", "a macro sheet was removed"),
        ("activex", "office.activex", "an ActiveX control was removed"),
        ("controlproperties ctrlprop commentsextensible commentextensible", "", ""),
        ("oleobject", "office.ole", "an embedded object was removed"),
        ("querytable connections externaldata", "office.data-connection", "a connection to data was removed"),
        ("externallink", "office.external-link", "a link to another workbook was removed"),
        ("pivot slicer timeline", "office.pivot", "a pivot table's data was removed; its cells stay"),
        ("webextension taskpane customui ui/extensibility ui/usercustomization attachedtoolbars keymapcustomizations addin", "office.add-in",
            "an add-in or a change of the user interface was removed"),
        ("printersettings", "office.printer-settings", "printer settings were removed"),
        ("fontdata obfuscatedfont relationships/font ms:font x-font", "office.embedded-font", "an embedded font was removed"),
        ("audio video ms:media hdphoto", "office.media", "audio or video was removed"),
        ("afchunk", "office.alt-chunk", "an imported document was removed"),
        ("customxml xmlmaps", "office.custom-xml", "custom XML was removed"),
        ("revisionheaders revisionlog usernames", "office.revision", "the history of a shared workbook was removed"),
        ("threadedcomment person people", "office.comment", "the threads of comments were removed; their text stays in the notes"),
        ("custom-properties customproperty", "office.metadata", "custom properties were removed"),
        ("comments commentauthors", "office.comment", "comments were removed"),
        ("ink", "office.ink", "ink was removed"),
        ("/slicer", "office.pivot", "a slicer was removed"),
        ("package", "office.embedded-file", "an embedded file was removed"),
    ];

    /// <summary>What programs keep for themselves.</summary>
    private static readonly string[] Quiet =
    [
        "calcchain", "thumbnail", "styleswitheffects", "core-properties", "extended-properties", "extendedproperties", "tags", "people",
        "vmldrawing", "changesinfo", "revisioninfo", "metadata", "featurepropertybag", "relationships+xml",
    ];

    public static void Report(OfficeRebuild rebuild, IEnumerable<Relationship> root, ContentTypes types)
    {
        var read = rebuild.Parts.Select(p => p.Entry!.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var reasons = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (owner, relationship) in rebuild.Parts.SelectMany(p => p.Source.Values, (p, r) => (p, r)))
            Note(rebuild, owner.Entry!.Name, relationship, owner.Used.Contains(relationship.Id), reasons);
        foreach (var relationship in root)
            Note(rebuild, "", relationship, isUsed: false, reasons);
        foreach (var name in rebuild.Package.Names.Where(n => !read.Contains(n)))
        {
            var type = types.Of(name);
            if (!name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("image/", StringComparison.Ordinal) && name != "[Content_Types].xml")
                Name(rebuild, name, $"{type} {reasons.GetValueOrDefault(name, "")}");
        }
    }

    private static void Note(OfficeRebuild rebuild, string owner, Relationship relationship, bool isUsed, Dictionary<string, string> reasons)
    {
        if (!relationship.IsExternal)
            reasons.TryAdd(relationship.Target, relationship.Type);
        else if (relationship.Type != "hyperlink")
            rebuild.Findings.Add("office.external-link", owner, $"{relationship.Type} from {relationship.Target} was removed");
        else if (!isUsed && OfficeLink.Check(relationship.Target) is null)
            rebuild.Findings.Add("office.link", owner, $"a link to {relationship.Target} was removed");
    }

    private static void Name(OfficeRebuild rebuild, string name, string kind)
    {
        if (HoldsMacros(rebuild, name))
        {
            rebuild.Findings.Add("office.macro", name, "macros were removed");
            return;
        }
        var lower = kind.ToLowerInvariant();
        foreach (var (words, code, detail) in Kinds)
        {
            if (!words.Split(' ').Any(w => lower.Contains(w, StringComparison.Ordinal)) || (code == "office.embedded-file" && IsQuiet(lower)))
                continue;
            if (code.Length > 0)
                rebuild.Findings.Add(code, name, detail);
            return;
        }
        if (lower.Contains("glossary", StringComparison.Ordinal))
            rebuild.Findings.Add("office.part", name, "building blocks of the template were left out");
        else if (!IsQuiet(lower) && (kind[^1] != ' ' || !PartKinds.IsKnown(kind.Trim())))
            rebuild.Findings.Add("office.part", name, $"a part of no allowed kind was left out: {kind.Trim()}");
    }

    private static bool IsQuiet(string kind) => Array.Exists(Quiet, q => kind.Contains(q, StringComparison.Ordinal));

    /// <summary>MS-OVBA §2.2.1: a compound file that holds a storage VBA, whatever it is called.</summary>
    private static bool HoldsMacros(OfficeRebuild rebuild, string name)
    {
        using var stream = rebuild.Package.Open(rebuild.Package.Find(name)!);
        var start = new byte[8];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length
            || !start.AsSpan().SequenceEqual((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]))
            return false;
        var content = new byte[Sniffed];
        var length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return content.AsSpan(0, length).IndexOf(Encoding.Unicode.GetBytes("_VBA_PROJECT")) >= 0;
    }
}
