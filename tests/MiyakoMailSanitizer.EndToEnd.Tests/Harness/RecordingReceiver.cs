using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>A message as it came over the wire.</summary>
/// <param name="Wire">Between the reply to DATA and the <c>.</c> CRLF that ends it, dots still stuffed.</param>
internal sealed record ReceivedMessage(string ReversePath, ImmutableArray<string> Recipients, byte[] Wire)
{
    /// <summary>Dots unstuffed; Latin-1.</summary>
    public string Text { get; } = Unstuffed(Encoding.Latin1.GetString(Wire));

    /// <summary>The header section.</summary>
    public string Header => Text[..(Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 2)];

    /// <summary>What follows the header section.</summary>
    public string Body => Text[(Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    public bool HasSubject(string subject) => Header.Contains($"\r\nSubject: {subject}\r\n", StringComparison.Ordinal);

    private static string Unstuffed(string wire)
        => string.Join("\r\n", wire.Split("\r\n").Select(line => line.StartsWith('.') ? line[1..] : line));
}

/// <summary>The LGWAN side: an SMTP server that writes down the bytes it gets. Only CRLF . CRLF ends a message.</summary>
internal sealed class RecordingReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly Task _accepting;

    /// <summary>Listens on a port; 0 takes a new one.</summary>
    public RecordingReceiver(int port = 0)
    {
        Port = port > 0 ? port : FreePorts.Take();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public ConcurrentQueue<ReceivedMessage> Messages { get; } = [];

    /// <summary>Every command line.</summary>
    public ConcurrentQueue<string> Commands { get; } = [];

    /// <summary>A <see cref="Reply"/> that closes the connection.</summary>
    public const string HangUp = "hang up";

    /// <summary>A <see cref="Reply"/> to the end of data: the message is taken, but nobody hears of it.</summary>
    public const string TakeAndHangUp = "take and hang up";

    /// <summary>Reply to a command line, or by <c>.</c> to the end of data; null for the usual one.</summary>
    public Func<string, string?> Reply { get; set; } = _ => null;

    /// <summary>Waits for the message of that subject.</summary>
    public async Task<ReceivedMessage> SubjectAsync(string subject, RunningGateway gateway)
    {
        await Eventually.TrueAsync(() => Messages.Any(m => m.HasSubject(subject)), () => $"no message \"{subject}\" came\n{gateway.Log}");
        return Messages.First(m => m.HasSubject(subject));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_sessions);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _sessions.Add(Task.Run(() => ServeAsync(client)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                var stream = client.GetStream();
                await TalkAsync(PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 128 << 10)), stream);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
            }
        }
    }

    private async Task TalkAsync(PipeReader input, NetworkStream output)
    {
        var (reversePath, recipients) = ("", new List<string>());
        await SendAsync(output, "220 receiver.example.lg.jp ESMTP");
        while (await ReadToAsync(input, "\r\n"u8.ToArray()) is { } bytes)
        {
            var line = Encoding.Latin1.GetString(bytes);
            Commands.Enqueue(line);
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            var reply = Reply(line);
            if (verb == "MAIL")
                (reversePath, recipients) = (Path(line), []);
            else if (verb == "RCPT" && reply is null)
                recipients.Add(Path(line));
            else if (verb == "DATA" && reply is null)
            {
                await SendAsync(output, "354 go ahead");
                if (await ReadDataAsync(input) is not { } wire)
                    return;
                reply = Reply(".");
                if ((reply is null or TakeAndHangUp) && recipients.Count > 0)
                    Messages.Enqueue(new ReceivedMessage(reversePath, [.. recipients], wire));
            }

            if (reply is HangUp or TakeAndHangUp)
                return;
            await SendAsync(output, reply ?? Usual(verb));
            if (verb == "QUIT")
                return;
        }
    }

    private static string Usual(string verb) => verb switch
    {
        "EHLO" => "250-receiver.example.lg.jp\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES",
        "QUIT" => "221 2.0.0 bye",
        _ => "250 2.0.0 ok",
    };

    private static string Path(string line) => line[(line.IndexOf('<') + 1)..line.LastIndexOf('>')];

    private async Task SendAsync(NetworkStream output, string line)
        => await output.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), _stop.Token);

    /// <summary>The content, or null at the end of the connection. Only a dot alone between two CRLF ends it; the first may be that of the DATA command.</summary>
    private async Task<byte[]?> ReadDataAsync(PipeReader input)
    {
        using var content = new MemoryStream();
        while (await ReadToAsync(input, "\r\n"u8.ToArray()) is { } line)
        {
            if (line.AsSpan().SequenceEqual("."u8))
                return content.ToArray();
            content.Write(line);
            content.Write("\r\n"u8);
        }

        return null;
    }

    /// <summary>The bytes before the next mark, or null at the end.</summary>
    private async Task<byte[]?> ReadToAsync(PipeReader input, byte[] mark)
    {
        while (true)
        {
            var read = await input.ReadAsync(_stop.Token);
            var reader = new SequenceReader<byte>(read.Buffer);
            if (reader.TryReadTo(out ReadOnlySequence<byte> found, mark))
            {
                var bytes = found.ToArray();
                input.AdvanceTo(reader.Position);
                return bytes;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                return null;
        }
    }
}
