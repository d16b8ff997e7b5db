using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

/// <summary>
/// The messages of <c>samples/070</c> to <c>089</c> are made here, of the attacks of this folder. Where the environment has
/// <c>MIYAKO_WRITE_EXPECTED=1</c> they are written instead.
/// </summary>
public sealed class OfficeSamplesTests
{
    private static readonly (string Folder, string Attack, string FileName, string About)[] Samples =
    [
        ("070-word-macro", "macro", "議事録.docm", "A Word document with macros: it comes out as a plain .docx without them."),
        ("071-word-dde", "split DDE field", "申請書.docx", "A field that starts a program (DDE), its code split over several runs: the text that it showed stays."),
        ("072-word-remote-template", "remote template", "案内.docx", "A document that loads its template, with macros, from the Internet when it is opened."),
        ("073-word-link-to-program", "link to ms-msdt:/id evilmark", "連絡.docx", "A link of a scheme that starts a Windows program; http, https and mailto stay."),
        ("074-word-object", "embedded object", "資料.docx", "An embedded object: its picture stays."),
        ("075-excel-macro-sheet", "macro sheet", "見積書.xlsm", "Excel 4.0 macros on a very hidden sheet, started by the name Auto_Open."),
        ("076-excel-web-service", "web service", "集計.xlsx", "A formula that sends a cell's value to a server: its last value stays."),
        ("077-excel-other-workbook", "external workbook", "名簿.xlsx", "A workbook that reads another one."),
        ("078-slides-program", "program", "説明.pptx", "A slide whose text starts a program when it is clicked."),
        ("079-slides-object", "embedded object", "発表.pptx", "An embedded object on a slide: its picture takes its place."),
    ];

    public static TheoryData<string> Folders => [.. Samples.Select(s => s.Folder)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_sample_is_what_its_attack_makes(string folder)
    {
        var sample = Samples.Single(s => s.Folder == folder);
        var path = Path.Combine(VocabularyTests.Repository, "samples", folder);
        var mail = Mail(sample);
        if (Environment.GetEnvironmentVariable("MIYAKO_WRITE_EXPECTED") == "1")
        {
            Directory.CreateDirectory(path);
            File.WriteAllText(Path.Combine(path, "mail.eml"), mail, Encoding.Latin1);
            File.WriteAllText(Path.Combine(path, "about.md"), sample.About + "\n");
        }

        // What packs the document differs from machine to machine; the rest of the message may not.
        Assert.Equal(mail.Split("\r\n\r\n")[0], File.ReadAllText(Path.Combine(path, "mail.eml"), Encoding.Latin1).Split("\r\n\r\n")[0]);
        Assert.Equal(sample.About + "\n", File.ReadAllText(Path.Combine(path, "about.md")));
    }

    private static string Mail((string Folder, string Attack, string FileName, string About) sample)
    {
        var attacks = sample.FileName[^4] switch { 'd' => WordAttacks.All(), 'x' => ExcelAttacks.All(), _ => ShowAttacks.All() };
        var document = attacks.Single(a => a.Name == sample.Attack).Document;
        var number = sample.Folder[..3];
        return string.Join("\r\n",
            "Date: Mon, 16 Nov 2026 09:26:00 +0900", "From: hanako@example.com", "To: soumu@city.example.jp", $"Subject: {sample.Folder[4..]}",
            $"Message-ID: <sample-{number}@example.com>", "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=\"b\"", "", "--b",
            "Content-Type: text/plain; charset=utf-8", "", "See the file.", "--b", "Content-Type: application/octet-stream",
            "Content-Disposition: attachment;", $" filename*=UTF-8''{Uri.EscapeDataString(sample.FileName)}", "Content-Transfer-Encoding: base64", "",
            Convert.ToBase64String(document, Base64FormattingOptions.InsertLineBreaks), "--b--", "");
    }
}
