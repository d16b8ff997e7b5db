using System.Text;
using static MiyakoMailSanitizer.Sanitizing.Tests.Detection.Samples;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Detection;

public sealed class DeclaredTests
{
    [Theory]
    [InlineData("a.pdf", "exe")]
    [InlineData("a.pdf", "html")]
    [InlineData("a.docx", "docm")]
    [InlineData("a.docx", "doc")]
    [InlineData("a.jpg", "jar")]
    [InlineData("a.jpg", "zip")]
    [InlineData("a.zip", "jar")]
    [InlineData("a.txt", "html")]
    [InlineData("a.txt", "exe")]
    [InlineData("a.xls", "html")]
    [InlineData("a.xls", "slk", false)]
    [InlineData("a.doc", "rtf", false)]
    [InlineData("a.docx", "ooxml-encrypted", false)]
    [InlineData("a.jpg", "png", false)]
    [InlineData("a.dat", "pdf", false)]
    [InlineData("", "pdf", false)]
    [InlineData("a.xlsx.", "exe")]
    [InlineData("a.pdf ", "exe")]
    [InlineData("a.pdf::$DATA", "exe")]
    [InlineData("a.p\u202Edf", "exe")]
    public void A_name_that_misleads_is_a_finding(string name, string id, bool misleads = true)
    {
        var detected = FormatDetectorTests.Detect(name, "", All.Single(s => s.Id == id).Content);
        Assert.Equal(id, detected.Format.Id);
        Assert.Equal(misleads, detected.Findings.Any(f => f.Code == "file.type-mismatch"));
    }

    [Theory]
    [InlineData("application/pdf", "exe")]
    [InlineData("image/jpeg; name=a.jpg", "html")]
    [InlineData("text/plain", "html")]
    [InlineData("text/plain", "exe")]
    [InlineData("application/octet-stream", "exe", false)]
    [InlineData("application/octet-stream", "text", false)]
    [InlineData("text/plain", "ics", false)]
    [InlineData("text/plain", "mail", false)]
    [InlineData("Application/PDF", "pdf", false)]
    public void A_declared_type_that_misleads_is_a_finding(string mediaType, string id, bool misleads = true)
    {
        var detected = FormatDetectorTests.Detect("", mediaType, All.Single(s => s.Id == id).Content);
        Assert.Equal(id, detected.Format.Id);
        Assert.Equal(misleads, detected.Findings.Any(f => f.Code == "file.type-mismatch"));
    }

    [Fact]
    public void The_finding_quotes_no_markup()
    {
        var finding = Assert.Single(FormatDetectorTests.Detect("", "application/pdf", Exe()).Findings);
        Assert.Equal("declared application/pdf but is exe", finding.Detail);
        Assert.Empty(FormatDetectorTests.Detect("a.<b>", "x/<script>", Exe()).Findings);
    }

    [Theory]
    [InlineData("memo.txt", "", "text")]
    [InlineData("", "text/plain; charset=utf-8", "text")]
    [InlineData("", "", "mail")]
    [InlineData("a.eml", "", "mail")]
    [InlineData("", "message/rfc822", "mail")]
    public void A_memo_with_the_fields_that_people_type_is_a_tie(string name, string mediaType, string expected)
        => Assert.Equal(expected, FormatDetectorTests.Detect(name, mediaType,
            Ascii("From: Taro\r\nTo: Hanako\r\nSubject: lunch\r\n\r\nNoon?\r\n")).Format.Id);

