using System.IO.Compression;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Detection;

internal static partial class Samples
{
    /// <summary>A file for each row of the format table: id, name, content.</summary>
    public static IEnumerable<(string Id, string Name, byte[] Content)> All
        => Texts.Concat(Documents).Concat(Pictures).Concat(Archives).Concat(Programs).Concat(Rest);

    private static IEnumerable<(string, string, byte[])> Texts =>
    [
        ("mail", "", AMail()),
        ("text", "a.txt", Ascii("Hello, world.\r\n")),
        ("csv", "a.csv", Ascii("a,b\r\n1,2\r\n")),
        ("json", "a.json", Ascii("{\"a\": [1, 2]}")),
        ("xml", "a.xml", Ascii("<?xml version=\"1.0\"?><a><b/></a>")),
        ("ics", "a.ics", Ascii("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")),
        ("vcf", "a.vcf", Ascii("BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n")),
        ("html", "a.html", Ascii("<!DOCTYPE html><html><body>x</body></html>")),
        ("svg", "a.svg", Ascii("<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>")),
        ("rtf", "a.rtf", Ascii("{\\rtf1\\ansi hello}")),
        ("slk", "a.slk", Ascii("ID;PWXL;N;E\r\nE\r\n")),
        ("dif", "a.dif", Ascii("TABLE\r\n0,1\r\n\"EXCEL\"\r\n")),
        ("iqy", "a.iqy", Ascii("WEB\r\n1\r\nhttp://example.jp/\r\n")),
        ("url", "a.url", Ascii("[InternetShortcut]\r\nURL=http://example.jp/\r\n")),
        ("uue", "a.uue", Ascii("begin 644 a.txt\n#86)C\n`\nend\n")),
        ("yenc", "a.ync", Ascii("=ybegin line=128 size=3 name=a\r\nabc\r\n=yend size=3\r\n")),
        ("hqx", "a.hqx", Ascii("(This file must be converted with BinHex 4.0)\r\n:abc:")),
        ("pgp", "a.asc", Ascii("-----BEGIN PGP SIGNATURE-----\r\n\r\nabc\r\n")),
        ("cer", "a.pem", Ascii("-----BEGIN CERTIFICATE-----\r\nMIIB\r\n")),
        ("ps", "a.ps", Ascii("%!PS-Adobe-3.0\n")),
        ("dxf", "a.dxf", Ascii("  0\r\nSECTION\r\n  2\r\nHEADER\r\n")),
        ("sxf", "a.p21", Ascii("ISO-10303-21;\r\nHEADER;\r\n")),
        ("script", "a.vbs", Ascii("MsgBox 1\r\n")),
        ("hta", "a.hta", Ascii("<html><hta:application id=x></html>")),
        ("hdr", "a.hdr", Ascii("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n")),
    ];

