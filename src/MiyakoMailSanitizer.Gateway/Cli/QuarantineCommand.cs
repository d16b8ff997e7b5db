using System.CommandLine;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Quarantine;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako quarantine list|show|release|discard|unlock</c>; works beside a running gateway.</summary>
internal static class QuarantineCommand
{
    public static Command Create() => new("quarantine", "What was withheld and waits for an operator.")
    {
        List(), Show(), DecideCommands.Release(), DecideCommands.Discard(), UnlockCommand.Create(), OriginalCommands.Request(), OriginalCommands.Approve(),
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
