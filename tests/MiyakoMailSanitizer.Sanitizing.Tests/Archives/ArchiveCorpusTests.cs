using System.Diagnostics;
using System.Security.Cryptography;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using Xunit.Abstractions;
using static MiyakoMailSanitizer.Sanitizing.Tests.Archives.Unzipped;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

/// <summary>Real archives of the shared corpus, unpacked by the real programs too: the same names and the same contents before they are sanitized.</summary>
public sealed class ArchiveCorpusTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("miyako-corpus-").FullName;

    [CorpusFact]
    public void What_the_programs_unpack_is_what_we_unpack()
    {
        var compared = 0;
        foreach (var path in Directory.EnumerateFiles(Programs.Corpus!, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var report = Treat(File.ReadAllBytes(path), Path.GetFileName(path));
            var name = Path.GetFileName(path);
            Assert.DoesNotContain("sanitizer.failed", report.Walk().SelectMany(r => r.Codes()));
            if (report.Nested.IsEmpty)
            {
                output.WriteLine($"{name}: withheld as a whole, {string.Join(" ", report.Codes())}");
                continue;
            }
            var theirs = Theirs(path);
            // What is encrypted has no content to compare, links have none here; a TAR in a GZ comes apart at once.
            var ours = report.Nested.Where(n => !n.Codes().Any(c => c is "file.encrypted" or "archive.special" or "archive.junk"))
                .Select(n => $"{n.Name} {Hash(n.Sha256)}").Order(StringComparer.Ordinal).ToList();
            output.WriteLine($"{name}: {ours.Count} files, theirs {theirs.Count}");
            Assert.All(ours, o => Assert.Contains(o, theirs));
            Assert.True(ours.Count + report.Nested.Count(n => n.Codes().Any(c => c is "file.encrypted" or "archive.special" or "archive.junk")) >= theirs.Count, name);
            compared++;
        }
        Assert.True(compared > 5, $"{compared} compared");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Hash(string sha256) => sha256.ToUpperInvariant();

    private List<string> Theirs(string path)
    {
        var to = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;
        var start = Path.GetExtension(path) switch
        {
            ".lzh" => new ProcessStartInfo("lha", ["-xqw=" + to, path]),
            // Debian's 7zz comes without RAR.
            ".rar" => new ProcessStartInfo("unrar-free", ["-x", path, to]),
            _ => new ProcessStartInfo("7zz", ["x", "-y", "-px", "-o" + to, path]),
        };
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        _ = errors.Result;
        return [.. new DirectoryInfo(to).EnumerateFiles("*", SearchOption.AllDirectories).Where(f => f.LinkTarget is null)
            .Select(f => $"{f.Name} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f.FullName)))}")];
    }

    private sealed class CorpusFactAttribute : FactAttribute
    {
        public CorpusFactAttribute() => Skip = Programs.Corpus is null ? "shared/corpus/archive lies in no folder above the tests" : Programs.Missing("7zz", "lha", "unrar-free");
    }
}