    private static IEnumerable<(string, string, byte[])> Documents =>
    [
        .. new[]
        {
            ("docx", "vnd.openxmlformats-officedocument.wordprocessingml.document.main"), ("docm",
            "vnd.ms-word.document.macroEnabled.main"),
            ("dotx", "vnd.openxmlformats-officedocument.wordprocessingml.template.main"), ("dotm",
            "vnd.ms-word.template.macroEnabledTemplate.main"),
            ("xlsx", "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main"), ("xlsm", "vnd.ms-excel.sheet.macroEnabled.main"),
            ("xltx", "vnd.openxmlformats-officedocument.spreadsheetml.template.main"), ("xltm", "vnd.ms-excel.template.macroEnabled.main"),
            ("xlsb", "vnd.ms-excel.sheet.binary.macroEnabled.main"), ("xlam", "vnd.ms-excel.addin.macroEnabled.main"),
            ("pptx", "vnd.openxmlformats-officedocument.presentationml.presentation.main"), ("pptm",
            "vnd.ms-powerpoint.presentation.macroEnabled.main"),
            ("ppsx", "vnd.openxmlformats-officedocument.presentationml.slideshow.main"), ("ppsm",
            "vnd.ms-powerpoint.slideshow.macroEnabled.main"),
            ("potx", "vnd.openxmlformats-officedocument.presentationml.template.main"), ("potm",
            "vnd.ms-powerpoint.template.macroEnabled.main"),
            ("ppam", "vnd.ms-powerpoint.addin.macroEnabled.main"), ("vsdx", "vnd.ms-visio.drawing.main"), ("xps",
            "vnd.ms-package.xps-fixeddocumentsequence"),
        }.Select(p => (p.Item1, "a." + p.Item1, Package(p.Item2))),
        .. new[] { ("odt", "text"), ("ods", "spreadsheet"), ("odp", "presentation"), ("odg", "graphics") }.Select(p =>
            (p.Item1, "a." + p.Item1, Zip(("mimetype", "application/vnd.oasis.opendocument." + p.Item2), ("content.xml", "<x/>")))),
        ("epub", "a.epub", Zip(CompressionLevel.NoCompression, ("mimetype", "application/epub+zip"))),
        .. new[]
        {
            ("doc", "WordDocument"), ("xls", "Workbook"), ("ppt", "PowerPoint Document"), ("msg", "__properties_version1.0"), ("vsd",
            "VisioDocument"), ("pub", "Quill"),
            ("jtd", "\u0004JSRV_SegmentInformation"), ("hwp", "\u0005HwpSummaryInformation"), ("ooxml-encrypted", "EncryptedPackage"),
            ("ole", "Something"),
        }.Select(p => (p.Item1, "a." + p.Item1, Cfb(p.Item2))),
        ("msi", "a.msi", Cfb(new Guid("000C1084-0000-0000-C000-000000000046"), ("x", []))),
        ("pdf", "a.pdf", Pdf()),
        ("xdw", "a.xdw", Join([0x60, 3, 0x82, 1, 10, 0x61, 2, 0x64, 0], new byte[32])),
        ("one", "a.one", Join(new Guid("7B5C52E4-D88C-4DA7-AEB1-5378D02996D3").ToByteArray(), new byte[64])),
        ("lotus", "a.wk3", [0, 0, 0x1A, 0, 0, 0x10, 4, 0, 0, 0]),
        ("access", "a.mdb", Join(Ascii("\0\u0001\0\0Standard Jet DB\0"), new byte[32])),
        ("tnef", "a.tnef", [0x78, 0x9F, 0x3E, 0x22, 1, 0, 1, 6, 0x90, 8, 0, 4, 0, 0, 0]),
        ("pst", "a.pst", Join(Ascii("!BDN"), new byte[4], Ascii("SM"), new byte[16])),
    ];

