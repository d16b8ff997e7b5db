using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace MiyakoMailSanitizer.Sanitizing.Detection;

/// <summary>
/// A file format as told from the bytes. One row for each; rules, reports and the command line name it by <see cref="Id"/>.
/// </summary>
public sealed class FileFormat
{
    // Stands before the rows: static fields are set in the order of the text.
    private static readonly ImmutableArray<FileFormat>.Builder Rows = ImmutableArray.CreateBuilder<FileFormat>(160);

    private FileFormat(string id, string family, string mediaType, params string[] extensions)
    {
        Id = id;
        Family = family;
        MediaType = mediaType;
        Extensions = [.. extensions];
        Rows.Add(this);
    }

    /// <summary>Short lower-case name, e.g. <c>docx</c>.</summary>
    public string Id { get; }

    /// <summary>Group that rules can name at once: <c>mail text web image office pdf archive program media other</c>.</summary>
    public string Family { get; }

    /// <summary>The media type that we write for it.</summary>
    public string MediaType { get; }

    /// <summary>Extensions with their dot, the canonical one first; empty for <see cref="Unknown"/>.</summary>
    public ImmutableArray<string> Extensions { get; }

    /// <summary>Nothing is known about it; it is withheld.</summary>
    public static FileFormat Unknown { get; } = new("unknown", "other", "application/octet-stream");

    // Mail and text. The extensions of text and csv are those that a rebuilt file may keep.
    public static FileFormat Mail { get; } = new("mail", "mail", "message/rfc822", ".eml", ".mht", ".mhtml", ".mbox", ".emlx");
    public static FileFormat Tnef { get; } = new("tnef", "mail", "application/ms-tnef", ".tnef");
    public static FileFormat Msg { get; } = new("msg", "mail", "application/vnd.ms-outlook", ".msg", ".oft");
    public static FileFormat Pst { get; } = new("pst", "mail", "application/vnd.ms-outlook-pst", ".pst", ".ost");
    public static FileFormat Text { get; } = new("text", "text", "text/plain", ".txt", ".text", ".log", ".md");
    public static FileFormat Csv { get; } = new("csv", "text", "text/csv", ".csv", ".tsv");
    public static FileFormat Json { get; } = new("json", "text", "application/json", ".json");
    public static FileFormat Xml { get; } = new("xml", "text", "application/xml", ".xml", ".xsd", ".xsl", ".xslt", ".rdf", ".kml",
        ".gml", ".plist");
    public static FileFormat Ics { get; } = new("ics", "text", "text/calendar", ".ics", ".vcs", ".ifb");
    public static FileFormat Vcf { get; } = new("vcf", "text", "text/vcard", ".vcf", ".vcard");
    public static FileFormat Html { get; } = new("html", "web", "text/html", ".html", ".htm", ".xhtml", ".xht", ".shtml");
    public static FileFormat Svg { get; } = new("svg", "web", "image/svg+xml", ".svg");

