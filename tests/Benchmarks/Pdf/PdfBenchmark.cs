using System.Diagnostics;
using System.Globalization;
using MiyakoMailSanitizer.Gateway.Sandbox.Worker;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Verifying;

namespace MiyakoMailSanitizer.Benchmarks.Pdf;

/// <summary>The treatments of a PDF, side by side with programs that rewrite and draw it.</summary>
internal static class PdfBenchmark
{
    private static readonly string[] Heading =
        ["document", "KB", "pages", "qpdf ms", "rebuild ms", "verify ms", "text ms", "pdftoppm ms", "with JPEG ms", "image ms", "x pdftoppm", "x with JPEG", "rebuild MB", "image MB"];

    /// <summary>Measures the files, or two that are made here.</summary>
    public static Report Run(IReadOnlyList<FileInfo> files, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("miyako-pdf-").FullName;
        try
        {
            var before = Report.Machine();
            var paths = files.Count > 0 ? files.Select(f => f.FullName).ToList() : [Made("text-50.pdf", PdfFiles.Text(50)), Made("scans-20.pdf", PdfFiles.Scans(20))];
            var measurements = paths.Select(p => Measure(p, rounds)).ToList();
            return new Report(
                [
                    "Steps in turn, in rounds; medians. Ours in this process, warm, without sandbox; the programs with their start. 150 dots an inch.",
                    "MB: resident memory at its highest, above that of the warm process, of the first round; without pdftoppm's own.",
                    $"Before: {before}",
                    $"After:  {Report.Machine()}",
                ],
                [Heading, .. measurements.Select(Row)],
                measurements);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        string Made(string name, byte[] content)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllBytes(path, content);
            return path;
        }
    }

    private static PdfMeasurement Measure(string path, int rounds)
    {
        var content = File.ReadAllBytes(path);
        var rebuilt = Treat(Treatment.Rebuild, content);
        var steps = new (string Name, Action Do)[]
        {
            ("qpdf", () => Program("qpdf", path, "/dev/null")),
            ("rebuild", () => Treat(Treatment.Rebuild, content)),
            ("verify", () => Verify(rebuilt)),
            ("text", () => Treat(Treatment.Convert, content)),
            ("pdftoppm", () => Program("pdftoppm", "-r", "150", path)),
            ("jpeg", () => Program("pdftoppm", "-r", "150", "-jpeg", path)),
            ("image", () => Treat(Treatment.Image, content)),
        };
        foreach (var (_, work) in steps)
            work();
        var times = steps.ToDictionary(s => s.Name, _ => new List<double>());
        var peaks = new Dictionary<string, double>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, work) in steps)
            {
                GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                // Sets the high-water mark back to what is resident now: proc(5), clear_refs.
                File.WriteAllText("/proc/self/clear_refs", "5");
                var resident = Resident("VmRSS:");
                var clock = Stopwatch.StartNew();
                work();
                times[name].Add(clock.Elapsed.TotalMilliseconds);
                peaks.TryAdd(name, (Resident("VmHWM:") - resident) / 1e6);
            }
        }
        var pages = rebuilt.Content.Span.ToArray().AsSpan().Count("/Type /Page/"u8);
        return new(Path.GetFileName(path), content.Length, pages, times.ToDictionary(t => t.Key, t => Report.Median(t.Value)), peaks["rebuild"], peaks["image"]);
    }

    private static SafeFile Treat(Treatment treatment, byte[] content)
    {
        var policy = PolicyReader.ReadDefault().Policy ?? throw new InvalidOperationException("The built-in rules are faulty.");
        var engine = new SanitizeEngine(new(SanitizerCatalog.With(PopplerRenderer.Find())), policy with { Rules = new([new("pdf", new(), treatment)]) });
        var report = engine.Treat(new("a.pdf", "application/pdf", content), new() { Reference = "20261123-0123456789abcdef" }, CancellationToken.None);
        return report.Outcome.Delivered ?? throw new InvalidOperationException($"It is withheld: {string.Join(", ", report.Outcome.Findings)}");
    }

    private static void Verify(SafeFile file)
    {
        if (MessageVerifier.VerifyFile("application/pdf", file.Name, file.Content) is { Passed: false } refused)
            throw new InvalidOperationException($"The verifier refuses: {refused.Faults[0]}");
    }

    private static void Program(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardOutput.BaseStream.CopyTo(Stream.Null, 1 << 18);
        process.WaitForExit();
    }

    private static long Resident(string field)
        => long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) * 1024;

    private static string[] Row(PdfMeasurement m) =>
    [
        m.Document,
        Report.Short(m.Bytes / 1000d),
        m.Pages.ToString(CultureInfo.InvariantCulture),
        .. new[] { "qpdf", "rebuild", "verify", "text", "pdftoppm", "jpeg", "image" }.Select(s => Report.Short(m.Milliseconds[s])),
        Report.Short(m.Milliseconds["image"] / m.Milliseconds["pdftoppm"]),
        Report.Short(m.Milliseconds["image"] / m.Milliseconds["jpeg"]),
        Report.Short(m.RebuildMegabytes),
        Report.Short(m.ImageMegabytes),
    ];

    /// <param name="Document">The file's name.</param>
    /// <param name="Bytes">Of the file.</param>
    /// <param name="Pages">Of the rebuilt document.</param>
    /// <param name="Milliseconds">The median by step.</param>
    /// <param name="RebuildMegabytes">Peak.</param>
    /// <param name="ImageMegabytes">Peak.</param>
    private sealed record PdfMeasurement(
        string Document, long Bytes, int Pages, IReadOnlyDictionary<string, double> Milliseconds, double RebuildMegabytes, double ImageMegabytes);
}
