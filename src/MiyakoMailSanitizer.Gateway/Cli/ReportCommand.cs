using System.CommandLine;
using System.Globalization;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Reports;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako report --month 2026-10 --out FILE.html [--csv FILE.csv]</c>: the self-inspection report of a month.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var config = CommandLine.ConfigOption();
        var month = new Option<string>("--month") { Description = "2026-10, local time.", Required = true };
        var output = new Option<FileInfo>("--out") { Description = "The HTML file.", Required = true };
        var csv = new Option<FileInfo?>("--csv") { Description = "The same numbers as a table." };
        var command = new Command("report", "Writes the self-inspection report of a month, counted out of the audit log.") { month, output, csv, config };
        command.SetAction(parsed => Configured.Run(parsed.GetValue(config)!, settings =>
        {
            if (!DateTime.TryParseExact(parsed.GetValue(month), "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
            {
                Console.Error.WriteLine("A month is written as 2026-10.");
                return ExitCode.Usage;
            }
            var report = Count(settings, first, DateTimeOffset.Now);
            File.WriteAllText(parsed.GetValue(output)!.ToString(), MonthReportHtml.Write(report, DateTimeOffset.Now));
            if (parsed.GetValue(csv) is { } table)
            {
                using var writer = new StreamWriter(table.ToString());
                MonthReportCsv.Write(report, writer);
            }
            Console.Out.WriteLine($"{report.Lines.Sum(l => l.Count)} audit lines, {report.Count("accepted")} messages accepted, {report.Unexplained.Length} unexplained, {report.AuditFaults} faults in the audit log");
            return report.Unexplained.IsEmpty && report.AuditFaults == 0 ? ExitCode.Ok : ExitCode.Failure;
        }));
        return command;
    }

    private static MonthReport Count(GatewaySettings settings, DateTime first, DateTimeOffset now)
    {
        if (!Directory.Exists(settings.Audit.Folder))
            throw new DirectoryNotFoundException($"There is no folder {settings.Audit.Folder}.");
        var count = new MonthCount(Midnight(first), Midnight(first.AddMonths(1)), now);
        foreach (var one in new AuditExport(settings.Audit.Folder, DateTimeOffset.MinValue, DateTimeOffset.MaxValue).Events())
            count.Add(one);
        var spool = new FolderSpool(settings.Spool);
        var living = Enum.GetValues<Queue>().SelectMany(q => spool.List(q)).ToHashSet(StringComparer.Ordinal);
        var hasSeals = Directory.EnumerateFiles(settings.Audit.Folder, "audit-*.checkpoint.json").Any();
        using var key = hasSeals ? AuditKey.ReadPublic(settings.Audit, null) : null;
        return count.Finish(living.Contains) with { AuditFaults = new AuditVerifier(settings.Audit.Folder, key).Run().Count };
    }

    private static DateTimeOffset Midnight(DateTime day) => new(DateTime.SpecifyKind(day, DateTimeKind.Local));
}
