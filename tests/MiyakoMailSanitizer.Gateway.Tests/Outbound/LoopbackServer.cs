using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

/// <summary>The other side: a server on a free loopback port whose every connection is handled by the test.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;
    private int _count;

    public LoopbackServer(Func<ServerConnection, int, Task> handle)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(handle);
    }

    public int Port { get; }

    /// <summary>Connections that were made so far.</summary>
    public int Connections => Volatile.Read(ref _count);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<ServerConnection, int, Task> handle)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                var number = Interlocked.Increment(ref _count) - 1;
                _connections.Add(HandleAsync(socket, number, handle));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task HandleAsync(Socket socket, int number, Func<ServerConnection, int, Task> handle)
    {
        using var connection = new ServerConnection(socket, _stop.Token);
        try
        {
            await handle(connection, number);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client left, or the test is over.
        }
    }
}

/// <summary>One connection, seen from the server.</summary>
internal sealed class ServerConnection(Socket socket, CancellationToken stop) : IDisposable
{
    private readonly byte[] _buffer = new byte[65_536];
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private int _start;
    private int _end;

    public CancellationToken Stop => stop;

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes, stop);

    /// <summary>A line with its line end as it came; null at the end of the connection.</summary>
    public async Task<byte[]?> ReadRawLineAsync()
    {
        using var line = new MemoryStream();
        while (true)
        {
            var rest = _buffer.AsMemory(_start.._end);
            var end = rest.Span.IndexOf((byte)'\n');
            var taken = end >= 0 ? end + 1 : rest.Length;
            line.Write(rest.Span[..taken]);
            _start += taken;
            if (end >= 0)
                return line.ToArray();
            (_start, _end) = (0, await _stream.ReadAsync(_buffer, stop));
            if (_end == 0)
                return null;
        }
    }

    /// <summary>A command without its CRLF; null at the end of the connection.</summary>
    public async Task<string?> ReadLineAsync()
    {
        if (await ReadRawLineAsync() is not { } raw)
            return null;
        var line = Encoding.UTF8.GetString(raw);
        return line.EndsWith("\r\n", StringComparison.Ordinal) ? line[..^2] : throw new InvalidDataException($"bare LF after {line}");
    }

    /// <summary>
    /// The content up to the end of data, with the stuffed dots taken off as RFC 5321 §4.5.2 says; null if the client left.
    /// </summary>
    public async Task<byte[]?> ReadContentAsync()
    {
        using var content = new MemoryStream();
        while (await ReadRawLineAsync() is { } line)
        {
            if (line.AsSpan().SequenceEqual(".\r\n"u8))
                return content.ToArray();
            content.Write(line.AsSpan(line[0] == '.' ? 1 : 0));
        }
        return null;
    }

    /// <summary>The content of a message that comes in one BDAT command (RFC 3030).</summary>
    public async Task<byte[]> ReadChunkAsync()
    {
        var words = (await ReadLineAsync() ?? "").Split(' ');
        if (words is not ["BDAT", var size, "LAST"])
            throw new InvalidDataException($"not BDAT n LAST: {string.Join(' ', words)}");
        var content = new byte[int.Parse(size, CultureInfo.InvariantCulture)];
        for (var filled = 0; filled < content.Length;)
        {
            if (_start == _end)
                (_start, _end) = (0, await _stream.ReadAsync(_buffer, stop));
            if (_end == 0)
                throw new IOException("the client left");
            var taken = Math.Min(_end - _start, content.Length - filled);
            _buffer.AsSpan(_start, taken).CopyTo(content.AsSpan(filled));
            (_start, filled) = (_start + taken, filled + taken);
        }

        return content;
    }

    /// <returns>Subject of the client's certificate; null where it has shown none.</returns>
    public async Task<string?> StartTlsAsync(X509Certificate2 certificate, bool asksForOne = false)
    {
        var secure = new SslStream(_stream);
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = asksForOne,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            },
            stop);
        _stream = secure;
        return secure.RemoteCertificate?.Subject;
    }

    /// <summary>Ends the connection by RST.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void Dispose() => _stream.Dispose();
}
