using System.Text;
using CsCheck;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>Names that hide something, names that no system takes, and names that must come through.</summary>
public sealed class FileNamesTests
{
    [Theory]
    // Ordinary names stay.
    [InlineData("memo.txt", "memo.txt", "")]
    [InlineData("MEMO.TXT", "MEMO.TXT", "")]
    [InlineData("server.log", "server.log", "")]
    [InlineData("議事録.txt", "議事録.txt", "")]
    [InlineData("令和６年度　予算（案）.txt", "令和６年度　予算（案）.txt", "")]
    [InlineData("議事録 Ver1.2", "議事録 Ver1.2.txt", "")]
    [InlineData("2026.11.23", "2026.11.23.txt", "")]
    [InlineData("2026.11.23.txt", "2026.11.23.txt", "")]
    [InlineData("Ａ社.見積", "Ａ社.見積.txt", "")]
    [InlineData("No.5", "No.5.txt", "")]
    [InlineData("葛\U000E0100城.txt", "葛\U000E0100城.txt", "")]
    [InlineData("👨\u200D👩\u200D👧.txt", "👨\u200D👩\u200D👧.txt", "")]
    [InlineData("~$lock & 100% #1 'x' (2) [3] {4}.txt", "~$lock & 100% #1 'x' (2) [3] {4}.txt", "")]
    // No name.
    [InlineData("", "attachment-1.txt", "")]
    [InlineData("   ", "attachment-1.txt", "")]
    [InlineData("...", "attachment-1.txt", "")]
    [InlineData(".txt", "attachment-1.txt", "")]
    [InlineData(".htaccess", "htaccess.txt", "")]
    [InlineData("/", "attachment-1.txt", "name.path")]
    [InlineData("..", "attachment-1.txt", "")]
    // Paths.
    [InlineData("../../etc/passwd", "passwd.txt", "name.path")]
    [InlineData("..\\..\\windows\\win.ini", "win.txt", "name.path name.extension")]
    [InlineData("C:\\Users\\山田\\デスクトップ\\資料.txt", "資料.txt", "name.path")]
    [InlineData("C:evil.txt", "evil.txt", "name.path")]
    [InlineData("\\\\server\\share\\a.txt", "a.txt", "name.path")]
    [InlineData("/tmp/a.txt/", "a.txt", "name.path")]
    [InlineData("a/b\\c.txt", "c.txt", "name.path")]
    [InlineData("..\\", "attachment-1.txt", "name.path")]
    // Characters that Windows refuses; streams.
    [InlineData("a<b>c:d\"e|f?g*h.txt", "a＜b＞c：d＂e｜f？g＊h.txt", "")]
    [InlineData("Re: 会議?.txt", "Re： 会議？.txt", "")]
    [InlineData("a.txt:evil.exe", "a.txt：evil.txt", "name.extension")]
    [InlineData("a.txt::$DATA", "a.txt：：$DATA.txt", "")]
    // Ends that Windows drops.
    [InlineData("a.txt.", "a.txt", "")]
    [InlineData("a.txt . .", "a.txt", "")]
    [InlineData("　. b.txt", "b.txt", "")]
    [InlineData("a .txt", "a.txt", "")]
    [InlineData("a..txt", "a.txt", "")]
    // Devices.
    [InlineData("CON", "_CON.txt", "")]
    [InlineData("con.txt", "_con.txt", "")]
    [InlineData("NUL.tar.txt", "NUL_tar.txt", "name.double-extension")]
    [InlineData("NUL.x.txt", "_NUL.x.txt", "")]
    [InlineData("aux .txt", "_aux.txt", "")]
    [InlineData("COM1.txt", "_COM1.txt", "")]
    [InlineData("lpt9.txt", "_lpt9.txt", "")]
    [InlineData("COM¹.txt", "_COM¹.txt", "")]
    [InlineData("CONIN$.txt", "_CONIN$.txt", "")]
    [InlineData("ＣＯＮ.txt", "_ＣＯＮ.txt", "")]
    [InlineData("CONTACT.txt", "CONTACT.txt", "")]
    [InlineData("COM10.txt", "COM10.txt", "")]
    // Extensions that lie.
    [InlineData("page.html", "page.txt", "name.extension")]
    [InlineData("virus.exe", "virus.txt", "name.extension")]
    [InlineData("invoice.pdf.exe", "invoice_pdf.txt", "name.extension name.double-extension")]
    [InlineData("invoice.pdf.txt", "invoice_pdf.txt", "name.double-extension")]
    [InlineData("a.doc.xls.exe.txt", "a_doc_xls_exe.txt", "name.double-extension")]
    [InlineData("a.tar.gz", "a_tar.txt", "name.extension name.double-extension")]
    [InlineData("report.txt                    .exe", "report.txt", "name.extension name.double-extension")]
    [InlineData("report.txt\u3000\u3000\u3000\u3000\u3000\u3000.exe", "report.txt", "name.extension name.double-extension")]
    [InlineData("report.txt.exe", "report.txt", "name.extension name.double-extension")]
    [InlineData("photo              .txt", "photo.txt", "name.double-extension")]
    [InlineData("請求書．ｅｘｅ", "請求書.txt", "name.extension")]
    [InlineData("請求書．ｔｘｔ", "請求書.txt", "")]
    [InlineData("請求書\u2024exe", "請求書.txt", "name.extension")]
    [InlineData("請求書．pdf．exe", "請求書_pdf.txt", "name.extension name.double-extension")]
    [InlineData("a.e x e", "a.txt", "name.extension")]
    [InlineData("a.exe .", "a.txt", "name.extension")]
    [InlineData("memo.txt.txt", "memo.txt.txt", "")]
    // What people can't see.
    [InlineData("請求書\u202Etxt.exe", "請求書txt.txt", "name.bidi name.extension")]
    [InlineData("ann\u202Excod.scr", "annxcod.txt", "name.bidi name.extension")]
    [InlineData("a\u200B\u200D\uFEFF.txt", "a.txt", "name.invisible")]
    [InlineData("a.txt\0.exe", "a.txt", "name.invisible name.extension name.double-extension")]
    [InlineData("a\r\nb\tc.txt", "a b c.txt", "")]
    [InlineData("\uFE0Fa.txt", "a.txt", "name.invisible")]
    [InlineData(". \uFE0Fa.txt", "a.txt", "")]
    [InlineData("a\u00A0\u2003b.txt", "a b.txt", "")]
    [InlineData("\u2800\u2800.txt", "attachment-1.txt", "name.invisible")]
    // macOS.
    [InlineData("か\u3099くふ\u309A.txt", "がくぷ.txt", "")]
    [InlineData("ハ\u309Aーティー.txt", "パーティー.txt", "")]
    [InlineData("cafe\u0301.txt", "café.txt", "")]
    [InlineData("e\u0304\u0301G\u030Cd\u0323s\u0323\u0307.txt", "ḗǦḍṩ.txt", "")]
    [InlineData("ウ\u3099ァイオリンワ\u3099ゝ\u3099.txt", "ヴァイオリンヷゞ.txt", "")]
    [InlineData("и\u0306Е\u0308.txt", "йЁ.txt", "")]
    [InlineData("Vie\u0323\u0302t.txt", "Việt.txt", "")]
    [InlineData("\u1112\u1161\u11AB.txt", "한.txt", "")]
    [InlineData("神\uFA19.txt", "神\uFA19.txt", "")]
    public void As_text(string raw, string expected, string codes)
    {
        var clean = FileNames.Clean(raw, FileFormat.Text, "attachment-1");
        Assert.Equal(expected, clean.Name);
        Assert.Equal(codes, string.Join(' ', clean.Findings.Select(f => f.Code)));
        Assert.Equal(expected, FileNames.Clean(expected, FileFormat.Text, "attachment-1").Name);
    }

