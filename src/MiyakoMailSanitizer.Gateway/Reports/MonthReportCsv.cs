using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Gateway.Audit;

namespace MiyakoMailSanitizer.Gateway.Reports;

/// <summary>The report as a table <c>section,name,count</c> (RFC 4180, UTF-8 with a byte order mark, as Excel wants it).</summary>
internal static class MonthReportCsv
{
    public static void Write(MonthReport report, TextWriter output)
    {
        output.Write("\uFEFFsection,name,count\r\n");
        Section("lines", report.Lines);
        Section("methods", report.Methods);
        Section("formats", report.Formats);
        Section("rules", report.Rules);
        Section("sender-domains", report.SenderDomains);
        Section("findings", report.Findings);
        Section("accepted-by-day", report.AcceptedByDay.Select((count, day) => new Tally(report.Month.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), count)));
        Section("decisions", [new("count", report.TimesToDecision.Length), new("median-seconds", Seconds(report, 0.5)), new("p90-seconds", Seconds(report, 0.9))]);
        Section("availability", [new("up-seconds", (int)report.Availability.Up.TotalSeconds), new("month-seconds", (int)report.Availability.Whole.TotalSeconds)]);
        Section("explained", [new("unexplained", report.Unexplained.Length), new("on-their-way", report.OnTheirWay), .. report.AuditFaults is { } faults ? [new("audit-faults", faults)] : Array.Empty<Tally>()]);

        void Section(string section, IEnumerable<Tally> tallies)
        {
            foreach (var tally in tallies)
                output.Write(new StringBuilder(section).Append(',').Append(CsvCell.Of(tally.Name)).Append(',').Append(tally.Count).Append("\r\n"));
        }
    }

    private static int Seconds(MonthReport report, double part) => (int)(MonthReportHtml.Percentile(report.TimesToDecision, part)?.TotalSeconds ?? 0);
}
