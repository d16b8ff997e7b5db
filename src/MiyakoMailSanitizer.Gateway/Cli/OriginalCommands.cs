using System.CommandLine;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Quarantine;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako quarantine request-original|approve-original ID …</c>: two operators release a file as it came.</summary>
internal static class OriginalCommands
{
    public static Command Request()
    {
        var (id, reason, config, json) = Common();
        var file = new Option<string>("--file") { Description = "Its SHA-256 or its name; see: miyako quarantine show ID --json", Required = true };
        var command = new Command("request-original", "Asks another operator to release the original of a file. It is not made safe.") { id, file, reason, config, json };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(config)!, parsed.GetValue(id)!, parsed.GetValue(json), (act, originals) =>
        {
            var wanted = parsed.GetValue(file)!;
            var candidates = CaseOriginals.Candidates(act.Quarantine.Read(parsed.GetValue(id)!)).Where(n => n.Sha256 == wanted || n.Name == wanted).ToList();
            return Task.FromResult(candidates is [var one] ? originals.Request(parsed.GetValue(id)!, one.Sha256, Environment.UserName, parsed.GetValue(reason)!) : new(OriginalOutcome.NoFile));
        }));
        return command;
    }

    public static Command Approve()
    {
        var (id, reason, config, json) = Common();
        var command = new Command("approve-original", "Has the original that another operator asked for scanned by clamd and sent on.") { id, reason, config, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(config)!, parsed.GetValue(id)!, parsed.GetValue(json), (_, originals) =>
            originals.ApproveAsync(parsed.GetValue(id)!, Environment.UserName, parsed.GetValue(reason)!, cancellationToken)));
        return command;
    }

    private static (Argument<string> Id, Option<string> Reason, Option<FileInfo> Config, Option<bool> Json) Common() =>
    (
        new("id") { Description = "The reference number of the message." },
        new("--reason") { Description = "Why; goes into the audit log.", Required = true },
        CommandLine.ConfigOption(),
        new("--json") { Description = "One JSON line." }
    );

    private static Task<int> RunAsync(FileInfo config, string id, bool json, Func<OperatorAct, CaseOriginals, Task<OriginalResult>> run) => OperatorAct.RunAsync(config.ToString(), _ => null, async act =>
    {
        var settings = act.Settings;
        var result = await run(act, new(act.Quarantine, act.Spool, act.Workers, act.Audit, settings.Originals, settings.MalwareScan, settings.HostName, TimeProvider.System));
        Console.Out.WriteLine(json ? JsonSerializer.Serialize(new OriginalLine(id, Word(result.Outcome), result.Detail), CliJsonForm.OneLine.OriginalLine) : $"{id}: {Words(result)}");
        return result.Outcome is OriginalOutcome.Requested or OriginalOutcome.Released ? ExitCode.Ok : ExitCode.Failure;
    });

    private static string Word(OriginalOutcome outcome) => JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString());

    private static string Words(OriginalResult result) => result.Outcome switch
    {
        OriginalOutcome.Off => "the settings don't allow it; see \"originals\"",
        OriginalOutcome.Busy => "another act on it is under way",
        OriginalOutcome.MessageHeld => "the whole message is held; release it first",
        OriginalOutcome.NoFile => "no file of it that was kept back is called so, more than one is, or it is a program; programs are never released",
        OriginalOutcome.NoRequest => "nobody has asked for it, or the request is too old",
        OriginalOutcome.SamePerson => "you have asked for it, so another operator must approve",
        OriginalOutcome.Malware => $"clamd has found {result.Detail}; nothing was sent",
        OriginalOutcome.NotScanned => $"clamd could not scan it ({result.Detail}); nothing was sent",
        OriginalOutcome.Nothing => "nothing was sent, as the file was not met again in the message",
        OriginalOutcome.Requested => "waits for another operator",
        OriginalOutcome.Released => $"sent on as {result.Detail}",
        _ => "there is no such case that waits for a decision",
    };
}
