using System.Globalization;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Reports;

namespace MiyakoMailSanitizer.Gateway.Tests.Reports;

/// <summary>A month of traffic that is made up, written by the log's own writer, and counted a second time here, line by line.</summary>
public sealed class MonthReportTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("miyako-report-").FullName;
    private readonly HashSet<string> _living = [];
    private readonly HashSet<string> _lost = [];

    [Fact]
    public void The_report_adds_up_to_the_log_line_for_line()
    {
        WriteTraffic();
        var report = Count();
        var lines = Directory.GetFiles(_folder, "audit-*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines)
            .Select(l => JsonDocument.Parse(l).RootElement).ToList();
        var month = lines.Where(l => l.GetProperty("at").GetDateTimeOffset() is var at && at >= Start && at < End).ToList();
        Assert.True(month.Count > 5_000 && month.Count < lines.Count);

        Assert.Equal(month.Count, report.Lines.Sum(l => l.Count));
        AssertSame(month.Select(Kind), report.Lines);
        var files = month.Where(l => l.TryGetProperty("treated", out _)).SelectMany(l => l.GetProperty("treated").GetString()!.Split(" | ")).Select(f => f.Split(' ', 3)).ToList();
        AssertSame(files.Select(f => f[0]), report.Formats);
        AssertSame(files.Select(f => f[1]), report.Methods);
        AssertSame(files.Select(f => f[2]), report.Rules);
        AssertSame(month.Where(l => l.TryGetProperty("findings", out _)).SelectMany(l => l.GetProperty("findings").GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)), report.Findings);
        AssertSame(month.Where(l => Kind(l) == "accepted").Select(l => l.GetProperty("reverse-path").GetString()!).Select(s => s.Length == 0 ? "<>" : s.Split('@')[1]), report.SenderDomains);
        for (var day = 1; day <= 31; day++)
            Assert.Equal(month.Count(l => Kind(l) == "accepted" && l.GetProperty("at").GetDateTimeOffset().Day == day), report.AcceptedByDay[day - 1]);
        var decided = from d in month
                      where Kind(d) is "released" or "discarded"
                      let kept = lines.First(k => Kind(k) is "held" or "sanitized" && Id(k) == Id(d))
                      select d.GetProperty("at").GetDateTimeOffset() - kept.GetProperty("at").GetDateTimeOffset();
        Assert.Equal(decided.Order(), report.TimesToDecision);
        Assert.Equal(_lost.Order(StringComparer.Ordinal), report.Unexplained);
        Assert.Equal(_living.Count, report.OnTheirWay);
        // It ran, but for the hour of the 10th and the crash of the 20th, whose last line came some minutes before the next start.
        Assert.InRange(report.Availability.Up.TotalHours, 31 * 24 - 2, 31 * 24 - 1);
        Assert.Equal(TimeSpan.FromDays(31), report.Availability.Whole);
    }

    [Fact]
    public void The_table_and_the_page_say_the_same_numbers()
    {
        WriteTraffic();
        var report = Count() with { AuditFaults = 0 };
        var table = new StringWriter();
        MonthReportCsv.Write(report, table);
        var rows = table.ToString().TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(r => r.Split(',')).ToList();
        Assert.Equal(report.Lines.Select(l => (l.Name, l.Count)), rows.Where(r => r[0] == "lines").Select(r => (r[1], int.Parse(r[2], CultureInfo.InvariantCulture))));
        Assert.Contains(rows, r => r is ["sender-domains", "'=cmd.example", _]);
        var html = MonthReportHtml.Write(report, Now);
        Assert.Contains("無害化通信 自己点検報告 2026年10月", html, StringComparison.Ordinal);
        Assert.Contains($"{report.Count("accepted"):N0} 通", html, StringComparison.Ordinal);
        Assert.Contains($"{_lost.Count} 通: ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private MonthReport Count()
    {
        var count = new MonthCount(Start, End, Now);
        foreach (var one in new AuditExport(_folder, DateTimeOffset.MinValue, DateTimeOffset.MaxValue).Events())
            count.Add(one);
        return count.Finish(_living.Contains);
    }

    private void WriteTraffic()
    {
        var random = new Random(11);
        var clock = new SetTime { Now = Start.AddDays(-2) };
        using var log = new FileAuditLog(new() { Folder = _folder }, clock);
        var waiting = new Queue<string>();
        var number = 0;
        log.Write(new("started", "", []));
        var (stop, again, crash) = (Start.AddDays(9), Start.AddDays(9).AddHours(1), Start.AddDays(19));
        for (clock.Now = Start.AddDays(-2); clock.Now < End.AddDays(1); clock.Now += TimeSpan.FromMinutes(20 * random.NextDouble()))
        {
            if (Passed(ref stop, clock.Now))
            {
                log.Write(new("stopped", "", []));
                clock.Now = again;
                log.Write(new("started", "", []));
            }
            if (Passed(ref crash, clock.Now))
            {
                clock.Now += TimeSpan.FromMinutes(30);
                log.Write(new("started", "", []));
            }
            Message(log, clock, random, $"M{++number}", waiting);
            if (waiting.Count > 5)
                log.Write(new(random.Next(2) == 0 ? "released" : "discarded", waiting.Dequeue(), [new("by", "taro")]));
        }
    }

    private void Message(FileAuditLog log, SetTime clock, Random random, string id, Queue<string> waiting)
    {
        string[] senders = ["a@one.example", "b@two.example", "", "c@=cmd.example", "d@<script>.example"];
        log.Write(new("accepted", id, [new("reverse-path", senders[random.Next(senders.Length)]), new("recipients", "<x@city> <y@city>")]));
        string[] formats = ["docx", "pdf", "zip"], outcomes = ["rebuilt", "converted", "imaged", "removed", "quarantined"];
        var files = Enumerable.Range(0, random.Next(4)).Select(_ => new TreatedFile(formats[random.Next(3)], outcomes[random.Next(5)], "rule with spaces")).Prepend(new("mail", "rebuilt", "messages")).ToList();
        var fate = random.Next(20);
        var isInMonth = clock.Now >= Start && clock.Now < End;
        switch (fate)
        {
            case 0 when isInMonth:
                _lost.Add(id);
                return;
            case 1 when isInMonth:
                _living.Add(id);
                return;
            case 2:
                log.Write(new("held", id, [new("treated", TreatedFile.WriteAll(files.Select(f => f with { Outcome = "held" }))), new("findings", "rule.hold")]));
                waiting.Enqueue(id);
                return;
        }
        var withheld = files.Count(f => f.Outcome is "removed" or "quarantined");
        log.Write(new("sanitized", id, [new("withheld", $"{withheld}"), new("treated", TreatedFile.WriteAll(files)), new("findings", withheld > 0 ? "office.macro rule.quarantine" : "")]));
        if (withheld > 0 && random.Next(4) == 0)
            waiting.Enqueue(id);
        log.Write(new("relayed", id, [new("recipient", "x@city")]));
        log.Write(new(fate == 3 ? "refused" : "relayed", id, [new("recipient", "y@city")]));
    }

    private static bool Passed(ref DateTimeOffset moment, DateTimeOffset now)
    {
        if (now < moment)
            return false;
        moment = DateTimeOffset.MaxValue;
        return true;
    }

    private static void AssertSame(IEnumerable<string> names, IEnumerable<Tally> tallies)
        => Assert.Equal(names.GroupBy(n => n).Select(g => (g.Key, g.Count())).Order(), tallies.Where(t => t.Count > 0).Select(t => (t.Name, t.Count)).Order());

    private static string Kind(JsonElement line) => line.GetProperty("kind").GetString()!;

    private static string Id(JsonElement line) => line.TryGetProperty("id", out var id) ? id.GetString()! : "";

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
