using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Archives;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using MiyakoMailSanitizer.Sanitizing.Tests.Office;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Passwords;

/// <summary>Files that the real programs of Debian encrypt here, opened with passwords.</summary>
public sealed class LockedFileTests : IDisposable
{
    private readonly ProgramFolder _folder = new();

    public static TheoryData<string, string, string[]> Archives => new()
    {
        { "classic", "Geheim1", ["zip", "-q", "-P", "Geheim1", "-r", "a.zip", "d"] },
        { "classic stored", "Geheim1", ["zip", "-q0", "-P", "Geheim1", "-r", "a.zip", "d"] },
        { "classic by 7-Zip", "p w", ["7zz", "a", "-mem=ZipCrypto", "-pp w", "a.zip", "d"] },
        { "AES-128", "Geheim1", ["7zz", "a", "-mem=AES128", "-pGeheim1", "a.zip", "d"] },
        { "AES-192", "Geheim1", ["7zz", "a", "-mem=AES192", "-pGeheim1", "a.zip", "d"] },
        { "AES-256", "!\"#$%&'()=~|", ["7zz", "a", "-mem=AES256", "-p!\"#$%&'()=~|", "a.zip", "d"] },
        { "AES-256 and LZMA", "Geheim1", ["7zz", "a", "-mem=AES256", "-mm=LZMA", "-pGeheim1", "a.zip", "d"] },
        { "AES-256 stored", "Geheim1", ["7zz", "a", "-mem=AES256", "-mx=0", "-pGeheim1", "a.zip", "d"] },
        { "UTF-8", "宮古市役所", ["zip", "-q", "-P", "宮古市役所", "-r", "a.zip", "d"] },
        { "7z", "Geheim1", ["7zz", "a", "-pGeheim1", "a.7z", "d"] },
        { "7z stored", "Geheim1", ["7zz", "a", "-mx=0", "-pGeheim1", "a.7z", "d"] },
        { "7z solid off, PPMd", "Geheim1", ["7zz", "a", "-ms=off", "-m0=PPMd", "-pGeheim1", "a.7z", "d"] },
        { "7z with a hidden list", "Geheim1", ["7zz", "a", "-mhe=on", "-pGeheim1", "a.7z", "d"] },
        { "7z Japanese", "宮古市役所", ["7zz", "a", "-mhe=on", "-p宮古市役所", "a.7z", "d"] },
    };

