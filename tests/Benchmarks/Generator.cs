using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>Sends copies of a message over several connections that stay open (RFC 5321; the envelope is pipelined, RFC 2920).</summary>
internal sealed class Generator(Sink sink)
{
    /// <summary>Sender connections.</summary>
    public const int Connections = 10;

    /// <summary>Messages that may be between sender and sink; a measurement is over once they have arrived.</summary>
    public const int Window = 1_000;

    private static readonly byte[] Envelope =
        Encoding.ASCII.GetBytes("MAIL FROM:<suzuki@example.com>\r\nRCPT TO:<soumu@city.example.jp>\r\nDATA\r\n");

    // Over all measurements: the sink knows a number that it has seen.
    private static long _number;

    private long _sent;
    private long _turn;

    /// <summary>Sends for that long.</summary>
    /// <returns>How many messages were accepted.</returns>
    /// <exception cref="IOException">The server refused something or hung up.</exception>
    public async Task<long> SendAsync(int port, BenchLoad load, TimeSpan length, CancellationToken cancellationToken)
    {
        _sent = 0;
        var clock = Stopwatch.StartNew();
        var connections = Enumerable.Range(0, Connections)
            .Select(_ => Task.Run(() => SendOverOneAsync(port, load, clock, length, cancellationToken), cancellationToken));
        await Task.WhenAll(connections);
        return _sent;
    }

    private async Task SendOverOneAsync(int port, BenchLoad load, Stopwatch clock, TimeSpan length, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var replies = await OpenAsync(socket, port, cancellationToken);
        byte[][] copies = [.. load.Mails.Select(m => (byte[])[.. m.Content, .. ".\r\n"u8])];
        while (clock.Elapsed < length)
        {
            if (Interlocked.Read(ref _sent) - sink.Arrived >= Window)
            {
                await Task.Delay(1, cancellationToken);
                continue;
            }

            var number = Interlocked.Increment(ref _number);
            // In the order of the load, whichever connection is quicker.
            var turn = (int)((Interlocked.Increment(ref _turn) - 1) % copies.Length);
            load.Mails[turn].Number(copies[turn], number);
            await SendOneAsync(socket, replies, copies[turn], cancellationToken);
            Interlocked.Increment(ref _sent);
        }

        await socket.SendAsync("QUIT\r\n"u8.ToArray(), cancellationToken);
        await replies.ExpectAsync('2', cancellationToken);
    }

    /// <summary>One message at a time over one connection: the next when the one before has arrived at the sink.</summary>
    /// <returns>Milliseconds from MAIL to the 250, and to the arrival, of each message.</returns>
    public async Task<List<(double Accepted, double Arrived)>> SendOneByOneAsync(int port, BenchLoad load, TimeSpan length, CancellationToken cancellationToken)
    {
        var latencies = new List<(double, double)>();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var replies = await OpenAsync(socket, port, cancellationToken);
        byte[][] copies = [.. load.Mails.Select(m => (byte[])[.. m.Content, .. ".\r\n"u8])];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < length;)
        {
            var turn = latencies.Count % copies.Length;
            var number = Interlocked.Increment(ref _number);
            load.Mails[turn].Number(copies[turn], number);
            var arrival = sink.NextAsync(number);
            var start = Stopwatch.GetTimestamp();
            await SendOneAsync(socket, replies, copies[turn], cancellationToken);
            var accepted = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            latencies.Add((accepted, Stopwatch.GetElapsedTime(start, await arrival.WaitAsync(cancellationToken)).TotalMilliseconds));
        }

        return latencies;
    }

    private static async Task<Replies> OpenAsync(Socket socket, int port, CancellationToken cancellationToken)
    {
        await socket.ConnectAsync("127.0.0.1", port, cancellationToken);
        var replies = new Replies(socket);
        await replies.ExpectAsync('2', cancellationToken);
        await socket.SendAsync("EHLO sender.example.com\r\n"u8.ToArray(), cancellationToken);
        await replies.ExpectAsync('2', cancellationToken);
        return replies;
    }

    private static async Task SendOneAsync(Socket socket, Replies replies, byte[] message, CancellationToken cancellationToken)
    {
        await socket.SendAsync(Envelope, cancellationToken);
        await replies.ExpectAsync('2', cancellationToken);
        await replies.ExpectAsync('2', cancellationToken);
        await replies.ExpectAsync('3', cancellationToken);
        for (var rest = (ReadOnlyMemory<byte>)message; !rest.IsEmpty;)
            rest = rest[await socket.SendAsync(rest, cancellationToken)..];
        await replies.ExpectAsync('2', cancellationToken);
    }

    /// <summary>Reads replies, of several lines too.</summary>
    private sealed class Replies(Socket socket)
    {
        private readonly byte[] _buffer = new byte[4_096];
        private int _start;
        private int _end;

        public async ValueTask ExpectAsync(char kind, CancellationToken cancellationToken)
        {
            while (true)
            {
                var line = await LineAsync(cancellationToken);
                if (line.Length < 3 || line[0] != kind)
                    throw new IOException($"The server said: {line}");
                if (line.Length == 3 || line[3] != '-')
                    return;
            }
        }

        private async ValueTask<string> LineAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                var length = _buffer.AsSpan(_start.._end).IndexOf("\r\n"u8);
                if (length >= 0)
                {
                    var line = Encoding.ASCII.GetString(_buffer, _start, length);
                    _start += length + 2;
                    return line;
                }

                _buffer.AsSpan(_start.._end).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
                var count = await socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken);
                if (count == 0)
                    throw new IOException("The server hung up.");
                _end += count;
            }
        }
    }
}
