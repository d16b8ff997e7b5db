using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Tests.Inbound;

/// <summary>Sends exactly the bytes that it is told to. Every wait ends after <see cref="Patience"/> with a failure.</summary>
internal sealed class RawClient : IDisposable
{
    /// <summary>Only a hung test gets here.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[16_384];
    private readonly StringBuilder _pending = new();
    private Stream _stream;

    private RawClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task<RawClient> ConnectAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        return new RawClient(socket);
    }

    /// <summary>Connects, and takes banner and EHLO reply.</summary>
    public static async Task<RawClient> GreetAsync(IPEndPoint endPoint)
    {
        var client = await ConnectAsync(endPoint);
        Assert.StartsWith("220 ", await client.ReadReplyAsync());
        Assert.StartsWith("250 ", await client.CommandAsync("EHLO client.example.jp"));
        return client;
    }

    public Task SendAsync(string latin1) => SendAsync(Encoding.Latin1.GetBytes(latin1));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var end = new CancellationTokenSource(Patience);
        await _stream.WriteAsync(bytes, end.Token);
    }

    /// <summary>Sends a line and reads the reply.</summary>
    public async Task<string?> CommandAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadReplyAsync();
    }

    /// <summary>The last line of the next reply; null where the connection was closed.</summary>
    public async Task<string?> ReadReplyAsync()
    {
        while (await ReadLineAsync() is { } line)
        {
            if (line.Length < 4 || line[3] != '-')
                return line;
        }

        return null;
    }

    /// <summary>The next line; null where the connection was closed.</summary>
    public async Task<string?> ReadLineAsync()
    {
        while (true)
        {
            for (var i = 0; i + 1 < _pending.Length; i++)
            {
                if (_pending[i] == '\r' && _pending[i + 1] == '\n')
                {
                    var line = _pending.ToString(0, i);
                    _pending.Remove(0, i + 2);
                    return line;
                }
            }

            using var end = new CancellationTokenSource(Patience);
            int read;
            try
            {
                read = await _stream.ReadAsync(_buffer, end.Token);
            }
            catch (IOException)
            {
                return null;
            }

            if (read == 0)
                return null;
            _pending.Append(Encoding.Latin1.GetString(_buffer, 0, read));
        }
    }

    /// <summary>All lines until the connection is closed.</summary>
    public async Task<List<string>> ReadToEndAsync()
    {
        var lines = new List<string>();
        while (await ReadLineAsync() is { } line)
            lines.Add(line);
        return lines;
    }

    public void CloseSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public async Task<SslStream> SecureAsync(RemoteCertificateValidationCallback accept, SslProtocols protocols)
    {
        using var end = new CancellationTokenSource(Patience);
        var ssl = new SslStream(_stream);
        await ssl.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = InboundServer.HostName,
                RemoteCertificateValidationCallback = accept,
                EnabledSslProtocols = protocols,
            },
            end.Token);
        _stream = ssl;
        return ssl;
    }

    public void Dispose() => _stream.Dispose();
}
