using System.Buffers;
using System.Globalization;
using System.Net;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>One message, from 354, or from its first BDAT, to the reply after its end.</summary>
internal sealed class MessageReceiver : IAsyncDisposable
{
    /// <summary>Messages below this size are one write.</summary>
    private const int BufferBytes = 65_536;

    /// <summary>Bytes within the idle time that are progress; less is a client that only wants to hold the connection.</summary>
    private const int ProgressBytes = 512;

    /// <summary>The first that fits is told to the client.</summary>
    private static readonly (DataFaults Fault, SmtpReply Reply)[] Refusals =
    [
        (DataFaults.BareLineFeed, new SmtpReply(550, "5.6.0 Message refused: bare <LF> received")),
        (DataFaults.BareCarriageReturn, new SmtpReply(550, "5.6.0 Message refused: bare <CR> received")),
        (DataFaults.Nul, new SmtpReply(550, "5.6.0 Message refused: NUL received")),
        (DataFaults.MessageTooLarge, SmtpReplies.MessageTooLarge),
        (DataFaults.HeaderTooLarge, new SmtpReply(554, "5.6.0 Message refused: header section too large")),
        (DataFaults.LineTooLong, new SmtpReply(554, "5.6.0 Message refused: line too long")),
        (DataFaults.Loop, new SmtpReply(554, "5.4.6 Too many Received fields, mail loop")),
    ];

    private readonly SmtpListener _listener;
    private readonly SmtpChannel _channel;
    private readonly IPAddress _client;
    private readonly SmtpTransaction _mail;
    private readonly DataReader _reader;
    private readonly string _id;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private ISpoolWriter? _writer;
    private int _filled;
    private long _raw;
    private bool _storeFailed;
    private MailItem? _item;

    /// <param name="listener">What the sessions share.</param>
    /// <param name="channel">The connection.</param>
    /// <param name="client">Its other end.</param>
    /// <param name="mail">The transaction; it must not change until the last reply.</param>
    /// <param name="isChunked">BDAT, not DATA.</param>
    public MessageReceiver(SmtpListener listener, SmtpChannel channel, IPAddress client, SmtpTransaction mail, bool isChunked)
    {
        (_listener, _channel, _client, _mail) = (listener, channel, client, mail);
        _reader = new DataReader(listener.DataLimits, isChunked);
        _id = listener.Ids.Next();
        var field = ReceivedField.Write(mail, client, listener.HostName, _id, listener.Time.GetLocalNow());
        field.CopyTo(_buffer, 0);
        _filled = field.Length;
    }

    /// <summary>Reads a message to the end of data. The reply, or null where the connection was lost; then nothing is spooled.</summary>
    public async ValueTask<SmtpReply?> ReceiveAsync()
        => await ReadAsync(long.MaxValue) is { } refusal ? refusal : _reader.IsEnded ? await FinishAsync() : null;

    /// <summary>Reads a piece. What is wrong with the message is told after its last one.</summary>
    /// <inheritdoc cref="ReceiveAsync"/>
    public async ValueTask<SmtpReply?> ReceiveChunkAsync(long bytes, bool isLast)
    {
        var before = _raw;
        if (bytes > 0 && await ReadAsync(before + bytes) is { } refusal)
            return refusal;
        if (_raw < before + bytes)
            return null;
        if (!isLast)
            return SmtpReplies.ChunkTaken(bytes);
        if (BufferBytes - _filled < 2)
            await StoreAsync();
        _filled += _reader.End(_buffer.AsSpan(_filled));
        return await FinishAsync();
    }

