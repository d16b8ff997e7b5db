using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako quarantine release|discard|notify ID --reason …</c>: what an operator decides about a case.</summary>
internal static class DecideCommands
{
    private static readonly ImmutableArray<(string Word, Treatment Treatment)> Treatments =
        [("quarantine", Treatment.Quarantine), ("remove", Treatment.Remove), ("convert", Treatment.Convert), ("image", Treatment.Image), ("rebuild", Treatment.Rebuild)];

    public static Command Release()
    {
        var (id, reason, config, json) = Common();
        var treat = new Option<string?>("--treat") { Description = "No file gets a looser treatment: convert for text, image for pictures of pages, …" };
        treat.AcceptOnlyFromAmong([.. Treatments.Select(t => t.Word)]);
        var command = new Command("release", "Treats a message again under today's rules, without those that hold, and sends on what can be delivered.")
        {
            id, reason, treat, config, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Treatment? atMost = parsed.GetValue(treat) is { } word ? Treatments.First(t => t.Word == word).Treatment : null;
            return RunAsync(parsed.GetValue(config)!, parsed.GetValue(json), acts =>
                acts.ReleaseAsync(parsed.GetValue(id)!, atMost, Environment.UserName, parsed.GetValue(reason)!, cancellationToken));
        });
        return command;
    }

    public static Command Discard()
    {
        var (id, reason, config, json) = Common();
        var command = new Command("discard", "Decides that nobody gets what was kept back. It stays on disk until its time is over.") { id, reason, config, json };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(config)!, parsed.GetValue(json), acts =>
            Task.FromResult(acts.Discard(parsed.GetValue(id)!, Environment.UserName, parsed.GetValue(reason)!))));
        return command;
    }

    public static Command Notify()
    {
        var (id, reason, config, json) = Common();
        var command = new Command("notify", "Tells the recipients once more what was kept back.") { id, reason, config, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(config)!, parsed.GetValue(json), acts =>
            acts.NotifyAsync(parsed.GetValue(id)!, Environment.UserName, parsed.GetValue(reason)!, cancellationToken)));
        return command;
    }

    private static (Argument<string> Id, Option<string> Reason, Option<FileInfo> Config, Option<bool> Json) Common() =>
    (
        new("id") { Description = "The reference number of the message." },
        new("--reason") { Description = "Why; goes into the audit log.", Required = true },
        CommandLine.ConfigOption(),
        new("--json") { Description = "One JSON line." }
    );

    private static Task<int> RunAsync(FileInfo config, bool json, Func<CaseActs, Task<ActResult>> decide) => OperatorAct.RunAsync(config.ToString(), _ => null, async act =>
    {
        var result = await decide(new(act.Quarantine, act.Spool, act.Workers, act.Audit, act.Settings.HostName, TimeProvider.System));
        Print(result, json);
        return result.Outcome switch
        {
            ActOutcome.Done => result.Withheld.IsEmpty ? ExitCode.Ok : ExitCode.Withheld,
            ActOutcome.Nothing => ExitCode.Withheld,
            _ => ExitCode.Failure,
        };
    });

    private static void Print(ActResult result, bool json)
    {
        if (json)
        {
            var line = new ActLine(result.Id, Word(result.Outcome), result.Message.Length > 0 ? result.Message : null, result.Withheld);
            Console.Out.WriteLine(JsonSerializer.Serialize(line, CliJsonForm.OneLine.ActLine));
            return;
        }
        var withheld = result.Withheld.IsEmpty ? "" : $"; kept back still: {string.Join(", ", result.Withheld)}";
        Console.Out.WriteLine(result.Outcome switch
        {
            ActOutcome.Done => $"{result.Id}: done{(result.Message.Length > 0 ? $"; sent on as {result.Message}" : "")}{withheld}",
            ActOutcome.Nothing => $"{result.Id}: nothing was sent, as today's rules let through nothing that was kept back{withheld}",
            ActOutcome.Busy => $"{result.Id}: another act on it is under way",
            _ => $"{result.Id}: there is no such case that waits for a decision",
        });
    }

    private static string Word(ActOutcome outcome) => outcome switch
    {
        ActOutcome.Done => "done",
        ActOutcome.Nothing => "nothing",
        ActOutcome.Busy => "busy",
        _ => "no-case",
    };
}
