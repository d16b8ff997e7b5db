using System.Buffers;

namespace MiyakoMailSanitizer.Gateway.Outbound.Smtp;

/// <summary>One mail transaction (RFC 5321 §3.3) on one session: MAIL, RCPT…, DATA, content. Fills in a <see cref="RelayTry"/>.</summary>
internal sealed class SmtpTransaction(SmtpSession session, RelayTry relay, string nextHop)
{
    private const int BlockBytes = 65_536;

    /// <summary>
    /// 5yz replies to MAIL and DATA that are about us or the session, not about the message: another hop or another time may do.
    /// </summary>
    private static readonly int[] AboutSession = [500, 502, 503, 530, 534, 535, 538];

    private readonly List<int> _accepted = [];

    /// <summary>354 has come.</summary>
    public bool DataAccepted { get; private set; }

    /// <summary>The end of data may have gone out, so that the server may have taken the message whatever happens now.</summary>
    public bool EndOfDataSent { get; private set; }

    /// <summary>Runs it. Returns with the session ready for another one.</summary>
    /// <exception cref="HopException">The session is of no more use. Recipients without an answer are still undecided.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the content; the session is of no more use.</exception>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        if (session.NeedsReset)
            await session.ResetAsync(cancellationToken);
        var candidates = WritableRecipients();
        if (candidates.Count == 0 || !await MailAsync(candidates, cancellationToken))
            return;
        session.NeedsReset = true;
        foreach (var recipient in candidates)
            await RecipientAsync(recipient, cancellationToken);
        if (_accepted.Count == 0 || !await DataAsync(cancellationToken))
            return;
        var reply = await ContentAsync();
        session.NeedsReset = false;
        var status = reply.IsPositive ? RelayStatus.Relayed : reply.IsPermanent ? RelayStatus.Failed : RelayStatus.Pending;
        DecideAccepted(status, reply.ToString());
    }

    /// <summary>The reply to the end of data is lost: nobody but the server knows.</summary>
    public void DecideUnknown(string reason)
    {
        foreach (var recipient in _accepted.Intersect(relay.Undecided))
            relay.Decide(recipient, RelayStatus.Pending, $"unknown whether the server took the message: {reason}", nextHop);
    }

    /// <summary>RFC 6531 §3.2: without SMTPUTF8 an address that is not ASCII can't go on.</summary>
    private List<int> WritableRecipients()
    {
        var writable = new List<int>();
        foreach (var i in relay.Undecided)
        {
            var lacking = session.Offers("SMTPUTF8") ? null
                : relay.ReversePath.NeedsUtf8 ? "sender"
                : relay.Address(i).NeedsUtf8 ? "recipient" : null;
            if (lacking is null)
                writable.Add(i);
            else
                relay.Decide(i, RelayStatus.Failed, $"553 5.6.7 The {lacking} address needs SMTPUTF8, which is not offered", "");
        }
        return writable;
    }

    private async ValueTask<bool> MailAsync(List<int> candidates, CancellationToken cancellationToken)
    {
        var from = relay.ReversePath;
        var command = $"MAIL FROM:<{from.Text}>";
        if (session.Offers("SIZE"))
            command += $" SIZE={relay.Content.Length}";
        if (from.NeedsUtf8 || candidates.Exists(i => relay.Address(i).NeedsUtf8))
            command += " SMTPUTF8";
        return Goes(await session.Connection.CommandAsync(command, session.Timing.Step, cancellationToken), "MAIL", 2, candidates);
    }

    private async ValueTask RecipientAsync(int recipient, CancellationToken cancellationToken)
    {
        var reply = await session.Connection.CommandAsync(
            $"RCPT TO:<{relay.Address(recipient).Text}>", session.Timing.Step, cancellationToken);
        ThrowIfLeaving(reply);
        if (reply.IsPositive)
            _accepted.Add(recipient);
        else if (reply.IsPermanent && !MeansTooManyRecipients(reply))
            relay.Decide(recipient, RelayStatus.Failed, reply.ToString(), nextHop);
        else if (reply.IsTransient || reply.IsPermanent)
            relay.Decide(recipient, RelayStatus.Pending, reply.ToString(), nextHop);
        else
            throw new HopException(HopFault.Protocol, $"RCPT: unexpected reply {reply}");
    }

    private async ValueTask<bool> DataAsync(CancellationToken cancellationToken)
    {
        var reply = await session.Connection.CommandAsync("DATA", session.Timing.Step, cancellationToken);
        DataAccepted = reply.Code == 354;
        // A server that answers before the content came is not to be believed about what follows.
        if (DataAccepted && session.Connection.HasLeftover)
            throw new HopException(HopFault.Protocol, "DATA: the server sent more than one reply");
        return Goes(reply, "DATA", 3, _accepted);
    }

    /// <summary>The answer to a command about the whole message: go on, or decide for all of <paramref name="about"/>.</summary>
    private bool Goes(SmtpReply reply, string command, int goodClass, List<int> about)
    {
        ThrowIfLeaving(reply);
        if (reply.Code / 100 == goodClass)
            return true;
        if (reply.IsTransient || (reply.IsPermanent && AboutSession.Contains(reply.Code)))
        {
            relay.HopFailed(nextHop, reply.ToString(), answered: true);
            return false;
        }
        if (!reply.IsPermanent)
            throw new HopException(HopFault.Protocol, $"{command}: unexpected reply {reply}");
        foreach (var recipient in about)
            relay.Decide(recipient, RelayStatus.Failed, reply.ToString(), nextHop);
        return false;
    }

    /// <summary>From here on nothing is cancelled: a lost reply makes a duplicate.</summary>
    private async ValueTask<SmtpReply> ContentAsync()
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            var taken = 0;
            while (!EndOfDataSent)
            {
                var length = FillBlock(block, ref taken);
                await session.Connection.WriteAsync(block.AsMemory(0, length), session.Timing.Block, CancellationToken.None);
            }
        }
        catch (HopException e)
        {
            return await EarlyReplyAsync(e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
        var reply = await session.Connection.ReadReplyAsync("end of data", session.Timing.EndOfData, CancellationToken.None);
        return reply.Code / 100 != 3 ? reply : throw new HopException(HopFault.Protocol, $"end of data: unexpected reply {reply}");
    }

    /// <summary>The last block holds the end of data too, where it fits; so a small message is one packet.</summary>
    private int FillBlock(Span<byte> block, ref int taken)
    {
        var endOfData = ".\r\n"u8;
        var stuffing = DotStuffing.Resume(relay.Content.Span, taken);
        var length = stuffing.Fill(block[..^endOfData.Length]);
        taken = stuffing.Taken;
        if (taken < relay.Content.Length)
            return length;
        endOfData.CopyTo(block[length..]);
        EndOfDataSent = true;
        return length + endOfData.Length;
    }

    /// <summary>A server that refuses a message midway may say why before it closes. Only a refusal is believed.</summary>
    private async ValueTask<SmtpReply> EarlyReplyAsync(HopException broken)
    {
        SmtpReply? reply = null;
        try
        {
            reply = await session.Connection.ReadReplyAsync("early reply", TimeSpan.FromSeconds(1), CancellationToken.None);
        }
        catch (HopException)
        {
            // What broke first is what counts.
        }
        if (reply is { IsPermanent: true } or { IsTransient: true })
            DecideAccepted(reply.IsPermanent ? RelayStatus.Failed : RelayStatus.Pending, reply.ToString());
        throw broken;
    }

    private void DecideAccepted(RelayStatus status, string reply)
    {
        foreach (var recipient in _accepted)
            relay.Decide(recipient, status, reply, nextHop);
    }

    /// <summary>
    /// RFC 5321 §4.5.3.1.10: 552 to RCPT is to be treated as 452. An enhanced code other than X.5.3 says that it is something else.
    /// </summary>
    private static bool MeansTooManyRecipients(SmtpReply reply)
        => reply.Code == 552 && reply.EnhancedCode is "" or "5.5.3";

    /// <summary>RFC 5321 §3.8: 421 may come to any command; the server closes.</summary>
    private static void ThrowIfLeaving(SmtpReply reply)
    {
        if (reply.Code == 421)
            throw new HopException(HopFault.Refused, reply.ToString());
    }
}