    /// <summary>Leaves nothing where no 250 was given.</summary>
    public async ValueTask DisposeAsync()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        if (_writer is not null)
            await _writer.DisposeAsync();
    }

    /// <summary>
    /// Reads to the end of the message, or until so many bytes of it have come in all, or as far as it goes. Null, or a reply that closes the connection.
    /// </summary>
    private async ValueTask<SmtpReply?> ReadAsync(long until)
    {
        _channel.Restart();
        var progress = _raw;
        while (true)
        {
            switch (await _channel.ReadAsync(stopAware: false))
            {
                case ChannelEvent.Data:
                    break;
                case ChannelEvent.IdleTimeout:
                    return SmtpReplies.IdleTimeout;
                default:
                    return null;
            }

            var isFull = Consume(until);
            if (_reader.IsEnded || _raw >= until || (_channel.IsCompleted && !isFull))
                return null;
            // So much is read and thrown away, that the client can hear why (RFC 5321 §4.2.5 has no reply in the midst of data).
            if (_raw > 2 * _listener.Options.MaxMessageBytes)
                return SmtpReplies.EndlessData;
            if (isFull)
                await StoreAsync();
            if (_raw - progress >= ProgressBytes)
            {
                progress = _raw;
                _channel.Restart();
            }
        }
    }

    /// <summary>Moves bytes from the channel to the buffer. True where the buffer is full before the channel is empty.</summary>
    private bool Consume(long until)
    {
        var input = _channel.Buffer;
        var rest = input.Slice(input.GetPosition(Math.Min(input.Length, until - _raw)));
        input = input.Slice(0, rest.Start);
        while (!input.IsEmpty && !_reader.IsEnded && _filled < BufferBytes)
        {
            var piece = input.FirstSpan;
            if (piece.Length > BufferBytes - _filled)
                piece = piece[..(BufferBytes - _filled)];
            var used = _reader.Read(piece, _buffer.AsSpan(_filled), out var written);
            _filled += written;
            _raw += used;
            input = input.Slice(used);
        }

        _channel.Advance(input.Start, _reader.IsEnded || _filled == BufferBytes ? input.Start : input.End);
        return _filled == BufferBytes;
    }

    private async ValueTask<SmtpReply> FinishAsync()
    {
        if (_reader.Faults != DataFaults.None)
        {
            var reply = Refusals.First(r => _reader.Faults.HasFlag(r.Fault)).Reply;
            InboundLog.MessageRefused(_listener.Logger, _id, _client.ToString(), _reader.Faults, _reader.Length);
            TryAudit("rejected", KeyValuePair.Create("reply", reply.Text));
            return reply;
        }

        await StoreAsync();
        if (!_storeFailed)
            await CommitAsync();
        if (_storeFailed)
            return SmtpReplies.NoRoom;
        // No audit line, no 250. The message is then in the spool although the client sends it again: twice is better than never.
        if (!TryAudit("accepted"))
            return SmtpReplies.LocalError;
        InboundLog.Accepted(_listener.Logger, _id, _client.ToString(), _reader.Length, _mail.Recipients.Count);
        _listener.Signal.Arrived(_id, _item);
        return SmtpReplies.Queued(_id);
    }

    /// <summary>Empties the buffer into the spool. A failed spool gets nothing more; the client hears of it at the end.</summary>
    private async ValueTask StoreAsync()
    {
        try
        {
            if (!_storeFailed && _reader.Faults == DataFaults.None)
            {
                _writer ??= _listener.Spool.Begin(_id);
                await _writer.WriteAsync(_buffer.AsMemory(0, _filled), CancellationToken.None);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StoreFailed(e);
        }

        _filled = 0;
    }

    private async ValueTask CommitAsync()
    {
        var envelope = new Envelope
        {
            Id = _id,
            ReversePath = _mail.ReversePath,
            Recipients = _mail.Snapshot(),
            ReceivedAt = _listener.Time.GetLocalNow(),
            ClientAddress = _client.ToString(),
            Helo = _mail.Helo,
            SmtpUtf8 = _mail.SmtpUtf8,
            Dsn = _mail.Dsn(),
        };
        try
        {
            // RFC 5321 §4.2.5: from here on the message is ours, whether or not the client is still there.
            _item = await _writer!.CommitAsync(envelope, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StoreFailed(e);
        }
    }

    private void StoreFailed(Exception e)
    {
        _storeFailed = true;
        InboundLog.StoreFailed(_listener.Logger, _id, e);
    }

    private bool TryAudit(string kind, params ReadOnlySpan<KeyValuePair<string, string>> more)
    {
        try
        {
            _listener.Audit.Write(new AuditEvent(kind, _id,
            [
                KeyValuePair.Create("client", _client.ToString()),
                KeyValuePair.Create("helo", _mail.Helo),
                KeyValuePair.Create("tls", _mail.IsSecure ? "true" : "false"),
                .. _mail.Account.Length > 0 ? [KeyValuePair.Create("account", _mail.Account)] : ReadOnlySpan<KeyValuePair<string, string>>.Empty,
                KeyValuePair.Create("reverse-path", _mail.ReversePath),
                KeyValuePair.Create("recipients", string.Join(' ', _mail.Recipients.Select(r => $"<{r}>"))),
                KeyValuePair.Create("bytes", _reader.Length.ToString(CultureInfo.InvariantCulture)),
                .. more,
            ]));
            return true;
        }
        catch (IOException e)
        {
            InboundLog.AuditFailed(_listener.Logger, _id, e);
            return false;
        }
    }
}
