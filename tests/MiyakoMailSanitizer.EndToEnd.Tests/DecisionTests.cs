using System.Text.Json.Nodes;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>What operators decide about cases, by command and by moving folders.</summary>
public sealed class DecisionTests
{
    private const string Program = "MZ\0\0 this is no text";

    [Fact]
    public async Task A_held_message_goes_on_when_it_is_released()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver);
        var id = await HeldAsync(gateway, "first", "hold-me.txt", "content of the file");
        Assert.Empty(receiver.Messages);

        Assert.NotEqual(0, (await MiyakoCommand.RunAsync("quarantine", "release", id, "--config", gateway.ConfigFile)).ExitCode);
        var released = await RunAsync(gateway, 0, "release", id, "--reason", "確認しました", "--json");
        Assert.Equal($"{id}-R1", released.JsonLines[0].GetProperty("message").GetString());
        var message = await receiver.SubjectAsync("first", gateway);
        Assert.Contains("hold-me.txt", message.Text, StringComparison.Ordinal);
        await gateway.SpoolIsEmptyAsync();
        Assert.Single(receiver.Messages);
        Assert.True(File.Exists(gateway.Of("quarantine", "released", id, "decision.json")));
        var audit = gateway.AuditEvents().Single(e => e.GetProperty("kind").GetString() == "released");
        Assert.Equal("確認しました", audit.GetProperty("reason").GetString());
        Assert.Equal("no-case", (await RunAsync(gateway, 1, "release", id, "--reason", "again", "--json")).JsonLines[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_release_sends_no_original_and_may_be_stricter()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver);
        var program = await HeldAsync(gateway, "program", "hold-me.exe", Program);
        Assert.Equal(["hold-me.exe"], Withheld(await RunAsync(gateway, 3, "release", program, "--reason", "r", "--json")));
        var message = await receiver.SubjectAsync("program", gateway);
        Assert.DoesNotContain(Convert.ToBase64String("MZ\0\0 this"u8)[..8], message.Text, StringComparison.Ordinal);
        // From now on it is a message that came without a file.
        Assert.Equal("delivered-without-files", gateway.CaseReport(program).GetProperty("delivery").GetString());
        Assert.Equal("nothing", (await RunAsync(gateway, 3, "release", program, "--reason", "r", "--json")).JsonLines[0].GetProperty("outcome").GetString());
        Assert.Contains(program, gateway.Cases());

        var stricter = await HeldAsync(gateway, "stricter", "hold-me.txt", "content of the file");
        await RunAsync(gateway, 3, "release", stricter, "--reason", "r", "--treat", "quarantine");
        var without = await receiver.SubjectAsync("stricter", gateway);
        Assert.DoesNotContain("Content-Disposition", without.Text, StringComparison.Ordinal);
        Assert.Contains(stricter, gateway.Cases());
        await gateway.SpoolIsEmptyAsync();
        Assert.Equal(2, receiver.Messages.Count);
    }

    [Fact]
    public async Task A_file_that_the_rules_let_through_now_follows_its_message()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver);
        var id = await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.WithAttachment("later", "words of the sender", "keep-me.txt", "content of the file"));
        Assert.DoesNotContain("Content-Disposition", (await receiver.SubjectAsync("later", gateway)).Text, StringComparison.Ordinal);
        gateway.ChangeRules(_ => { });
        await gateway.LogsAsync("New rules are in force");
        await RunAsync(gateway, 0, "release", id, "--reason", "the rule was wrong");
        await Eventually.TrueAsync(() => receiver.Messages.Count == 2, () => gateway.Log);
        var followUp = receiver.Messages.Single(m => m.Header.Contains($"Message-ID: <{id}-R1@miyako.example.jp>", StringComparison.Ordinal));
        Assert.True(followUp.HasSubject("later"));
        Assert.Contains("keep-me.txt", followUp.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("words of the sender", followUp.Text, StringComparison.Ordinal);
        Assert.True(Directory.Exists(gateway.Of("quarantine", "released", id)));
    }

    [Fact]
    public async Task What_is_discarded_stays_away()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver);
        var id = await HeldAsync(gateway, "unwanted", "hold-me.txt", "content");
        await RunAsync(gateway, 0, "discard", id, "--reason", "advertising");
        Assert.True(Directory.Exists(gateway.Of("quarantine", "discarded", id)));
        Assert.Contains(gateway.AuditEvents(), e => e.GetProperty("kind").GetString() == "discarded");
        await RunAsync(gateway, 1, "release", id, "--reason", "r");
        await RunAsync(gateway, 1, "discard", id, "--reason", "r");
        Assert.Empty(receiver.Messages);
        Assert.Contains(id, (await RunAsync(gateway, 0, "list", "--state", "discarded")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Moving_a_folder_is_the_same_act()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await StartAsync(receiver);
        var wanted = await HeldAsync(gateway, "wanted", "hold-me.txt", "content");
        var unwanted = await HeldAsync(gateway, "unwanted", "hold-me.txt", "content");
        var kept = await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.WithAttachment("kept", "hello", "a.exe", Program));
        await receiver.SubjectAsync("kept", gateway);
        Directory.CreateDirectory(gateway.Of("quarantine", "released"));
        Directory.CreateDirectory(gateway.Of("quarantine", "discarded"));
        Directory.Move(gateway.Of("quarantine", "held", wanted), gateway.Of("quarantine", "released", wanted));
        Directory.Move(gateway.Of("quarantine", "held", unwanted), gateway.Of("quarantine", "discarded", unwanted));
        Directory.Move(gateway.Of("quarantine", "held", kept), gateway.Of("quarantine", "released", kept));
        await receiver.SubjectAsync("wanted", gateway);
        await Eventually.TrueAsync(
            () => gateway.Cases().Contains(kept) && File.Exists(gateway.Of("quarantine", "discarded", unwanted, "decision.json")), () => gateway.Log);
        Assert.Contains(gateway.AuditEvents(), e => e.GetProperty("kind").GetString() == "released" && e.GetProperty("by").GetString() == "mv");
        await gateway.SpoolIsEmptyAsync();
        Assert.Equal(2, receiver.Messages.Count);
    }

    private static Task<RunningGateway> StartAsync(RecordingReceiver receiver) => RunningGateway.StartAsync(new GatewayConfig
    {
        NextHopPort = receiver.Port,
        Rules = rules =>
        {
            rules["rules"]!.AsArray().Insert(0, JsonNode.Parse("""{ "name": "keep", "when": { "names": ["keep*"] }, "treat": "quarantine" }"""));
            rules["rules"]!.AsArray().Insert(0, JsonNode.Parse("""{ "name": "hold", "when": { "names": ["hold*"] }, "treat": "hold" }"""));
        },
    });

    private static async Task<string> HeldAsync(RunningGateway gateway, string subject, string name, string content)
    {
        var id = await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.WithAttachment(subject, "hello", name, content));
        await Eventually.TrueAsync(() => gateway.Cases().Contains(id), () => gateway.Log);
        await gateway.SpoolIsEmptyAsync();
        return id;
    }

    private static string[] Withheld(CommandResult result) => [.. result.JsonLines[0].GetProperty("withheld").EnumerateArray().Select(w => w.GetString()!)];

    private static async Task<CommandResult> RunAsync(RunningGateway gateway, int exitCode, params string[] arguments)
    {
        var result = await MiyakoCommand.RunAsync(["quarantine", .. arguments, "--config", gateway.ConfigFile]);
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}: {result.Output}{result.Errors}");
        return result;
    }
}
