using System.Buffers;
using System.Globalization;
using System.Net;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>One message, from 354 to the reply after its end.</summary>
internal sealed class MessageReceiver(SmtpListener listener, SmtpChannel channel, IPAddress client, SmtpTransaction mail)
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

    private readonly DataReader _reader = new(listener.DataLimits);
    private readonly string _id = listener.Ids.Next();
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private ISpoolWriter? _writer;
    private int _filled;
    private long _raw;
    private bool _storeFailed;
    private MailItem? _item;

    /// <summary>The reply, or null where the connection was lost; then nothing is spooled.</summary>
    public async ValueTask<SmtpReply?> ReceiveAsync()
    {
        try
        {
            var field = ReceivedField.Write(mail, client, listener.HostName, _id, listener.Time.GetLocalNow());
            field.CopyTo(_buffer, 0);
            _filled = field.Length;
            return await ReadAsync() is { } refusal ? refusal : _reader.IsEnded ? await FinishAsync() : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            if (_writer is not null)
                await _writer.DisposeAsync();
        }
    }

    /// <summary>Reads to the end of the message, or as far as it goes. Null, or a reply that closes the connection.</summary>
    private async ValueTask<SmtpReply?> ReadAsync()
    {
        channel.Restart();
        long progress = 0;
        while (true)
        {
            switch (await channel.ReadAsync(stopAware: false))
            {
                case ChannelEvent.Data:
                    break;
                case ChannelEvent.IdleTimeout:
                    return SmtpReplies.IdleTimeout;
                default:
                    return null;
            }

            var isFull = Consume();
            if (_reader.IsEnded || (channel.IsCompleted && !isFull))
                return null;
            // So much is read and thrown away, that the client can hear why (RFC 5321 §4.2.5 has no reply in the midst of data).
            if (_raw > 2 * listener.Options.MaxMessageBytes)
                return SmtpReplies.EndlessData;
            if (isFull)
                await StoreAsync();
            if (_raw - progress >= ProgressBytes)
            {
                progress = _raw;
                channel.Restart();
            }
        }
    }

    /// <summary>Moves bytes from the channel to the buffer. True where the buffer is full before the channel is empty.</summary>
    private bool Consume()
    {
        var input = channel.Buffer;
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

        channel.Advance(input.Start, _reader.IsEnded || _filled == BufferBytes ? input.Start : input.End);
        return _filled == BufferBytes;
    }

    private async ValueTask<SmtpReply> FinishAsync()
    {
        if (_reader.Faults != DataFaults.None)
        {
            var reply = Refusals.First(r => _reader.Faults.HasFlag(r.Fault)).Reply;
            InboundLog.MessageRefused(listener.Logger, _id, client.ToString(), _reader.Faults, _reader.Length);
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
        InboundLog.Accepted(listener.Logger, _id, client.ToString(), _reader.Length, mail.Recipients.Count);
        listener.Signal.Arrived(_id, _item);
        return SmtpReplies.Queued(_id);
    }

    /// <summary>Empties the buffer into the spool. A failed spool gets nothing more; the client hears of it at the end.</summary>
    private async ValueTask StoreAsync()
    {
        try
        {
            if (!_storeFailed && _reader.Faults == DataFaults.None)
            {
                _writer ??= listener.Spool.Begin(_id);
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
            ReversePath = mail.ReversePath,
            Recipients = mail.Snapshot(),
            ReceivedAt = listener.Time.GetLocalNow(),
            ClientAddress = client.ToString(),
            Helo = mail.Helo,
            SmtpUtf8 = mail.SmtpUtf8,
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
        InboundLog.StoreFailed(listener.Logger, _id, e);
    }

    private bool TryAudit(string kind, params ReadOnlySpan<KeyValuePair<string, string>> more)
    {
        try
        {
            listener.Audit.Write(new AuditEvent(kind, _id,
            [
                KeyValuePair.Create("client", client.ToString()),
                KeyValuePair.Create("helo", mail.Helo),
                KeyValuePair.Create("tls", mail.IsSecure ? "true" : "false"),
                KeyValuePair.Create("reverse-path", mail.ReversePath),
                KeyValuePair.Create("recipients", string.Join(' ', mail.Recipients.Select(r => $"<{r}>"))),
                KeyValuePair.Create("bytes", _reader.Length.ToString(CultureInfo.InvariantCulture)),
                .. more,
            ]));
            return true;
        }
        catch (IOException e)
        {
            InboundLog.AuditFailed(listener.Logger, _id, e);
            return false;
        }
    }
}
