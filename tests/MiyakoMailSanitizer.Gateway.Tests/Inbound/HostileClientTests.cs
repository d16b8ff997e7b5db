using System.Text;
using MiyakoMailSanitizer.Gateway.Inbound;

namespace MiyakoMailSanitizer.Gateway.Tests.Inbound;

public sealed class HostileClientTests
{
    [Fact]
    public async Task A_connection_lost_within_a_message_leaves_nothing()
    {
        await using var server = await InboundServer.StartAsync();
        foreach (var reset in new[] { true, false })
        {
            using var client = await InDataAsync(server);
            await client.SendAsync("Subject: half\r\n\r\n" + new string('x', 200_000));
            if (reset)
            {
                client.Reset();
                continue;
            }

            client.CloseSending();
            Assert.Empty(await client.ReadToEndAsync());
        }

        await server.StopAsync();
        Assert.Empty(server.Spool.Messages);
        Assert.Empty(server.Spool.Steps);
        Assert.Equal(0, server.Spool.Open);
    }

    [Fact]
    public async Task Now_and_then_a_byte_is_not_enough()
    {
        await using var server = await InboundServer.StartAsync(InboundServer.Options with { IdleSeconds = 1 });
        using var inData = await InDataAsync(server);
        using var inCommand = await RawClient.GreetAsync(server.EndPoint);
        await Task.WhenAll(DripAsync(inData), DripAsync(inCommand));
        Assert.Empty(server.Spool.Messages);

        // The pause is between bytes of the client; what is waited for is the reply. A server that counts each byte as life never gives it.
        static async Task DripAsync(RawClient client)
        {
            var reply = client.ReadReplyAsync();
            for (var n = 0; n < 300 && !reply.IsCompleted; n++)
            {
                await client.SendAsync("x");
                await Task.WhenAny(reply, Task.Delay(100));
            }

            Assert.True(reply.IsCompleted);
            Assert.StartsWith("421 4.4.2", await reply);
        }
    }

    [Fact]
    public async Task Ten_thousand_recipients()
    {
        await using var server = await InboundServer.StartAsync(InboundServer.Options with { MaxCommands = 20_000 });
        using var client = await RawClient.GreetAsync(server.EndPoint);
        await client.CommandAsync("MAIL FROM:<>");
        var sending = client.SendAsync(string.Concat(Enumerable.Range(0, 10_000).Select(n => $"RCPT TO:<u{n}@city.example.jp>\r\n")));
        var replies = new List<string?>();
        for (var n = 0; n < 10_000; n++)
            replies.Add(await client.ReadReplyAsync());
        await sending;
        Assert.All(replies.Take(100), r => Assert.StartsWith("250", r));
        Assert.All(replies.Skip(100), r => Assert.StartsWith("452 4.5.3", r));
        Assert.StartsWith("354", await client.CommandAsync("DATA"));
        Assert.StartsWith("250", await client.CommandAsync("\r\n."));
        Assert.Equal(100, Assert.Single(server.Spool.Messages).Envelope.Recipients.Length);
    }

    [Fact]
    public async Task An_endless_header_and_an_endless_line_are_refused_and_never_stored()
    {
        await using var server = await InboundServer.StartAsync(
            InboundServer.Options with { MaxMessageBytes = 1 << 20, MaxHeaderBytes = 65_536 });
        foreach (var piece in new[] { "X-Field: value\r\n", new string('x', 4_000) })
        {
            using var client = await InDataAsync(server);
            var block = string.Concat(Enumerable.Repeat(piece, 65_536 / piece.Length));
            var reply = client.ReadReplyAsync();
            for (var n = 0; n < 1_000 && !reply.IsCompleted; n++)
            {
                try
                {
                    await client.SendAsync(block);
                }
                catch (IOException)
                {
                    break;
                }
            }

            Assert.StartsWith("421 4.3.4", await reply);
        }

        Assert.Empty(server.Spool.Messages);
        Assert.Empty(server.Spool.Steps);
    }

