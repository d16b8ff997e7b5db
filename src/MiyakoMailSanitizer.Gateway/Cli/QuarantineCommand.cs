using System.CommandLine;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Quarantine;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako quarantine list|show|release|discard|unlock</c>; works beside a running gateway.</summary>
internal static class QuarantineCommand
{
    public static Command Create() => new("quarantine", "What was withheld and waits for an operator.")
    {
        List(), Show(), DecideCommands.Release(), DecideCommands.Discard(), DecideCommands.Notify(), UnlockCommand.Create(), OriginalCommands.Request(), OriginalCommands.Approve(), Rekey(),
    };

    private static Command List()
    {
        var config = CommandLine.ConfigOption();
        var json = new Option<bool>("--json") { Description = "One JSON line a case." };
        var state = new Option<string[]>("--state") { Description = "held, waiting-for-password, released, discarded; default: the first two." };
        state.AcceptOnlyFromAmong([.. Enum.GetValues<CaseState>().Select(FolderQuarantine.Name)]);
        var command = new Command("list", "Lists the cases, oldest first.") { config, state, json };
        command.SetAction(parsed => Configured.Run(parsed.GetValue(config)!, settings =>
        {
            var quarantine = new FolderQuarantine(settings.Quarantine);
            var wanted = parsed.GetValue(state) is { Length: > 0 } names
                ? Enum.GetValues<CaseState>().Where(s => names.Contains(FolderQuarantine.Name(s)))
                : [CaseState.Held, CaseState.WaitingForPassword];
            foreach (var (id, where) in wanted.SelectMany(w => quarantine.List(w), (w, i) => (i, w)).OrderBy(c => c.i, StringComparer.Ordinal))
                PrintCase(quarantine, id, where, parsed.GetValue(json));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Show()
    {
        var config = CommandLine.ConfigOption();
        var json = new Option<bool>("--json") { Description = "report.json instead of report.txt." };
        var id = new Argument<string>("id") { Description = "The reference number of the message." };
        var command = new Command("show", "Shows what was withheld from a message, and why.") { id, config, json };
        command.SetAction(parsed => Configured.Run(parsed.GetValue(config)!, settings =>
        {
            var quarantine = new FolderQuarantine(settings.Quarantine);
            Console.Out.Write(File.ReadAllText(quarantine.PathOf(parsed.GetValue(id)!, parsed.GetValue(json) ? "report.json" : "report.txt")));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Rekey()
    {
        var config = CommandLine.ConfigOption();
        var command = new Command("rekey", "Seals all messages with the first key of the key file; without a key file, opens them.") { config };
        command.SetAction(parsed => Configured.Run(parsed.GetValue(config)!, settings =>
        {
            var quarantine = new FolderQuarantine(settings.Quarantine);
            using var audit = new FileAuditLog(settings.Audit, TimeProvider.System);
            audit.Write(new("quarantine-rekeyed", "", [new("by", Environment.UserName)]));
            var (files, busy) = (0, 0);
            foreach (var id in Enum.GetValues<CaseState>().SelectMany(s => quarantine.List(s)))
            {
                using var lease = quarantine.Lease(id);
                if (lease is null)
                    busy++;
                else
                    files += quarantine.Rekey(id);
            }
            Console.Out.WriteLine($"{files} files were written anew{(busy > 0 ? $"; {busy} cases are in use, run it again" : "")}.");
            return busy == 0 ? ExitCode.Ok : ExitCode.Failure;
        }));
        return command;
    }

    private static void PrintCase(FolderQuarantine quarantine, string id, CaseState state, bool json)
    {
        CaseReport report;
        try
        {
            report = quarantine.Read(id);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            Console.Error.WriteLine($"{id}: the report can't be read: {e.Message}");
            return;
        }

        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, CaseJsonForm.OneLine.CaseReport));
            return;
        }

        var withheld = report.Message.Walk().Where(n => n.IsWithheld).Select(n => n.Name.Length > 0 ? n.Name : n.Format);
        Console.Out.WriteLine(
            $"{report.Id}  {report.ReceivedAt:yyyy-MM-dd HH:mm}  {(state == CaseState.Held ? report.Delivery : FolderQuarantine.Name(state))}  "
            + $"{report.ReversePath} -> {string.Join(", ", report.Recipients)}  {string.Join(", ", withheld)}");
    }
}
