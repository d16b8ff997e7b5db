using System.Diagnostics;
using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Verifying;

namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>One thread, no sandbox, no disk: the engine over whole messages and HTML, and the verifier over what it made.</summary>
internal static class EngineBenchmark
{
    private static readonly MessageContext Context = new()
    {
        Reference = "20261123-0123456789abcdef",
        Recipients = ["soumu@city.example.jp"],
    };

    /// <summary>Measures every work for that long, in rounds over all of them.</summary>
    public static Report Run(TimeSpan length, int rounds)
    {
        var works = Works();
        foreach (var work in works)
            Measure(work, 0, length);
        var before = Report.Machine();
        var measurements = Enumerable.Range(1, rounds).SelectMany(round => works.Select(w => Measure(w, round, length))).ToList();
        List<string[]> table = [["work", "bytes", "ms", "CPU ms", "MB/CPU s", "KB allocated"]];
        foreach (var work in measurements.GroupBy(m => m.Work))
        {
            var (bytes, cpu) = (work.First().Bytes, Report.Median(work.Select(m => m.CpuMilliseconds)));
            table.Add(
            [
                work.Key,
                bytes.ToString(CultureInfo.InvariantCulture),
                Report.Short(Report.Median(work.Select(m => m.Milliseconds))),
                Report.Short(cpu),
                Report.Short(bytes / cpu / 1000),
                Report.Short(Report.Median(work.Select(m => m.AllocatedBytes)) / 1000),
            ]);
        }

        return new Report(
            [
                "One thread of this process; medians of the rounds, means within a round. CPU counts collector and compiler too.",
                $"Before: {before}",
                $"After:  {Report.Machine()}",
            ],
            table,
            measurements);
    }

    private static List<Work> Works()
    {
        var policy = PolicyReader.ReadDefault().Policy ?? throw new InvalidOperationException("The built-in rules are faulty.");
        var engine = new SanitizeEngine(new SanitizerCatalog(SanitizerCatalog.Standard), policy);
        var works = new List<Work>();
        BenchMail[] mails = [BenchMail.Iso2022Jp(), BenchMail.Utf8(), BenchMail.Newsletter(30_000), BenchMail.Newsletter(1_000_000)];
        foreach (var mail in mails)
        {
            var safe = Treated(engine, mail.Content);
            works.Add(new Work($"sanitize {mail.Name}", mail.Content.Length, () => Treated(engine, mail.Content)));
            works.Add(new Work($"verify   {mail.Name}", safe.Length, () => Verified(safe)));
        }

        var html = new UntrustedFile("news.html", "text/html", Encoding.UTF8.GetBytes(NewsletterHtml.Write(1_000_000)));
        works.Add(new Work("HTML file to text, 1 MB", html.Content.Length, () => engine.Treat(html, Context, CancellationToken.None)));
        return works;
    }

    private static ReadOnlyMemory<byte> Treated(SanitizeEngine engine, byte[] content)
        => (engine.TreatMessage(content, "mail.eml", Context, CancellationToken.None).Outcome.Delivered
            ?? throw new InvalidOperationException("The message is withheld.")).Content;

    private static void Verified(ReadOnlyMemory<byte> content)
    {
        if (MessageVerifier.Verify(content) is { Passed: false } refused)
            throw new InvalidOperationException($"The verifier refuses: {refused.Faults[0]}");
    }

    private static EngineMeasurement Measure(Work work, int round, TimeSpan length)
    {
        var count = 0;
        var cpu = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        do
        {
            work.Do();
            count++;
        }
        while (clock.Elapsed < length);
        return new EngineMeasurement(
            work.Name,
            round,
            work.Bytes,
            clock.Elapsed.TotalMilliseconds / count,
            (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / count,
            (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)count);
    }

    private sealed record Work(string Name, int Bytes, Action Do);

    /// <param name="Work">What was done.</param>
    /// <param name="Round">Counts from 1.</param>
    /// <param name="Bytes">Of the input.</param>
    /// <param name="Milliseconds">Wall clock of one, a mean.</param>
    /// <param name="CpuMilliseconds">Processor time of one, a mean.</param>
    /// <param name="AllocatedBytes">Managed bytes of one, a mean.</param>
    private sealed record EngineMeasurement(
        string Work, int Round, int Bytes, double Milliseconds, double CpuMilliseconds, double AllocatedBytes);
}
