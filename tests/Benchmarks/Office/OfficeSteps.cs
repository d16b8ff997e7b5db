using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using System.Xml;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Verifying;

namespace MiyakoMailSanitizer.Benchmarks.Office;

/// <summary>What one step takes, measured in a process of its own so that memory is its own too.</summary>
/// <param name="Milliseconds">The median of the runs.</param>
/// <param name="PeakBytes">Resident memory at its highest, without what the warm process had before, input and output included.</param>
/// <param name="Output">Bytes that come out.</param>
internal sealed record StepMeasurement(double Milliseconds, long PeakBytes, long Output);

/// <summary>Rebuild, verification, and the floor below which no rebuild can be.</summary>
internal static class OfficeSteps
{
    public static readonly string[] Names = ["floor", "engine", "verifier"];

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1.5);

    /// <summary>Measures in this process, and prints the JSON.</summary>
    /// <param name="step">Of <see cref="Names"/>.</param>
    /// <param name="warm">A small file of the same kind.</param>
    /// <param name="file">What is measured; for the verifier a rebuilt one.</param>
    /// <param name="rounds">Runs at least.</param>
    public static void Measure(string step, FileInfo warm, FileInfo file, int rounds)
    {
        var run = Work(step);
        var clock = Stopwatch.StartNew();
        var small = File.ReadAllBytes(warm.FullName);
        while (clock.Elapsed < WarmUp)
            run(warm.Name, small);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // Sets the high-water mark back to what is resident now: proc(5), clear_refs.
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Resident("VmRSS:");
        var content = File.ReadAllBytes(file.FullName);
        var times = new List<double>();
        var output = 0L;
        var peak = 0L;
        for (clock.Restart(); times.Count < rounds || clock.Elapsed < Shortest;)
        {
            var one = Stopwatch.StartNew();
            output = run(file.Name, content);
            times.Add(one.Elapsed.TotalMilliseconds);
            if (times.Count == 1)
                peak = Resident("VmHWM:") - before;
        }

        Console.Out.WriteLine(JsonSerializer.Serialize(new StepMeasurement(Report.Median(times), peak, output)));
    }

    /// <summary>The engine with the rules that the project comes with.</summary>
    public static SanitizeEngine Engine()
    {
        var policy = PolicyReader.ReadDefault().Policy ?? throw new InvalidOperationException("The built-in rules are faulty.");
        return new SanitizeEngine(new SanitizerCatalog(SanitizerCatalog.Standard), policy);
    }

    /// <summary>A document rebuilt.</summary>
    public static SafeFile Rebuild(SanitizeEngine engine, string name, byte[] content)
    {
        var context = new MessageContext { Reference = "20261123-0123456789abcdef", Recipients = ["soumu@city.example.jp"] };
        var report = engine.Treat(new UntrustedFile(name, "", content), context, CancellationToken.None);
        return report.Outcome.Delivered ?? throw new InvalidOperationException($"{name} is withheld: {string.Join(", ", report.Outcome.Findings)}");
    }

    private static Func<string, byte[], long> Work(string step)
    {
        var engine = Engine();
        return step switch
        {
            "engine" => (name, content) => Rebuild(engine, name, content).Content.Length,
            "verifier" => Verified,
            _ => (_, content) => Floor(content),
        };
    }

    private static long Verified(string name, byte[] content)
    {
        var type = Path.GetExtension(name) switch { ".docx" => "wordprocessingml.document", ".xlsx" => "spreadsheetml.sheet", _ => "presentationml.presentation" };
        if (MessageVerifier.VerifyFile(PackageFile.OpenXml + type, name, content) is { Passed: false } refused)
            throw new InvalidOperationException($"The verifier refuses {name}: {refused.Faults[0]}");
        return 0;
    }

    /// <summary>Unzip, read and write the XML as it is, zip: with what .NET brings.</summary>
    private static long Floor(byte[] content)
    {
        var output = new MemoryStream();
        using (var read = new ZipArchive(new MemoryStream(content)))
        using (var written = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in read.Entries)
            {
                using var source = entry.Open();
                using var target = written.CreateEntry(entry.FullName, CompressionLevel.Optimal).Open();
                using var reader = XmlReader.Create(source, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
                using var writer = XmlWriter.Create(target);
                writer.WriteNode(reader, defattr: false);
            }
        }

        return output.Length;
    }

    private static long Resident(string field)
        => long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture) * 1024;
}
