using System.Diagnostics;

namespace MiyakoMailSanitizer.Benchmarks.Office;

/// <summary>The time that LibreOffice takes to read a document and write it in the same format, without its start.</summary>
internal sealed class LibreOfficeClock(string folder, TimeSpan patience)
{
    private readonly Dictionary<string, TimeSpan?> _starts = [];

    /// <summary>False where it is not installed.</summary>
    public static bool IsInstalled { get; } = File.Exists("/usr/bin/soffice");

    /// <summary>Milliseconds of one document; null where it takes longer than the patience, or does not do it.</summary>
    /// <param name="file">The document.</param>
    /// <param name="small">Another one, for the start alone.</param>
    public double? Measure(string file, string small)
    {
        // Writer, Calc and Impress do not start alike.
        if (!_starts.TryGetValue(Path.GetExtension(small), out var start))
        {
            Convert([small]);
            _starts[Path.GetExtension(small)] = start = Convert([small]);
        }

        // Several of a small one, else the start is all that is measured.
        var count = new FileInfo(file).Length < 1 << 18 ? 10 : 1;
        var copies = Enumerable.Range(0, count).Select(n => Path.Combine(folder, $"copy{n}{Path.GetExtension(file)}")).ToList();
        foreach (var copy in copies)
            File.Copy(file, copy, overwrite: true);
        var taken = Convert(copies.Prepend(small));
        return (taken - start)?.TotalMilliseconds / count;
    }

    private TimeSpan? Convert(IEnumerable<string> files)
    {
        var list = files.ToList();
        var target = Path.Combine(folder, "converted");
        string[] arguments =
        [
            $"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", Path.GetExtension(list[^1])[1..], "--outdir", target, .. list,
        ];
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/soffice", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            return null;
        }

        var taken = clock.Elapsed;
        var result = Path.Combine(target, Path.GetFileName(list[^1]));
        var isDone = File.Exists(result);
        File.Delete(result);
        return isDone ? taken : null;
    }
}
