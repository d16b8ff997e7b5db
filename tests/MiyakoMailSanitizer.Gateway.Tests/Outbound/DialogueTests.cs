using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MiyakoMailSanitizer.Gateway.Outbound;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

/// <summary>Every reply in every state, as files: the server plays its part, the client must play the other.</summary>
public sealed class DialogueTests
{
    public static TheoryData<string> Names
        => [.. Directory.GetFiles(Dialogue.Folder(), "*.dialogue").Select(f => Path.GetFileNameWithoutExtension(f)!)
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Client_plays_its_part(string name)
    {
        var dialogue = Dialogue.Read(name);
        var faults = new ConcurrentQueue<string>();
        await using var servers = new Servers(dialogue, faults);
        var time = new ManualTime();
        await using var hop = Relaying.NextHop(time, [.. servers.Ports.Select(port => Relaying.Hop(port))]);

        var relaying = hop.SendAsync(Relaying.PlainMessage, Relaying.Envelope(dialogue.From, dialogue.To) with { Dsn = dialogue.Dsn });
        var states = await time.PassWhile(() => servers.IsHanging, relaying);

        Assert.Empty(faults);
        Assert.Equal(dialogue.Hops.Select(h => h?.Count ?? 0), servers.Connections);
        Assert.Equal(dialogue.To, states.Select(s => s.Recipient));
        Assert.Equal(dialogue.Expected.Count, states.Length);
        Assert.All(dialogue.Expected.Zip(states), pair => AssertState(pair.First, pair.Second));
    }

    private static void AssertState(string expected, RecipientState state)
    {
        var words = expected.Split(' ', 3);
        Assert.Equal(words[0], state.Recipient);
        Assert.Equal(Enum.Parse<RelayStatus>(words[1]), state.Status);
        if (words[2].StartsWith('*'))
            Assert.Contains(words[2][1..], state.Reply, StringComparison.Ordinal);
        else
            Assert.StartsWith(words[2], state.Reply, StringComparison.Ordinal);
        Assert.DoesNotContain(state.Reply, c => c is < ' ' or > '~');
    }

    private sealed class Servers : IAsyncDisposable
    {
        private readonly List<LoopbackServer?> _servers = [];

        private int _hanging;

        public Servers(Dialogue dialogue, ConcurrentQueue<string> faults)
        {
            foreach (var connections in dialogue.Hops)
            {
                if (connections is null)
                {
                    _servers.Add(null);
                    Ports.Add(ClosedPort());
                    continue;
                }
                var server = new LoopbackServer((connection, number) => number < connections.Count
                    ? PlayAsync(connection, connections[number], faults)
                    : Task.FromException(new InvalidOperationException()));
                _servers.Add(server);
                Ports.Add(server.Port);
            }
        }

        /// <summary>The client waits for a server that says nothing: only time can end it.</summary>
        public bool IsHanging => Volatile.Read(ref _hanging) > 0;

        public List<int> Ports { get; } = [];

        public IEnumerable<int> Connections => _servers.Select(s => s?.Connections ?? 0);

        public async ValueTask DisposeAsync()
        {
            foreach (var server in _servers.OfType<LoopbackServer>())
                await server.DisposeAsync();
        }

        private static int ClosedPort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        private async Task PlayAsync(ServerConnection connection, List<string> steps, ConcurrentQueue<string> faults)
        {
            foreach (var step in steps)
            {
                if (step.StartsWith("S: ", StringComparison.Ordinal))
                    await connection.SendAsync(Dialogue.Expand(step[3..]) + "\r\n");
                else if (step.StartsWith("S! ", StringComparison.Ordinal))
                    await connection.SendAsync(Dialogue.Expand(step[3..]));
                else if (step == "C: (content)")
                    Expect(Relaying.PlainMessage, Encoding.ASCII.GetString(await connection.ReadContentAsync() ?? []));
                else if (step == "C: (chunk)")
                    Expect(Relaying.PlainMessage, Encoding.ASCII.GetString(await connection.ReadChunkAsync()));
                else if (step.StartsWith("C: ", StringComparison.Ordinal))
                    Expect(step[3..], await connection.ReadLineAsync());
                else if (step == "close")
                    return;
                else if (step == "reset")
                    connection.Reset();
                else if (step == "hang")
                    await HangAsync(connection);
                else
                    faults.Enqueue($"unknown step {step}");
            }
            // The client may say QUIT and leave.
            while (await connection.ReadLineAsync() is { } line && line != "QUIT")
                Expect("QUIT or the end", line);

            void Expect(string expected, string? got)
            {
                if (expected != got)
                    faults.Enqueue($"expected '{expected}', got '{got}'");
            }
        }

        private async Task HangAsync(ServerConnection connection)
        {
            Interlocked.Increment(ref _hanging);
            try
            {
                await connection.ReadRawLineAsync();
            }
            finally
            {
                Interlocked.Decrement(ref _hanging);
            }
        }
    }
}
