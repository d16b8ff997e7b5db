using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Outbound.Smtp;

/// <summary>
/// A connection that speaks lines: commands out, replies in, each within its time limit. Everything that goes wrong is a
/// <see cref="HopException"/>; after one the connection is of no more use.
/// </summary>
internal sealed class SmtpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly byte[] _buffer = new byte[ReplyParser.MaxLineBytes];
    private CancellationTokenSource _deadline;
    private Stream _stream;
    private int _start;
    private int _end;

    private SmtpConnection(Socket socket, TimeProvider time)
    {
        _socket = socket;
        _time = time;
        _deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>TLS is on.</summary>
    public bool IsSecure => _stream is SslStream;

    /// <summary>The last reply; null before the greeting.</summary>
    public SmtpReply? LastReply { get; private set; }

    /// <summary>The peer has sent what nobody asked for: the next reply would be taken for another one's.</summary>
    public bool HasLeftover => _end > _start;

    /// <summary>While no reply is due: the peer has closed, or has sent something.</summary>
    public bool IsStale => HasLeftover || _socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    /// <summary>Connects to the first address of the host that answers.</summary>
    /// <exception cref="HopException">No address answered in time.</exception>
    public static async ValueTask<SmtpConnection> ConnectAsync(
        string host, int port, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        // Without NoDelay, Nagle and delayed ACK cost 40 ms a message.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var deadline = new CancellationTokenSource(limit, time);
            await LimitAsync("connecting", limit, deadline, token => socket.ConnectAsync(host, port, token), cancellationToken);
            return new SmtpConnection(socket, time);
        }
        catch (Exception e) when (e is HopException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command, without its line end, and reads the reply.</summary>
    /// <exception cref="HopException">The connection broke, the time is over, or what came is no reply.</exception>
    public async ValueTask<SmtpReply> CommandAsync(string command, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (HasLeftover)
            throw new HopException(HopFault.Protocol, "the server sent a reply that nobody asked for");
        var line = Encoding.UTF8.GetBytes(command + "\r\n");
        SmtpReply? reply = null;
        await LimitAsync(command.Split(' ', ':')[0], limit, async token =>
        {
            await _stream.WriteAsync(line, token);
            reply = await ReadAsync(token);
        }, cancellationToken);
        return reply!;
    }

    /// <summary>Sends a group of commands at once (RFC 2920) and reads a reply to each, all within one time limit.</summary>
    /// <param name="commands">Without their line ends.</param>
    /// <param name="replies">Gets the replies, also those that came before something went wrong.</param>
    /// <param name="limit">For all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="CommandAsync"/>
    public ValueTask GroupAsync(IReadOnlyList<string> commands, List<SmtpReply> replies, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (HasLeftover)
            throw new HopException(HopFault.Protocol, "the server sent a reply that nobody asked for");
        var lines = Encoding.UTF8.GetBytes(string.Join("\r\n", commands) + "\r\n");
        return LimitAsync(commands[0].Split(' ', ':')[0], limit, async token =>
        {
            await _stream.WriteAsync(lines, token);
            while (replies.Count < commands.Count)
                replies.Add(await ReadAsync(token));
        }, cancellationToken);
    }

    /// <summary>Reads the reply to what was written last.</summary>
    /// <inheritdoc cref="CommandAsync"/>
    public async ValueTask<SmtpReply> ReadReplyAsync(string step, TimeSpan limit, CancellationToken cancellationToken)
    {
        SmtpReply? reply = null;
        await LimitAsync(step, limit, async token => reply = await ReadAsync(token), cancellationToken);
        return reply!;
    }

    /// <summary>Writes bytes as they are.</summary>
    /// <exception cref="HopException">They may have gone out in part.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, TimeSpan limit, CancellationToken cancellationToken)
        => LimitAsync("sending the content", limit, token => _stream.WriteAsync(bytes, token), cancellationToken);

    /// <summary>The handshake, after the server has said 220 to STARTTLS.</summary>
    /// <exception cref="HopException">It failed; always with <see cref="HopFault.Tls"/>.</exception>
    public async ValueTask StartTlsAsync(SslClientAuthenticationOptions options, TimeSpan limit, CancellationToken cancellationToken)
    {
        // RFC 3207 §4.2: what was sent in plain text behind the 220 must not be taken for part of the secure session.
        if (HasLeftover)
            throw new HopException(HopFault.Tls, "STARTTLS: the server sent plain text after its 220");
        var secure = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = secure;
        try
        {
            await LimitAsync(
                "STARTTLS", limit, token => new ValueTask(secure.AuthenticateAsClientAsync(options, token)), cancellationToken);
        }
        catch (HopException e) when (e.Fault != HopFault.Tls)
        {
            throw new HopException(HopFault.Tls, e.Message, e);
        }
    }

    /// <summary>Closes at once, without QUIT.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        _deadline.Dispose();
    }

    private async ValueTask<SmtpReply> ReadAsync(CancellationToken cancellationToken)
    {
        var parser = new ReplyParser();
        while (true)
        {
            while (_buffer.AsSpan(_start.._end).IndexOf((byte)'\n') is >= 0 and var length)
            {
                var line = _buffer.AsSpan(_start, length);
                _start += length + 1;
                if (parser.Add(line.TrimEnd((byte)'\r')) is { } reply)
                    return LastReply = reply;
            }
            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
            throw new HopException(HopFault.Protocol, "a line of the reply is too long");
        var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        if (read == 0)
            throw new HopException(HopFault.Connection, "the server closed the connection");
        _end += read;
    }

    /// <summary>One source serves all steps of a connection, as long as no time limit strikes.</summary>
    private async ValueTask LimitAsync(string step, TimeSpan limit, Func<CancellationToken, ValueTask> act, CancellationToken cancellationToken)
    {
        if (!_deadline.TryReset())
        {
            _deadline.Dispose();
            _deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        }

        _deadline.CancelAfter(limit);
        await LimitAsync(step, limit, _deadline, act, cancellationToken);
        _deadline.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    private static async ValueTask LimitAsync(
        string step, TimeSpan limit, CancellationTokenSource deadline, Func<CancellationToken, ValueTask> act, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(static d => ((CancellationTokenSource)d!).Cancel(), deadline);
        try
        {
            await act(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HopException(HopFault.Timeout, $"{step}: no answer within {limit.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is AuthenticationException or CryptographicException)
        {
            throw new HopException(HopFault.Tls, $"{step}: {OneLine(e.InnerException?.Message ?? e.Message)}", e);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new HopException(HopFault.Connection, $"{step}: {OneLine((e.InnerException as SocketException ?? e).Message)}", e);
        }
        catch (HopException e)
        {
            throw new HopException(e.Fault, $"{step}: {e.Message}", e);
        }
    }

    private static string OneLine(string text)
        => string.Create(Math.Min(text.Length, 200), text, static (line, text) =>
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = text[i] is >= ' ' and <= '~' ? text[i] : '?';
        });
}
