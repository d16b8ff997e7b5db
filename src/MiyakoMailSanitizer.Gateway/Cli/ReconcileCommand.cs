using System.CommandLine;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Reports;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako spool reconcile</c>: proves that every message that was accepted is somewhere, or at its end. Works beside a running gateway.</summary>
internal static class ReconcileCommand
{
    private const int Looks = 4;
    private const int Shown = 20;

    public static Command Create()
    {
        var config = CommandLine.ConfigOption();
        var json = new Option<bool>("--json") { Description = "The report as JSON, with all ids." };
        var command = new Command("reconcile", "Brings audit log and folders together: every accepted message must be in one state.") { config, json };
        command.SetAction(parsed => Configured.Run(parsed.GetValue(config)!, settings =>
        {
            if (!Directory.Exists(settings.Audit.Folder))
                throw new DirectoryNotFoundException($"There is no folder {settings.Audit.Folder}.");
            var report = Look(settings);
            if (parsed.GetValue(json))
                Console.Out.WriteLine(JsonSerializer.Serialize(report, CliJsonForm.OneLine.ReconcileReport));
            else
                Print(report);
            return report.IsSound ? ExitCode.Ok : ExitCode.Failure;
        }));
        return command;
    }

    /// <summary>What seems lost may only have moved between two looks.</summary>
    private static ReconcileReport Look(GatewaySettings settings)
    {
        for (var look = 1; ; look++)
        {
            var report = Reconciliation.Run(settings, new AuditExport(settings.Audit.Folder, DateTimeOffset.MinValue, DateTimeOffset.MaxValue).Events());
            if (report.IsSound || look == Looks)
                return report;
            Thread.Sleep(TimeSpan.FromSeconds(1));
        }
    }

    private static void Print(ReconcileReport report)
    {
        Console.Out.WriteLine($"""
            accepted      {report.Accepted,10}
            relayed       {report.Relayed,10}
            refused       {report.Refused,10}
            held          {report.Held,10}
            removed       {report.Removed,10}
            on their way  {report.OnTheirWay,10}
            """);
        Print("stuck", report.Stuck);
        Print("relayed twice", report.RelayedTwice);
        Print("not accepted", report.NeverAccepted);
        Print("in two queues", report.InTwoQueues);
        Print("case gone", report.CaseGone);
        Print("LOST", report.Lost);
    }

    private static void Print(string name, IReadOnlyCollection<string> ids)
    {
        var shown = string.Join(' ', ids.Take(Shown)) + (ids.Count > Shown ? " …" : "");
        Console.Out.WriteLine($"{name,-13} {ids.Count,10}  {shown}".TrimEnd());
    }
}
