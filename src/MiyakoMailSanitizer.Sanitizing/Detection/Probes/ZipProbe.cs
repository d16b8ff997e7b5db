using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>ZIP archives and what lives in them: Office Open XML, OpenDocument, XPS, Java, Android.</summary>
internal static class ZipProbe
{
    // Each slide and sheet has a line there, 150 bytes long: 30,000 of them.
    private const int MaxContentTypes = 4 << 20;

    // The content types of main parts (ECMA-376 part 1 §11.3, §12.3, §13.3; MS-OFFMACRO). Within an application the first fit wins, so that
    // a package that claims both is taken as the one with macros.
    private static readonly (string App, string ContentType, FileFormat Format)[] MainParts =
    [
        ("word", "vnd.ms-word.document.macroenabled.main", FileFormat.Docm),
        ("word", "vnd.ms-word.template.macroenabledtemplate.main", FileFormat.Dotm),
        ("word", "wordprocessingml.template.main", FileFormat.Dotx),
        ("word", "wordprocessingml.document.main", FileFormat.Docx),
        ("excel", "vnd.ms-excel.sheet.binary.macroenabled.main", FileFormat.Xlsb),
        ("excel", "vnd.ms-excel.addin.macroenabled.main", FileFormat.Xlam),
        ("excel", "vnd.ms-excel.sheet.macroenabled.main", FileFormat.Xlsm),
        ("excel", "vnd.ms-excel.template.macroenabled.main", FileFormat.Xltm),
        ("excel", "spreadsheetml.template.main", FileFormat.Xltx),
        ("excel", "spreadsheetml.sheet.main", FileFormat.Xlsx),
        ("powerpoint", "vnd.ms-powerpoint.addin.macroenabled.main", FileFormat.Ppam),
        ("powerpoint", "vnd.ms-powerpoint.presentation.macroenabled.main", FileFormat.Pptm),
        ("powerpoint", "vnd.ms-powerpoint.slideshow.macroenabled.main", FileFormat.Ppsm),
        ("powerpoint", "vnd.ms-powerpoint.template.macroenabled.main", FileFormat.Potm),
        ("powerpoint", "presentationml.slideshow.main", FileFormat.Ppsx),
        ("powerpoint", "presentationml.template.main", FileFormat.Potx),
        ("powerpoint", "presentationml.presentation.main", FileFormat.Pptx),
        ("visio", "vnd.ms-visio.", FileFormat.Vsdx),
        ("xps", "package.xps-fixeddocumentsequence", FileFormat.Xps),
    ];

    private static readonly (string Start, FileFormat Format)[] MimeTypes =
    [
        ("application/vnd.oasis.opendocument.text", FileFormat.Odt),
        ("application/vnd.oasis.opendocument.spreadsheet", FileFormat.Ods),
        ("application/vnd.oasis.opendocument.presentation", FileFormat.Odp),
        ("application/vnd.oasis.opendocument.", FileFormat.Odg),
        ("application/epub+zip", FileFormat.Epub),
    ];

