using MiyakoMailSanitizer.Gateway.Outbound;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

/// <summary>Dead servers, tries within a try, and cancellation.</summary>
public sealed class AvailabilityTests
{
    [Fact]
    public async Task Dead_hop_is_left_alone_then_asked_again()
    {
        var alive = false;
        await using var server = new LoopbackServer(async (connection, _) =>
        {
            if (!alive)
                return;
            await connection.SendAsync("220 mx\r\n");
            while (await connection.ReadLineAsync() is { } line)
            {
                if (line == "DATA")
                {
                    await connection.SendAsync("354 go\r\n");
                    await connection.ReadContentAsync();
                }
                await connection.SendAsync("250 ok\r\n");
            }
        });
        await using var backup = new SinkServer();
        var time = new ManualTime();
        await using var hop = Relaying.NextHop(time, [Relaying.Hop(server.Port), Relaying.Hop(backup.Port)]);
        for (var i = 0; i < 20; i++)
            Assert.Equal($"127.0.0.1:{backup.Port}", (await hop.SendOneAsync()).NextHop);
        Assert.Equal(5, server.Connections);
        Assert.True(hop.Health[0].IsLeftAlone);
        Assert.False(hop.Health[1].IsLeftAlone);
        Assert.Contains("closed the connection", hop.Health[0].LastReply, StringComparison.Ordinal);

        alive = true;
        time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal($"127.0.0.1:{server.Port}", (await hop.SendOneAsync()).NextHop);
        Assert.False(hop.Health[0].IsLeftAlone);
        Assert.Equal("250 ok", hop.Health[0].LastReply);
    }

    [Fact]
    public async Task Refusals_do_not_open_the_circuit()
    {
        await using var sink = new SinkServer { Reply = line => line[0] == 'M' ? "451 4.3.0 later" : null };
        await using var hop = Relaying.NextHop(sink.Port);
        for (var i = 0; i < 20; i++)
            Assert.Equal(("451 4.3.0 later", RelayStatus.Pending), Part(await hop.SendOneAsync()));
        Assert.Equal(1, sink.Connections);

        static (string, RelayStatus) Part(RecipientState state) => (state.Reply, state.Status);
    }

    [Fact]
    public async Task Connecting_is_tried_again_within_seconds()
    {
        var hanging = 0;
        await using var server = new LoopbackServer(async (connection, number) =>
        {
            Interlocked.Exchange(ref hanging, number < 2 ? 1 : 0);
            if (number < 2)
                return;
            await connection.SendAsync("220 mx\r\n");
            while (await connection.ReadLineAsync() is { } line)
            {
                if (line == "DATA")
                {
                    await connection.SendAsync("354 go\r\n");
                    await connection.ReadContentAsync();
                }
                await connection.SendAsync("250 ok\r\n");
            }
        });
        var time = new ManualTime();
        await using var hop = Relaying.NextHop(
            time, [Relaying.Hop(server.Port) with { TimeoutSeconds = 600 }], timing => timing with { ConnectRetries = 2 });
        var relaying = hop.SendOneAsync();
        Assert.Equal(RelayStatus.Relayed, (await time.PassWhile(() => Volatile.Read(ref hanging) == 1, relaying)).Status);
        Assert.Equal(3, server.Connections);
    }

    [Fact]
    public async Task Cancelled_before_anything_was_sent()
    {
        await using var sink = new SinkServer();
        await using var hop = Relaying.NextHop(sink.Port);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RelayAsync(hop, new CancellationToken(canceled: true)));
        Assert.Empty(sink.Taken);
    }

    [Theory]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task Cancelled_while_a_reply_is_due(string verb)
    {
        using var cancel = new CancellationTokenSource();
        await using var server = new LoopbackServer(async (connection, _) =>
        {
            await connection.SendAsync("220 mx\r\n");
            while (await connection.ReadLineAsync() is { } line && !line.StartsWith(verb, StringComparison.Ordinal))
                await connection.SendAsync("250 ok\r\n");
            await cancel.CancelAsync();
            await connection.ReadLineAsync();
        });
        await using var hop = Relaying.NextHop(server.Port);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RelayAsync(hop, cancel.Token));
    }

    [Fact]
    public async Task Reply_to_the_end_of_data_is_waited_for_whatever_happens()
    {
        using var cancel = new CancellationTokenSource();
        await using var sink = new SinkServer
        {
            Reply = line =>
            {
                if (line == ".")
                    cancel.Cancel();
                return null;
            },
        };
        await using var hop = Relaying.NextHop(sink.Port);
        Assert.Equal(RelayStatus.Relayed, Assert.Single(await RelayAsync(hop, cancel.Token)).Status);
    }

    [Fact]
    public async Task Trickling_reply_ends_at_the_limit()
    {
        var hanging = 0;
        await using var server = new LoopbackServer(async (connection, _) =>
        {
            await connection.SendAsync("220");
            Interlocked.Exchange(ref hanging, 1);
            while (!connection.Stop.IsCancellationRequested)
            {
                await connection.SendAsync("-");
                await Task.Delay(1, connection.Stop);
            }
        });
        var time = new ManualTime();
        await using var hop = Relaying.NextHop(time, [Relaying.Hop(server.Port)]);
        var state = await time.PassWhile(() => Volatile.Read(ref hanging) == 1, hop.SendOneAsync());
        Assert.Equal((RelayStatus.Pending, "greeting: no answer within 60 s"), (state.Status, state.Reply));
    }

    [Fact]
    public async Task Unknown_host_is_pending()
    {
        await using var hop = Relaying.NextHop(new ManualTime(), [Relaying.Hop(25) with { Host = "no-such-host.invalid" }]);
        var state = await hop.SendOneAsync();
        Assert.Equal((RelayStatus.Pending, ""), (state.Status, state.NextHop));
        Assert.StartsWith("connecting: ", state.Reply, StringComparison.Ordinal);
    }

    private static Task<System.Collections.Immutable.ImmutableArray<RecipientState>> RelayAsync(SmtpNextHop hop, CancellationToken token)
        => hop.RelayAsync(
            Relaying.Verified(System.Text.Encoding.ASCII.GetBytes(Relaying.PlainMessage)),
            Relaying.Envelope("a@example.jp", "b@example.jp"), ["b@example.jp"], token).AsTask();
}
