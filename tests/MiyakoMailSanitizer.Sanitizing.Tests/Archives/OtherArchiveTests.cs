using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using static MiyakoMailSanitizer.Sanitizing.Tests.Archives.Unzipped;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

/// <summary>Archives that the real programs of Debian write here; without the programs the tests are skipped.</summary>
public sealed class OtherArchiveTests : IDisposable
{
    private readonly ProgramFolder _folder = new();

    public static TheoryData<string, string[]> Commands => new()
    {
        { "a.tar", ["tar", "-cf", "a.tar", "d"] },
        { "a.tar", ["tar", "-H", "pax", "-cf", "a.tar", "d"] },
        { "a.tar", ["tar", "-H", "ustar", "-cf", "a.tar", "d"] },
        { "a.tar.gz", ["tar", "-czf", "a.tar.gz", "d"] },
        { "a.tar.bz2", ["tar", "-cjf", "a.tar.bz2", "d"] },
        { "a.tar.xz", ["tar", "-cJf", "a.tar.xz", "d"] },
        { "a.tar.zst", ["tar", "--zstd", "-cf", "a.tar.zst", "d"] },
        { "a.zip", ["zip", "-qr", "a.zip", "d"] },
        { "a.zip", ["zip", "-qr0", "a.zip", "d"] },
        { "a.zip", ["7zz", "a", "-mm=Deflate64", "a.zip", "d"] },
        { "a.zip", ["7zz", "a", "-mm=BZip2", "a.zip", "d"] },
        { "a.zip", ["7zz", "a", "-mm=LZMA", "a.zip", "d"] },
        { "a.zip", ["7zz", "a", "-mm=PPMd", "a.zip", "d"] },
        { "a.7z", ["7zz", "a", "a.7z", "d"] },
        { "a.7z", ["7zz", "a", "-ms=off", "-m0=LZMA", "a.7z", "d"] },
        { "a.7z", ["7zz", "a", "-m0=PPMd", "a.7z", "d"] },
        { "a.7z", ["7zz", "a", "-m0=BZip2", "a.7z", "d"] },
        { "a.7z", ["7zz", "a", "-mx=0", "a.7z", "d"] },
        { "a.7z", ["7zz", "a", "-m0=Deflate", "a.7z", "d"] },
        { "a.7z", ["7zz", "a", "-m0=Deflate64", "a.7z", "d"] },
        { "a.7z", ["7zz", "a", "-mhc=off", "a.7z", "d"] },
        { "a.cab", ["gcab", "-c", "a.cab", "d/a.txt", "d/sub/b.txt", "d/sub/c.txt"] },
        { "a.cab", ["gcab", "-cz", "a.cab", "d/a.txt", "d/sub/b.txt", "d/sub/c.txt"] },
        { "a.lzh", ["jlha", "a0q", "a.lzh", "d"] },
        { "a.lzh", ["jlha", "a1q", "a.lzh", "d"] },
        { "a.lzh", ["jlha", "a2q", "a.lzh", "d"] },
        { "a.lzh", ["jlha", "ao5q", "a.lzh", "d"] },
        { "a.lzh", ["jlha", "ao6q", "a.lzh", "d"] },
        { "a.lzh", ["jlha", "ao7q", "a.lzh", "d"] },
    };

    [ProgramTheory("tar", "bzip2", "xz", "zstd", "zip", "7zz", "jlha", "gcab")]
    [MemberData(nameof(Commands))]
    public void What_a_real_program_packs_comes_out_whole(string archive, string[] command)
    {
        var long_ = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i * 7919 % 1000},第{i}行\r\n"));
        _folder.Write("d/a.txt", "one\r\n");
        _folder.Write("d/sub/b.txt", long_);
        _folder.Write("d/sub/c.txt", new string('x', 70_000) + "\r\n");
        _folder.Run(command);
        var report = Treat(_folder.Read(archive), archive);
        var files = Entries(report).Where(e => !e.Name.EndsWith('/')).OrderBy(e => e.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(["d/a.txt", "d/sub/b.txt", "d/sub/c.txt"], files.Select(f => f.Name));
        Assert.Equal("one\r\n", files[0].Text);
        Assert.Equal(long_, files[1].Text);
        Assert.Equal(archive.EndsWith(".zip", StringComparison.Ordinal), report.Outcome is Outcome.Rebuilt);
        Assert.Equal("a.zip", report.Outcome.Delivered!.Name);
    }

    [ProgramTheory("7zz")]
    [InlineData("-pGeheim", "a.txt.withheld.txt")]
    [InlineData("-mf=BCJ", "a.txt.withheld.txt")]
    [InlineData("-mhe=on")]
    public void What_7z_hides_or_packs_twice_is_withheld(string option, params string[] notes)
    {
        _folder.Write("a.txt", "one\r\n");
        _folder.Run(["7zz", "a", option, .. option == "-mhe=on" ? (string[])["-pGeheim"] : [], "a.7z", "a.txt"]);
        var report = Treat(_folder.Read("a.7z"), "a.7z");
        AssertWithheld(report, option == "-mf=BCJ" ? "archive.nothing-left" : "file.encrypted");
        Assert.Equal(notes.Length, report.Nested.Length);
    }

    [ProgramFact("7zz")]
    public void Junk_in_a_solid_archive_is_passed_over()
    {
        _folder.Write("d/.DS_Store", new string('y', 1000));
        _folder.Write("d/Thumbs.db", new string('z', 100_000));
        _folder.Write("d/z.txt", "last\r\n");
        _folder.Write("d/empty.txt", "");
        _folder.Run(["7zz", "a", "a.7z", "d"]);
        var entries = Entries(Treat(_folder.Read("a.7z"), "a.7z"));
        Assert.Equal(["d/", "d/empty.txt", "d/z.txt"], entries.Select(e => e.Name).Order(StringComparer.Ordinal));
        Assert.Contains(("d/z.txt", "last\r\n"), entries);
    }

    [ProgramTheory("gzip", "bzip2", "xz", "zstd")]
    [InlineData("gzip", "x.csv.gz")]
    [InlineData("bzip2", "x.csv.bz2")]
    [InlineData("xz", "x.csv.xz")]
    [InlineData("zstd", "x.csv.zst")]
    public void A_single_file_becomes_a_ZIP_of_one(string program, string name)
    {
        _folder.Write("x.csv", "a,b\r\n");
        _folder.Run([program, "x.csv"]);
        var report = Treat(_folder.Read(name), name);
        Assert.Equal("x.csv", Assert.Single(Entries(report)).Name);
        Assert.Equal("x.zip", report.Outcome.Delivered!.Name);
        Assert.Contains("archive.converted", report.Codes());
        Assert.DoesNotContain("name.double-extension", report.Codes());
    }

    [ProgramTheory("gzip", "bzip2", "xz", "zstd")]
    [InlineData("gzip", ".gz")]
    [InlineData("bzip2", ".bz2")]
    [InlineData("xz", ".xz")]
    [InlineData("zstd", ".zst")]
    public void Zeros_end_before_memory_does(string program, string extension)
    {
        _folder.WriteZeros("z.txt", 300 << 20);
        _folder.Run([program, "z.txt"]);
        var packed = _folder.Read("z.txt" + extension);
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertWithheld(Treat(packed, "z.txt" + extension), "archive.bomb");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L << 20);
    }

    public void Dispose() => _folder.Dispose();
}
