using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using static MiyakoMailSanitizer.Sanitizing.Tests.Archives.Unzipped;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

/// <summary>Good archives of every kind, changed at random: each ends with an outcome, and what is delivered passes the verifier.</summary>
public sealed class ArchiveFuzzTests
{
    private const long MostMemory = 700L << 20;

    private static readonly List<(string Name, byte[] Bytes)> Seeds = MakeSeeds();

    [Fact]
    public void No_change_breaks_a_reader() => FuzzRun.For(61, round =>
    {
        var (name, bytes) = Seeds[round.Next(Seeds.Count)];
        var changed = Change(bytes, round);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var report = Treat(changed, name);
        Assert.DoesNotContain("sanitizer.failed", report.Walk().SelectMany(r => r.Codes()));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostMemory);
        if (report.Outcome.Delivered is not { } file)
            return;
        AssertVerified(file);
        if (file.Format.Id == "zip")
            AssertStaysWithin(file);
    }, share: 0.5);

    /// <summary>Packing what was unpacked changes nothing more.</summary>
    [Fact]
    public void What_came_out_once_comes_out_the_same_again() => FuzzRun.For(62, round =>
    {
        var files = Enumerable.Range(0, round.Next(1, 8)).Select(i => (RandomPath(round), $"{i}\r\n")).ToArray();
        var first = Treat(Zip(files));
        if (first.Outcome.Delivered is not { } once)
            return;
        var twice = Treat(once.Content.ToArray()).Outcome.Delivered!;
        Assert.Equal(once.Content.ToArray(), twice.Content.ToArray());
        AssertStaysWithin(once);
    }, share: 0.1);

    private static void AssertStaysWithin(SafeFile file)
    {
        using var zip = new ZipArchive(new MemoryStream(file.Content.ToArray()));
        Assert.All(zip.Entries, e =>
        {
            Assert.DoesNotContain('\\', e.FullName);
            Assert.DoesNotContain(':', e.FullName);
            Assert.False(e.FullName.StartsWith('/'), e.FullName);
            Assert.All(e.FullName.TrimEnd('/').Split('/'), part => Assert.True(part is not ("" or "." or "..") && part[^1] is not ('.' or ' '), e.FullName));
        });
    }

    private static string RandomPath(Random round)
    {
        string[] parts = ["..", ".", "a", "CON", "表", "C:", "x.", " ", "\u202Egpj", "a\\b", "か\u3099", "nul.txt", "__MACOSX", "aux", "長" + new string('い', 90)];
        return string.Join('/', Enumerable.Range(0, round.Next(1, 5)).Select(_ => parts[round.Next(parts.Length)])) + round.Next(4) switch { 0 => ".txt", 1 => "/b.csv", 2 => "", _ => "/.txt" };
    }

    private static byte[] Change(byte[] bytes, Random round)
    {
        var changed = bytes.ToArray();
        if (round.Next(8) == 0)
            return changed[..round.Next(changed.Length)];
        for (var left = round.Next(1, 6); left > 0; left--)
        {
            // Headers lie at both ends.
            var at = round.Next(3) switch
            {
                0 => round.Next(changed.Length),
                1 => round.Next(Math.Min(120, changed.Length)),
                _ => changed.Length - 1 - round.Next(Math.Min(160, changed.Length)),
            };
            var value = round.Next(4) switch { 0 => (byte)0xFF, 1 => (byte)0, 2 => (byte)(changed[at] ^ (1 << round.Next(8))), _ => (byte)round.Next(256) };
            changed[at] = value;
        }
        return Mended(changed);
    }

    /// <summary>Checksums are set right for some, so that what lies behind them is reached.</summary>
    private static byte[] Mended(byte[] bytes) => RawSevenZip.WithChecksums(RawRar.WithChecksums(bytes));

    private static List<(string Name, byte[] Bytes)> MakeSeeds()
    {
        var long_ = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 600).Select(i => $"{i * 7919 % 1000},第{i}行\r\n")));
        var seeds = new List<(string, byte[])>
        {
            ("a.zip", Zip(("a.txt", "1"u8.ToArray()), ("表/b.csv", long_), ("n.zip", Zip(("c.txt", "x"))))),
            ("a.zip", new RawZip().Add(new RawZip.Entry("a.txt"u8.ToArray(), long_) { HasDescriptor = true }).Add("b.txt", "x").Build()),
            ("a.7z", RawSevenZip.Stored(["a.txt", "表.txt", "c.txt"], "x\r\n"u8.ToArray())),
            ("a.rar", RawRar.New(RawRar.Text("表.txt", "x"), RawRar.Text("b.txt", "y"))),
            ("a.rar", RawRar.Old(RawRar.Text("a.txt", "x"), new("??.txt"u8.ToArray(), "y"u8.ToArray()) { Unicode = [0, 0xAC, 0xE5, 0x65, 0x2C, 0x67, 2] })),
            ("a.lzh", RawLzh.Build(0, ("a.txt"u8.ToArray(), long_), ("b.txt"u8.ToArray(), "y"u8.ToArray()))),
            ("a.lzh", RawLzh.Build(2, ("a.txt"u8.ToArray(), long_), ("b.txt"u8.ToArray(), "y"u8.ToArray()))),
        };
        seeds.AddRange(OfPrograms(long_));
        return seeds;
    }

    /// <summary>What programs pack here, where they are installed.</summary>
    private static IEnumerable<(string, byte[])> OfPrograms(byte[] content)
    {
        string[][] commands =
        [
            ["7zz", "a", "a.7z", "a.txt", "b.txt"], ["7zz", "a", "-m0=PPMd", "a.7z", "a.txt", "b.txt"], ["7zz", "a", "-m0=LZMA", "-mhc=off", "a.7z", "a.txt", "b.txt"],
            ["7zz", "a", "-mm=LZMA", "a.zip", "a.txt"], ["7zz", "a", "-mm=PPMd", "a.zip", "a.txt"], ["7zz", "a", "-mm=Deflate64", "a.zip", "a.txt"], ["7zz", "a", "-mm=BZip2", "a.zip", "a.txt"],
            ["jlha", "a2o5q", "a.lzh", "a.txt", "b.txt"], ["jlha", "a1o7q", "a.lzh", "a.txt"], ["gcab", "-cz", "a.cab", "a.txt", "b.txt"],
            ["tar", "-czf", "a.gz", "a.txt", "b.txt"], ["tar", "-cJf", "a.xz", "a.txt", "b.txt"], ["tar", "-cjf", "a.bz2", "a.txt"], ["tar", "--zstd", "-cf", "a.zst", "a.txt"], ["tar", "-cf", "a.tar", "a.txt", "b.txt"],
        ];
        foreach (var command in commands.Where(c => Programs.IsThere(c[0])))
        {
            var folder = Directory.CreateTempSubdirectory("miyako-seeds-");
            File.WriteAllBytes(Path.Combine(folder.FullName, "a.txt"), content);
            File.WriteAllText(Path.Combine(folder.FullName, "b.txt"), "second\r\n");
            using (var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true })!)
            {
                process.StandardOutput.ReadToEnd();
                process.WaitForExit();
            }
            var archive = folder.GetFiles("a.*").Single(f => f.Name != "a.txt");
            var seed = (archive.Name, File.ReadAllBytes(archive.FullName));
            folder.Delete(recursive: true);
            yield return seed;
        }
    }
}
