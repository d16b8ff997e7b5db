using System.IO.Compression;
using static MiyakoMailSanitizer.Sanitizing.Tests.Detection.Samples;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Detection;

public sealed class PolyglotTests
{
    private static readonly byte[] AZip = Zip(("a.txt", "hello"));
    private static readonly byte[] AJar = Zip(("META-INF/MANIFEST.MF", "x"), ("A.class", "x"));
    private static readonly byte[] Page = Ascii("<html><body><script>alert(1)</script></body></html>");
    private static readonly string WordMain = "vnd.openxmlformats-officedocument.wordprocessingml.document.main";
    private static readonly string ExcelMain = "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main";

    private static readonly Dictionary<string, (string First, string Second, byte[] Content)> Attacks = new()
    {
        ["pdf, zip behind"] = ("pdf", "zip", Join(Samples.Pdf(), AZip)),
        ["pdf, docx behind"] = ("pdf", "docx", Join(Samples.Pdf(), Package(WordMain))),
        ["pdf, rar behind"] = ("pdf", "rar", Join(Samples.Pdf(), Rar5())),
        ["pdf, 7z behind"] = ("pdf", "7z", Join(Samples.Pdf(), SevenZip(1, 0))),
        ["pdf, exe behind"] = ("pdf", "exe", Join(Samples.Pdf(), Exe())),
        ["pdf, page behind"] = ("pdf", "html", Join(Samples.Pdf(), Page)),
        ["pdf, page in its first comment"] = ("pdf", "html", Join(Ascii("%PDF-1.4\n%<script>alert(1)</script>\n"), Samples.Pdf())),
        ["pdf, zip whose comment is the rest"] = ("pdf", "zip", CommentToEnd(Join(Ascii("%PDF-1.4\n1 0 obj\n<<>>\nstream\n"), AZip,
        Ascii("\nendstream\nendobj\n"), Samples.Pdf()))),
        ["pdf, zip between objects"] = ("pdf", "zip", Join(Ascii("%PDF-1.4\n"), AZip, Ascii("\n"), Samples.Pdf()[9..])),
        ["page, pdf"] = ("html", "pdf", Join(Page, Ascii("\n"), Samples.Pdf())),
        ["mail, pdf"] = ("mail", "pdf", AMail(System.Text.Encoding.Latin1.GetString(Samples.Pdf()))),
        ["script, pdf"] = ("script", "pdf", Join(Ascii("#!/bin/sh\nexit\n"), Samples.Pdf())),
        ["gif, pdf"] = ("gif", "pdf", Join(Gif(), Samples.Pdf())),
        ["jpeg, pdf in its comment"] = ("jpeg", "pdf", Jpeg(Samples.Pdf())),
        ["png, pdf in a chunk"] = ("png", "pdf", Png(("prVt", Samples.Pdf()))),
        ["zip, pdf between entries"] = ("zip", "pdf", Prepend(AZip, Join([0x50, 0x4B, 3, 4], new byte[22], [0, 0, 0, 0], Samples.Pdf()))),
        ["gif, zip behind"] = ("gif", "zip", Join(Gif(), AZip)),
        ["gif, jar behind"] = ("gif", "jar", Join(Gif(), AJar)),
        ["gif, zip corrected"] = ("gif", "zip", Prepend(AZip, Gif())),
        ["jpeg, zip behind"] = ("jpeg", "zip", Join(Jpeg(), AZip)),
        ["jpeg, zip in its comment"] = ("jpeg", "zip", Jpeg(AZip)),
        ["jpeg, rar in its comment"] = ("jpeg", "rar", Jpeg(Rar4())),
        ["jpeg, rar behind"] = ("jpeg", "rar", Join(Jpeg(), Rar4())),
        ["jpeg, 7z behind"] = ("jpeg", "7z", Join(Jpeg(), SevenZip(1, 0))),
        ["jpeg, exe behind"] = ("jpeg", "exe", Join(Jpeg(), Exe())),
        ["jpeg, exe behind padding"] = ("jpeg", "exe", Join(Jpeg(), new byte[100], Exe())),
        ["jpeg, page in its comment"] = ("jpeg", "html", Jpeg(Page)),
        ["jpeg, PHP in its comment"] = ("jpeg", "html", Jpeg(Ascii("<?php system($_GET[0]); ?>"))),
        ["jpeg, script by a comment"] = ("jpeg", "script", JpegScript()),
        ["gif, script by a comment"] = ("gif", "script", Join(Ascii("GIF89a/*"), Gif()[8..], Ascii("*/=1;alert(1)//"))),
        ["bmp, script by a comment"] = ("bmp", "script", Join(Ascii("BM/*"), Bmp()[4..], Ascii("*/=1;alert(1)//"))),
        ["bmp, zip behind"] = ("bmp", "zip", Join(Bmp(), AZip)),
        ["bmp, rar behind"] = ("bmp", "rar", Join(Bmp(), Rar4())),
        ["png, zip behind"] = ("png", "zip", Join(Png(), AZip)),
        ["png, zip in a chunk"] = ("png", "zip", Png(("ziPp", AZip))),
        ["png, page in a chunk"] = ("png", "html", Png(("tEXt", Page))),
        ["webp, 7z behind"] = ("webp", "7z", Join(All.Single(s => s.Id == "webp").Content, SevenZip(1, 0))),
        ["mp3, zip behind"] = ("mp3", "zip", Join(All.Single(s => s.Id == "mp3").Content, AZip)),
        ["mp4, zip behind"] = ("mp4", "zip", Join(Box("isom"), AZip)),
        ["mail, zip behind"] = ("mail", "zip", Join(AMail(), AZip)),
        ["mail, zip in the middle"] = ("mail", "zip", Join(AMail(), AZip, Ascii("\r\nmore\r\n"))),
        ["MIME header, zip"] = ("mail", "zip", Join(Ascii("MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n"), AZip)),
        ["page, zip behind"] = ("html", "zip", Join(Page, AZip)),
        ["script, zip behind"] = ("script", "zip", Join(Ascii("#!/bin/sh\nunzip $0\nexit\n"), AZip)),
        ["rtf, zip behind"] = ("rtf", "zip", Join(Ascii("{\\rtf1 hello}"), AZip)),
        ["text, zip behind"] = ("zip", "other data", Join(Ascii("Just some text before it.\r\n"), AZip)),
        ["noise, zip behind"] = ("zip", "other data", Join([1, 2, 3, 200, 201, 0, 7], AZip)),
        ["zip, zip"] = ("zip", "another zip", Join(AZip, Zip(("b.txt", "other")))),
        ["zip, exe behind"] = ("zip", "exe", Join(AZip, Exe())),
        ["tar, zip behind"] = ("tar", "zip", Join(Tar(("a", Ascii("x"))), AZip)),
        ["tar, zip whose comment is the rest"] = ("tar", "zip", CommentToEnd(Tar(("a", AZip)))),
        ["doc, zip behind"] = ("doc", "zip", Join(Cfb("WordDocument"), AZip)),
        ["doc, workbook"] = ("doc", "xls", Cfb("WordDocument", "Workbook")),
        ["docx, workbook"] = ("docx", "xlsx", Package(WordMain, ExcelMain)),
        ["docx, jar"] = ("docx", "jar", Zip(("[Content_Types].xml", $"<x ContentType=\"application/{WordMain}+xml\"/>"),
        ("META-INF/MANIFEST.MF", "x"), ("A.class", "x"))),
        ["docx, second list of types"] = ("docx", "another package", TwoTypeLists()),
        ["odt, docx"] = ("odt", "docx", Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("[Content_Types].xml",
        $"application/{WordMain}+xml"))),
        ["gif, iso"] = ("gif", "iso", At(34_816, (0, Gif()), (32_768, [1, .. Ascii("CD001"), 1]))),
        ["jpeg, disk image"] = ("jpeg", "vhd", At(4_096, (0, Jpeg()), (3_584, [.. Ascii("conectix"), 0, 0, 0, 2]))),
        ["tiff, dicom and the like"] = ("tiff", "pdf", Join(All.Single(s => s.Id == "tiff").Content, Samples.Pdf())),
    };

    private static readonly Dictionary<string, (string Format, byte[] Content)> Honest = new()
    {
        ["stored zip in tar"] = ("tar", Tar(("a.zip", AZip))),
        ["pdf in tar"] = ("tar", Tar(("a.pdf", Samples.Pdf()))),
        ["stored pdf in zip"] = ("zip", Zip(CompressionLevel.NoCompression, ("a.pdf", System.Text.Encoding.Latin1.GetString(Samples.Pdf())))),
        ["stored zip in zip"] = ("zip", Zip(CompressionLevel.NoCompression, ("a.zip", System.Text.Encoding.Latin1.GetString(AZip)))),
        ["stored docx in docx"] = ("docx", Zip(CompressionLevel.NoCompression, ("[Content_Types].xml",
        $"<x ContentType=\"application/{WordMain}+xml\"/>"), ("word/embeddings/a.docx", System.Text.Encoding.Latin1.GetString(AZip)))),
        ["zip in message"] = ("msg", Cfb(Guid.Empty, ("__properties_version1.0", []), ("__substg1.0_37010102", AZip), ("x", []))),
        ["zip in pdf's stream"] = ("pdf", Join(Ascii("%PDF-1.4\n2 0 obj\n<< >>\nstream\n"), AZip, Ascii("\nendstream\nendobj\n"),
        Samples.Pdf()[9..])),
        ["pdf and blank lines"] = ("pdf", Join(Samples.Pdf(), Ascii("\r\n\r\n\0\0\0"))),
        ["pdf behind a byte order mark"] = ("pdf", Join([0xEF, 0xBB, 0xBF, 13, 10], Samples.Pdf())),
        ["pdf behind a line of text"] = ("pdf", Join(Ascii("here it comes\r\n"), Samples.Pdf())),
        ["jpeg and padding"] = ("jpeg", Join(Jpeg(), new byte[4_096])),
        ["exe with zip"] = ("exe", Join(Exe(), AZip)),
        ["zip in mail as base64"] = ("mail", AMail(Convert.ToBase64String(AZip))),
        ["mail about archives"] = ("mail", AMail("An archive starts with PK or Rar!, a page with <html> and a PDF with %PDF-1.4.\r\n")),
        ["xml with an html namespace"] = ("xml", Ascii("<?xml version='1.0'?><feed><title>x</title><link/><a/></feed>")),
    };

    public static TheoryData<string> AttackNames => [.. Attacks.Keys];
    public static TheoryData<string> HonestNames => [.. Honest.Keys];

    [Theory]
    [MemberData(nameof(AttackNames))]
    public void Two_formats_at_once_are_named_both(string name)
    {
        var (first, second, content) = Attacks[name];
        var detected = FormatDetectorTests.Detect("", "", content);
        Assert.Equal(first, detected.Format.Id);
        Assert.True(detected.IsPolyglot);
        Assert.StartsWith($"{first} and {second}", detected.Findings.First(f => f.Code == "file.polyglot").Detail,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HonestNames))]
    public void What_lies_within_or_is_padding_is_no_second_format(string name)
    {
        var (format, content) = Honest[name];
        var detected = FormatDetectorTests.Detect("", "", content);
        Assert.Equal(format, detected.Format.Id);
        Assert.Empty(detected.Findings);
    }

    [Fact]
    public void Trailing_data_of_a_camera_is_only_noted()
    {
        foreach (var tail in new[] { Ascii("SEFH vendor data"), Jpeg(), Box("mp42") })
        {
            var finding = Assert.Single(FormatDetectorTests.Detect("a.jpg", "", Join(Jpeg(), tail)).Findings);
            Assert.Equal("file.trailing-data", finding.Code);
        }
    }

    [Fact]
    public void More_archive_marks_than_are_checked_count_as_an_archive()
    {
        var marks = Enumerable.Repeat(Ascii("Rar!\u001A\u0007\u0001\0"), 20_000).SelectMany(m => m).ToArray();
        Assert.True(FormatDetectorTests.Detect("", "", Join(Gif(), [1, 2, 3], marks)).IsPolyglot);
    }

    /// <summary>The archive's comment is all that follows it.</summary>
    private static byte[] CommentToEnd(byte[] file)
    {
        var at = file.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        BitConverter.TryWriteBytes(file.AsSpan(at + 20), (ushort)(file.Length - at - 22));
        return file;
    }

    /// <summary>The archive with its offsets moved, as its tools write it behind something.</summary>
    private static byte[] Prepend(byte[] zip, byte[] before)
    {
        var moved = zip.ToArray();
        var end = moved.Length - 22;
        var directory = (int)BitConverter.ToUInt32(moved, end + 16);
        BitConverter.TryWriteBytes(moved.AsSpan(end + 16), directory + before.Length);
        BitConverter.TryWriteBytes(moved.AsSpan(directory + 42), before.Length);
        return Join(before, moved);
    }

    private static byte[] JpegScript()
    {
        var code = Ascii("*/=1;alert(1);/*");
        var segment = new byte[0x2F2A - 2];
        code.CopyTo(segment, 100);
        return Join([0xFF, 0xD8, 0xFF, 0xE0, 0x2F, 0x2A], segment, Jpeg()[2..]);
    }

    private static byte[] TwoTypeLists()
        => Zip(("[Content_Types].xml", $"<x ContentType=\"application/{WordMain}+xml\"/>"), ("[content_types].xml",
            $"<x ContentType=\"application/{ExcelMain}+xml\"/>"));
}
