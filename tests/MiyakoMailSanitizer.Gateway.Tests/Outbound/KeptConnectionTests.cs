using System.Text;
using MiyakoMailSanitizer.Gateway.Outbound;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

/// <summary>Connections that serve more than one message.</summary>
public sealed class KeptConnectionTests
{
    private static async Task TakeMessageAsync(ServerConnection connection, bool greet)
    {
        if (greet)
            await connection.SendAsync("220 mx\r\n");
        while (await connection.ReadLineAsync() is { } line)
        {
            await connection.SendAsync(line == "DATA" ? "354 go\r\n" : "250 ok\r\n");
            if (line != "DATA")
                continue;
            await connection.ReadContentAsync();
            await connection.SendAsync("250 taken\r\n");
            return;
        }
    }

    [Fact]
    public async Task Thousand_messages_on_ten_connections_arrive_once_each()
    {
        await using var sink = new SinkServer();
        await using var hop = Relaying.NextHop(new ManualTime(), [Relaying.Hop(sink.Port) with { MaxConnections = 10 }]);
        var tries = Enumerable.Range(0, 1000).Select(
            i => hop.SendAsync($"Subject: {i}\r\n\r\nx\r\n", "a@example.jp", $"r{i}@example.lg.jp"));
        var states = await Task.WhenAll(tries);
        Assert.All(states, s => Assert.Equal(RelayStatus.Relayed, Assert.Single(s).Status));
        Assert.Equal(
            Enumerable.Range(0, 1000).Select(i => $"r{i}@example.lg.jp|Subject: {i}").Order(StringComparer.Ordinal),
            sink.Taken.Select(t => $"{t.Recipients.Single()}|{Encoding.ASCII.GetString(t.Content).Split("\r\n")[0]}")
                .Order(StringComparer.Ordinal));
        Assert.InRange(sink.Connections, 1, 10);
    }

    [Fact]
    public async Task Thousand_messages_survive_a_server_that_closes_every_third_time()
    {
        await using var sink = new SinkServer { MessagesPerConnection = 3 };
        await using var hop = Relaying.NextHop(new ManualTime(), [Relaying.Hop(sink.Port) with { MaxConnections = 10 }]);
        var states = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => hop.SendOneAsync($"r{i}@example.lg.jp")));
        Assert.All(states, s => Assert.Equal(RelayStatus.Relayed, s.Status));
        Assert.Equal(1000, sink.Taken.Select(t => t.Recipients.Single()).Distinct().Count());
        Assert.Equal(1000, sink.Taken.Count);
    }

    [Theory]
    [InlineData("MAIL", "")]
    [InlineData("MAIL", "421 4.4.2 idle too long\r\n")]
    [InlineData("MAIL", "garbage\r\n")]
    [InlineData("RCPT", "")]
    [InlineData("DATA", "")]
    [InlineData("DATA", "421 4.3.2 bye\r\n")]
    public async Task Dead_kept_connection_costs_nothing(string verb, string lastWords)
    {
        await using var server = new LoopbackServer(async (connection, number) =>
        {
            await TakeMessageAsync(connection, greet: true);
            if (number > 0)
                return;
            while (await connection.ReadLineAsync() is { } line && !line.StartsWith(verb, StringComparison.Ordinal))
                await connection.SendAsync("250 ok\r\n");
            await connection.SendAsync(lastWords);
        });
        await using var hop = Relaying.NextHop(server.Port);
        Assert.Equal("250 taken", (await hop.SendOneAsync()).Reply);
        Assert.Equal("250 taken", (await hop.SendOneAsync()).Reply);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Lost_reply_on_a_kept_connection_is_not_sent_again()
    {
        await using var server = new LoopbackServer(async (connection, number) =>
        {
            await TakeMessageAsync(connection, greet: true);
            while (await connection.ReadLineAsync() is { } line && line != "DATA")
                await connection.SendAsync("250 ok\r\n");
            await connection.SendAsync("354 go\r\n");
            await connection.ReadContentAsync();
        });
        await using var other = new SinkServer();
        await using var hop = Relaying.NextHop(server.Port, other.Port);
        Assert.Equal(RelayStatus.Relayed, (await hop.SendOneAsync()).Status);
        var state = await hop.SendOneAsync();
        Assert.Equal(RelayStatus.Pending, state.Status);
        Assert.StartsWith("unknown whether", state.Reply, StringComparison.Ordinal);
        Assert.Equal((1, 0), (server.Connections, other.Connections));
    }

    [Fact]
    public async Task Words_that_nobody_asked_for_end_the_connection()
    {
        await using var server = new LoopbackServer(async (connection, _) =>
        {
            await TakeMessageAsync(connection, greet: true);
            await connection.SendAsync("250 a reply too many\r\n");
            await connection.ReadLineAsync();
        });
        await using var hop = Relaying.NextHop(server.Port);
        Assert.Equal(RelayStatus.Relayed, (await hop.SendOneAsync()).Status);
        Assert.Equal(RelayStatus.Relayed, (await hop.SendOneAsync()).Status);
    }

    [Fact]
    public async Task Idle_connection_is_asked_first_then_closed()
    {
        var time = new ManualTime();
        await using var sink = new SinkServer();
        await using var hop = Relaying.NextHop(time, [Relaying.Hop(sink.Port)]);
        await hop.SendOneAsync();
        time.Advance(TimeSpan.FromSeconds(15));
        await hop.SendOneAsync();
        Assert.Equal(["EHLO", "MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA"], sink.Commands.Select(c => c[..4]));
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(0, Assert.Single(hop.Health).KeptConnections);
        await hop.SendOneAsync();
        Assert.Equal(2, sink.Connections);
    }

    [Fact]
    public async Task Transaction_without_data_is_reset()
    {
        await using var sink = new SinkServer { Reply = line => line == "RCPT TO:<none@example.jp>" ? "550 5.1.1 none" : null };
        await using var hop = Relaying.NextHop(sink.Port);
        Assert.Equal(RelayStatus.Failed, (await hop.SendOneAsync("none@example.jp")).Status);
        Assert.Equal(RelayStatus.Relayed, (await hop.SendOneAsync("b@example.jp")).Status);
        Assert.Equal(["EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "DATA"], sink.Commands.Select(c => c[..4]));
        Assert.Equal(1, sink.Connections);
    }

    [Fact]
    public async Task Never_more_connections_than_allowed()
    {
        var (now, most) = (0, 0);
        await using var server = new LoopbackServer(async (connection, _) =>
        {
            var count = Interlocked.Increment(ref now);
            for (var seen = most; count > seen; seen = most)
                Interlocked.CompareExchange(ref most, count, seen);
            await TakeMessageAsync(connection, greet: true);
            Interlocked.Decrement(ref now);
        });
        await using var hop = Relaying.NextHop(new ManualTime(), [Relaying.Hop(server.Port) with { MaxConnections = 3 }]);
        var states = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => hop.SendOneAsync()));
        Assert.All(states, s => Assert.Equal(RelayStatus.Relayed, s.Status));
        // A connection that the server has just left counts until the server's own bookkeeping is done.
        Assert.InRange(most, 1, 6);
    }
}