    [Theory]
    [InlineData("住所録.csv", "住所録.csv", "")]
    [InlineData("住所録.tsv", "住所録.tsv", "")]
    [InlineData("住所録.txt", "住所録.csv", "name.extension")]
    [InlineData("住所録.xlsx", "住所録.csv", "name.extension")]
    [InlineData("住所録.csv.txt", "住所録.csv", "name.extension name.double-extension")]
    public void As_csv(string raw, string expected, string codes)
    {
        var clean = FileNames.Clean(raw, FileFormat.Csv, "attachment-1");
        Assert.Equal(expected, clean.Name);
        Assert.Equal(codes, string.Join(' ', clean.Findings.Select(f => f.Code)));
    }

    [Theory]
    [InlineData("", "file.txt")]
    [InlineData("..", "file.txt")]
    [InlineData("con", "_con.txt")]
    [InlineData("a/b:c", "a／b：c.txt")]
    public void A_fallback_is_cleaned_too(string fallback, string expected)
        => Assert.Equal(expected, FileNames.Clean("", FileFormat.Text, fallback).Name);

    [Fact]
    public void A_format_without_extensions_gets_bin()
        => Assert.Equal("a.bin", FileNames.Clean("a.exe", FileFormat.Unknown, "x").Name);

    [Theory]
    [InlineData("あ", 65)]
    [InlineData("a", 196)]
    [InlineData("𠮷", 49)]
    [InlineData("👨\u200D👩\u200D👧", 10)]
    [InlineData("葛\U000E0100", 28)]
    [InlineData("か\u0323", 39)]
    public void A_long_name_is_cut_between_characters(string character, int kept)
    {
        var name = FileNames.Clean(string.Concat(Enumerable.Repeat(character, 300)) + ".log", FileFormat.Text, "x").Name;
        Assert.Equal(string.Concat(Enumerable.Repeat(character, kept)) + ".log", name);
    }

