using System.CommandLine;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary><c>miyako sanitize INPUT… --out DIR [--rules FILE] [--json]</c>: offline, by the same sandbox and verifier as the relay.</summary>
internal static class SanitizeCommand
{
    public static Command Create()
    {
        var inputs = new Argument<string[]>("input") { Description = "Mails, other files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<DirectoryInfo>("--out") { Description = "Where safe files and reports go.", Required = true };
        var rules = new Option<FileInfo?>("--rules") { Description = "The rules file; the embedded default without it." };
        var json = new Option<bool>("--json") { Description = "One JSON line an input on standard output." };
        var command = new Command("sanitize", "Sanitizes files offline.") { inputs, output, rules, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var read = PolicySources.Read(parsed.GetValue(rules)?.FullName);
            foreach (var fault in read.Faults)
                Console.Error.WriteLine(fault);
            return read.Source is not { } policy
                ? ExitCode.Usage
                : await RunAsync(parsed.GetValue(inputs)!, parsed.GetValue(output)!, policy, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(string[] inputs, DirectoryInfo output, PolicySource policy, bool json, CancellationToken cancellationToken)
    {
        using var logs = LoggerFactory.Create(log => log
            .AddSimpleConsole(console => console.SingleLine = true)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .SetMinimumLevel(LogLevel.Warning));
        await using var sandbox = SandboxHost.Start(
            new SandboxOptions(), OfflineSanitizer.MaxInputBytes, () => policy, logs.CreateLogger("sandbox"));
        var sanitizer = new OfflineSanitizer(sandbox, output.FullName);
        var pending = new Queue<Task<SanitizeLine>>();
        var withheld = false;
        try
        {
            output.Create();
            foreach (var input in InputFiles.Expand(inputs))
            {
                pending.Enqueue(sanitizer.SanitizeAsync(input, cancellationToken));
                if (pending.Count > Environment.ProcessorCount + 1)
                    Print(await pending.Dequeue());
            }

            while (pending.TryDequeue(out var task))
                Print(await task);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or WorkersUnavailableException)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Failure;
        }

        return withheld ? ExitCode.Withheld : ExitCode.Ok;

        void Print(SanitizeLine line)
        {
            withheld |= IsWithheld(line);
            Console.Out.WriteLine(json
                ? JsonSerializer.Serialize(line, CliJsonForm.OneLine.SanitizeLine)
                : $"{line.Outcome,-11} {line.Format,-8} {line.Input}{(line.Output is null ? "" : $" -> {line.Output}")}{Codes(line)}");
        }
    }

    private static bool IsWithheld(SanitizeLine line) => line.Output is null || line.Nested.Any(IsWithheld);

    private static string Codes(SanitizeLine line)
        => line.Findings.IsEmpty ? "" : $" [{string.Join(", ", line.Findings.Select(f => f.Code).Distinct())}]";
}
