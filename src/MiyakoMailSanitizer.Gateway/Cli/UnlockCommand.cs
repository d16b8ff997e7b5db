using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Passwords;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Cli;

/// <summary>
/// <c>miyako quarantine unlock ID --password-file F | --password-stdin | --suggested</c>. A password never stands on the command line, where every user of
/// the machine could read it.
/// </summary>
internal static class UnlockCommand
{
    private const int MaxPasswordBytes = 4_096;

    public static Command Create()
    {
        var config = CommandLine.ConfigOption();
        var id = new Argument<string>("id") { Description = "The reference number of the message." };
        var file = new Option<FileInfo?>("--password-file") { Description = "A file whose first line is the password." };
        var input = new Option<bool>("--password-stdin") { Description = "The first line of standard input is the password." };
        var suggested = new Option<bool>("--suggested") { Description = "Try what other messages of the sender may have announced." };
        var json = new Option<bool>("--json") { Description = "One JSON line for each case." };
        var command = new Command("unlock", "Opens the files of a message with a password, makes them safe, and sends them on to its recipients.")
        {
            id, file, input, suggested, config, json,
        };
        command.Validators.Add(result =>
        {
            var given = new[] { result.GetValue(file) is not null, result.GetValue(input), result.GetValue(suggested) }.Count(g => g);
            if (given != 1)
                result.AddError("Give one of --password-file, --password-stdin and --suggested.");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var reading = parsed.GetValue(suggested) ? null : new Func<string?>(() => ReadPassword(parsed.GetValue(file)));
            return RunAsync(parsed.GetValue(config)!.ToString(), parsed.GetValue(id)!, reading, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static Task<int> RunAsync(string configFile, string id, Func<string?>? read, bool json, CancellationToken cancellationToken)
    {
        var passwords = ImmutableArray<string>.Empty;
        return OperatorAct.RunAsync(
            configFile,
            settings =>
            {
                passwords = read is null ? Suggested(settings, id) : read() is { } password ? [password] : [];
                if (!passwords.IsEmpty)
                    return null;
                Console.Error.WriteLine(read is null ? "No message has announced a password for it." : "The password is empty.");
                return read is null ? ExitCode.Withheld : ExitCode.Usage;
            },
            act => UnlockAsync(act, id, passwords, json, cancellationToken));
    }

    private static async Task<int> UnlockAsync(OperatorAct act, string id, ImmutableArray<string> passwords, bool json, CancellationToken cancellationToken)
    {
        var unlocker = new Unlocker(act.Quarantine, act.Spool, act.Workers, act.Audit, act.Settings.HostName, TimeProvider.System);
        var waiting = new WaitingCases(act.Quarantine).Look();
        var result = await unlocker.TryAsync(id, passwords, Environment.UserName, isOperator: true, cancellationToken);
        Print(result, json);
        if (result.Outcome != UnlockOutcome.Unlocked)
            return result.Outcome == UnlockOutcome.NotWaiting ? ExitCode.Failure : ExitCode.Withheld;
        foreach (var other in await PairingService.OpenSameAsync(unlocker, waiting, result, Environment.UserName, cancellationToken))
            Print(other, json);
        return ExitCode.Ok;
    }

    /// <summary>What the messages that the gateway has named announced, as far as it is still kept.</summary>
    private static ImmutableArray<string> Suggested(GatewaySettings settings, string id)
    {
        var attempts = CaseAttempts.Read(new FolderQuarantine(settings.Quarantine).PathOf(id, "attempts.json"));
        var store = new PasswordStore(settings.Quarantine, settings.Passwords, TimeProvider.System);
        store.Load();
        return [.. store.Hints.Where(h => attempts.Suggested.Contains(h.Id)).OrderByDescending(h => h.At).SelectMany(h => h.Candidates).Distinct().Take(settings.Passwords.MaxTries)];
    }

    /// <summary>The first line, without its end; UTF-8. Null where there is nothing.</summary>
    private static string? ReadPassword(FileInfo? file)
    {
        using var stream = file is null ? Console.OpenStandardInput() : file.OpenRead();
        var bytes = new byte[MaxPasswordBytes];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var line = Encoding.UTF8.GetString(bytes, 0, length).TrimStart('\uFEFF').Split('\n')[0].TrimEnd('\r');
        return line.Length > 0 ? line : null;
    }

    private static void Print(UnlockResult result, bool json)
    {
        var notBefore = result.NotBefore > DateTimeOffset.UtcNow ? result.NotBefore : (DateTimeOffset?)null;
        if (json)
        {
            var line = new UnlockLine(result.Id, Word(result.Outcome), result.FollowUp.Length > 0 ? result.FollowUp : null, result.Files, result.Tries, notBefore);
            Console.Out.WriteLine(JsonSerializer.Serialize(line, CliJsonForm.OneLine.UnlockLine));
            return;
        }
        Console.Out.WriteLine(result.Outcome switch
        {
            UnlockOutcome.Unlocked => $"{result.Id}: opened {string.Join(", ", result.Files)}; sent on as {result.FollowUp}",
            UnlockOutcome.NoneFits => $"{result.Id}: the password opens nothing{(notBefore is { } at ? $"; the next try is possible at {at.ToLocalTime():HH:mm:ss}" : "")}",
            UnlockOutcome.Malware => $"{result.Id}: clamd has found something in it, or could not scan it; nothing was sent",
            UnlockOutcome.TooSoon => $"{result.Id}: too many wrong passwords; the next try is possible at {result.NotBefore.ToLocalTime():yyyy-MM-dd HH:mm:ss}",
            UnlockOutcome.Busy => $"{result.Id}: another password is being tried on it",
            _ => $"{result.Id}: there is no such case that waits for a password",
        });
    }

    private static string Word(UnlockOutcome outcome) => outcome switch
    {
        UnlockOutcome.Unlocked => "unlocked",
        UnlockOutcome.NoneFits => "none-fits",
        UnlockOutcome.Malware => "malware",
        UnlockOutcome.TooSoon => "too-soon",
        UnlockOutcome.Busy => "busy",
        _ => "not-waiting",
    };
}
