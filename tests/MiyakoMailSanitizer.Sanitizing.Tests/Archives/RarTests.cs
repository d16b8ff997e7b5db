using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using static MiyakoMailSanitizer.Sanitizing.Tests.Archives.Unzipped;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

public sealed class RarTests
{
    private static readonly Encoding Cp932 = CodePagesEncodingProvider.Instance.GetEncoding(932)!;
    private static readonly byte[] Body = "text\r\n"u8.ToArray();

    [Fact]
    public void Files_of_the_new_format_come_through()
    {
        var report = Treat(RawRar.New(RawRar.Text("資料/表示ソ㈱.txt", "一\r\n"), new("空"u8.ToArray(), []) { IsFolder = true }, RawRar.Text("b.csv", "x,y\r\n")), "a.rar");
        Assert.Equal(["資料/表示ソ㈱.txt", "空/", "b.csv"], Names(report));
        Assert.Equal("一\r\n", Entries(report)[0].Text);
        Assert.Equal("a.zip", report.Outcome.Delivered!.Name);
    }

    [Fact]
    public void Names_of_the_old_format_keep_their_second_bytes()
    {
        var report = Treat(RawRar.Old(new RawRar.Entry(Cp932.GetBytes("資料\\表示ソ能.txt"), Body), new RawRar.Entry(Cp932.GetBytes("㈱髙ﾃｽﾄ.txt"), Body)), "a.rar");
        Assert.Equal(["資料/表示ソ能.txt", "㈱髙ﾃｽﾄ.txt"], Names(report));
    }

    [Theory]
    // Each letter whole.
    [InlineData("??.txt", new byte[] { 0x00, 0xA0, 0xB1, 0x65, 0x2C, 0x67, 0x2E, 0x74, 0x00, 0x78, 0x74 }, "斱本.txt")]
    // The rest as it stands in the other name.
    [InlineData("??.txt", new byte[] { 0x00, 0xAC, 0xE5, 0x65, 0x2C, 0x67, 0x02 }, "日本.txt")]
    public void Names_of_the_old_format_are_put_together(string name, byte[] unicode, string expected)
        => Assert.Equal(expected, Assert.Single(Names(Treat(RawRar.Old(new RawRar.Entry(Encoding.ASCII.GetBytes(name), Body) { Unicode = unicode }), "a.rar"))));

    [Fact]
    public void Links_are_dropped()
    {
        byte[] link = [.. RawRar.Vint(6), .. RawRar.Vint(5), .. RawRar.Vint(1), .. RawRar.Vint(0), .. RawRar.Vint(2), (byte)'/', (byte)'x'];
        Assert.Equal(["a.txt"], Names(Treat(RawRar.New(RawRar.Text("a.txt", "1"), new("l"u8.ToArray(), []) { Extra = link }), "a.rar")));
        var old = RawRar.Old(RawRar.Text("a.txt", "1"), new("l"u8.ToArray(), "/etc"u8.ToArray()) { System = 3, Attributes = 0xA1FF });
        Assert.Equal(["a.txt"], Names(Treat(old, "a.rar")));
    }

    private static readonly Dictionary<string, (string Code, Func<byte[]> Make)> Hostile = new()
    {
        ["volume"] = ("archive.split", () => RawRar.NewWith(1, RawRar.Text("a.txt", "1"))),
        ["continued"] = ("archive.split", () => RawRar.New(new RawRar.Entry("a.txt"u8.ToArray(), Body) { HeaderFlags = 16 })),
        ["old volume"] = ("archive.split", () => RawRar.OldWith(1, RawRar.Text("a.txt", "1"))),
        ["old continued"] = ("archive.split", () => RawRar.Old(new RawRar.Entry("a.txt"u8.ToArray(), Body) { HeaderFlags = 1 })),
        ["encrypted"] = ("file.encrypted", () => RawRar.New(new RawRar.Entry("a.txt"u8.ToArray(), Body) { Extra = [.. RawRar.Vint(1), .. RawRar.Vint(1)] })),
        ["old encrypted"] = ("file.encrypted", () => RawRar.Old(new RawRar.Entry("a.txt"u8.ToArray(), Body) { HeaderFlags = 4 })),
        ["old encrypted list"] = ("file.encrypted", () => RawRar.OldWith(0x80, RawRar.Text("a.txt", "1"))),
        ["a dictionary of 4 GB"] = ("archive.nothing-left", () => RawRar.New(new RawRar.Entry("a.txt"u8.ToArray(), Body) { Packing = (3 << 7) | (15 << 10) })),
        ["a model of 256 MB"] = ("archive.nothing-left", () => RawRar.Old(new RawRar.Entry("a.txt"u8.ToArray(), [0xAF, 0xFF, 1, 2, 3]) { Method = 0x33, ClaimedSize = 90 })),
        ["a later version"] = ("archive.nothing-left", () => RawRar.New(new RawRar.Entry("a.txt"u8.ToArray(), Body) { Packing = 1 | (3 << 7) })),
        ["10 GB"] = ("archive.bomb", () => RawRar.New(new RawRar.Entry("a.txt"u8.ToArray(), Body) { ClaimedSize = 10L << 30 })),
        ["claims more than there is"] = ("archive.nothing-left", () => RawRar.New(new RawRar.Entry("a.txt"u8.ToArray(), Body) { ClaimedSize = 900 })),
        ["another checksum"] = ("archive.nothing-left", () => RawRar.New(new RawRar.Entry("a.txt"u8.ToArray(), Body) { Crc = 1 })),
        ["2,000 files"] = ("limit.files", () => RawRar.New([.. Enumerable.Range(0, 2_000).Select(i => RawRar.Text($"{i}.txt", ""))])),
        ["cut off"] = ("archive.damaged", () => RawRar.New(RawRar.Text("a.txt", "1"), RawRar.Text("b.txt", "1"))[..60]),
    };

    public static TheoryData<string> HostileNames => [.. Hostile.Keys];

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void It_is_withheld_as_what_it_is(string name)
    {
        var (code, make) = Hostile[name];
        var archive = make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertWithheld(Treat(archive, "a.rar"), code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100L << 20);
    }
}
