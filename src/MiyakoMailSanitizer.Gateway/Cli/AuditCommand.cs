using System.CommandLine;
using MiyakoMailSanitizer.Gateway.Audit;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako audit verify|export</c>: proves that the audit log is as it was written, and gives parts of it to auditors.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "The audit log: who did what.") { Verify(), Export() };

    private static Command Verify()
    {
        var config = CommandLine.ConfigOption();
        var key = new Option<FileInfo?>("--public-key") { Description = "The auditors' copy of the key that seals the days. Default: the one beside the log." };
        var command = new Command("verify", "Finds every changed, missing or moved line. Exit code 1 if there is any.") { config, key };
        command.SetAction(parsed => Configured.Run(parsed.GetValue(config)!, settings =>
        {
            if (!Directory.Exists(settings.Audit.Folder))
                throw new DirectoryNotFoundException($"There is no folder {settings.Audit.Folder}.");
            var hasSeals = Directory.EnumerateFiles(settings.Audit.Folder, "audit-*.checkpoint.json").Any();
            using var publicKey = hasSeals ? AuditKey.ReadPublic(settings.Audit, parsed.GetValue(key)?.ToString()) : null;
            var verifier = new AuditVerifier(settings.Audit.Folder, publicKey);
            var faults = verifier.Run();
            foreach (var fault in faults)
                Console.Out.WriteLine(fault);
            Console.Out.WriteLine($"{verifier.Lines} lines, {verifier.Seals} sealed days, {faults.Count} faults.");
            return faults.Count == 0 ? ExitCode.Ok : ExitCode.Failure;
        }));
        return command;
    }

    private static Command Export()
    {
        var config = CommandLine.ConfigOption();
        var from = new Option<DateOnly?>("--from") { Description = "First day, local time: 2026-11-01. Default: the first there is." };
        var to = new Option<DateOnly?>("--to") { Description = "Last day. Default: today." };
        var csv = new Option<bool>("--csv") { Description = "A table for Excel instead of JSON lines." };
        var output = new Option<FileInfo?>("--out") { Description = "A file. Default: standard output." };
        var command = new Command("export", "Gives the lines of some days.") { config, from, to, csv, output };
        command.SetAction(parsed => Configured.Run(parsed.GetValue(config)!, settings =>
        {
            var export = new AuditExport(settings.Audit.Folder, Midnight(parsed.GetValue(from)) ?? DateTimeOffset.MinValue, Midnight(parsed.GetValue(to)?.AddDays(1)) ?? DateTimeOffset.MaxValue);
            using var file = parsed.GetValue(output) is { } path ? new StreamWriter(path.ToString()) : null;
            if (parsed.GetValue(csv))
                export.WriteCsv(file ?? Console.Out);
            else
                export.WriteLines(file ?? Console.Out);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static DateTimeOffset? Midnight(DateOnly? day) => day is { } given ? new DateTimeOffset(given.ToDateTime(TimeOnly.MinValue, DateTimeKind.Local)) : null;
}
