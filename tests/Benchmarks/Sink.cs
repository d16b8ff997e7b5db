using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>The next hop: takes every message, throws it away and counts it by the number in its Message-ID.</summary>
internal sealed class Sink : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<long> _numbers = [];
    private readonly Task _accepting;
    private (long Number, TaskCompletionSource<long> Arrival)? _awaited;
    private long _arrived;

    public Sink()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(100);
        _accepting = AcceptAsync();
    }

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Different messages since <see cref="Reset"/>.</summary>
    public long Arrived => Interlocked.Read(ref _arrived);

    /// <summary>Messages that had arrived before, or have no number of ours.</summary>
    public long Strange { get; private set; }

    /// <summary>Bytes of a message on the wire since <see cref="Reset"/>, the last one seen.</summary>
    public long LastSize { get; private set; }

    /// <summary>A <see cref="Stopwatch"/> timestamp.</summary>
    public long LastArrival { get; private set; }

    /// <summary>The <see cref="Stopwatch"/> timestamp of the arrival of a message that is still to be sent.</summary>
    public Task<long> NextAsync(long number)
    {
        lock (_lock)
        {
            var arrival = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = (number, arrival);
            return arrival.Task;
        }
    }

    /// <summary>Counts anew; a number that arrived once stays known.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            Interlocked.Exchange(ref _arrived, 0);
            Strange = 0;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
                sessions.Add(ServeAsync(await _listener.AcceptAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 << 10));
        try
        {
            await stream.WriteAsync("220 sink.example.jp ESMTP\r\n"u8.ToArray(), _stop.Token);
            var isData = false;
            while (true)
            {
                var read = await reader.ReadAsync(_stop.Token);
                var rest = read.Buffer;
                var replies = new StringBuilder();
                var isOver = Take(ref rest, ref isData, replies) || read.IsCompleted;
                reader.AdvanceTo(rest.Start, rest.End);
                if (replies.Length > 0)
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(replies.ToString()), _stop.Token);
                if (isOver)
                    return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client is gone, or we stop.
        }
    }

    /// <summary>Takes whole lines and whole messages off the front.</summary>
    /// <returns>True after QUIT.</returns>
    private bool Take(ref ReadOnlySequence<byte> buffer, ref bool isData, StringBuilder replies)
    {
        while (true)
        {
            var reader = new SequenceReader<byte>(buffer);
            if (!reader.TryReadTo(out ReadOnlySequence<byte> content, isData ? "\r\n.\r\n"u8 : "\r\n"u8))
                return false;
            buffer = buffer.Slice(reader.Position);
            if (isData)
            {
                Count(content);
                isData = false;
                replies.Append("250 2.0.0 taken\r\n");
                continue;
            }

            var verb = Encoding.ASCII.GetString(content.Slice(0, Math.Min(4, content.Length))).ToUpperInvariant();
            isData = verb == "DATA";
            replies.Append(verb switch
            {
                "EHLO" => "250-sink.example.jp\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
                "DATA" => "354 go on\r\n",
                "QUIT" => "221 2.0.0 bye\r\n",
                _ => "250 2.0.0 ok\r\n",
            });
            if (verb == "QUIT")
                return true;
        }
    }

    private void Count(ReadOnlySequence<byte> message)
    {
        var reader = new SequenceReader<byte>(message);
        var before = Encoding.ASCII.GetBytes(BenchMail.BeforeNumber);
        long number = 0;
        var isNumbered = reader.TryReadTo(out ReadOnlySequence<byte> _, before)
            && Utf8Parser.TryParse(reader.UnreadSequence.Slice(0, BenchMail.NumberDigits).ToArray(), out number, out _);
        lock (_lock)
        {
            LastSize = message.Length;
            LastArrival = Stopwatch.GetTimestamp();
            if (isNumbered && _numbers.Add(number))
                Interlocked.Increment(ref _arrived);
            else
                Strange++;
            if (_awaited is { } awaited && awaited.Number == number)
                awaited.Arrival.TrySetResult(LastArrival);
        }
    }
}
