using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>What a wait for the client has brought.</summary>
internal enum ChannelEvent
{
    /// <summary>The connection is lost, or the client has closed it.</summary>
    Closed = 0,

    /// <summary>There are bytes in <see cref="SmtpChannel.Buffer"/>.</summary>
    Data,

    /// <summary>The client took too long.</summary>
    IdleTimeout,

    /// <summary>The host stops.</summary>
    Stopping,
}

/// <summary>
/// A connection's two pipes with their timer. Replies are kept until the session waits for the client, so that a batch of pipelined
/// commands (RFC 2920 §3.2) gets its replies in one packet.
/// </summary>
internal sealed class SmtpChannel : IAsyncDisposable
{
    private const long MaxLingerBytes = 4 << 20;

    /// <summary>Replies of a session that any system takes from us at once, whether or not the client reads.</summary>
    private const long FewBytes = 4_096;

    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(1);

    /// <summary>How long a closed connection may still take to send its last bytes.</summary>
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(10);

    private readonly ConnectionContext _connection;
    private readonly TimeSpan _idle;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _stopRegistration;
    private volatile PipeReader _input;
    private volatile PipeWriter _output;
    private volatile bool _isStopping;
    private volatile bool _isFlushing;
    private SslStream? _secure;
    private long _since;
    private long _written;
    private bool _isLost;

    /// <param name="connection">The connection as accepted.</param>
    /// <param name="idle">See <see cref="Restart"/>.</param>
    /// <param name="time">Clock of the timer.</param>
    /// <param name="stopping">The host stops.</param>
    public SmtpChannel(ConnectionContext connection, TimeSpan idle, TimeProvider time, CancellationToken stopping)
    {
        (_connection, _idle, _time) = (connection, idle, time);
        (_input, _output) = (connection.Transport.Input, connection.Transport.Output);
        _since = time.GetTimestamp();
        _timer = time.CreateTimer(static c => ((SmtpChannel)c!).Wake(), this, idle, Timeout.InfiniteTimeSpan);
        _stopRegistration = stopping.UnsafeRegister(static c => ((SmtpChannel)c!).Stop(), this);
    }

    /// <summary>What the last <see cref="ReadAsync"/> has brought and <see cref="Advance"/> has not yet taken.</summary>
    public ReadOnlySequence<byte> Buffer { get; private set; }

    /// <summary>The client will send nothing more than <see cref="Buffer"/>.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>The host stops.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>The bytes go through TLS.</summary>
    public bool IsSecure => _secure is not null;