    // Images.
    public static FileFormat Jpeg { get; } = new("jpeg", "image", "image/jpeg", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo");
    public static FileFormat Png { get; } = new("png", "image", "image/png", ".png", ".apng");
    public static FileFormat Gif { get; } = new("gif", "image", "image/gif", ".gif");
    public static FileFormat Bmp { get; } = new("bmp", "image", "image/bmp", ".bmp", ".dib");
    public static FileFormat Tiff { get; } = new("tiff", "image", "image/tiff", ".tif", ".tiff", ".dng", ".nef", ".cr2", ".arw");
    public static FileFormat Webp { get; } = new("webp", "image", "image/webp", ".webp");
    public static FileFormat Ico { get; } = new("ico", "image", "image/vnd.microsoft.icon", ".ico", ".cur");
    public static FileFormat Emf { get; } = new("emf", "image", "image/emf", ".emf");
    public static FileFormat Wmf { get; } = new("wmf", "image", "image/wmf", ".wmf");
    public static FileFormat Heic { get; } = new("heic", "image", "image/heic", ".heic", ".heif");
    public static FileFormat Avif { get; } = new("avif", "image", "image/avif", ".avif");
    public static FileFormat Psd { get; } = new("psd", "image", "image/vnd.adobe.photoshop", ".psd", ".psb");
    public static FileFormat Jp2 { get; } = new("jp2", "image", "image/jp2", ".jp2", ".j2k", ".jpx", ".jpf");
    public static FileFormat Jxl { get; } = new("jxl", "image", "image/jxl", ".jxl");
    public static FileFormat Tga { get; } = new("tga", "image", "image/x-tga", ".tga");
    public static FileFormat Hdr { get; } = new("hdr", "image", "image/vnd.radiance", ".hdr");
    public static FileFormat Xcf { get; } = new("xcf", "image", "image/x-xcf", ".xcf");
    public static FileFormat Dicom { get; } = new("dicom", "image", "application/dicom", ".dcm");
    public static FileFormat Djvu { get; } = new("djvu", "image", "image/vnd.djvu", ".djvu", ".djv");

    // Office Open XML.
    public static FileFormat Docx { get; } = new("docx", "office", OoxmlType("wordprocessingml.document"), ".docx");
    public static FileFormat Docm { get; } = new("docm", "office", "application/vnd.ms-word.document.macroenabled.12", ".docm");
    public static FileFormat Dotx { get; } = new("dotx", "office", OoxmlType("wordprocessingml.template"), ".dotx");
    public static FileFormat Dotm { get; } = new("dotm", "office", "application/vnd.ms-word.template.macroenabled.12", ".dotm");
    public static FileFormat Xlsx { get; } = new("xlsx", "office", OoxmlType("spreadsheetml.sheet"), ".xlsx");
    public static FileFormat Xlsm { get; } = new("xlsm", "office", "application/vnd.ms-excel.sheet.macroenabled.12", ".xlsm");
    public static FileFormat Xltx { get; } = new("xltx", "office", OoxmlType("spreadsheetml.template"), ".xltx");
    public static FileFormat Xltm { get; } = new("xltm", "office", "application/vnd.ms-excel.template.macroenabled.12", ".xltm");
    public static FileFormat Xlsb { get; } = new("xlsb", "office", "application/vnd.ms-excel.sheet.binary.macroenabled.12", ".xlsb");
    public static FileFormat Xlam { get; } = new("xlam", "office", "application/vnd.ms-excel.addin.macroenabled.12", ".xlam");
    public static FileFormat Pptx { get; } = new("pptx", "office", OoxmlType("presentationml.presentation"), ".pptx");
    public static FileFormat Pptm { get; } = new("pptm", "office", "application/vnd.ms-powerpoint.presentation.macroenabled.12", ".pptm");
    public static FileFormat Ppsx { get; } = new("ppsx", "office", OoxmlType("presentationml.slideshow"), ".ppsx");
    public static FileFormat Ppsm { get; } = new("ppsm", "office", "application/vnd.ms-powerpoint.slideshow.macroenabled.12", ".ppsm");
    public static FileFormat Potx { get; } = new("potx", "office", OoxmlType("presentationml.template"), ".potx");
    public static FileFormat Potm { get; } = new("potm", "office", "application/vnd.ms-powerpoint.template.macroenabled.12", ".potm");
    public static FileFormat Ppam { get; } = new("ppam", "office", "application/vnd.ms-powerpoint.addin.macroenabled.12", ".ppam");
    public static FileFormat Vsdx { get; } = new("vsdx", "office", "application/vnd.ms-visio.drawing", ".vsdx", ".vsdm", ".vstx", ".vssx");
    public static FileFormat OoxmlEncrypted { get; } = new("ooxml-encrypted", "office", "application/x-ole-storage", ".ooxml-encrypted");

    // Other office documents.
    public static FileFormat Doc { get; } = new("doc", "office", "application/msword", ".doc", ".dot", ".wiz");
    public static FileFormat Xls { get; } = new("xls", "office", "application/vnd.ms-excel", ".xls", ".xlt", ".xla", ".xlm");
    public static FileFormat Ppt { get; } = new("ppt", "office", "application/vnd.ms-powerpoint", ".ppt", ".pps", ".pot", ".ppa");
    public static FileFormat Vsd { get; } = new("vsd", "office", "application/vnd.visio", ".vsd", ".vst", ".vss");
    public static FileFormat Pub { get; } = new("pub", "office", "application/vnd.ms-publisher", ".pub");
    public static FileFormat Ole { get; } = new("ole", "office", "application/x-ole-storage", ".ole", ".shs", ".jhd", ".jsh", ".mpp",
        ".thmx");
    public static FileFormat Jtd { get; } = new("jtd", "office", "application/x-js-taro", ".jtd", ".jtt", ".jtdc", ".jttc", ".jfw",
        ".jbw", ".juw", ".jaw");
    public static FileFormat Hwp { get; } = new("hwp", "office", "application/x-hwp", ".hwp");
    public static FileFormat Xdw { get; } = new("xdw", "office", "application/vnd.fujixerox.docuworks", ".xdw", ".xbd", ".xct");
    public static FileFormat Rtf { get; } = new("rtf", "office", "application/rtf", ".rtf");
    public static FileFormat Odt { get; } = new("odt", "office", "application/vnd.oasis.opendocument.text", ".odt", ".ott", ".odm");
    public static FileFormat Ods { get; } = new("ods", "office", "application/vnd.oasis.opendocument.spreadsheet", ".ods", ".ots");
    public static FileFormat Odp { get; } = new("odp", "office", "application/vnd.oasis.opendocument.presentation", ".odp", ".otp");
    public static FileFormat Odg { get; } = new("odg", "office", "application/vnd.oasis.opendocument.graphics", ".odg", ".otg", ".odf",
        ".odc", ".odb");
    public static FileFormat Epub { get; } = new("epub", "office", "application/epub+zip", ".epub");
    public static FileFormat Xps { get; } = new("xps", "office", "application/vnd.ms-xpsdocument", ".xps", ".oxps");
    public static FileFormat OneNote { get; } = new("one", "office", "application/onenote", ".one", ".onetoc2");
    public static FileFormat Sylk { get; } = new("slk", "office", "application/x-sylk", ".slk");
    public static FileFormat Dif { get; } = new("dif", "office", "application/x-dif", ".dif");
    public static FileFormat Iqy { get; } = new("iqy", "office", "text/x-ms-iqy", ".iqy", ".oqy", ".rqy");
    public static FileFormat Lotus { get; } = new("lotus", "office", "application/vnd.lotus-1-2-3", ".wk1", ".wj2", ".wk3", ".wj3",
        ".wk4", ".123");
    public static FileFormat Access { get; } = new("access", "office", "application/vnd.ms-access", ".mdb", ".accdb", ".mde", ".accde");
    public static FileFormat Pdf { get; } = new("pdf", "pdf", "application/pdf", ".pdf", ".ai");
    public static FileFormat PostScript { get; } = new("ps", "pdf", "application/postscript", ".ps", ".eps");

    // Archives and disk images.
    public static FileFormat Zip { get; } = new("zip", "archive", "application/zip", ".zip", ".zipx", ".kmz");
    public static FileFormat SevenZip { get; } = new("7z", "archive", "application/x-7z-compressed", ".7z");
    public static FileFormat Rar { get; } = new("rar", "archive", "application/vnd.rar", ".rar", ".r00", ".rev");
    public static FileFormat Tar { get; } = new("tar", "archive", "application/x-tar", ".tar");
    public static FileFormat Gz { get; } = new("gz", "archive", "application/gzip", ".gz", ".tgz", ".svgz");
    public static FileFormat Bz2 { get; } = new("bz2", "archive", "application/x-bzip2", ".bz2", ".tbz", ".tbz2");
    public static FileFormat Xz { get; } = new("xz", "archive", "application/x-xz", ".xz", ".txz");
    public static FileFormat Zst { get; } = new("zst", "archive", "application/zstd", ".zst", ".tzst");
    public static FileFormat Lz4 { get; } = new("lz4", "archive", "application/x-lz4", ".lz4");
    public static FileFormat Lzw { get; } = new("z", "archive", "application/x-compress", ".z", ".taz");
    public static FileFormat Cab { get; } = new("cab", "archive", "application/vnd.ms-cab-compressed", ".cab", ".onepkg");
    public static FileFormat Lzh { get; } = new("lzh", "archive", "application/x-lzh-compressed", ".lzh", ".lha", ".lzs", ".pma");
    public static FileFormat Arj { get; } = new("arj", "archive", "application/x-arj", ".arj");
    public static FileFormat Ace { get; } = new("ace", "archive", "application/x-ace-compressed", ".ace");
    public static FileFormat Arc { get; } = new("arc", "archive", "application/x-freearc", ".arc");
    public static FileFormat Cpio { get; } = new("cpio", "archive", "application/x-cpio", ".cpio");
    public static FileFormat Ar { get; } = new("ar", "archive", "application/x-archive", ".ar", ".a", ".lib", ".deb");
    public static FileFormat Xar { get; } = new("xar", "archive", "application/x-xar", ".xar");
    public static FileFormat Iso { get; } = new("iso", "archive", "application/x-iso9660-image", ".iso", ".udf");
    public static FileFormat Vhd { get; } = new("vhd", "archive", "application/x-vhd", ".vhd");
    public static FileFormat Vhdx { get; } = new("vhdx", "archive", "application/x-vhdx", ".vhdx");
    public static FileFormat Vmdk { get; } = new("vmdk", "archive", "application/x-vmdk", ".vmdk");
    public static FileFormat Dmg { get; } = new("dmg", "archive", "application/x-apple-diskimage", ".dmg");
    public static FileFormat Wim { get; } = new("wim", "archive", "application/x-ms-wim", ".wim", ".esd");
    public static FileFormat Uue { get; } = new("uue", "archive", "text/x-uuencode", ".uue", ".uu");
    public static FileFormat Yenc { get; } = new("yenc", "archive", "application/x-yencode", ".yenc", ".ync");
    public static FileFormat BinHex { get; } = new("hqx", "archive", "application/mac-binhex40", ".hqx");

    // Programs, and texts that start one.
    public static FileFormat Exe { get; } = new("exe", "program", "application/vnd.microsoft.portable-executable",
        ".exe", ".dll", ".scr", ".com", ".cpl", ".ocx", ".sys", ".pif", ".drv", ".xll", ".wll", ".efi");
    public static FileFormat Elf { get; } = new("elf", "program", "application/x-executable", ".elf", ".so", ".ko");
    public static FileFormat MachO { get; } = new("macho", "program", "application/x-mach-binary", ".dylib", ".bundle");
    public static FileFormat Class { get; } = new("class", "program", "application/java-vm", ".class");
    public static FileFormat Jar { get; } = new("jar", "program", "application/java-archive", ".jar", ".war", ".ear");
    public static FileFormat Apk { get; } = new("apk", "program", "application/vnd.android.package-archive", ".apk", ".aab");
    public static FileFormat Appx { get; } = new("appx", "program", "application/vnd.ms-appx", ".appx", ".msix", ".appxbundle",
        ".msixbundle");
    public static FileFormat Dex { get; } = new("dex", "program", "application/x-dex", ".dex");
    public static FileFormat Wasm { get; } = new("wasm", "program", "application/wasm", ".wasm");
    public static FileFormat Msi { get; } = new("msi", "program", "application/x-msi", ".msi", ".msp", ".mst", ".msm");
    public static FileFormat Rpm { get; } = new("rpm", "program", "application/x-rpm", ".rpm");
    public static FileFormat Crx { get; } = new("crx", "program", "application/x-chrome-extension", ".crx");
    public static FileFormat Lnk { get; } = new("lnk", "program", "application/x-ms-shortcut", ".lnk");
    public static FileFormat Url { get; } = new("url", "program", "application/x-mswinurl", ".url", ".website");
    public static FileFormat Hta { get; } = new("hta", "program", "application/hta", ".hta");
    public static FileFormat Chm { get; } = new("chm", "program", "application/vnd.ms-htmlhelp", ".chm", ".its");
    public static FileFormat Hlp { get; } = new("hlp", "program", "application/winhlp", ".hlp");
    public static FileFormat Swf { get; } = new("swf", "program", "application/vnd.adobe.flash.movie", ".swf");

    /// <summary>Text that some system runs: by its first line, or by an extension that the system runs.</summary>
    public static FileFormat Script { get; } = new("script", "program", "application/x-script",
        ".bat", ".cmd", ".ps1", ".psm1", ".psd1", ".ps1xml", ".vbs", ".vbe", ".vb", ".js", ".jse", ".mjs", ".wsf", ".wsh", ".wsc", ".sct",
        ".sh", ".bash", ".csh", ".ksh", ".zsh", ".command", ".py", ".pyw", ".pl", ".rb", ".php", ".asp", ".aspx", ".jsp", ".reg", ".inf",
        ".scf", ".desktop", ".application", ".appref-ms", ".settingcontent-ms", ".library-ms", ".searchconnector-ms", ".search-ms",
        ".msc", ".jnlp", ".ade", ".adp", ".bas", ".au3", ".ahk", ".applescript", ".scpt", ".theme", ".themepack", ".diagcab", ".rdp");

    // Sound, film, fonts.
    public static FileFormat Mp3 { get; } = new("mp3", "media", "audio/mpeg", ".mp3", ".mp2");
    public static FileFormat Mp4 { get; } = new("mp4", "media", "video/mp4", ".mp4", ".m4v", ".m4a", ".3gp", ".3g2", ".mov", ".qt", ".m4b");
    public static FileFormat Wav { get; } = new("wav", "media", "audio/wav", ".wav");
    public static FileFormat Avi { get; } = new("avi", "media", "video/x-msvideo", ".avi");
    public static FileFormat Riff { get; } = new("riff", "media", "application/x-riff", ".riff", ".ani", ".rmi");
    public static FileFormat Ogg { get; } = new("ogg", "media", "application/ogg", ".ogg", ".oga", ".ogv", ".opus");
    public static FileFormat Flac { get; } = new("flac", "media", "audio/flac", ".flac");
    public static FileFormat Aac { get; } = new("aac", "media", "audio/aac", ".aac");
    public static FileFormat Amr { get; } = new("amr", "media", "audio/amr", ".amr");
    public static FileFormat Aiff { get; } = new("aiff", "media", "audio/aiff", ".aiff", ".aif", ".aifc");
    public static FileFormat Midi { get; } = new("midi", "media", "audio/midi", ".mid", ".midi");
    public static FileFormat Mkv { get; } = new("mkv", "media", "video/x-matroska", ".mkv", ".mka", ".webm");
    public static FileFormat Flv { get; } = new("flv", "media", "video/x-flv", ".flv");
    public static FileFormat Asf { get; } = new("asf", "media", "video/x-ms-asf", ".wmv", ".wma", ".asf");
    public static FileFormat Mpeg { get; } = new("mpeg", "media", "video/mpeg", ".mpg", ".mpeg", ".vob", ".ts", ".m2ts");
    public static FileFormat Ttf { get; } = new("ttf", "media", "font/ttf", ".ttf", ".ttc");
    public static FileFormat Otf { get; } = new("otf", "media", "font/otf", ".otf");
    public static FileFormat Woff { get; } = new("woff", "media", "font/woff", ".woff", ".woff2");

    // Signed and encrypted things, and the rest.
    public static FileFormat P7m { get; } = new("p7m", "other", "application/pkcs7-mime", ".p7m", ".p7c", ".p7z");
    public static FileFormat P7s { get; } = new("p7s", "other", "application/pkcs7-signature", ".p7s", ".p7b");
    public static FileFormat P12 { get; } = new("p12", "other", "application/x-pkcs12", ".p12", ".pfx");
    public static FileFormat Certificate { get; } = new("cer", "other", "application/pkix-cert", ".cer", ".crt", ".der", ".pem", ".key",
        ".crl", ".csr");
    public static FileFormat Pgp { get; } = new("pgp", "other", "application/pgp-encrypted", ".pgp", ".gpg", ".asc", ".sig");
    public static FileFormat Sqlite { get; } = new("sqlite", "other", "application/vnd.sqlite3", ".sqlite", ".sqlite3", ".db");
    public static FileFormat Dwg { get; } = new("dwg", "other", "image/vnd.dwg", ".dwg");
    public static FileFormat Dxf { get; } = new("dxf", "other", "image/vnd.dxf", ".dxf");
    public static FileFormat Jww { get; } = new("jww", "other", "application/x-jww", ".jww", ".jws");
    public static FileFormat Sxf { get; } = new("sxf", "other", "application/x-sxf", ".p21", ".sfc", ".stp", ".step");

    /// <summary>Drills of the sandbox in tests; no sanitizer for it unless the worker is started with one.</summary>
    public static FileFormat FaultDrill { get; } = new("fault-drill", "other", "application/x-miyako-fault-drill", ".fault-drill");

    /// <summary>Every format, in the order of the table. Stands after the rows.</summary>
    public static ImmutableArray<FileFormat> All { get; } = Rows.ToImmutable();

    private static readonly FrozenDictionary<string, FileFormat> ById = All.ToFrozenDictionary(f => f.Id, StringComparer.Ordinal);

    /// <summary>Finds a format by its <see cref="Id"/>.</summary>
    public static bool TryGet(string id, [NotNullWhen(true)] out FileFormat? format) => ById.TryGetValue(id, out format);

    /// <inheritdoc/>
    public override string ToString() => Id;

    private static string OoxmlType(string kind) => "application/vnd.openxmlformats-officedocument." + kind;
}
