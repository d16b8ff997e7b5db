using System.CommandLine;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Flow;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako spool list|retry|remove|reconcile</c>; works beside a running gateway.</summary>
internal static class SpoolCommand
{
    public static Command Create() => new("spool", "Messages on their way.") { List(), Retry(), Remove(), ReconcileCommand.Create() };

    private static Command List()
    {
        var config = CommandLine.ConfigOption();
        var json = new Option<bool>("--json") { Description = "One JSON line a message." };
        var command = new Command("list", "Lists the messages of every queue.") { config, json };
        command.SetAction(parsed => Configured.Run(parsed.GetValue(config)!, settings =>
        {
            var spool = new FolderSpool(settings.Spool);
            foreach (var queue in Enum.GetValues<Queue>())
            {
                foreach (var id in spool.List(queue))
                    Print(spool, queue, id, parsed.GetValue(json));
            }

            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Retry()
    {
        var config = CommandLine.ConfigOption();
        var id = new Argument<string>("id") { Description = "Id of the message." };
        var command = new Command("retry", "Tries a deferred message now; puts a stuck one back into its queue.") { id, config };
        command.SetAction(parsed => Configured.Run(parsed.GetValue(config)!, settings =>
        {
            Act(settings, acts => acts.Retry(parsed.GetValue(id)!, Environment.UserName));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Remove()
    {
        var config = CommandLine.ConfigOption();
        var id = new Argument<string>("id") { Description = "Id of the message." };
        var reason = new Option<string>("--reason") { Description = "Why; goes into the audit log.", Required = true };
        var command = new Command("remove", "Deletes a message that was not delivered. It can't be brought back.") { id, reason, config };
        command.SetAction(parsed => Configured.Run(parsed.GetValue(config)!, settings =>
        {
            Act(settings, acts => acts.Remove(parsed.GetValue(id)!, Environment.UserName, parsed.GetValue(reason)!));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static void Act(GatewaySettings settings, Action<SpoolActs> act)
    {
        using var audit = new FileAuditLog(settings.Audit, TimeProvider.System);
        act(new(new FolderSpool(settings.Spool), audit));
    }

    private static void Print(FolderSpool spool, Queue queue, string id, bool json)
    {
        SpoolLine line;
        try
        {
            var item = spool.Open(queue, id);
            line = new SpoolLine(
                id,
                Name(queue),
                item.Message.Length,
                item.Envelope.ReceivedAt,
                item.Envelope.ReversePath,
                [.. item.States.Select(s => $"{s.Recipient} {s.Status} {s.Reply}".TrimEnd())],
                item.Deferrals,
                item.NotBefore);
        }
        catch (FileNotFoundException)
        {
            return; // on its way meanwhile
        }
        catch (InvalidDataException e)
        {
            line = new SpoolLine(id, Name(queue), 0, default, "", [$"torn: {e.Message}"], 0, null);
        }

        Console.Out.WriteLine(json
            ? JsonSerializer.Serialize(line, CliJsonForm.OneLine.SpoolLine)
            : $"{line.Id}  {line.Queue,-8}  {line.Bytes,10}  {line.ReceivedAt:yyyy-MM-dd HH:mm}  "
                + $"{line.ReversePath} -> {string.Join("; ", line.Recipients)}");
    }

    private static string Name(Queue queue) => queue.ToString().ToLowerInvariant();
}