    /// <summary>Gives the client another full idle time. Called for progress only: a byte now and then is none.</summary>
    public void Restart()
    {
        _since = _time.GetTimestamp();
        _timer.Change(_idle, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Adds a reply to the batch.</summary>
    public void Write(SmtpReply reply)
    {
        _output.Write(reply.Bytes.Span);
        _written += reply.Bytes.Length;
    }

    /// <summary>Waits for bytes; sends the batch of replies before, if it has to wait.</summary>
    /// <param name="stopAware">False while a message comes in: it may still be finished when the host stops.</param>
    public async ValueTask<ChannelEvent> ReadAsync(bool stopAware)
    {
        while (true)
        {
            if (stopAware && _isStopping)
                return ChannelEvent.Stopping;
            if (IsExpired)
                return ChannelEvent.IdleTimeout;
            ReadResult result;
            try
            {
                if (!_input.TryRead(out result))
                {
                    if (!await FlushAsync())
                        return ChannelEvent.Closed;
                    result = await _input.ReadAsync();
                }
            }
            catch (Exception e) when (IsLoss(e))
            {
                return ChannelEvent.Closed;
            }

            Buffer = result.Buffer;
            IsCompleted = result.IsCompleted;
            if (!result.IsCanceled)
                return IsCompleted && Buffer.IsEmpty ? ChannelEvent.Closed : ChannelEvent.Data;
            // Woken by the timer or by the stop, or by a timer that had already been restarted: the loop looks which.
            Advance(Buffer.Start, Buffer.End);
        }
    }

    /// <summary>Throws bytes away.</summary>
    /// <returns>False where they did not come.</returns>
    public async ValueTask<bool> SkipAsync(long bytes)
    {
        Restart();
        while (bytes > 0)
        {
            if (await ReadAsync(stopAware: false) != ChannelEvent.Data)
                return false;
            var taken = Math.Min(Buffer.Length, bytes);
            bytes -= taken;
            Advance(Buffer.GetPosition(taken), Buffer.GetPosition(taken));
            if (bytes > 0 && IsCompleted)
                return false;
        }

        return true;
    }

    /// <summary>Takes bytes from <see cref="Buffer"/>.</summary>
    public void Advance(SequencePosition consumed, SequencePosition examined) => _input.AdvanceTo(consumed, examined);

    /// <summary>Sends the batch. False, now and for ever, where the client does not take it.</summary>
    public async ValueTask<bool> FlushAsync()
    {
        try
        {
            if (_isLost || _output.UnflushedBytes == 0)
                return !_isLost;
            var flush = _output.FlushAsync();
            if (!flush.IsCompleted)
            {
                Restart();
                _isFlushing = true;
            }

            var result = await flush;
            _isFlushing = false;
            _isLost = result.IsCompleted || result.IsCanceled;
        }
        catch (Exception e) when (IsLoss(e))
        {
            _isLost = true;
        }

        return !_isLost;
    }

    /// <summary>The raw connection as a stream, for TLS. Nothing may be read from the channel until <see cref="Secure"/>.</summary>
    public Stream OpenStream() => new PipeStream(_connection.Transport);

    /// <summary>From now on, all bytes go through the stream.</summary>
    public void Secure(SslStream stream)
    {
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16_384, leaveOpen: true));
        _output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        _secure = stream;
    }

    /// <summary>Sends the last replies.</summary>
    /// <param name="linger">
    /// Reads on for a moment: closing a socket with unread bytes resets the connection, and the client would lose the reply.
    /// </param>
    public async ValueTask CloseAsync(bool linger)
    {
        if (!await FlushAsync())
        {
            _connection.Abort();
            return;
        }

        if (_written > FewBytes)
            _ = AbortLaterAsync();
        using var end = new CancellationTokenSource(LingerTime, _time);
        try
        {
            if (_secure is not null)
                await _secure.ShutdownAsync(); // RFC 8446 §6.1: each side says that it has ended, so that truncation shows
            for (var left = MaxLingerBytes; linger && left > 0 && !IsCompleted && !_isStopping;)
            {
                var result = await _connection.Transport.Input.ReadAsync(end.Token);
                left -= result.Buffer.Length;
                _connection.Transport.Input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                    return;
            }
        }
        catch (Exception e) when (IsLoss(e))
        {
            // There is nobody left to wait for.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopRegistration.DisposeAsync();
        await _timer.DisposeAsync();
        if (_secure is null)
            return;
        await _input.CompleteAsync();
        await _output.CompleteAsync();
        await _secure.DisposeAsync();
    }

    /// <summary>What pipes, sockets and TLS streams throw when the peer is gone or breaks the protocol.</summary>
    internal static bool IsLoss(Exception e)
        => e is IOException or OperationCanceledException or ObjectDisposedException or AuthenticationException;

    /// <summary>Kestrel waits for the last bytes to leave, for ever where the client reads nothing.</summary>
    private async Task AbortLaterAsync()
    {
        await Task.Delay(CloseTime, _time);
        _connection.Abort();
    }

    private bool IsExpired => _time.GetElapsedTime(_since) >= _idle;

    private void Wake()
    {
        if (!IsExpired)
        {
            // The timer may be a little early by the other clock.
            _timer.Change(TimeSpan.FromMilliseconds(20), Timeout.InfiniteTimeSpan);
            return;
        }

        if (_isFlushing)
            _output.CancelPendingFlush();
        else
            _input.CancelPendingRead();
    }

    private void Stop()
    {
        _isStopping = true;
        _input.CancelPendingRead();
    }
}
