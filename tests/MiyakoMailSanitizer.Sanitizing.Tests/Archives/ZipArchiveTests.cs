using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using static MiyakoMailSanitizer.Sanitizing.Tests.Archives.Unzipped;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

public sealed class ZipArchiveTests
{
    private static readonly byte[] Text = "text\r\n"u8.ToArray();

    [Fact]
    public void Files_come_through_in_their_order_and_folders()
    {
        var report = Treat(Zip(("b/c.txt", "1\r\n"), ("a.csv", "x,y\r\n"), ("b/d/", ""), ("資料/報告.txt", "本文\r\n")));
        Assert.IsType<Outcome.Rebuilt>(report.Outcome);
        Assert.Equal(["b/c.txt", "a.csv", "b/d/", "資料/報告.txt"], Names(report));
        Assert.Equal("本文\r\n", Entries(report)[3].Text);
        Assert.Equal(3, report.Nested.Length);
    }

    [Fact]
    public void The_same_archive_gives_the_same_bytes()
    {
        var archive = Zip(("a.txt", "1"), ("b.txt", "2"));
        Assert.Equal(Treat(archive).Delivered(), Treat(archive).Delivered());
    }

    [Fact]
    public void What_is_withheld_leaves_a_note_in_its_place()
    {
        var report = Treat(Zip(("前.txt", "x"u8.ToArray()), ("危険.exe", Program()), ("後.txt", "y"u8.ToArray())));
        Assert.Equal(["前.txt", "危険.exe.withheld.txt", "後.txt"], Names(report));
        var note = Entries(report)[1].Text;
        Assert.Contains("ファイル名: 危険.exe\r\n", note, StringComparison.Ordinal);
        Assert.Contains("Reference: TEST-1\r\n", note, StringComparison.Ordinal);
        Assert.Contains("archive.partly-withheld", report.Codes());
    }

    [Fact]
    public void An_archive_of_nothing_but_programs_is_withheld()
        => AssertWithheld(Treat(Zip(("a.exe", Program()))), "archive.nothing-left");

    [Fact]
    public void Archives_in_archives_are_opened_too()
    {
        var report = Treat(Zip(("in.zip", Zip(("a.exe", Program()), ("a.txt", "t"u8.ToArray())))));
        Assert.Equal(["in.zip"], Names(report));
        Assert.Equal(["a.exe", "a.txt"], report.Nested[0].Nested.Select(n => n.Name));
    }

    [Theory]
    [InlineData("../../a.txt", "a.txt")]
    [InlineData("/etc/a.txt", "etc/a.txt")]
    [InlineData("C:\\Windows\\a.txt", "Windows/a.txt")]
    [InlineData("..\\..\\x\\a.txt", "x/a.txt")]
    [InlineData("CON/a.txt", "_CON/a.txt")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("x. /a.txt", "x/a.txt")]
    [InlineData("a.txt:stream", "a.txt：stream.txt")]
    [InlineData("fdp\u202Etxt.txt", "fdptxt.txt")]
    [InlineData("./a//b/./c.txt", "a/b/c.txt")]
    [InlineData("が\u3099/か\u3099.txt", "が\u3099/が.txt")]
    public void No_name_leads_out(string name, string expected)
        => Assert.Equal(expected, Assert.Single(Names(Treat(new RawZip().Add(name, "t").Build()))));

    [Fact]
    public void Names_that_become_the_same_are_numbered()
    {
        var report = Treat(new RawZip().Add("a.txt", "1").Add("A.TXT", "2").Add("../a.txt", "3").Add("a.txt/b.txt", "4").Build());
        Assert.Equal(["a.txt", "A (2).TXT", "a (3).txt", "a (4).txt/b.txt"], Names(report));
        Assert.Contains("archive.duplicate-name", report.Codes());
        Assert.Contains("archive.unsafe-name", report.Codes());
    }

    [Fact]
    public void What_systems_add_is_dropped()
    {
        var report = Treat(Zip(("a.txt", "1"), ("__MACOSX/._a.txt", "x"), (".DS_Store", "x"), ("b/Thumbs.db", "x"), ("b/desktop.ini", "x")));
        Assert.Equal(["a.txt"], Names(report));
        Assert.Equal(5, report.Nested.Length);
        Assert.All(report.Nested.Skip(1), n => Assert.IsType<Outcome.Removed>(n.Outcome));
    }

    [Fact]
    public void Links_are_dropped()
    {
        var report = Treat(new RawZip().Add("a.txt", "1").Add(new RawZip.Entry("l"u8.ToArray(), "/etc/passwd"u8.ToArray()) { Host = 3, Attributes = 0xA1FF0000 }).Build());
        Assert.Equal(["a.txt"], Names(report));
        Assert.Contains("archive.special", report.Nested[1].Codes());
    }

    [Fact]
    public void Some_encrypted_files_leave_notes_and_all_of_them_withhold_the_archive()
    {
        var secret = new RawZip.Entry("s.docx"u8.ToArray(), new byte[40]) { Flags = 1, Method = 0 };
        var report = Treat(new RawZip().Add("a.txt", "1").Add(secret).Build());
        Assert.Equal(["a.txt", "s.docx.withheld.txt"], Names(report));
        Assert.Contains(report.Outcome.Findings, f => f.Code == "file.encrypted" && f.Detail.Contains("1 of 2 files need a password: s.docx", StringComparison.Ordinal));
        AssertWithheld(Treat(new RawZip().Add(secret).Build()), "file.encrypted");
    }

    [Fact]
    public void A_descriptor_is_read() => Assert.Equal(["a.txt", "b.txt"], Names(Treat(new RawZip()
        .Add(new RawZip.Entry("a.txt"u8.ToArray(), Text) { HasDescriptor = true }).Add("b.txt", "x").Build())));

    [Fact]
    public void A_damaged_file_leaves_a_note()
    {
        var report = Treat(new RawZip().Add("a.txt", "1").Add(new RawZip.Entry("b.txt"u8.ToArray(), Text) { Crc = 1 }).Build());
        Assert.Equal(["a.txt", "b.txt.withheld.txt"], Names(report));
        Assert.Contains("archive.damaged", report.Nested[1].Codes());
    }

    [Fact]
    public void Names_of_CP932_are_written_where_the_settings_say_so()
    {
        var engine = Engines.With(p => p with { Archives = p.Archives with { Names = Sanitizing.Archives.NameCharset.Cp932 } });
        var report = Treat(Zip(("表示ソ㈱髙.txt", "1"), ("𠮷😀.txt", "2")), engine: engine);
        AssertVerified(report.Outcome.Delivered!);
        var bytes = report.Delivered();
        Assert.True(bytes.AsSpan().IndexOf(CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes("表示ソ㈱髙.txt")) > 0);
        Assert.True(bytes.AsSpan().IndexOf("𠮷😀.txt"u8) > 0);
    }

    [Fact]
    public void An_empty_archive_stays_one() => Assert.Empty(Names(Treat(new RawZip().Build())));

    private static byte[] Program()
    {
        var program = new byte[512];
        "MZ"u8.CopyTo(program);
        program[0x3C] = 0x80;
        "PE\0\0"u8.CopyTo(program.AsSpan(0x80));
        return program;
    }
}
