using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Gateway.Cli.Replay;

/// <summary>
/// <c>miyako rules replay --rules NEW --since 7d</c>: sanitizes the kept messages again in the sandbox, under today's rules and under new ones, and says
/// which messages would change. Sends nothing.
/// </summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var config = CommandLine.ConfigOption();
        var rules = new Option<FileInfo>("--rules") { Description = "The new rules file.", Required = true };
        var since = new Option<TimeSpan>("--since")
        {
            Description = "7d, 12h: how far back. Default 7d.",
            DefaultValueFactory = _ => TimeSpan.FromDays(7),
            CustomParser = result =>
            {
                if (ParseSpan(result.Tokens[0].Value) is { } span)
                    return span;
                result.AddError("Write --since as 7d or 12h.");
                return default;
            },
        };
        var state = new Option<FileInfo?>("--state") { Description = "Where it remembers what is done. Default: beside the new rules." };
        var json = new Option<bool>("--json") { Description = "One JSON line a message that would change." };
        var command = new Command("replay", "Sanitizes kept messages again under new rules, and says which would change, from what to what.") { rules, since, state, json, config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var loaded = ConfigurationLoader.Load(parsed.GetValue(config)!.ToString());
            var read = PolicySources.Read(parsed.GetValue(rules)!.ToString());
            foreach (var fault in loaded.Faults.Concat(read.Faults))
                Console.Error.WriteLine(fault);
            if (loaded.Configuration is not { } configuration || read.Source is not { } source)
                return ExitCode.Usage;
            // The new rules come with today's notices.
            var today = PolicySources.Of(configuration.Policy, configuration.Settings.RulesFile);
            var path = parsed.GetValue(state)?.ToString() ?? parsed.GetValue(rules)!.FullName + ".replay.jsonl";
            try
            {
                return await RunAsync(configuration.Settings, today, today with { RulesJson = source.RulesJson, FileName = source.FileName, Hash = source.Hash },
                    DateTimeOffset.UtcNow - parsed.GetValue(since), path, parsed.GetValue(json), cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or WorkersUnavailableException)
            {
                Console.Error.WriteLine(e.Message);
                return ExitCode.Failure;
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine($"Stopped; the same command goes on where it was ({path}).");
                return ExitCode.Failure;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(GatewaySettings settings, PolicySource before, PolicySource after, DateTimeOffset since, string statePath, bool json, CancellationToken cancellationToken)
    {
        var kept = new KeptMessages(settings.Spool);
        var paths = kept.List(since).ToList();
        if (paths.Count == 0)
            Console.Error.WriteLine(kept.IsOn ? "No message of that time is kept." : "No messages are kept; see \"keepDays\" of the spool.");
        using var logs = LoggerFactory.Create(log => log.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
        var half = settings.Sandbox with { Workers = Math.Max(1, Environment.ProcessorCount / 2), VerifyWorkers = 1 };
        await using var today = SandboxHost.Start(half, settings.Inbound.MaxMessageBytes, () => before, logs.CreateLogger("sandbox"));
        await using var new_ = SandboxHost.Start(half, settings.Inbound.MaxMessageBytes, () => after, logs.CreateLogger("sandbox"));
        using var state = ReplayState.Open(statePath, new(before.Hash, after.Hash, typeof(ReplayCommand).Assembly.GetName().Version?.ToString(3) ?? "0"));
        var progress = new Progress(paths.Count);
        await Parallel.ForEachAsync(
            paths.Where(p => !state.Has(Path.GetFileName(p))),
            new ParallelOptions { MaxDegreeOfParallelism = half.Workers, CancellationToken = cancellationToken },
            async (path, token) =>
            {
                var line = await CompareAsync(path, since, today.Sanitizer, new_.Sanitizer, token);
                lock (state)
                {
                    if (line is not null)
                        state.Add(line);
                    progress.Step(state.Count, state.Changed);
                }
            });
        var changed = state.Done.Where(l => !l.Changes.IsEmpty).ToList();
        progress.End();
        foreach (var line in changed)
            Print(line, json);
        if (!json)
            Console.Out.WriteLine($"{changed.Count} of {state.Count} messages would change.");
        state.Delete();
        return ExitCode.Ok;
    }

    /// <summary>Null where the message is older, torn, or its time was over meanwhile.</summary>
    private static async Task<ReplayLine?> CompareAsync(string path, DateTimeOffset since, ISanitizerWorkers today, ISanitizerWorkers new_, CancellationToken cancellationToken)
    {
        MailItem item;
        try
        {
            item = KeptMessages.Read(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or InvalidDataException)
        {
            return null;
        }
        if (item.Envelope.ReceivedAt < since)
            return null;
        var request = new SanitizeRequest
        {
            Content = item.Message,
            DeclaredMediaType = FileFormat.Mail.MediaType,
            Message = new MessageContext { Reference = item.Id, ReversePath = item.Envelope.ReversePath, Recipients = item.Envelope.Recipients },
        };
        var (before, after) = (today.SanitizeAsync(request, cancellationToken).AsTask(), new_.SanitizeAsync(request, cancellationToken).AsTask());
        return ReplayLine.Of(item, await before, await after);
    }

    private static void Print(ReplayLine line, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(line, ReplayJson.OneLine.ReplayLine));
            return;
        }
        Console.Out.WriteLine($"{line.Id}  {line.ReceivedAt.ToLocalTime():yyyy-MM-dd HH:mm}  {line.From} -> {string.Join(", ", line.To)}");
        foreach (var change in line.Changes)
            Console.Out.WriteLine($"    {change.File}: {change.Before}  =>  {change.After}");
    }

    private static TimeSpan? ParseSpan(string text)
    {
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 10_000)
            return null;
        return text[^1] switch { 'd' => TimeSpan.FromDays(number), 'h' => TimeSpan.FromHours(number), _ => null };
    }

    /// <summary>A bar on the terminal; nothing where nobody looks.</summary>
    private sealed class Progress(int all)
    {
        private const int Width = 40;

        public void Step(int done, int changed)
        {
            if (Console.IsErrorRedirected || all == 0)
                return;
            var filled = (int)((long)done * Width / all);
            Console.Error.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {done}/{all}, {changed} would change");
        }

        public void End()
        {
            if (!Console.IsErrorRedirected && all > 0)
                Console.Error.WriteLine();
        }
    }
}
