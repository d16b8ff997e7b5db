using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>What becomes of a message whose next hop is away, or says no.</summary>
public sealed class RelayTests
{
    [Fact]
    public async Task A_message_waits_for_a_next_hop_that_is_away()
    {
        var port = FreePorts.Take();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = port });
        var id = await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain("patient", "hello"));
        await Eventually.TrueAsync(() => HasEvent(gateway, id, "deferred"), () => gateway.Log);
        // Its audit line comes first.
        await Eventually.TrueAsync(() => gateway.SpoolFiles("outgoing").Length == 1, () => gateway.Log);

        await using var receiver = new RecordingReceiver(port);
        await receiver.SubjectAsync("patient", gateway);
        await gateway.SpoolIsEmptyAsync();
        Assert.Single(receiver.Messages);
        Assert.True(HasEvent(gateway, id, "relayed"));
    }

    [Fact]
    public async Task A_message_survives_a_kill_while_it_waits()
    {
        var port = FreePorts.Take();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = port, RetrySeconds = [2] });
        var id = await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain("survivor", "hello"));
        await Eventually.TrueAsync(() => HasEvent(gateway, id, "deferred"), () => gateway.Log);
        await gateway.Process.KillAsync();

        await using var receiver = new RecordingReceiver(port);
        await gateway.StartAgainAsync();
        await receiver.SubjectAsync("survivor", gateway);
        await gateway.SpoolIsEmptyAsync();
        Assert.Single(receiver.Messages);
    }

    [Fact]
    public async Task One_refused_recipient_makes_one_dsn_where_config_allows_it()
    {
        await using var receiver = new RecordingReceiver
        {
            Reply = line => line.StartsWith("RCPT TO:<nobody@", StringComparison.Ordinal) ? "550 5.1.1 no such user" : null,
        };
        await using var internet = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig
        {
            NextHopPort = receiver.Port,
            ReturnHopPort = internet.Port,
            BounceDomains = ["sender.example.jp"],
        });
        string[] recipients = [RawSmtpClient.Recipient, "nobody@city.example.jp"];
        string[] reversePaths = ["sender@sender.example.jp", "", "someone@elsewhere.example.com"];
        for (var i = 0; i < reversePaths.Length; i++)
            await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain($"mail-{i}", "hello"), reversePaths[i], recipients);
        for (var i = 0; i < reversePaths.Length; i++)
        {
            var delivered = await receiver.SubjectAsync($"mail-{i}", gateway);
            Assert.Equal(RawSmtpClient.Recipient, Assert.Single(delivered.Recipients));
        }

        await gateway.SpoolIsEmptyAsync();
        Assert.Equal(reversePaths.Length, receiver.Messages.Count);
        var dsn = Assert.Single(internet.Messages);
        WireShape.AssertUnambiguous(dsn);
        Assert.Equal("", dsn.ReversePath);
        Assert.Equal("sender@sender.example.jp", Assert.Single(dsn.Recipients));
        Assert.Contains("multipart/report", dsn.Text, StringComparison.Ordinal);
        Assert.Contains("Final-Recipient: rfc822; nobody@city.example.jp", dsn.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"rfc822; {RawSmtpClient.Recipient}", dsn.Text, StringComparison.Ordinal);
        Assert.Equal(3, gateway.AuditEvents().Count(e => e.GetProperty("kind").GetString() == "bounced"));
    }

    [Fact]
    public async Task Who_has_a_message_does_not_get_it_again_when_another_recipient_must_wait()
    {
        var turnsAway = true;
        await using var receiver = new RecordingReceiver
        {
            Reply = line => Volatile.Read(ref turnsAway) && line.StartsWith("RCPT TO:<later@", StringComparison.Ordinal)
                ? "450 4.2.1 later"
                : null,
        };
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port });
        var id = await RawSmtpClient.SendAcceptedAsync(
            gateway.Port, TestMail.Plain("in turn", "hello"), RawSmtpClient.Sender, RawSmtpClient.Recipient, "later@city.example.jp");
        await Eventually.TrueAsync(() => HasEvent(gateway, id, "deferred"), () => gateway.Log);
        // What was delivered is remembered over a kill.
        await gateway.Process.KillAsync();
        Volatile.Write(ref turnsAway, false);
        await gateway.StartAgainAsync();
        await Eventually.TrueAsync(() => receiver.Messages.Count >= 2, () => gateway.Log);
        await gateway.SpoolIsEmptyAsync();
        var recipients = receiver.Messages.Select(m => Assert.Single(m.Recipients)).Order(StringComparer.Ordinal);
        Assert.Equal(["later@city.example.jp", RawSmtpClient.Recipient], recipients);
    }

    private static bool HasEvent(RunningGateway gateway, string id, string kind) => gateway.AuditEvents()
        .Any(e => e.GetProperty("kind").GetString() == kind && e.TryGetProperty("id", out var of) && of.GetString() == id);
}
