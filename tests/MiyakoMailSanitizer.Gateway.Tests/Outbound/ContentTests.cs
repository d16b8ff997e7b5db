using System.Text;
using CsCheck;
using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Outbound.Smtp;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

/// <summary>What was verified is what arrives, byte for byte.</summary>
public sealed class ContentTests
{
    private const string Header =
        "From: a@example.jp\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n";

    private static readonly Gen<string> Line = Gen.OneOf(
        Gen.Const(""), Gen.Const("."), Gen.Const(".."), Gen.Const("--=_miyako-0123456789abcdef-00"),
        Gen.Char[' ', '~'].Array[0, 80].Select(c => new string(c)),
        Gen.Char['.', '0'].Array[0, 5].Select(c => new string(c)),
        Gen.Char['-', '/'].Select(c => new string(c, 998)));

    private static readonly Gen<byte[]> Content =
        Line.Array[1, 300].Select(lines => Encoding.ASCII.GetBytes(Header + string.Concat(lines.Select(line => line + "\r\n"))));

    [Fact]
    public async Task Sink_gets_the_verified_bytes()
    {
        await using var sink = new SinkServer { Extensions = [] };
        await using var hop = Relaying.NextHop(sink.Port);
        await Content.SampleAsync(
            async content =>
            {
                var states = await hop.RelayAsync(
                    Relaying.Verified(content), Relaying.Envelope("", "b@example.lg.jp"), ["b@example.lg.jp"], CancellationToken.None);
                Assert.Equal(RelayStatus.Relayed, Assert.Single(states).Status);
                Assert.True(sink.Taken.TryDequeue(out var taken));
                Assert.Equal(content, taken.Content);
            },
            iter: 200,
            threads: 1);
        Assert.Equal(1, sink.Connections);
    }

    [Fact]
    public async Task Dots_at_the_edges_of_blocks_survive()
    {
        await using var sink = new SinkServer { Extensions = [] };
        await using var hop = Relaying.NextHop(sink.Port);
        for (var length = 65_520; length <= 65_545; length++)
        {
            foreach (var line in new[] { ".\r\n", "..\r\n", "\r\n", "xy.\r\n" })
            {
                var body = string.Concat(Enumerable.Repeat(line, 140_000 / line.Length));
                var text = body[..(body[..length].LastIndexOf("\r\n", StringComparison.Ordinal) + 2)];
                var content = Encoding.ASCII.GetBytes(new string('h', length % 7) + "\r\n" + text);
                await hop.RelayAsync(Relaying.Verified(content), Relaying.Envelope("", "b@c"), ["b@c"], CancellationToken.None);
                Assert.True(sink.Taken.TryDequeue(out var taken));
                Assert.Equal(content, taken.Content);
            }
        }
    }

    [Fact]
    public void Block_size_does_not_matter()
        => Gen.Select(Content, Gen.Int[2, 300]).Sample((content, size) =>
        {
            var expected = Encoding.ASCII.GetString(content).Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
            var (all, block, taken) = (new MemoryStream(), new byte[size], 0);
            while (taken < content.Length)
            {
                var stuffing = DotStuffing.Resume(content, taken);
                all.Write(block, 0, stuffing.Fill(block));
                Assert.True(stuffing.Taken > taken);
                taken = stuffing.Taken;
            }
            Assert.Equal(expected, Encoding.ASCII.GetString(all.ToArray()));
        });

    [Theory]
    [InlineData("")]
    [InlineData("a: b")]
    [InlineData("a: b\r\n\r\nx\n")]
    [InlineData("a: b\r\n\r\nx\n.\r\n")]
    [InlineData("a: b\r\n\r\nx\r.\r\n")]
    [InlineData("a: b\r\n\r\nx\r\r\n")]
    [InlineData("a: b\r\n\r\nx\r")]
    [InlineData("a: b\n\r\n")]
    public async Task Bare_line_ends_never_leave(string content)
    {
        await using var sink = new SinkServer();
        await using var hop = Relaying.NextHop(sink.Port);
        await Assert.ThrowsAsync<ArgumentException>(() => hop.SendAsync(content, "", "b@example.lg.jp"));
        Assert.Equal(0, sink.Connections);
    }

    [Fact]
    public async Task Refusal_midway_is_believed()
    {
        var big = Encoding.ASCII.GetBytes(Header + string.Concat(Enumerable.Repeat(new string('x', 76) + "\r\n", 400_000)));
        var hanging = 0;
        await using var server = new LoopbackServer(async (connection, _) =>
        {
            await connection.SendAsync("220 mx\r\n");
            for (var command = await connection.ReadLineAsync(); command != "DATA"; command = await connection.ReadLineAsync())
                await connection.SendAsync("250 ok\r\n");
            await connection.SendAsync("354 go\r\n");
            await connection.ReadRawLineAsync();
            await connection.SendAsync("552 5.3.4 too big\r\n");
            Interlocked.Exchange(ref hanging, 1);
            await Task.Delay(Timeout.Infinite, connection.Stop);
        });
        var time = new ManualTime();
        await using var hop = Relaying.NextHop(time, [Relaying.Hop(server.Port)]);
        var relaying = hop.RelayAsync(Relaying.Verified(big), Relaying.Envelope("", "b@c"), ["b@c"], CancellationToken.None).AsTask();
        var state = Assert.Single(await time.PassWhile(() => Volatile.Read(ref hanging) == 1, relaying));
        Assert.Equal((RelayStatus.Failed, "552 5.3.4 too big"), (state.Status, state.Reply));
    }
}
