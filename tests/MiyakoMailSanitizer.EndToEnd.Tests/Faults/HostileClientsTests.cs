using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Faults;

/// <summary>Clients that mean harm, all kinds at once: others are served meanwhile, and the limits answer as they are set.</summary>
public sealed class HostileClientsTests
{
    [Fact]
    public async Task Others_are_served_while_all_of_them_are_at_it()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig
        {
            NextHopPort = receiver.Port,
            Settings = s =>
            {
                s["inbound"]!["maxConnections"] = 20_000;
                s["inbound"]!["maxConnectionsPerClient"] = 20_000;
                s["inbound"]!["maxCommands"] = 1_000;
            },
        });
        using var stop = new CancellationTokenSource();
        var halfOpen = await OpenAsync(gateway.Port, Long.Or(1_000, 10_000));
        var attacks = new[]
        {
            DripAsync(gateway.Port, "", stop.Token),
            DripAsync(gateway.Port, "EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<tanto@city.example.jp>\r\nDATA\r\n", stop.Token),
            FloodAsync(gateway.Port, "EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<tanto@city.example.jp>\r\nDATA\r\n", "X: endless\r\n", stop.Token),
            FloodAsync(gateway.Port, "EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<tanto@city.example.jp>\r\nDATA\r\n\r\n", "an endless line ", stop.Token),
            FloodAsync(gateway.Port, "EHLO x\r\nMAIL FROM:<a@example.org>\r\n", "RCPT TO:<tanto@city.example.jp>\r\n", stop.Token),
            FloodAsync(gateway.Port, "EHLO x\r\n", "RSET\r\n", stop.Token),
            FloodAsync(gateway.Port, "", "\u0000\u00ff garbage \r\n.\r\n", stop.Token),
            FloodAsync(gateway.Port, "", "\u0016\u0003\u0001\u0002\u0000 TLS where none is due", stop.Token),
        };
        for (var i = 0; i < 20; i++)
            await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain($"honest-{i}", "hello"));
        for (var i = 0; i < 20; i++)
            await receiver.SubjectAsync($"honest-{i}", gateway);
        await stop.CancelAsync();
        await Task.WhenAll(attacks);
        foreach (var socket in halfOpen)
            socket.Dispose();
        Assert.True(gateway.Process.IsRunning);
        Assert.Equal(20, receiver.Messages.Count);
        await gateway.ReconcileAsync();
    }

    [Fact]
    public async Task A_hundred_thousand_recipients_in_one_message()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(
            new GatewayConfig { NextHopPort = receiver.Port, Settings = s => (s["inbound"]!["maxRecipients"], s["inbound"]!["maxCommands"]) = (100, 200_000) });
        using var client = await RawSmtpClient.ConnectAsync(gateway.Port);
        await client.SayAsync($"MAIL FROM:<{RawSmtpClient.Sender}>");
        var counts = new Dictionary<string, int>();
        for (var sent = 0; sent < Long.Or(10_000, 100_000); sent += 100)
        {
            await client.SendAsync(string.Concat(Enumerable.Range(sent, 100).Select(n => string.Create(CultureInfo.InvariantCulture, $"RCPT TO:<r{n}@city.example.jp>\r\n"))));
            for (var i = 0; i < 100; i++)
            {
                var reply = (await client.ReplyAsync())[..9];
                counts[reply] = counts.GetValueOrDefault(reply) + 1;
            }
        }

        // RFC 5321 §4.5.3.1.10: 452, so that the rest may come by another transaction.
        Assert.Equal(100, counts["250 2.1.5"]);
        Assert.Equal(Long.Or(10_000, 100_000) - 100, counts["452 4.5.3"]);
        Assert.StartsWith("354", await client.SayAsync("DATA"), StringComparison.Ordinal);
        await client.SendAsync(TestMail.Plain("many", "hello") + ".\r\n");
        Assert.StartsWith("250 ", await client.ReplyAsync(), StringComparison.Ordinal);
        Assert.Equal(100, (await receiver.SubjectAsync("many", gateway)).Recipients.Length);
    }

    private static async Task<List<Socket>> OpenAsync(int port, int count)
    {
        var sockets = new List<Socket>(count);
        while (sockets.Count < count)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port);
            sockets.Add(socket);
        }

        return sockets;
    }

    /// <summary>A byte a second.</summary>
    private static Task DripAsync(int port, string first, CancellationToken stop)
        => AttackAsync(port, first, async stream =>
        {
            await stream.WriteAsync("x"u8.ToArray(), stop);
            await Task.Delay(1_000, stop);
        }, stop);

    /// <summary>As much as goes through.</summary>
    private static Task FloodAsync(int port, string first, string again, CancellationToken stop)
    {
        var block = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(again, 1_000)));
        return AttackAsync(port, first, async stream =>
        {
            await stream.WriteAsync(block, stop);
            await Task.Delay(10, stop); // a test that leaves no processor to the others proves nothing
        }, stop);
    }

    /// <summary>Again and again, as it is thrown out.</summary>
    private static async Task AttackAsync(int port, string first, Func<NetworkStream, Task> act, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, stop);
                var stream = client.GetStream();
                _ = stream.CopyToAsync(Stream.Null, stop).ContinueWith(_ => { }, TaskScheduler.Default);
                await stream.WriteAsync(Encoding.Latin1.GetBytes(first), stop);
                while (true)
                    await act(stream);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
            }
        }
    }
}