    [Fact]
    public async Task A_client_that_never_reads_is_cut_off()
    {
        await using var server = await InboundServer.StartAsync(InboundServer.Options with { IdleSeconds = 1, MaxCommands = int.MaxValue });
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        var block = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("NOOP\r\n", 10_000)));
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            for (var n = 0; n < 10_000; n++)
                await client.SendAsync(block);
        });
    }

    [Fact]
    public async Task Connections_are_limited_in_all_and_of_a_client()
    {
        var all = InboundServer.Options;
        foreach (var options in new[] { all with { MaxConnections = 2 }, all with { MaxConnectionsPerClient = 2 } })
        {
            await using var server = await InboundServer.StartAsync(options);
            using var first = await RawClient.GreetAsync(server.EndPoint);
            using (await RawClient.GreetAsync(server.EndPoint))
            {
                using var third = await RawClient.ConnectAsync(server.EndPoint);
                Assert.StartsWith("421 4.7.0 Too many connections", await third.ReadReplyAsync());
                Assert.Null(await third.ReadLineAsync());
            }

            Assert.StartsWith("221", await first.CommandAsync("QUIT"));
            Assert.Null(await first.ReadLineAsync());
            string? banner;
            do
            {
                // The place is free as soon as the server has seen the end.
                using var next = await RawClient.ConnectAsync(server.EndPoint);
                banner = await next.ReadReplyAsync();
            }
            while (banner!.StartsWith("421", StringComparison.Ordinal));
            Assert.StartsWith("220", banner);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Garbage_never_becomes_a_message_and_never_stops_the_server(int seed)
    {
        string[] words =
        [
            "EHLO a\r\n", "MAIL FROM:<a@b.example>", "RCPT TO:<taro@city.example.jp>\r\n", "DATA", "\r\n", "\r\n.\r", "\n", "\0",
            " ", "<", ">", "RSET\r\n", "QUIT", "SIZE=1", "\xff\xfe", "STARTTLS\r\n", "\"", "\\", "@", "[IPv6:", "x",
        ];
        var random = new Random(seed);
        await using var server = await InboundServer.StartAsync(InboundServer.Options with { MaxErrors = 1_000 });
        for (var n = 0; n < 60; n++)
        {
            using var client = await RawClient.ConnectAsync(server.EndPoint);
            var text = new StringBuilder();
            for (var count = random.Next(1, 400); count > 0; count--)
                text.Append(random.Next(8) == 0 ? ((char)random.Next(256)).ToString() : words[random.Next(words.Length)]);
            // Without LF after a dot there is no end of data, so whatever this is, it is no whole message.
            text.Replace(".\r\n", ".\r");
            await client.SendAsync(text.ToString());
            client.CloseSending();
            Assert.All(await client.ReadToEndAsync(), l => Assert.Matches("^[2345][0-9][0-9][ -][ -~]*$", l));
        }

        Assert.Empty(server.Spool.Messages);
        using var good = await InDataAsync(server);
        Assert.StartsWith("250", await good.CommandAsync("Subject: still here\r\n\r\n."));
    }

    [Fact]
    public async Task Pieces_of_one_byte_give_the_same_message()
    {
        await using var server = await InboundServer.StartAsync();
        using var client = await RawClient.GreetAsync(server.EndPoint);
        foreach (var c in "MAIL FROM:<a@b.example>\r\nRCPT TO:<taro@city.example.jp>\r\nDATA\r\n")
            await client.SendAsync(c.ToString());
        Assert.StartsWith("250", await client.ReadReplyAsync());
        Assert.StartsWith("250", await client.ReadReplyAsync());
        Assert.StartsWith("354", await client.ReadReplyAsync());
        foreach (var c in "Subject: x\r\n\r\n..\r\n.a\r\n.\r\n")
            await client.SendAsync(c.ToString());
        Assert.StartsWith("250", await client.ReadReplyAsync());
        var text = Encoding.Latin1.GetString(Assert.Single(server.Spool.Messages).Content);
        Assert.EndsWith("\r\nSubject: x\r\n\r\n.\r\na\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_message_arrives_whole_on_many_connections()
    {
        await using var server = await InboundServer.StartAsync();
        var body = string.Concat(Enumerable.Range(0, 60_000).Select(n => $".{n} line of the body\r\n"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var client = await InDataAsync(server);
            Assert.StartsWith("250", await client.CommandAsync("\r\n." + body.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + "."));
        }));
        Assert.Equal(8, server.Spool.Messages.Count);
        Assert.All(server.Spool.Messages, m =>
        {
            var text = Encoding.Latin1.GetString(m.Content);
            Assert.Equal(body, text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        });
        Assert.Equal(8, server.Spool.Messages.Select(m => m.Envelope.Id).Distinct().Count());
    }

    [Fact]
    public async Task The_250_comes_after_commit_and_audit()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await InboundServer.StartAsync(spool: new RecordingSpool { CommitGate = gate.Task });
        using var client = await InDataAsync(server);
        var reply = client.CommandAsync("Subject: x\r\n\r\n.");
        using (var other = await RawClient.GreetAsync(server.EndPoint))
            Assert.StartsWith("250", await other.CommandAsync("NOOP"));
        Assert.False(reply.IsCompleted);
        gate.SetResult();
        var id = (await reply)!["250 2.0.0 Ok: queued as ".Length..];
        Assert.Matches("^[0-9]{8}-[0-9A-HJKMNP-TV-Z]{12}$", id);
        Assert.Equal([$"commit {id}", $"audit accepted {id}", $"signal {id}"], server.Spool.Steps);
        Assert.Equal(MessageReceiverFields, server.Spool.Audit.Single().Details.Select(d => d.Key));
    }

    [Fact]
    public async Task When_the_host_stops_idle_sessions_hear_it_and_a_message_may_be_finished()
    {
        await using var server = await InboundServer.StartAsync();
        using var idle = await RawClient.GreetAsync(server.EndPoint);
        using var busy = await InDataAsync(server);
        await busy.SendAsync("Subject: late\r\n");
        var stopped = server.StopAsync();
        Assert.StartsWith("421 4.3.2", await idle.ReadReplyAsync());
        Assert.Null(await idle.ReadLineAsync());
        Assert.StartsWith("250 2.0.0 Ok: queued", await busy.CommandAsync("\r\n."));
        Assert.StartsWith("421 4.3.2", await busy.ReadReplyAsync());
        await stopped;
        Assert.Single(server.Spool.Messages);
    }

    private static string[] MessageReceiverFields => ["client", "helo", "tls", "reverse-path", "recipients", "bytes"];

    private static async Task<RawClient> InDataAsync(InboundServer server)
    {
        var client = await RawClient.GreetAsync(server.EndPoint);
        Assert.StartsWith("250", await client.CommandAsync("MAIL FROM:<alice@example.org>"));
        Assert.StartsWith("250", await client.CommandAsync("RCPT TO:<taro@city.example.jp>"));
        Assert.StartsWith("354", await client.CommandAsync("DATA"));
        return client;
    }
}
