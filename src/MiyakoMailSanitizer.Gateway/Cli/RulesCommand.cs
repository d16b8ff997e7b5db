using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Cli.Replay;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako rules test|replay</c>: rules are tried before they are live.</summary>
internal static class RulesCommand
{
    public static Command Create() => new("rules", "Try rules before they are live.") { Test(), ReplayCommand.Create() };

    private static Command Test()
    {
        var input = new Argument<FileInfo>("message") { Description = "A message (.eml) or another file." };
        var rules = new Option<FileInfo?>("--rules") { Description = "The rules file; the embedded default without it." };
        var from = new Option<string>("--from") { Description = "The sender of the envelope; default: the null reverse-path.", DefaultValueFactory = _ => "" };
        var to = new Option<string[]>("--to") { Description = "A recipient; may be given again." };
        var json = new Option<bool>("--json") { Description = "One JSON line a file." };
        var command = new Command("test", "Says for each file of a message which rule decides, and why the others don't.") { input, rules, from, to, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(rules)?.ToString();
            var read = PolicySources.Read(path);
            foreach (var fault in read.Faults)
                Console.Error.WriteLine(fault);
            if (read.Source is not { } source)
                return ExitCode.Usage;
            var message = new MessageContext { Reference = "RULES-TEST", ReversePath = parsed.GetValue(from)!, Recipients = [.. parsed.GetValue(to) ?? []] };
            try
            {
                return await TestAsync(parsed.GetValue(input)!.ToString(), source, message, parsed.GetValue(json), cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or WorkersUnavailableException)
            {
                Console.Error.WriteLine(e.Message);
                return ExitCode.Failure;
            }
        });
        return command;
    }

    private static async Task<int> TestAsync(string path, PolicySource source, MessageContext message, bool json, CancellationToken cancellationToken)
    {
        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        using var logs = LoggerFactory.Create(log => log.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
        await using var sandbox = SandboxHost.Start(
            new SandboxOptions { Workers = 1, VerifyWorkers = 1 }, OfflineSanitizer.MaxInputBytes, () => source, logs.CreateLogger("sandbox"));
        var isMail = Path.GetExtension(path).Equals(".eml", StringComparison.OrdinalIgnoreCase);
        var request = new SanitizeRequest
        {
            Name = isMail ? "" : Path.GetFileName(path),
            DeclaredMediaType = isMail ? FileFormat.Mail.MediaType : "",
            Content = content,
            Message = message,
        };
        var reply = await sandbox.Sanitizer.SanitizeAsync(request, cancellationToken);
        var rules = PolicyReader.Read(source.RulesJson, PolicyReader.DefaultNotices, source.FileName).Policy!.Rules;
        Print(reply.Report, rules, message, 0, json);
        return reply.Report.IsHeld || reply.Report.AnyWithheld ? ExitCode.Withheld : ExitCode.Ok;
    }

    private static void Print(ReportNode node, RuleSet rules, MessageContext message, int depth, bool json)
    {
        var facts = new FileFacts(node.Name, FileFormat.All.FirstOrDefault(f => f.Id == node.Format) ?? FileFormat.Unknown, node.Size, depth, message);
        var verdicts = RuleExplanation.Explain(rules, facts, [.. node.Findings.Select(f => new Finding(f.Code, f.Where, f.Detail))]);
        var name = node.Name.Length > 0 ? node.Name : depth == 0 ? "(the message)" : "(no name)";
        if (json)
        {
            ImmutableArray<RuleTestVerdict> lines = [.. verdicts.Select(v => new RuleTestVerdict(v.Rule.Name, v.Fits, v.Why))];
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new RuleTestLine(name, depth, node.Format, node.Outcome, node.Treatment, node.Rule, [.. node.Findings.Select(f => f.Code).Distinct()], lines), CliJsonForm.OneLine.RuleTestLine));
        }
        else
        {
            var indent = new string(' ', depth * 2);
            Console.Out.WriteLine($"{indent}{name} ({node.Format}, {node.Size} bytes): {node.Outcome}, {node.Treatment} by \"{node.Rule}\"");
            for (var i = 0; i < verdicts.Length; i++)
                Console.Out.WriteLine($"{indent}    {i + 1,3} {(verdicts[i].Fits ? "yes" : "no ")} {verdicts[i].Rule.Name}: {verdicts[i].Why}");
        }
        foreach (var nested in node.Nested)
            Print(nested, rules, message, depth + 1, json);
    }
}
