using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>The quarantine over time: sealed at rest, its keys changed, cases whose time is over, recipients told again.</summary>
public sealed class QuarantineCareTests
{
    [Fact]
    public async Task Sealed_messages_are_released_as_others_are_also_after_a_new_key()
    {
        using var folder = new TemporaryFolder();
        var keys = folder.Of("keys");
        await File.WriteAllTextAsync(keys, Key("old"));
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver, c => c with { KeyFile = keys });
        var first = await HeldAsync(gateway, "first", "hold-1.txt");
        var second = await HeldAsync(gateway, "second", "hold-2.txt");
        Assert.DoesNotContain("content of", Encoding.Latin1.GetString(Original(gateway, first)), StringComparison.Ordinal);
        Assert.StartsWith("MIYAKO-SEALED/1 old\n", Encoding.Latin1.GetString(Original(gateway, first)), StringComparison.Ordinal);
        await RunAsync(gateway, "quarantine", "release", first, "--reason", "r");
        Assert.Contains("hold-1.txt", (await receiver.SubjectAsync("first", gateway)).Text, StringComparison.Ordinal);

        await File.WriteAllTextAsync(keys, Key("new") + await File.ReadAllTextAsync(keys));
        Assert.Equal("2 files were written anew.\n", (await RunAsync(gateway, "quarantine", "rekey")).Output);
        Assert.StartsWith("MIYAKO-SEALED/1 new\n", Encoding.Latin1.GetString(Original(gateway, second)), StringComparison.Ordinal);
        await RunAsync(gateway, "quarantine", "release", second, "--reason", "r");
        Assert.Contains("hold-2.txt", (await receiver.SubjectAsync("second", gateway)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recipients_are_told_once_more()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver, c => c);
        var id = await HeldAsync(gateway, "whole", "hold.txt");
        await RunAsync(gateway, "quarantine", "notify", id, "--reason", "asked by telephone");
        var reminder = await receiver.SubjectAsync("whole", gateway);
        Assert.Contains($"Message-ID: <{id}-N1@miyako.example.jp>", reminder.Header, StringComparison.Ordinal);
        Assert.DoesNotContain("content of", reminder.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Disposition", reminder.Text, StringComparison.Ordinal);
        Assert.Contains(id, Encoding.UTF8.GetString(Convert.FromBase64String(reminder.Body)), StringComparison.Ordinal);
        Assert.Equal([id], gateway.Cases());
        Assert.Contains(gateway.AuditEvents(), e => e.GetProperty("kind").GetString() == "notified");
    }

    [Fact]
    public async Task A_mail_a_day_tells_what_waits()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver, c => c with { DigestTo = ["security@city.example.jp"] });
        var id = await HeldAsync(gateway, "=?UTF-8?B?44GK55+l44KJ44Gb4oCu?=", "hold.txt"); // お知らせ and a bidi control
        await Eventually.TrueAsync(() => File.Exists(gateway.Of("quarantine", "digest.day")), () => gateway.Log);
        // It has looked already today, when there was nothing: as if it were tomorrow.
        await gateway.Process.KillAsync();
        File.Delete(gateway.Of("quarantine", "digest.day"));
        await gateway.StartAgainAsync();
        await Eventually.TrueAsync(() => receiver.Messages.Count == 2, () => gateway.Log);
        await gateway.SpoolIsEmptyAsync();
        var texts = receiver.Messages.ToDictionary(m => m.Header.Split("\r\n").Single(h => h.StartsWith("To: ", StringComparison.Ordinal)), m => Encoding.UTF8.GetString(Convert.FromBase64String(m.Body)));
        Assert.Contains("宛先: tanto@city.example.jp", texts["To: security@city.example.jp"], StringComparison.Ordinal);
        Assert.All(texts.Values, t => Assert.Contains(id, t, StringComparison.Ordinal));
        Assert.All(texts.Values, t => Assert.Contains("件名: お知らせ\r\n", t, StringComparison.Ordinal));
        Assert.Contains("あなた宛て", texts["To: tanto@city.example.jp"], StringComparison.Ordinal);
        // And no second one on the same day.
        await gateway.Process.KillAsync();
        await gateway.StartAgainAsync();
        await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain("after", "hello"));
        await receiver.SubjectAsync("after", gateway);
        Assert.Equal(3, receiver.Messages.Count);
    }

    [Fact]
    public async Task What_nobody_was_told_of_stays_when_its_time_is_over()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver, c => c with { DecidedDays = 1, UndecidedDays = 1 });
        var whole = await HeldAsync(gateway, "whole", "hold.txt");
        var discarded = await HeldAsync(gateway, "discarded", "hold.txt");
        var young = await HeldAsync(gateway, "young", "hold.txt");
        var told = await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.WithAttachment("told", "hello", "a.exe", "MZ\0\0"));
        await receiver.SubjectAsync("told", gateway);
        await RunAsync(gateway, "quarantine", "discard", discarded, "--reason", "r");
        await RunAsync(gateway, "quarantine", "discard", young, "--reason", "r");
        await gateway.Process.KillAsync();
        // As if days had gone by.
        Age(gateway.Of("quarantine", "held", whole, "report.json"), "receivedAt");
        Age(gateway.Of("quarantine", "held", told, "report.json"), "receivedAt");
        Age(gateway.Of("quarantine", "discarded", discarded, "decision.json"), "at");
        await gateway.StartAgainAsync();
        await Eventually.TrueAsync(() => gateway.AuditEvents().Count(e => e.GetProperty("kind").GetString() == "expired") == 2, () => gateway.Log);
        await Eventually.TrueAsync(() => !Directory.Exists(gateway.Of("quarantine", "discarded", discarded)), () => gateway.Log);
        Assert.Equal([whole], gateway.Cases());
        Assert.True(Directory.Exists(gateway.Of("quarantine", "discarded", young)));
    }

    private static Task<RunningGateway> StartAsync(RecordingReceiver receiver, Func<GatewayConfig, GatewayConfig> change) => RunningGateway.StartAsync(change(new GatewayConfig
    {
        NextHopPort = receiver.Port,
        Rules = rules => rules["rules"]!.AsArray().Insert(0, JsonNode.Parse("""{ "name": "hold", "when": { "names": ["hold*"] }, "treat": "hold" }""")),
    }));

    private static async Task<string> HeldAsync(RunningGateway gateway, string subject, string name)
    {
        var id = await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.WithAttachment(subject, "hello", name, "content of the file"));
        await Eventually.TrueAsync(() => gateway.Cases().Contains(id), () => gateway.Log);
        return id;
    }

    private static void Age(string path, string field)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        json[field] = DateTimeOffset.UtcNow.AddDays(-2);
        File.WriteAllText(path, json.ToJsonString());
    }

    private static byte[] Original(RunningGateway gateway, string id) => File.ReadAllBytes(gateway.Of("quarantine", "held", id, "original.eml"));

    private static string Key(string name) => $"{name} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n";

    private static async Task<CommandResult> RunAsync(RunningGateway gateway, params string[] arguments)
    {
        var result = await MiyakoCommand.RunAsync([.. arguments, "--config", gateway.ConfigFile]);
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}: {result.Output}{result.Errors}");
        return result;
    }
}
