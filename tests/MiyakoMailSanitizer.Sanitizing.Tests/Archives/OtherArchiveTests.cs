using System.Diagnostics;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using static MiyakoMailSanitizer.Sanitizing.Tests.Archives.Unzipped;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

/// <summary>Archives that the real programs of Debian write here; without a program its tests are skipped.</summary>
public sealed class OtherArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("miyako-archives-").FullName;

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
        { "a.lzh", ["jlha", "a0q", "a.lzh", "d"] },
        { "a.lzh", ["jlha", "a1q", "a.lzh", "d"] },
        { "a.lzh", ["jlha", "a2q", "a.lzh", "d"] },
        { "a.lzh", ["jlha", "ao5q", "a.lzh", "d"] },
        { "a.lzh", ["jlha", "ao6q", "a.lzh", "d"] },
        { "a.lzh", ["jlha", "ao7q", "a.lzh", "d"] },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void What_a_real_program_packs_comes_out_whole(string archive, string[] command)
    {
        if (!IsThere(command[0]))
            return;
        var long_ = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i * 7919 % 1000},第{i}行\r\n"));
        Write("d/a.txt", "one\r\n");
        Write("d/sub/b.txt", long_);
        Write("d/sub/c.txt", new string('x', 70_000) + "\r\n");
        Run(command);
        var report = Treat(File.ReadAllBytes(Path.Combine(_folder, archive)), archive);
        var files = Entries(report).Where(e => !e.Name.EndsWith('/')).OrderBy(e => e.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(["d/a.txt", "d/sub/b.txt", "d/sub/c.txt"], files.Select(f => f.Name));
        Assert.Equal("one\r\n", files[0].Text);
        Assert.Equal(long_, files[1].Text);
        Assert.Equal(archive.EndsWith(".zip", StringComparison.Ordinal), report.Outcome is Outcome.Rebuilt);
        Assert.Equal("a.zip", report.Outcome.Delivered!.Name);
    }

    [Theory]
    [InlineData("gzip", "x.csv.gz")]
    [InlineData("bzip2", "x.csv.bz2")]
    [InlineData("xz", "x.csv.xz")]
    [InlineData("zstd", "x.csv.zst")]
    public void A_single_file_becomes_a_ZIP_of_one(string program, string name)
    {
        if (!IsThere(program))
            return;
        Write("x.csv", "a,b\r\n");
        Run([program, "x.csv"]);
        var report = Treat(File.ReadAllBytes(Path.Combine(_folder, name)), name);
        Assert.Equal("x.csv", Assert.Single(Entries(report)).Name);
        Assert.Equal("x.zip", report.Outcome.Delivered!.Name);
        Assert.Contains("archive.converted", report.Codes());
        Assert.DoesNotContain("name.double-extension", report.Codes());
    }

    [Theory]
    [InlineData("gzip", ".gz")]
    [InlineData("bzip2", ".bz2")]
    [InlineData("xz", ".xz")]
    [InlineData("zstd", ".zst")]
    public void Zeros_end_before_memory_does(string program, string extension)
    {
        if (!IsThere(program))
            return;
        using (var file = File.Create(Path.Combine(_folder, "z.txt")))
            file.SetLength(300 << 20);
        Run([program, "z.txt"]);
        var packed = File.ReadAllBytes(Path.Combine(_folder, "z.txt" + extension));
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertWithheld(Treat(packed, "z.txt" + extension), "archive.bomb");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200L << 20);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal static bool IsThere(string program) => File.Exists("/usr/bin/" + program) || File.Exists("/bin/" + program);

    private void Write(string path, string text)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text, new UTF8Encoding(false));
    }

    private void Run(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {errors.Result}");
    }
}