    private static readonly FrozenDictionary<string, FileFormat> TellingNames = new Dictionary<string, FileFormat>
    {
        ["AndroidManifest.xml"] = FileFormat.Apk,
        ["AppxManifest.xml"] = FileFormat.Appx,
        ["AppxMetadata/AppxBundleManifest.xml"] = FileFormat.Appx,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Archives that begin at the first byte.</summary>
    public static Match? AtStart(ReadOnlySpan<byte> bytes)
    {
        var isEmpty = bytes.HasAt(0, "PK\u0005\u0006"u8);
        var isSpanned = bytes.HasAt(0, "PK\u0007\u0008PK\u0003\u0004"u8) || bytes.HasAt(0, "PK00PK\u0003\u0004"u8);
        if (!isEmpty && !isSpanned && !IsLocalHeader(bytes, 0))
            return null;
        // Without a directory it is a cut or broken archive; some readers go by the local headers alone.
        return ZipDirectory.Find(bytes) is { } directory ? Classify(bytes, directory) : new Match(FileFormat.Zip);
    }

    /// <summary>Names the format of an archive and says what else it can be read as.</summary>
    public static Match Classify(ReadOnlySpan<byte> bytes, ZipDirectory directory)
    {
        var entries = directory.ReadEntries(bytes);
        var formats = new List<FileFormat>();
        string? also = null;
        if (OpenDocument(bytes, entries) is { } openDocument)
            formats.Add(openDocument);
        formats.AddRange(OfficeOpenXml(bytes, entries, ref also));
        formats.AddRange(Programs(entries));
        if (formats.Count > 1)
            also = string.Join(", ", formats.Skip(1).Select(f => f.Id));
        return new Match(formats.Count > 0 ? formats[0] : FileFormat.Zip)
        {
            End = Match.EndWithin(directory.End, bytes.Length),
            Encryption = Encryption(bytes, entries),
            AlsoReadAs = also,
        };
    }

    private static string? Encryption(ReadOnlySpan<byte> bytes, List<ZipEntry> entries)
    {
        if (entries.Exists(e => (e.Flags & 1) != 0))
            return "a ZIP entry has the encryption flag";
        // OpenDocument encrypts its entries itself and says so in its manifest (part 2 §4.4).
        var manifest = entries.Find(e => e.Name == "META-INF/manifest.xml");
        return manifest.Name is not null && ZipDirectory.Unpack(bytes, manifest).AsSpan().IndexOf("encryption-data"u8) >= 0
            ? "the OpenDocument manifest names encryption"
            : null;
    }

    private static bool IsLocalHeader(ReadOnlySpan<byte> bytes, long at)
        => bytes.HasAt(at, "PK\u0003\u0004"u8) && bytes.U16(at + 26) <= 4_096;

    private static FileFormat? OpenDocument(ReadOnlySpan<byte> bytes, List<ZipEntry> entries)
    {
        // OpenDocument 1.3 part 2 §3.3: first and stored; LibreOffice reads it anywhere.
        var index = entries.FindIndex(e => e.Name == "mimetype");
        if (index < 0)
            return null;
        var mime = System.Text.Encoding.Latin1.GetString(ZipDirectory.Unpack(bytes, entries[index])).Trim();
        return Array.Find(MimeTypes, m => mime.StartsWith(m.Start, StringComparison.Ordinal)).Format;
    }

    private static IEnumerable<FileFormat> OfficeOpenXml(ReadOnlySpan<byte> bytes, List<ZipEntry> entries, ref string? also)
    {
        var types = entries.FindAll(e => e.Name.Equals("[Content_Types].xml", StringComparison.OrdinalIgnoreCase));
        if (types.Count == 0)
            return [];
        if (types.Count > 1)
            also = "another package by a second [Content_Types].xml";
        // NULs go, so that UTF-16 reads like ASCII.
        var xml = System.Text.Encoding.Latin1.GetString(ZipDirectory.Unpack(bytes, types[0], MaxContentTypes)).Replace("\0", "", StringComparison.Ordinal);
        return MainParts.Where(m => xml.Contains(m.ContentType, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(m => m.App).Select(m => m.Format).ToArray();
    }

    private static IEnumerable<FileFormat> Programs(List<ZipEntry> entries)
    {
        var (hasManifest, hasClass) = (false, false);
        var found = new HashSet<FileFormat>();
        foreach (var entry in entries)
        {
            hasManifest |= entry.Name.Equals("META-INF/MANIFEST.MF", StringComparison.OrdinalIgnoreCase);
            hasClass |= entry.Name.EndsWith(".class", StringComparison.OrdinalIgnoreCase);
            if (TellingNames.TryGetValue(entry.Name, out var format))
                found.Add(format);
        }
        // An Android package has a Java manifest as well, and is one thing.
        if (hasManifest && hasClass && found.Count == 0)
            found.Add(FileFormat.Jar);
        return found;
    }
}
