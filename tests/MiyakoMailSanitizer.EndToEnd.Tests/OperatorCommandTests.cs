using System.Diagnostics;
using System.Text.Json;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>An operator's commands beside a running gateway.</summary>
public sealed class OperatorCommandTests
{
    [Fact]
    public async Task Spool_commands_list_wake_and_remove_what_waits()
    {
        var port = FreePorts.Take();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = port, RetrySeconds = [3600] });
        var wanted = await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain("wanted", "hello"));
        var unwanted = await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain("unwanted", "hello"), "");
        await DeferredAsync(gateway, 2);

        var list = await RunAsync(gateway, 0, "spool", "list", "--json");
        Assert.Equal(new[] { wanted, unwanted }.Order(StringComparer.Ordinal), list.JsonLines.Select(l => l.GetProperty("id").GetString()));
        var line = list.JsonLines.Single(l => l.GetProperty("id").GetString() == wanted);
        Assert.Equal("outgoing", line.GetProperty("queue").GetString());
        Assert.Equal(RawSmtpClient.Sender, line.GetProperty("reversePath").GetString());
        var recipient = Assert.Single(line.GetProperty("recipients").EnumerateArray()).GetString();
        Assert.StartsWith(RawSmtpClient.Recipient, recipient, StringComparison.Ordinal);
        Assert.Contains(wanted, (await RunAsync(gateway, 0, "spool", "list")).Output, StringComparison.Ordinal);

        Assert.NotEqual(0, (await MiyakoCommand.RunAsync("spool", "remove", unwanted, "--config", gateway.ConfigFile)).ExitCode);
        await RunAsync(gateway, 0, "spool", "remove", unwanted, "--reason", "test");
        await using var receiver = new RecordingReceiver(port);
        await RunAsync(gateway, 0, "spool", "retry", wanted);
        await receiver.SubjectAsync("wanted", gateway);
        await gateway.SpoolIsEmptyAsync();
        Assert.Single(receiver.Messages);

        Assert.Empty((await RunAsync(gateway, 0, "spool", "list", "--json")).Lines);
        var gone = await RunAsync(gateway, 1, "spool", "retry", wanted);
        Assert.Contains(wanted, gone.Errors, StringComparison.Ordinal);
        await RunAsync(gateway, 1, "spool", "remove", "../../etc/passwd", "--reason", "test");
        var kinds = gateway.AuditEvents().Select(e => e.GetProperty("kind").GetString()).ToArray();
        Assert.Contains("spool-remove", kinds);
        Assert.Contains("spool-retry", kinds);
    }

    [Fact]
    public async Task A_command_waits_while_the_gateway_writes_to_the_audit_log()
    {
        await using var gateway = await RunningGateway.StartAsync(
            new GatewayConfig { NextHopPort = FreePorts.Take(), RetrySeconds = [3600] });
        var id = await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain("waits", "hello"));
        await DeferredAsync(gateway, 1);
        var log = gateway.Of("audit", "audit.head");
        using var locker = Process.Start(new ProcessStartInfo("flock", [log, "sh", "-c", "echo locked; cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("locked", await locker.StandardOutput.ReadLineAsync());
        var command = RunAsync(gateway, 0, "spool", "retry", id);
        // A command that does not wait fails within this time; one that waits ends only when the lock goes.
        await Task.WhenAny(command, Task.Delay(TimeSpan.FromSeconds(4)));
        locker.StandardInput.Close();
        await locker.WaitForExitAsync();
        await command;
        Assert.Contains(gateway.AuditEvents(), e => e.GetProperty("kind").GetString() == "spool-retry");
    }

    [Fact]
    public async Task The_audit_log_proves_itself_and_is_exported()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port });
        await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain("audited", "hello"));
        await gateway.SpoolIsEmptyAsync();
        var verified = await RunAsync(gateway, 0, "audit", "verify");
        Assert.EndsWith(" 0 faults.\n", verified.Output, StringComparison.Ordinal);

        var csv = await RunAsync(gateway, 0, "audit", "export", "--csv");
        Assert.Contains(",relayed,", csv.Output, StringComparison.Ordinal);
        Assert.Equal(gateway.AuditEvents().Length, (await RunAsync(gateway, 0, "audit", "export")).JsonLines.Length);
        Assert.Empty((await RunAsync(gateway, 0, "audit", "export", "--to", "2001-01-01")).JsonLines);

        var log = Assert.Single(Directory.GetFiles(gateway.Of("audit"), "*.jsonl"));
        var good = await File.ReadAllTextAsync(log);
        await File.WriteAllTextAsync(log, good.Replace("\"kind\":\"sanitized\"", "\"kind\":\"sanitised\"", StringComparison.Ordinal));
        var place = 1 + good[..good.IndexOf("\"kind\":\"sanitized\"", StringComparison.Ordinal)].Count(c => c == '\n');
        Assert.Contains($"{Path.GetFileName(log)}:{place}: was changed", (await RunAsync(gateway, 1, "audit", "verify")).Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(log, good);
    }

    [Fact]
    public async Task Quarantine_commands_show_what_was_withheld()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port });
        Assert.Empty((await RunAsync(gateway, 0, "quarantine", "list", "--json")).Lines);
        var id = await RawSmtpClient.SendAcceptedAsync(
            gateway.Port, TestMail.WithAttachment("program", "see the file", "setup.exe", "MZ\0\0 this is no text"));
        var delivered = await receiver.SubjectAsync("program", gateway);
        Assert.Contains(id, delivered.Text, StringComparison.Ordinal);

        var line = Assert.Single((await RunAsync(gateway, 0, "quarantine", "list", "--json")).JsonLines);
        Assert.Equal(id, line.GetProperty("id").GetString());
        Assert.Contains(id, (await RunAsync(gateway, 0, "quarantine", "list")).Output, StringComparison.Ordinal);
        var shown = await RunAsync(gateway, 0, "quarantine", "show", id, "--json");
        Assert.Equal("delivered-without-files", JsonDocument.Parse(shown.Output).RootElement.GetProperty("delivery").GetString());
        Assert.Contains("setup.exe", shown.Output, StringComparison.Ordinal);
        Assert.Contains("setup.exe", (await RunAsync(gateway, 0, "quarantine", "show", id)).Output, StringComparison.Ordinal);
        await RunAsync(gateway, 1, "quarantine", "show", "20200101-NOTHERE");
        await RunAsync(gateway, 1, "quarantine", "show", "../held");
    }

    [Fact]
    public async Task A_configuration_without_faults_passes_the_check()
    {
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = FreePorts.Take() });
        await RunAsync(gateway, 0, "check-config");
    }

    [Fact]
    public async Task Check_config_names_every_fault_at_once()
    {
        var folder = Directory.CreateTempSubdirectory("miyako-check-");
        try
        {
            var config = Path.Combine(folder.FullName, "gateway.json");
            Directory.CreateDirectory(Path.Combine(folder.FullName, "notices"));
            await File.WriteAllTextAsync(config, """
                {
                  "inbound": { "listen": ["127.0.0.1:99999"], "maxRecipients": 0, "lissten": [] },
                  "flow": { "relayAtOnce": "many" },
                  "outbound": { "nextHops": [{ "host": "127.0.0.1", "tls": "perhaps" }] },
                }
                """);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rules.json"), """
                { "rules": [{ "name": "a", "when": { "formats": ["dokx"] }, "treat": "pass" }] }
                """);
            foreach (var verb in new[] { "check-config", "serve" })
            {
                var result = await MiyakoCommand.RunAsync(verb, "--config", config);
                Assert.Equal(2, result.ExitCode);
                Assert.All(
                    ["99999", "maxRecipients", "lissten", "relayAtOnce", "perhaps", "dokx", "pass"],
                    word => Assert.Contains(word, result.Errors, StringComparison.Ordinal));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task DeferredAsync(RunningGateway gateway, int messages) => Eventually.TrueAsync(
        () => gateway.AuditEvents().Count(e => e.GetProperty("kind").GetString() == "deferred") == messages, () => gateway.Log);

    private static async Task<CommandResult> RunAsync(RunningGateway gateway, int exitCode, params string[] arguments)
    {
        var result = await MiyakoCommand.RunAsync([.. arguments, "--config", gateway.ConfigFile]);
        var command = string.Join(' ', arguments);
        Assert.True(result.ExitCode == exitCode, $"{command}: exit code {result.ExitCode}\n{result.Output}\n{result.Errors}");
        return result;
    }
}