    [ProgramTheory("zip", "7zz")]
    [MemberData(nameof(Archives))]
    public void The_right_password_opens_an_archive_and_wrong_ones_do_not(string kind, string password, string[] command)
    {
        Assert.NotEmpty(kind);
        var text = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"{i * 7919 % 1000},第{i}行\r\n"));
        _folder.Write("d/a.txt", "one\r\n");
        _folder.Write("d/b.txt", text);
        _folder.Run(command);
        var (name, content) = (command.First(c => c.StartsWith("a.", StringComparison.Ordinal)), _folder.Read(command.First(c => c.StartsWith("a.", StringComparison.Ordinal))));

        var opened = Treat(content, name, "wrong", password.ToUpperInvariant() + "x", "", password);
        var files = Unzipped.Entries(opened.Report).Where(e => !e.Name.EndsWith('/')).ToList();
        Assert.Equal(["d/a.txt", "d/b.txt"], files.Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.Equal(text, files.Single(f => f.Name == "d/b.txt").Text);
        Assert.Contains("file.unlocked", opened.Report.Codes());
        Assert.DoesNotContain(opened.Report.Outcome.Findings, f => f.Code == "file.encrypted");
        Assert.Equal([3], opened.FittingPasswords.ToArray());
        AssertSaysNoPassword(opened, password);

        foreach (var passwords in new string[][] { [], ["wrong"], ["", "Geheim", "geheim1"] })
        {
            var closed = Treat(content, name, passwords);
            Unzipped.AssertWithheld(closed.Report, "file.encrypted");
            Assert.Empty(closed.FittingPasswords);
            Assert.DoesNotContain("file.unlocked", closed.Report.Codes());
        }
    }

    [ProgramFact("zip")]
    public void A_password_in_CP932_opens_what_Windows_packed()
    {
        _folder.Write("a.txt", "one\r\n");
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        // The program takes bytes as they are; a shell hands them over.
        _folder.Write("pack.sh", [.. "zip -q -P '"u8, .. Encoding.GetEncoding(932).GetBytes("解凍ソ表"), .. "' a.zip a.txt\n"u8]);
        _folder.Run(["sh", "pack.sh"]);
        Assert.Equal("one\r\n", Unzipped.Entries(Treat(_folder.Read("a.zip"), "a.zip", "解凍ソ表").Report).Single().Text);
    }

    [ProgramFact("zip")]
    public void Each_file_of_a_ZIP_may_have_a_password_of_its_own()
    {
        _folder.Write("a.txt", "one\r\n");
        _folder.Write("b.txt", "two\r\n");
        _folder.Write("c.txt", "three\r\n");
        _folder.Run(["zip", "-q", "-P", "eins", "a.zip", "a.txt"]);
        _folder.Run(["zip", "-q", "-P", "zwei", "a.zip", "b.txt"]);
        _folder.Run(["zip", "-q", "-P", "drei", "a.zip", "c.txt"]);
        var opened = Treat(_folder.Read("a.zip"), "a.zip", "zwei", "eins");
        var files = Unzipped.Entries(opened.Report);
        Assert.Equal(["a.txt", "b.txt", "c.txt.withheld.txt"], files.Select(f => f.Name));
        Assert.Equal([1, 0], opened.FittingPasswords.ToArray());
        Assert.Contains(opened.Report.Outcome.Findings, f => f.Code == "file.encrypted" && f.Detail.Contains("1 of 3", StringComparison.Ordinal));
        Assert.Contains(opened.Report.Outcome.Findings, f => f.Code == "file.unlocked" && f.Detail.Contains("2 of 3", StringComparison.Ordinal));
    }

    [ProgramFact("qpdf")]
    public void PDFs_of_all_revisions_open()
    {
        _folder.Write("a.pdf", PlainPdf);
        foreach (var options in new string[][] { ["40"], ["128", "--use-aes=n"], ["128", "--use-aes=y"], ["256"], ["256", "--force-R5"] })
        {
            _folder.Run(["qpdf", "--warning-exit-0", "--allow-weak-crypto", "--encrypt", "Geheim1", "owner", .. options, "--", "a.pdf", "b.pdf"]);
            var content = _folder.Read("b.pdf");
            Unzipped.AssertWithheld(Treat(content, "b.pdf").Report, "file.encrypted");
            Unzipped.AssertWithheld(Treat(content, "b.pdf", "nein", "geheim1").Report, "file.encrypted");
            var opened = Treat(content, "b.pdf", "nein", "Geheim1");
            Assert.True(opened.Report.Outcome is Outcome.Rebuilt, $"{options[^1]}: {string.Join("; ", opened.Report.Outcome.Findings)}");
            Assert.Contains("file.unlocked", opened.Report.Codes());
            Assert.DoesNotContain("pdf.decrypted", opened.Report.Codes());
            Unzipped.AssertVerified(opened.Report.Outcome.Delivered!);
            using var read = UglyToad.PdfPig.PdfDocument.Open(opened.Report.Outcome.Delivered!.Content.ToArray());
            Assert.Equal("Miyako city", read.GetPage(1).Text);
            AssertSaysNoPassword(opened, "Geheim1");
        }
    }

    public static TheoryData<string, string, int> Agile => new()
    {
        { "SHA512", "Geheim1", 256 }, { "SHA1", "宮古市役所", 128 }, { "SHA256", "p w", 192 }, { "SHA384", "Geheim1", 256 }, { "MD5", "Geheim1", 128 },
    };

    [Theory]
    [MemberData(nameof(Agile))]
    public void Office_documents_open(string algorithm, string password, int keyBits)
    {
        var plain = Document();
        AssertOpens(EncryptedOffice.Agile(plain, password, algorithm, keyBits), plain, password);
    }

    [Fact]
    public void Office_documents_of_2007_open()
    {
        var plain = Document();
        AssertOpens(EncryptedOffice.Standard(plain, "Geheim1"), plain, "Geheim1");
    }

    [ProgramFact("msoffcrypto-tool")]
    public void Another_program_reads_what_these_tests_encrypt()
    {
        var plain = Document();
        foreach (var encrypted in new[] { EncryptedOffice.Standard(plain, "Geheim1"), EncryptedOffice.Agile(plain, "Geheim1"), EncryptedOffice.Agile(plain, "Geheim1", "SHA1", 128) })
        {
            _folder.Write("b.docx", encrypted);
            _folder.Run(["msoffcrypto-tool", "-p", "Geheim1", "b.docx", "c.docx"]);
            Assert.Equal(plain, _folder.Read("c.docx"));
        }
    }

    [Fact]
    public void A_real_encrypted_workbook_of_the_corpus_opens()
    {
        var path = Directory.Exists(OfficeCorpusFolder) ? Directory.GetFiles(OfficeCorpusFolder, "agile_AES128_MD5_CBC_pwd_password.xlsx", SearchOption.AllDirectories).FirstOrDefault() : null;
        if (path is null)
            return; // the corpus is not here; the tests above stand for it
        var opened = Treat(File.ReadAllBytes(path), "a.xlsx", "password");
        Assert.True(opened.Report.Outcome is Outcome.Rebuilt, string.Join("; ", opened.Report.Outcome.Findings));
    }

    private static string OfficeCorpusFolder => Path.Combine(Programs.Corpus ?? "/nowhere", "..", "office");

    /// <summary>Longer than several pieces of 4,096 bytes.</summary>
    private static byte[] Document()
    {
        var random = new Random(5);
        var text = string.Concat(Enumerable.Range(0, 9_000).Select(_ => (char)('一' + random.Next(9_000))));
        return DocumentBuilder.Word($"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>").Build();
    }

    private static void AssertOpens(byte[] content, byte[] plain, string password)
    {
        Unzipped.AssertWithheld(Treat(content, "b.docx").Report, "file.encrypted");
        Unzipped.AssertWithheld(Treat(content, "b.docx", "nein").Report, "file.encrypted");
        var opened = Treat(content, "b.docx", "nein", password);
        var direct = Engines.Standard.Treat(new("b.docx", "", plain), Engines.Context, CancellationToken.None);
        Assert.True(opened.Report.Outcome is Outcome.Rebuilt, string.Join("; ", opened.Report.Outcome.Findings));
        Assert.True(opened.Report.Outcome.Delivered!.Content.Span.SequenceEqual(direct.Outcome.Delivered!.Content.Span), "it is not what comes of the plain document");
        Assert.Contains("file.unlocked", opened.Report.Codes());
        AssertSaysNoPassword(opened, password);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertSaysNoPassword(Treated treated, string password)
    {
        foreach (var text in treated.Report.Walk().SelectMany(r => r.Outcome.Findings).SelectMany(f => new[] { f.Code, f.Where, f.Detail }))
            Assert.DoesNotContain(password, text, StringComparison.OrdinalIgnoreCase);
    }

    private static Treated Treat(byte[] content, string name, params string[] passwords)
        => Engines.Standard.TreatWhole(new(name, "", content), Engines.Context with { Passwords = [.. passwords] }, CancellationToken.None);

    private const string PlainPdf =
        """
        %PDF-1.4
        1 0 obj
        <</Type/Catalog/Pages 2 0 R>>
        endobj
        2 0 obj
        <</Type/Pages/Kids[3 0 R]/Count 1>>
        endobj
        3 0 obj
        <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>
        endobj
        4 0 obj
        <</Length 42>>
        stream
        BT /F1 24 Tf 10 40 Td (Miyako city) Tj ET
        endstream
        endobj
        5 0 obj
        <</Type/Font/Subtype/Type1/BaseFont/Helvetica>>
        endobj
        trailer
        <</Root 1 0 R/Size 6>>
        """;
}
