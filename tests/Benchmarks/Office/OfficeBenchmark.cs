using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace MiyakoMailSanitizer.Benchmarks.Office;

/// <summary>Rebuild and verification of documents, side by side with the floor and with LibreOffice.</summary>
internal static class OfficeBenchmark
{
    private const int Kilo = 1000, Mega = 1_000_000;

    private static readonly (string Name, Action<string> Make)[] Documents =
    [
        ("50k.docx", p => OfficeFiles.Docx(p, 50 * Kilo)),
        ("1M.docx", p => OfficeFiles.Docx(p, Mega)),
        ("20M.docx", p => OfficeFiles.Docx(p, 20 * Mega)),
        ("50k.xlsx", p => OfficeFiles.Xlsx(p, 50 * Kilo)),
        ("1M.xlsx", p => OfficeFiles.Xlsx(p, Mega)),
        ("20M.xlsx", p => OfficeFiles.Xlsx(p, 20 * Mega)),
        ("500k-cells.xlsx", p => OfficeFiles.Xlsx(p, 0, 500_000)),
        ("50k.pptx", p => OfficeFiles.Pptx(p, 50 * Kilo)),
        ("1M.pptx", p => OfficeFiles.Pptx(p, Mega)),
        ("20M.pptx", p => OfficeFiles.Pptx(p, 20 * Mega)),
    ];

    /// <summary>Measures all documents whose name holds <paramref name="only"/>.</summary>
    public static Report Run(string? only, int rounds, TimeSpan patience)
    {
        var folder = Directory.CreateTempSubdirectory("miyako-office-").FullName;
        try
        {
            var before = Report.Machine();
            var libreOffice = LibreOfficeClock.IsInstalled && patience > TimeSpan.Zero ? new LibreOfficeClock(folder, patience) : null;
            var measurements = new List<Measurement>();
            foreach (var (name, make) in Documents.Where(d => d.Name.Contains(only ?? "", StringComparison.Ordinal)))
            {
                measurements.Add(Measure(name, make, folder, rounds, libreOffice));
                // What follows may take half an hour.
                Console.Error.WriteLine(string.Join("  ", Row(measurements[^1])));
            }

            return new Report(
                [
                    "Each step in a process of its own, warm, without sandbox; medians. floor: unzip, XmlReader, XmlWriter, zip by .NET alone.",
                    "MB/s of the file as it is sent. Peak: resident memory above that of the warm process, file and result included; x xml: times the unpacked XML.",
                    "LibreOffice reads and writes the same format, without its start.",
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
    }

    private static readonly string[] Heading =
    [
        "document", "KB", "xml KB", "floor ms", "engine ms", "MB/s", "x floor", "verify ms", "x floor", "peak MB", "x xml", "verify MB", "x xml", "floor MB",
        "LibreOffice ms", "x engine",
    ];

    private static Measurement Measure(string name, Action<string> make, string folder, int rounds, LibreOfficeClock? libreOffice)
    {
        var (file, warm) = (Path.Combine(folder, name), Path.Combine(folder, "warm" + Path.GetExtension(name)));
        make(file);
        Documents.First(d => d.Name == "50k" + Path.GetExtension(name)).Make(warm);
        var floor = Step("floor", warm, file, rounds);
        var engine = Step("engine", warm, file, rounds);
        var (safe, safeWarm) = (Path.Combine(folder, "safe-" + name), Path.Combine(folder, "safe-warm" + Path.GetExtension(name)));
        foreach (var (source, target) in new[] { (file, safe), (warm, safeWarm) })
            File.WriteAllBytes(target, OfficeSteps.Rebuild(OfficeSteps.Engine(), Path.GetFileName(source), File.ReadAllBytes(source)).Content.ToArray());
        var verifier = Step("verifier", safeWarm, safe, rounds);
        using var zip = ZipFile.OpenRead(file);
        var xml = zip.Entries.Sum(e => e.Length);
        return new Measurement(name, new FileInfo(file).Length, xml, floor, engine, verifier, libreOffice?.Measure(file, warm));
    }

    private static StepMeasurement Step(string step, string warm, string file, int rounds)
    {
        string[] arguments = [typeof(OfficeBenchmark).Assembly.Location, "office-step", step, warm, file, "--rounds", rounds.ToString(CultureInfo.InvariantCulture)];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonSerializer.Deserialize<StepMeasurement>(output)! : throw new InvalidOperationException($"{step} of {file} failed: {output}");
    }

    private static string[] Row(Measurement m) =>
    [
        m.Document,
        Report.Short(m.Bytes / 1000d),
        Report.Short(m.XmlBytes / 1000d),
        Report.Short(m.Floor.Milliseconds),
        Report.Short(m.Engine.Milliseconds),
        Report.Short(m.Bytes / m.Engine.Milliseconds / 1000),
        Report.Short(m.Engine.Milliseconds / m.Floor.Milliseconds),
        Report.Short(m.Verifier.Milliseconds),
        Report.Short(m.Verifier.Milliseconds / m.Floor.Milliseconds),
        Report.Short(m.Engine.PeakBytes / 1e6),
        Report.Short((double)m.Engine.PeakBytes / m.XmlBytes),
        Report.Short(m.Verifier.PeakBytes / 1e6),
        Report.Short((double)m.Verifier.PeakBytes / m.XmlBytes),
        Report.Short(m.Floor.PeakBytes / 1e6),
        m.LibreOfficeMilliseconds is { } l ? Report.Short(l) : "-",
        m.LibreOfficeMilliseconds is { } o ? Report.Short(o / m.Engine.Milliseconds) : "-",
    ];

    /// <param name="Document">What was made.</param>
    /// <param name="Bytes">Of the file.</param>
    /// <param name="XmlBytes">Of its parts, unpacked.</param>
    /// <param name="Floor">See <see cref="OfficeSteps"/>.</param>
    /// <param name="Engine">The rebuild.</param>
    /// <param name="Verifier">Of what the rebuild gave.</param>
    /// <param name="LibreOfficeMilliseconds">Null where it is not installed or takes too long.</param>
    private sealed record Measurement(
        string Document, long Bytes, long XmlBytes, StepMeasurement Floor, StepMeasurement Engine, StepMeasurement Verifier, double? LibreOfficeMilliseconds);
}