    [Fact]
    public void A_heap_of_marks_is_cut_within()
    {
        var name = FileNames.Clean("g" + new string('\u0323', 5_000) + ".txt", FileFormat.Text, "x").Name;
        Assert.StartsWith("g\u0323\u0323", name, StringComparison.Ordinal);
        Assert.EndsWith(".txt", name, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 190, FileNames.MaxBytes);
    }

    [Theory]
    [InlineData(".py")]
    [InlineData(".")]
    [InlineData("/")]
    [InlineData(" ")]
    [InlineData("\u202E")]
    [InlineData("\u3099")]
    [InlineData("👨\u200D")]
    [InlineData("\uFE0F.")]
    public void A_million_characters_of_it_are_no_matter(string piece)
        => AssertLegal(FileNames.Clean(string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)), FileFormat.Text, "x").Name);

    [Fact]
    public void Every_name_is_legal_and_stays_when_cleaned_again()
        => Gen.Select(TextCleanerTests.Hostile, Gen.Int[1, FileFormat.All.Length - 1]).Sample(
            (raw, format) =>
            {
                var written = FileFormat.All[format];
                var name = FileNames.Clean(raw, written, "添付-1").Name;
                AssertLegal(name);
                Assert.Contains(written.Extensions, e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
                AssertLegal(FileNames.Clean(string.Concat(Enumerable.Repeat(raw, 12)), written, "x").Name);
                Assert.Equal(name, FileNames.Clean(name, written, "添付-1").Name);
            },
            iter: 3_000);

    [Theory]
    [InlineData("報告書.pdf", "報告書.pdf")]
    [InlineData("a\u202Eb\r\nc\t", "ab c")]
    [InlineData("", "")]
    public void Display_is_one_clean_line(string raw, string expected) => Assert.Equal(expected, FileNames.Display(raw));

    [Theory]
    [InlineData("あ", 199)]
    [InlineData("𠮷", 198)]
    public void Display_is_bounded(string character, int kept)
    {
        var shown = FileNames.Display(string.Concat(Enumerable.Repeat(character, 300)));
        Assert.Equal(kept + 1, shown.Length);
        Assert.EndsWith("…", shown, StringComparison.Ordinal);
        Assert.Null(Rule7.Fault(shown, lines: false));
    }

    /// <summary>What the file systems of Windows, macOS and Linux take, and rule 7.</summary>
    private static void AssertLegal(string name)
    {
        Assert.Null(Rule7.Fault(name, lines: false));
        Assert.True(name.IndexOfAny([.. "<>:\"/\\|?*"]) < 0, name);
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, 200);
        Assert.False(name[0] is '.' or ' ' || name[^1] is '.' or ' ', name);
        var stem = name.Split('.')[0].TrimEnd().ToUpperInvariant();
        Assert.DoesNotMatch("^(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]|CLOCK\\$|CONIN\\$|CONOUT\\$)$", stem);
    }
}
