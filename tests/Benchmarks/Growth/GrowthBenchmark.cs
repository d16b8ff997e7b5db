using System.Globalization;
using System.Runtime;

namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>
/// No reader of hostile input may take time that grows faster than the input: every reader on every family that it takes. Time is the CPU
/// time of this process, so that the load of the machine counts little.
/// </summary>
internal static class GrowthBenchmark
{
    public static readonly IReadOnlyList<Family> Families =
    [
        .. TextFamilies.Rows, .. FieldFamilies.Rows, .. HtmlFamilies.Rows, .. MailFamilies.Rows, .. CanonicalFamilies.Rows, .. FileFamilies.Rows,
    ];

    /// <summary>Measures the pairs whose names hold <paramref name="only"/>, or all.</summary>
    /// <param name="only">A part of <c>reader | family</c>; null for all.</param>
    /// <param name="isFlagged">True where one grows too fast, or throws.</param>
    public static Report Run(string? only, out bool isFlagged)
    {
        // Collecting on a thread of its own would be charged to whoever runs at the time.
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        var before = Report.Machine();
        var start = Environment.CpuUsage.TotalTime;
        var measurements = new List<GrowthMeasurement>();
        foreach (var reader in Readers.Rows)
        {
            var families = Families.Where(f => (reader.Takes & f.Kind) != 0 && Fits(reader, f, only)).ToList();
            if (families.Count == 0)
                continue;
            var begun = Environment.CpuUsage.TotalTime;
            WarmUp(reader, families);
            GrowthInput.TouchMemory();
            var own = families.Select(family => new GrowthMeter(reader, family).Measure()).ToList();
            measurements.AddRange(own);
            Console.Error.WriteLine(Progress(reader, own, Environment.CpuUsage.TotalTime - begun));
        }

        isFlagged = measurements.Exists(m => m.IsFlagged);
        var (readers, families2) = (measurements.DistinctBy(m => m.Reader).Count(), measurements.DistinctBy(m => m.Family).Count());
        return new Report(
            [
                $"{measurements.Count} pairs of {readers} readers and {families2} families; CPU time of the process at n, 2n, 4n, 8n; the least of some runs.",
                $"n is chosen for 10 ms a run, for 20 ms where a ratio is above {GrowthMeter.Suspicious}, as far as 8n stays within the reader's bound. Flagged: more than {GrowthMeter.Allowed} x the time at 2 x the length, at the last doubling or at two.",
                $"CPU time in all: {(Environment.CpuUsage.TotalTime - start).TotalSeconds:F0} s.",
                $"Before: {before}",
                $"After:  {Report.Machine()}",
            ],
            [["reader | family", "bytes at 8n", "ms at 8n", "ms per MB", "worst ratio", ""], .. measurements.Select(Row)],
            measurements);
    }

    private static bool Fits(Reader reader, Family family, string? only)
        => only is null || $"{reader.Name} | {family.Name}".Contains(only, StringComparison.OrdinalIgnoreCase);

    /// <summary>Until the compiler has done its best for the most part.</summary>
    private static void WarmUp(Reader reader, List<Family> families)
    {
        const int Length = 2_048, Rounds = 40;
        foreach (var family in families)
        {
            var read = reader.Prepare(family.Make(Math.Min(Length, reader.Longest)));
            for (var round = 0; round < Rounds / Math.Min(families.Count, 10) + 1; round++)
            {
                try
                {
                    read();
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    // Measuring it shows what it is.
                }
            }
        }
    }

    private static string Progress(Reader reader, List<GrowthMeasurement> own, TimeSpan spent) => string.Create(
        CultureInfo.InvariantCulture,
        $"{reader.Name,-30} {own.Count,3} families, {spent.TotalSeconds,4:F1} s, {own.Count(m => m.IsFlagged)} flagged {string.Join("; ", own.Where(m => m.IsFlagged).Select(m => m.Family))}");

    private static string[] Row(GrowthMeasurement m) =>
    [
        $"{m.Reader} | {m.Family}",
        m.Bytes.Length == 0 ? "" : m.Bytes[^1].ToString(CultureInfo.InvariantCulture),
        m.Bytes.Length == 0 ? "" : Report.Short(m.Milliseconds[^1]),
        Report.Short(m.MillisecondsPerMegabyte),
        Report.Short(m.WorstRatio),
        m.Failure ?? (m.IsFlagged ? "FLAGGED" : m.IsHarmless ? "fast" : ""),
    ];
}
