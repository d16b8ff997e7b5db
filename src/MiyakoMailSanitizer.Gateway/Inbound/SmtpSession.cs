using System.Net;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>One connection, from the banner to the end.</summary>
/// <param name="listener">What the sessions share.</param>
/// <param name="channel">The connection.</param>
/// <param name="client">Its other end.</param>
internal sealed class SmtpSession(SmtpListener listener, SmtpChannel channel, IPAddress client)
{
    private readonly CommandLineReader _lines = new();
    private readonly SmtpTransaction _mail = new();
    private IPAddress _address = client;
    private string _client = client.ToString();
    private string? _helo;
    private SmtpState _state;
    private int _commands;
    private int _errors;
    private int _refusedRecipients;
    private bool _isRefused;
    private (bool IsPlain, string? Initial) _authentication;
    private MessageReceiver? _chunks;
    private MessageReceiver? _abandoned;
    private (long Bytes, bool IsLast, SmtpReply? Refusal) _chunk;

    /// <summary>Returns when the connection is to be closed.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ConverseAsync();
        }
        finally
        {
            AbandonChunks();
            await ForgetAbandonedAsync();
        }
    }

    private async ValueTask ConverseAsync()
    {
        channel.Write(listener.Banner);
        while (true)
        {
            var next = await channel.ReadAsync(stopAware: true) switch
            {
                ChannelEvent.Data => ReadCommands(),
                ChannelEvent.IdleTimeout => Reply(SmtpReplies.IdleTimeout),
                ChannelEvent.Stopping => Reply(SmtpReplies.Stopping),
                _ => SmtpNext.Close,
            };
            await ForgetAbandonedAsync();
            if (next == SmtpNext.Data)
                next = await ReadMessageAsync();
            else if (next == SmtpNext.Authentication)
                next = await AuthenticateAsync();
            else if (next == SmtpNext.Chunk)
                next = await ReadChunkAsync();
            else if (next == SmtpNext.Handshake)
                next = await SecureAsync();
            if (next == SmtpNext.Close)
                break;
        }

        await channel.CloseAsync(linger: _isRefused);
    }

    /// <summary>Executes all complete lines of the buffer.</summary>
    private SmtpNext ReadCommands()
    {
        var buffer = channel.Buffer;
        var next = SmtpNext.Command;
        while (next == SmtpNext.Command)
        {
            var found = _lines.Read(ref buffer, out var line);
            if (found == CommandLine.None)
                break;
            var reply = found switch
            {
                CommandLine.Complete => Execute(line),
                CommandLine.BareLineFeed => SmtpReplies.BareLineFeed,
                CommandLine.TooLong => SmtpReplies.LineTooLong,
                _ => SmtpReplies.EndlessLine,
            };
            // RFC 2920 §3.1: DATA must be the last of its group. RFC 3207 §4.2 and CVE-2011-0411: what was sent before the handshake must
            // not be taken for what comes through it.
            if (reply.Next is SmtpNext.Data or SmtpNext.Handshake && !buffer.IsEmpty)
                reply = SmtpReplies.TooEarly;
            next = Reply(reply);
            channel.Restart();
        }

        channel.Advance(buffer.Start, next is SmtpNext.Chunk or SmtpNext.Authentication ? buffer.Start : buffer.End);
        return next == SmtpNext.Command && channel.IsCompleted ? SmtpNext.Close : next;
    }

    /// <summary>Writes a reply, and counts it.</summary>
    private SmtpNext Reply(SmtpReply reply)
    {
        if (reply.IsRefusal)
            InboundLog.Refused(listener.Logger, _client, reply.Text);
        if (reply.Next is SmtpNext.Command)
        {
            if (reply.IsError && ++_errors > listener.Options.MaxErrors)
                reply = SmtpReplies.TooManyErrors;
            else if (++_commands > listener.Options.MaxCommands)
                reply = SmtpReplies.TooManyCommands;
        }

        if (reply.Next is not (SmtpNext.Chunk or SmtpNext.Authentication))
            channel.Write(reply);
        _isRefused = reply.IsRefusal;
        return reply.Next;
    }

    private SmtpReply Execute(ReadOnlySpan<byte> line)
    {
        // RFC 5321 §4.1.2 has no place for them. A CR in here would be a bare one.
        if (line.ContainsAnyInRange<byte>(0, 31) || line.Contains((byte)127))
            return SmtpReplies.ControlCharacter;
        if (SmtpStateTable.Find(line, out var argument) is not { } row)
            return SmtpReplies.Unrecognized;
        var cell = row.In(_state);
        var refusal = cell.Refusal ?? (listener.Options.RequireTls && !channel.IsSecure && !row.BeforeTls ? SmtpReplies.TlsFirst : null);
        if (row.Verb == SmtpVerb.Bdat)
            return Bdat(argument, refusal);
        if (refusal is not null)
            return refusal;
        if (row.Argument == SmtpArgument.None && !argument.IsEmpty)
            return SmtpReplies.ArgumentUnexpected;
        if (row.Argument == SmtpArgument.Required && argument.IsEmpty)
            return SmtpReplies.ArgumentMissing;
        var reply = Execute(row.Verb, argument);
        if (!reply.IsRefusal)
            _state = SmtpStateTable.Follow(_state, cell);
        return reply;
    }

    private SmtpReply Execute(SmtpVerb verb, ReadOnlySpan<byte> argument) => verb switch
    {
        SmtpVerb.Ehlo => Greet(argument, isExtended: true),
        SmtpVerb.Helo => Greet(argument, isExtended: false),
        SmtpVerb.Mail => Mail(argument),
        SmtpVerb.Rcpt => Rcpt(argument),
        SmtpVerb.Data => SmtpReplies.StartData,
        SmtpVerb.Rset => Reset(),
        SmtpVerb.Noop => SmtpReplies.Ok,
        SmtpVerb.Vrfy => SmtpReplies.CannotVerify, // RFC 5321 §7.3
        SmtpVerb.Help => SmtpReplies.Help,
        SmtpVerb.Quit => SmtpReplies.Bye,
        SmtpVerb.StartTls => StartTls(),
        SmtpVerb.Auth => Auth(argument),
        SmtpVerb.Xclient => Xclient(argument),
        _ => SmtpReplies.NotImplemented,
    };

    private SmtpReply Greet(ReadOnlySpan<byte> argument, bool isExtended)
    {
        AbandonChunks();
        // RFC 5321 §4.1.4: mail must not be refused because the name does not fit the address.
        _mail.Greet(_helo ?? ReceivedField.CleanHelo(argument), isExtended);
        if (!isExtended)
            return listener.Helo;
        return channel.IsSecure ? listener.EhloSecure(IsFront) : listener.EhloPlain(IsFront);
    }

    private SmtpReply Mail(ReadOnlySpan<byte> argument)
    {
        if (_mail.Account.Length == 0 && !listener.Clients.Contains(_address))
            return SmtpReplies.AuthenticationFirst;
        if (MailParameters.ParseMail(argument, out var parameters) is { } refusal)
            return refusal;
        // RFC 1870 §6.1: what is declared too large is refused before it is sent.
        if (parameters.Size > listener.Options.MaxMessageBytes)
            return SmtpReplies.MessageTooLarge;
        if (!listener.Spool.HasRoom())
        {
            InboundLog.NoRoom(listener.Logger, _client);
            return SmtpReplies.NoRoom;
        }

        _mail.Begin(parameters);
        return SmtpReplies.SenderOk;
    }

    private SmtpReply Rcpt(ReadOnlySpan<byte> argument)
    {
        if (MailParameters.ParseRcpt(argument, _mail.SmtpUtf8, out var path, out var wish) is { } refusal)
            return refusal;
        if (listener.Recipients.Check(path) is { } denied)
        {
            InboundLog.RecipientRefused(listener.Logger, _client, path.Address, _mail.ReversePath, denied.Text);
            // An honest mailing list may have many old addresses: so many of them are no errors as a message may have recipients.
            if (++_refusedRecipients <= listener.Options.MaxRecipients)
                _errors--;
            return denied;
        }

        return _mail.TryAdd(path, wish, listener.Options.MaxRecipients) ? SmtpReplies.RecipientOk : SmtpReplies.TooManyRecipients;
    }

    /// <summary>Whatever the answer is, the bytes behind the command are content and must be read as such.</summary>
    private SmtpReply Bdat(ReadOnlySpan<byte> argument, SmtpReply? refusal)
    {
        if (!MailParameters.TryParseChunk(argument, out var bytes, out var isLast))
            return SmtpReplies.BadChunk;
        if (bytes > 2 * listener.Options.MaxMessageBytes)
            return SmtpReplies.EndlessData;
        _chunk = (bytes, isLast, refusal);
        if (refusal is null)
            _state = isLast ? SmtpState.Ready : SmtpState.Chunks;
        return SmtpReplies.StartChunk;
    }

    private SmtpReply Reset()
    {
        AbandonChunks();
        _mail.Reset();
        return SmtpReplies.Ok;
    }

    private SmtpReply StartTls()
        => channel.IsSecure ? SmtpReplies.AlreadySecure : listener.Tls is null ? SmtpReplies.NotImplemented : SmtpReplies.StartTls;

    private bool IsFront => listener.XclientFronts.Contains(_address);

    /// <summary>All begins anew, for another client; whether that one may speak at all is decided as if it had connected itself.</summary>
    private SmtpReply Xclient(ReadOnlySpan<byte> argument)
    {
        if (!IsFront)
            return SmtpReplies.NotImplemented;
        if (XclientParameters.Parse(argument) is not { } told)
            return SmtpReplies.BadParameter;
        _address = told.Address is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : told.Address ?? IPAddress.None;
        _client = _address.ToString();
        _helo = told.Helo is { } helo ? ReceivedField.CleanHelo(Encoding.ASCII.GetBytes(helo)) : null;
        _mail.Account = "";
        _mail.Greet("", isExtended: false);
        return listener.Clients.Contains(_address) || listener.Accounts is not null ? listener.Banner : SmtpReplies.ClientRefused;
    }

    private SmtpReply Auth(ReadOnlySpan<byte> argument)
    {
        if (listener.Accounts is null)
            return SmtpReplies.NotImplemented;
        if (!channel.IsSecure)
            return SmtpReplies.EncryptionFirst;
        if (_mail.Account.Length > 0)
            return SmtpReplies.AlreadyAuthenticated;
        if (!SmtpAuthentication.TryParse(argument, out var isPlain, out var initial))
            return SmtpReplies.UnknownMechanism;
        _authentication = (isPlain, initial);
        return SmtpReplies.StartAuthentication;
    }

    private async ValueTask<SmtpNext> AuthenticateAsync()
    {
        var said = await new SmtpAuthentication(AskAsync).RunAsync(_authentication.IsPlain, _authentication.Initial);
        if (said is not var (name, password, refusal))
            return channel.IsStopping ? Reply(SmtpReplies.Stopping) : Lost();
        if (refusal is null && !await listener.Accounts!.VerifyAsync(name, password))
            refusal = SmtpReplies.BadAuthentication;
        channel.Restart();
        if (refusal is not null)
            return Reply(refusal);
        _mail.Account = name;
        return Reply(SmtpReplies.Authenticated);
    }

    /// <summary>A challenge, and the line that answers it; null where none comes.</summary>
    private async ValueTask<string?> AskAsync(SmtpReply challenge)
    {
        channel.Write(challenge);
        while (await channel.ReadAsync(stopAware: true) == ChannelEvent.Data)
        {
            var buffer = channel.Buffer;
            var found = _lines.Read(ref buffer, out var line);
            var text = found == CommandLine.Complete ? Encoding.ASCII.GetString(line) : null;
            channel.Advance(buffer.Start, found == CommandLine.None ? buffer.End : buffer.Start);
            if (found != CommandLine.None)
                return text ?? "?"; // no base64
        }

        return null;
    }

    private async ValueTask<SmtpNext> ReadMessageAsync()
    {
        await using var receiver = new MessageReceiver(listener, channel, _address, _mail, isChunked: false);
        return Ended(await receiver.ReceiveAsync());
    }

    private async ValueTask<SmtpNext> ReadChunkAsync()
    {
        var (bytes, isLast, refusal) = _chunk;
        if (refusal is not null)
            return await channel.SkipAsync(bytes) ? Reply(refusal) : Lost();
        _chunks ??= new MessageReceiver(listener, channel, _address, _mail, isChunked: true);
        var reply = await _chunks.ReceiveChunkAsync(bytes, isLast);
        if (!isLast)
            return reply is null ? Lost() : Reply(reply);
        AbandonChunks();
        return Ended(reply);
    }

    /// <summary>A message has come to its end, good or bad.</summary>
    private SmtpNext Ended(SmtpReply? reply)
    {
        _mail.Reset();
        if (reply is null)
            return Lost();
        if (!reply.IsRefusal)
            _errors = _refusedRecipients = 0;
        channel.Restart();
        return Reply(reply);
    }

    private SmtpNext Lost()
    {
        InboundLog.ConnectionLost(listener.Logger, _client);
        return SmtpNext.Close;
    }

    /// <summary>What has come by BDAT belongs to no message any more.</summary>
    private void AbandonChunks()
    {
        if (_chunks is not null)
            (_abandoned, _chunks) = (_chunks, null);
    }

    private async ValueTask ForgetAbandonedAsync()
    {
        if (_abandoned is not { } abandoned)
            return;
        _abandoned = null;
        await abandoned.DisposeAsync();
    }

    /// <summary>RFC 3207 §4.2: after the handshake all is as at the beginning, without a banner.</summary>
    private async ValueTask<SmtpNext> SecureAsync()
    {
        if (!await channel.FlushAsync() || !await listener.Tls!.SecureAsync(channel, _client))
            return SmtpNext.Close;
        _mail.Greet("", isExtended: false);
        _mail.IsSecure = true;
        _mail.Account = "";
        return SmtpNext.Command;
    }
}
