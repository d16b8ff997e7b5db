using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>SMTP smuggling: whatever some server takes for the end of data, one message in is never two out.</summary>
public sealed class SmugglingTests
{
    private const string Hidden = "smuggled";

    /// <summary>What looks like the end of data but is no text: the message is refused.</summary>
    private static readonly string[] Refused =
    [
        "\n.\n", "\n.\r\n", "\n.\r", "\r.\r", "\r.\n", "\r.\r\n", "\r\n.\n", "\r\n.\r", "\r\n.\r\r\n", "\r\r\n.\r\r\n",
        "\n\r.\n\r", "\n\n.\n\n",
        "\r\n\0.\r\n", "\r\n.\0\r\n", "\r\n.\0\n", "\0\n.\n", "\r\0\n.\r\0\n", "\r\n\r.\r\n", "\r\n\n.\r\n", "\n.\r\n.\n",
    ];

    /// <summary>What looks like it but is a line like any other.</summary>
    private static readonly string[] Accepted =
    [
        "\r\n..\r\n", "\r\n .\r\n", "\r\n. \r\n", "\r\n.\t\r\n", "\r\n...\r\n", "\x85.\x85", "\v.\v", "\f.\f",
        "\xE2\x80\xA8.\xE2\x80\xA8", "\r\n.\x8D\x8A", "=0D=0A.=0D=0A",
    ];

    private static string Smuggled
        => $"MAIL FROM:<{RawSmtpClient.Sender}>\r\nRCPT TO:<{Hidden}@city.example.jp>\r\nDATA\r\nSubject: {Hidden}\r\n\r\n{Hidden}\r\n";

    [Fact]
    public async Task No_end_of_data_look_alike_makes_two_messages_of_one()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port });
        foreach (var (variant, split) in from v in Refused from s in new[] { false, true } select (v, s))
            Assert.StartsWith("550 5.6.0", await DialogueAsync(gateway.Port, "refused", variant, split), StringComparison.Ordinal);
        for (var i = 0; i < Accepted.Length; i++)
        {
            foreach (var split in new[] { false, true })
            {
                var reply = await DialogueAsync(gateway.Port, $"accepted-{i}-{split}", Accepted[i], split);
                Assert.StartsWith("250 2.0.0", reply, StringComparison.Ordinal);
            }
        }

        await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain("last", "end"));
        await receiver.SubjectAsync("last", gateway);
        await gateway.SpoolIsEmptyAsync();

        Assert.Equal(2 * Accepted.Length + 1, receiver.Messages.Count);
        Assert.DoesNotContain(receiver.Commands, c => c.Contains(Hidden, StringComparison.Ordinal));
        Assert.DoesNotContain(receiver.Messages, m => m.HasSubject(Hidden) || m.HasSubject("refused"));
        for (var i = 0; i < Accepted.Length; i++)
        {
            foreach (var split in new[] { false, true })
                Assert.Single(receiver.Messages, m => m.HasSubject($"accepted-{i}-{split}"));
        }

        Assert.All(receiver.Messages, WireShape.AssertUnambiguous);
        Assert.Empty(gateway.SpoolFiles("tmp"));
    }

    [Fact]
    public async Task Encoded_line_ends_and_dots_come_out_as_text_of_one_message()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port });
        for (var i = 0; i < Refused.Length; i++)
            await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Base64Body($"encoded-{i}", $"first{Refused[i]}{Smuggled}.\r\n"));
        await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain("dots", ".\r\n..\r\n...\r\n.hidden\r\n. \r\nend"));
        var dots = await receiver.SubjectAsync("dots", gateway);
        await gateway.SpoolIsEmptyAsync();

        Assert.Equal(Refused.Length + 1, receiver.Messages.Count);
        Assert.Empty(gateway.Cases());
        Assert.DoesNotContain(receiver.Commands, c => c.Contains(Hidden, StringComparison.Ordinal));
        Assert.All(receiver.Messages, WireShape.AssertUnambiguous);
        var body = dots.Body.Replace("=2E", ".", StringComparison.Ordinal);
        Assert.StartsWith(".\r\n..\r\n...\r\n.hidden\r\n.", body, StringComparison.Ordinal);
        Assert.EndsWith("\r\nend\r\n", body, StringComparison.Ordinal);
    }

    /// <summary>A message with a look-alike in its midst and another message behind it, and how the whole is answered.</summary>
    private static async Task<string> DialogueAsync(int port, string subject, string variant, bool split)
    {
        using var client = await RawSmtpClient.ConnectAsync(port);
        await client.SayAsync($"MAIL FROM:<{RawSmtpClient.Sender}>");
        await client.SayAsync($"RCPT TO:<{RawSmtpClient.Recipient}>");
        Assert.StartsWith("354 ", await client.SayAsync("DATA"), StringComparison.Ordinal);
        string[] start = [$"Subject: {subject}\r\n\r\nfirst"], rest = [Smuggled, ".\r\nQUIT\r\n"];
        string[] pieces = split ? [.. start, .. variant.Select(c => c.ToString()), .. rest] : [string.Concat([.. start, variant, .. rest])];
        foreach (var piece in pieces)
            await client.SendAsync(piece);
        var replies = await client.RestAsync();
        Assert.True(replies is [_, ['2', '2', '1', ..]], $"{replies.Length} replies to one message: {string.Join(" | ", replies)}");
        return replies[0];
    }
}