    private static IEnumerable<(string, string, byte[])> Pictures =>
    [
        ("jpeg", "a.jpg", Jpeg()),
        ("png", "a.png", Png()),
        ("gif", "a.gif", Gif()),
        ("bmp", "a.bmp", Bmp()),
        ("tiff", "a.tif", [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0, 1, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
        ("webp", "a.webp", Join(Ascii("RIFF"), [16, 0, 0, 0], Ascii("WEBPVP8 "), [4, 0, 0, 0, 1, 2, 3, 4])),
        ("ico", "a.ico", Join([0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 32, 0, 40, 0, 0, 0, 22, 0, 0, 0], [40], new byte[39])),
        ("emf", "a.emf", At(88, (0, [1, 0, 0, 0, 88]), (40, Ascii(" EMF")))),
        ("wmf", "a.wmf", At(40, (0, [0xD7, 0xCD, 0xC6, 0x9A]))),
        ("heic", "a.heic", Box("heic")),
        ("avif", "a.avif", Box("avif")),
        ("psd", "a.psd", Join(Ascii("8BPS\0\u0001"), new byte[20])),
        ("jp2", "a.jp2", [0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A, 0, 0, 0, 0]),
        ("jxl", "a.jxl", [0, 0, 0, 12, 0x4A, 0x58, 0x4C, 0x20, 0x0D, 0x0A, 0x87, 0x0A, 0, 0, 0, 0]),
        ("tga", "a.tga", Join([0, 0, 2], new byte[20], new byte[8], Ascii("TRUEVISION-XFILE.\0"))),
        ("xcf", "a.xcf", Ascii("gimp xcf v011\0\0\0\0\u0001")),
        ("dicom", "a.dcm", At(140, (128, Ascii("DICM")))),
        ("djvu", "a.djvu", Join(Ascii("AT&TFORM"), [0, 0, 0, 4], Ascii("DJVU"))),
    ];

    private static IEnumerable<(string, string, byte[])> Archives =>
    [
        ("zip", "a.zip", Zip(("a.txt", "hello"))),
        ("7z", "a.7z", SevenZip(1, 0)),
        ("rar", "a.rar", Rar5()),
        ("tar", "a.tar", Tar(("a.txt", Ascii("hello")))),
        ("gz", "a.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("bz2", "a.bz2", Join(Ascii("BZh9"), [0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0, 0])),
        ("xz", "a.xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4]),
        ("zst", "a.zst", [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0, 1, 0, 0]),
        ("lz4", "a.lz4", [4, 0x22, 0x4D, 0x18, 0x64, 0x40, 0xA7]),
        ("z", "a.z", [0x1F, 0x9D, 0x90, 0x41, 0]),
        ("cab", "a.cab", At(40, (0, Ascii("MSCF")), (8, [40]), (24, [3, 1]))),
        ("lzh", "a.lzh", Lzh()),
        ("arj", "a.arj", Join([0x60, 0xEA, 4, 0], [1, 2, 3, 0], Little(Sanitizing.Detection.Bytes.Crc32([1, 2, 3, 0])))),
        ("ace", "a.ace", Join([1, 2, 0x31, 0, 0, 0, 0], Ascii("**ACE**"), new byte[20])),
        ("arc", "a.arc", Join([0x1A, 2], Ascii("A.TXT\0\0\0\0\0\0\0\0"), [2, 0, 0, 0], new byte[10], Ascii("hi\u001A\0"))),
        ("cpio", "a.cpio", Ascii("070701" + new string('0', 104) + "a\0")),
        ("ar", "a.deb", Ascii("!<arch>\ndebian-binary   ")),
        ("xar", "a.xar", Join(Ascii("xar!"), [0, 28, 0, 1], new byte[20])),
        ("iso", "a.iso", At(34_816, (32_768, [1, .. Ascii("CD001"), 1]))),
        ("vhd", "a.vhd", At(2_048, (1_536, [.. Ascii("conectix"), 0, 0, 0, 2]))),
        ("vhdx", "a.vhdx", Join(Ascii("vhdxfile"), new byte[64])),
        ("vmdk", "a.vmdk", Join(Ascii("KDMV"), new byte[64])),
        ("dmg", "a.dmg", At(2_048, (1_536, [.. Ascii("koly"), 0, 0, 0, 4, 0, 0, 2, 0]))),
        ("wim", "a.wim", Join(Ascii("MSWIM\0\0\0"), new byte[64])),
    ];

    private static IEnumerable<(string, string, byte[])> Programs =>
    [
        ("exe", "a.exe", Exe()),
        ("elf", "a.so", Join([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1], new byte[50])),
        ("macho", "a.dylib", [0xCF, 0xFA, 0xED, 0xFE, 7, 0, 0, 1, 3, 0, 0, 0, 2, 0, 0, 0]),
        ("class", "A.class", [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 61, 0, 1]),
        ("jar", "a.jar", Zip(("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n"), ("A.class", "x"))),
        ("apk", "a.apk", Zip(("AndroidManifest.xml", "x"), ("classes.dex", "x"))),
        ("appx", "a.appx", Zip(("AppxManifest.xml", "<x/>"))),
        ("dex", "a.dex", Ascii("dex\n035\0abcdefgh")),
        ("wasm", "a.wasm", [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0]),
        ("rpm", "a.rpm", [0xED, 0xAB, 0xEE, 0xDB, 3, 0, 0, 0]),
        ("crx", "a.crx", Join(Ascii("Cr24"), [3, 0, 0, 0], new byte[8])),
        ("lnk", "a.lnk", Join([0x4C, 0, 0, 0], new Guid("00021401-0000-0000-C000-000000000046").ToByteArray(), new byte[60])),
        ("chm", "a.chm", Join(Ascii("ITSF"), [3, 0, 0, 0], new byte[40])),
        ("hlp", "a.hlp", [0x3F, 0x5F, 3, 0, 1, 0, 0, 0]),
        ("swf", "a.swf", Join(Ascii("FWS"), [6, 20, 0, 0, 0], new byte[12])),
    ];

    private static IEnumerable<(string, string, byte[])> Rest =>
    [
        ("mp3", "a.mp3", Join(Ascii("ID3"), [4, 0, 0, 0, 0, 0, 10], new byte[20])),
        ("mp4", "a.mp4", Box("isom")),
        ("wav", "a.wav", Join(Ascii("RIFF"), [12, 0, 0, 0], Ascii("WAVEfmt "), [0, 0, 0, 0])),
        ("avi", "a.avi", Join(Ascii("RIFF"), [12, 0, 0, 0], Ascii("AVI LIST"), [0, 0, 0, 0])),
        ("riff", "a.ani", Join(Ascii("RIFF"), [12, 0, 0, 0], Ascii("ACONLIST"), [0, 0, 0, 0])),
        ("ogg", "a.ogg", Join(Ascii("OggS\0\u0002"), new byte[30])),
        ("flac", "a.flac", Join(Ascii("fLaC"), [0, 0, 0, 34], new byte[34])),
        ("aac", "a.aac", Join([0xFF, 0xF1, 0x50, 0x80, 1, 0x1F, 0xFC, 0], [0xFF, 0xF1, 0x50, 0x80, 1, 0x1F, 0xFC, 0])),
        ("amr", "a.amr", Ascii("#!AMR\n\u003C\0\0")),
        ("aiff", "a.aiff", Join(Ascii("FORM"), [0, 0, 0, 4], Ascii("AIFFCOMM"), [0, 0, 0, 0])),
        ("midi", "a.mid", Join(Ascii("MThd"), [0, 0, 0, 6, 0, 0, 0, 1, 0, 96])),
        ("mkv", "a.mkv", Join([0x1A, 0x45, 0xDF, 0xA3, 0x8B, 0x42, 0x82, 0x88], Ascii("matroska"), new byte[8])),
        ("flv", "a.flv", Join(Ascii("FLV\u0001\u0005"), [0, 0, 0, 9, 0, 0, 0, 0])),
        ("asf", "a.wmv", Join(new Guid("75B22630-668E-11CF-A6D9-00AA0062CE6C").ToByteArray(), new byte[20])),
        ("mpeg", "a.mpg", [0, 0, 1, 0xBA, 0x44, 0, 4, 0, 4, 1]),
        ("ttf", "a.ttf", Join([0, 1, 0, 0, 0, 9, 0, 0x80, 0, 3, 0, 0x10], Ascii("OS/2"), new byte[32])),
        ("otf", "a.otf", Join(Ascii("OTTO"), [0, 9, 0, 0x80, 0, 3, 0, 0x10], new byte[32])),
        ("woff", "a.woff", Join(Ascii("wOF2OTTO"), new byte[32])),
        ("p7m", "a.p7m", Cms(2, withContent: true)),
        ("p7s", "a.p7s", Cms(2, withContent: false)),
        ("p12", "a.p12", [0x30, 0x20, 2, 1, 3, 0x30, 0x1B, 6, 9]),
        ("sqlite", "a.db", Join(Ascii("SQLite format 3\0"), new byte[84])),
        ("dwg", "a.dwg", Join(Ascii("AC1032\0\0\0\0\0"), new byte[40])),
        ("jww", "a.jww", Join(Ascii("JwwData."), new byte[20])),
    ];

}
