using System.Globalization;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>CHUNKING (RFC 3030) and DSN (RFC 3461) through the whole relay.</summary>
public sealed class ExtensionTests
{
    [Fact]
    public async Task A_sender_who_wants_to_know_hears_of_it_from_us_where_the_next_hop_lacks_dsn()
    {
        await using var internet = new RecordingReceiver();
        await using var receiver = new RecordingReceiver { Reply = line => line.StartsWith("RCPT TO:<nobody", StringComparison.Ordinal) ? "550 5.1.1 nobody" : null };
        await using var gateway = await StartAsync(receiver, internet);
        using (var client = await RawSmtpClient.ConnectAsync(gateway.Port))
        {
            await client.SayAsync("MAIL FROM:<sender@sender.example.jp> RET=HDRS ENVID=QQ+2B314");
            await client.SayAsync("RCPT TO:<tanto@city.example.jp> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Taro+2BA@city.example.jp");
            await client.SayAsync("RCPT TO:<kacho@city.example.jp>");
            await client.SayAsync("RCPT TO:<nobody@city.example.jp> NOTIFY=NEVER");
            await client.SayAsync("DATA");
            await client.SendAsync(TestMail.Plain("dsn", "hello") + ".\r\n");
            Assert.StartsWith("250 ", await client.ReplyAsync(), StringComparison.Ordinal);
        }

        await receiver.SubjectAsync("dsn", gateway);
        await gateway.SpoolIsEmptyAsync();
        var report = Assert.Single(internet.Messages);
        WireShape.AssertUnambiguous(report);
        Assert.Equal("", report.ReversePath);
        Assert.Contains("Original-Envelope-Id: QQ+314\r\n", report.Text, StringComparison.Ordinal);
        Assert.Contains(
            "Original-Recipient: rfc822; Taro+A@city.example.jp\r\nFinal-Recipient: rfc822; tanto@city.example.jp\r\nAction: relayed\r\nStatus: 2.0.0\r\n",
            report.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("kacho", report.Text[report.Text.IndexOf("Reporting-MTA", StringComparison.Ordinal)..report.Text.IndexOf("rfc822-headers", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.DoesNotContain(receiver.Commands, c => c.Contains("NOTIFY", StringComparison.Ordinal));
        Assert.Contains(gateway.AuditEvents(), e => e.GetProperty("kind").GetString() == "relay-reported");
    }

    [Fact]
    public async Task Where_the_next_hop_knows_dsn_the_wishes_go_on_and_telling_is_its_part()
    {
        await using var internet = new RecordingReceiver();
        await using var receiver = new RecordingReceiver { Reply = line => line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-receiver\r\n250 DSN" : null };
        await using var gateway = await StartAsync(receiver, internet);
        using (var client = await RawSmtpClient.ConnectAsync(gateway.Port))
        {
            await client.SayAsync("MAIL FROM:<sender@sender.example.jp> RET=FULL ENVID=e1");
            await client.SayAsync("RCPT TO:<tanto@city.example.jp> NOTIFY=SUCCESS ORCPT=rfc822;taro@city.example.jp");
            await client.SayAsync("DATA");
            await client.SendAsync(TestMail.Plain("dsn", "hello") + ".\r\n");
            Assert.StartsWith("250 ", await client.ReplyAsync(), StringComparison.Ordinal);
        }

        await receiver.SubjectAsync("dsn", gateway);
        await gateway.SpoolIsEmptyAsync();
        Assert.Contains("MAIL FROM:<sender@sender.example.jp> RET=FULL ENVID=e1", receiver.Commands);
        Assert.Contains("RCPT TO:<tanto@city.example.jp> NOTIFY=SUCCESS ORCPT=rfc822;taro@city.example.jp", receiver.Commands);
        Assert.Empty(internet.Messages);
    }

    [Fact]
    public async Task A_message_in_pieces_arrives_whole()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port });
        var message = TestMail.Plain("pieces", "first line\r\n.second line\r\n.\r\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"line {i}\r\n")));
        using (var client = await RawSmtpClient.ConnectAsync(gateway.Port))
        {
            await client.SayAsync($"MAIL FROM:<{RawSmtpClient.Sender}>");
            await client.SayAsync($"RCPT TO:<{RawSmtpClient.Recipient}>");
            foreach (var piece in message.Chunk(777))
            {
                await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $"BDAT {piece.Length}\r\n{new string(piece)}"));
                Assert.StartsWith("250 2.0.0 ", await client.ReplyAsync(), StringComparison.Ordinal);
            }

            Assert.StartsWith("250 2.0.0 Ok: queued as ", await client.SayAsync("BDAT 0 LAST"), StringComparison.Ordinal);
        }

        var delivered = await receiver.SubjectAsync("pieces", gateway);
        Assert.Contains("first line\r\n.second line\r\n.\r\n", delivered.Text, StringComparison.Ordinal);
        Assert.Contains("line 4999\r\n", delivered.Text, StringComparison.Ordinal);
    }

    private static Task<RunningGateway> StartAsync(RecordingReceiver receiver, RecordingReceiver internet) => RunningGateway.StartAsync(new GatewayConfig
    {
        NextHopPort = receiver.Port,
        ReturnHopPort = internet.Port,
        BounceDomains = ["sender.example.jp"],
    });
}