    [Theory]
    [InlineData("", "message/rfc822", "no field at all\r\n", "mail")]
    [InlineData("", "message/rfc822", "<html><body>x</body></html>", "mail")]
    [InlineData("a.eml", "", "X-One: 1\r\n\r\nbody", "mail")]
    [InlineData("a.eml", "", "no field at all", "text")]
    [InlineData("", "", "From a@example.jp Mon Nov 23 10:11:12 2026\r\nX-One: 1\r\n\r\nbody", "mail")]
    [InlineData("", "", "From here on it is text.\r\n", "text")]
    [InlineData("", "", "From here on it is text\r\nNote: buy milk\r\n", "text")]
    [InlineData("", "text/rfc822-headers", "From: a@example.jp\r\nMessage-ID: <a@b>\r\nReceived: x\r\n", "text")]
    [InlineData("", "message/delivery-status", "Reporting-MTA: dns; a\r\nFrom: a\r\nTo: b\r\nDate: c\r\n", "text")]
    [InlineData("a.csv", "", "a,b", "csv")]
    [InlineData("a.txt", "text/csv", "a,b", "csv")]
    [InlineData("a.txt", "", "a,b", "text")]
    [InlineData("a.js", "text/plain", "alert(1)", "script")]
    [InlineData("a.js.txt", "text/plain", "alert(1)", "text")]
    [InlineData("a.js. ", "text/plain", "alert(1)", "script")]
    [InlineData("a.txt", "", "#!/bin/sh\necho", "script")]
    [InlineData("a.txt", "", "  <script>alert(1)</script>", "html")]
    [InlineData("a.txt", "", "Hello.\r\n<html><head><title>x", "html")]
    [InlineData("a.txt", "", "A tag is written as <b>.", "text")]
    [InlineData("a.html", "", "Hello <b>world</b>", "html")]
    [InlineData("a.xml", "", "<note>x</note>", "xml")]
    [InlineData("a.txt", "", "<note>x</note>", "text")]
    [InlineData("a.txt", "", "<?xml version='1.0'?><!-- c --><!DOCTYPE svg><svg/>", "svg")]
    [InlineData("a.txt", "", "{\"a\":1}", "text")]
    [InlineData("a.txt", "", "MZ is how a program starts", "text")]
    [InlineData("a.txt", "", "BM is how a bitmap starts", "text")]
    [InlineData("a.txt", "", "%PDF-1.4 is how one starts", "text")]
    public void Name_and_declared_type_break_ties_between_texts(string name, string mediaType, string text, string expected)
        => Assert.Equal(expected, FormatDetectorTests.Detect(name, mediaType, Ascii(text)).Format.Id);

    [Theory]
    [InlineData("shift_jis")]
    [InlineData("euc-jp")]
    [InlineData("iso-2022-jp")]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("euc-kr")]
    [InlineData("gb18030")]
    [InlineData("koi8-r")]
    public void Text_of_any_charset_is_text(string charset)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text = charset switch
        {
            "euc-kr" => "안녕하세요 세계",
            "koi8-r" => "Привет, мир",
            "gb18030" => "你好世界",
            _ => "東京都庁、ｱｲｳ。\r\nよろしくお願いします。"
        };
        var encoding = Encoding.GetEncoding(charset);
        Assert.Equal("text", FormatDetectorTests.Detect("a.txt", "", [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]).Format.Id);
        var page = "<html><body>" + text + "</body></html>";
        Assert.Equal("html", FormatDetectorTests.Detect("a.txt", "", [.. encoding.GetPreamble(), .. encoding.GetBytes(page)]).Format.Id);
    }

    [Fact]
    public void Encryption_is_a_finding()
    {
        var zip = Zip(("a", "x"));
        zip[zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + 8] |= 1;
        var office = new byte[32];
        office[11] = 1;
        byte[] workbook = [9, 8, 4, 0, 0, 6, 5, 0, 0x2F, 0, 2, 0, 0, 0];
        byte[][] encrypted =
        [
            zip,
            Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("META-INF/manifest.xml", "<manifest:encryption-data/>")),
            Rar5(4),
            SevenZip(0x17, 6, 0xF1, 7, 1),
            Samples.Pdf("<< /Root 1 0 R /Encrypt 5 0 R >>"),
            Cfb("EncryptedPackage", "EncryptionInfo"),
            Cfb(Guid.Empty, ("WordDocument", office)),
            Cfb(Guid.Empty, ("Workbook", workbook)),
            Cfb(Guid.Empty, ("PowerPoint Document", []), ("Current User", [.. new byte[12], 0xDF, 0xC4, 0xD1, 0xF3])),
            Cms(3, withContent: true),
            Ascii("-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n"),
        ];
        Assert.All(encrypted, e => Assert.Single(FormatDetectorTests.Detect("", "", e).Findings, f => f.Code == "file.encrypted"));
        byte[][] open = [Samples.Pdf("<< /Root 1 0 R /EncryptMetadata true >>"), Rar4(), SevenZip(1, 0), Cfb("WordDocument"), Cfb("Workbook")];
        Assert.All(open, o => Assert.Empty(FormatDetectorTests.Detect("", "", o).Findings));
    }
}
