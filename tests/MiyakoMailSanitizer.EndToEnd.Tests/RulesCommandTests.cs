using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;
using MiyakoMailSanitizer.Gateway.Spool;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>Rules are tried before they are live.</summary>
public sealed class RulesCommandTests
{
    private static readonly Encoding Latin1 = Encoding.Latin1;

    [Fact]
    public async Task Every_rule_says_why_it_decides_or_why_not()
    {
        using var folder = new TemporaryFolder();
        var mail = folder.Of("mail.eml");
        await File.WriteAllTextAsync(mail, TestMail.WithAttachment("rules", "hello", "table.csv", "a,b\r\n1,2\r\n"), Latin1);
        var rules = folder.Of("new.json");
        await File.WriteAllTextAsync(rules, """
            { "rules": [
              { "name": "for the mayor", "when": { "to": ["mayor@*"], "formats": ["csv"] }, "treat": "quarantine" },
              { "name": "messages", "when": { "formats": ["mail"] }, "treat": "rebuild" },
              { "name": "tables", "when": { "formats": ["csv"] }, "treat": "rebuild" } ] }
            """);
        var result = await MiyakoCommand.RunAsync("rules", "test", mail, "--rules", rules, "--to", "tanto@city.example.jp", "--json");
        Assert.True(result.ExitCode == 0, result.Errors);
        var table = result.JsonLines.Single(l => l.GetProperty("file").GetString() == "table.csv");
        Assert.Equal("tables", table.GetProperty("rule").GetString());
        Assert.Equal(
            ["to: the recipients are tanto@city.example.jp", "formats: it is csv", "decides"],
            table.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("why").GetString()));
        var forTheMayor = await MiyakoCommand.RunAsync("rules", "test", mail, "--rules", rules, "--to", "mayor@city.example.jp");
        Assert.Equal(3, forTheMayor.ExitCode);
        Assert.Contains("yes for the mayor: decides for those recipients", forTheMayor.Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(rules, """{ "rules": [ { "name": "x", "when": { "formats": ["dokx"] }, "treat": "rebuild" } ] }""");
        var faulty = await MiyakoCommand.RunAsync("rules", "test", mail, "--rules", rules);
        Assert.Equal(2, faulty.ExitCode);
        Assert.Contains("new.json:1:", faulty.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await MiyakoCommand.RunAsync("rules", "test", folder.Of("none.eml"))).ExitCode);
    }

    [Fact]
    public async Task A_replay_shows_what_a_comparison_one_by_one_shows()
    {
        const int Messages = 1_000;
        using var folder = new TemporaryFolder();
        var kept = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await KeepAsync(folder, Messages, kept);
        var config = WriteConfig(folder);
        var now = GatewayConfig.RulesJson(_ => { });
        await File.WriteAllTextAsync(folder.Of("rules.json"), now);
        // One changed rule: tables with a certain name are kept back.
        var next = GatewayConfig.RulesJson(rules => rules["rules"]!.AsArray().Insert(0, JsonNode.Parse("""{ "name": "new", "when": { "names": ["*secret*"] }, "treat": "quarantine" }""")));
        await File.WriteAllTextAsync(folder.Of("new.json"), next);

        // Killed in the middle, it goes on where it was.
        var state = folder.Of("new.json.replay.jsonl");
        using (var killed = Process.Start(MiyakoCommand.StartInfo(["rules", "replay", "--rules", folder.Of("new.json"), "--config", config]))!)
        {
            await Eventually.TrueAsync(() => File.Exists(state) && File.ReadAllLines(state).Length > 50, () => "nothing was done");
            killed.Kill();
            await killed.WaitForExitAsync();
        }
        var before = File.ReadAllLines(state).Length - 1;
        Assert.InRange(before, 50, Messages - 1);
        var result = await MiyakoCommand.RunAsync("rules", "replay", "--rules", folder.Of("new.json"), "--since", "2d", "--json", "--config", config);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.False(File.Exists(state));
        var shown = result.JsonLines.Select(l => l.GetProperty("id").GetString()!).ToList();
        Assert.Equal(Different(kept, now, next).Order(StringComparer.Ordinal), shown);
        Assert.InRange(shown.Count, 50, Messages / 2);
        Assert.Contains("quarantined", result.JsonLines[0].GetProperty("changes")[0].GetProperty("after").GetString(), StringComparison.Ordinal);
        Assert.Empty((await MiyakoCommand.RunAsync("rules", "replay", "--rules", folder.Of("rules.json"), "--json", "--config", config)).Output);
    }

    [Fact]
    public async Task Messages_are_kept_as_long_as_the_settings_say()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port, KeepDays = 3 });
        var old = Directory.CreateDirectory(gateway.Of("spool", "kept", "2026-01-01")).FullName;
        var id = await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain("kept", "hello"));
        await receiver.SubjectAsync("kept", gateway);
        await gateway.SpoolIsEmptyAsync();
        Assert.Equal([id], Directory.GetFiles(gateway.Of("spool", "kept"), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        await Eventually.TrueAsync(() => !Directory.Exists(old), () => gateway.Log);
        var none = await MiyakoCommand.RunAsync("rules", "replay", "--rules", gateway.Of("rules.json"), "--config", gateway.ConfigFile);
        Assert.Equal("0 of 1 messages would change.\n", none.Output);
        Assert.Single(receiver.Messages);
    }

    /// <summary>Mails of many kinds, put away by the spool itself.</summary>
    private static async Task KeepAsync(TemporaryFolder folder, int count, Dictionary<string, byte[]> kept)
    {
        var random = new Random(7);
        var spool = FolderSpool.Create(new() { Folder = folder.Of("spool"), MinFreeBytes = 0, KeepDays = 30 });
        string[] names = ["table.csv", "secret.csv", "notes.txt", "secret.exe", "page.html", "my-SECRET-notes.txt", "data.bin"];
        for (var i = 0; i < count; i++)
        {
            var name = names[random.Next(names.Length)];
            var mail = Latin1.GetBytes(random.Next(3) == 0
                ? TestMail.Plain($"number {i}", "a secret")
                : TestMail.WithAttachment($"number {i}", "hello", name, name.EndsWith("exe", StringComparison.Ordinal) ? "MZ\0\0" : $"a,b\r\n{i},2\r\n"));
            var id = $"20261124-KEPT{i:D8}";
            await using (var writer = spool.Begin(id))
            {
                await writer.WriteAsync(mail, CancellationToken.None);
                await writer.CommitAsync(new() { Id = id, ReversePath = "a@example.jp", Recipients = ["b@city.example.jp"], ReceivedAt = DateTimeOffset.UtcNow, ClientAddress = "127.0.0.1" }, CancellationToken.None);
            }
            spool.Remove(spool.Open(Queue.Incoming, id));
            kept.Add(id, mail);
        }
    }

    private static string WriteConfig(TemporaryFolder folder)
    {
        var notices = Directory.CreateDirectory(folder.Of("notices")).FullName;
        foreach (var notice in Directory.GetFiles(Path.Combine(Repository.Root, "config", "notices")))
            File.Copy(notice, Path.Combine(notices, Path.GetFileName(notice)));
        File.WriteAllText(folder.Of("gateway.json"), new GatewayConfig { NextHopPort = 1, KeepDays = 30, Workers = 0 }.ToJson(folder.Path, 0));
        return folder.Of("gateway.json");
    }

    /// <summary>In this process, one after the other: what is delivered differs by a byte, or is not delivered.</summary>
    private static IEnumerable<string> Different(Dictionary<string, byte[]> kept, string rulesNow, string rulesNext)
    {
        var (one, other) = (Engine(rulesNow), Engine(rulesNext));
        return kept.Where(k => !Delivered(one, k.Key, k.Value).AsSpan().SequenceEqual(Delivered(other, k.Key, k.Value))).Select(k => k.Key);

        static SanitizeEngine Engine(string rules)
            => new(new(SanitizerCatalog.Standard), PolicyReader.Read(Encoding.UTF8.GetBytes(rules), PolicyReader.DefaultNotices, "rules.json").Policy!);

        static byte[] Delivered(SanitizeEngine engine, string id, byte[] mail)
        {
            var message = new MessageContext { Reference = id, ReversePath = "a@example.jp", Recipients = ["b@city.example.jp"] };
            var report = engine.Treat(new("", "message/rfc822", mail), message, CancellationToken.None);
            return report.IsHeld ? [] : report.Outcome.Delivered?.Content.ToArray() ?? [];
        }
    }
}
