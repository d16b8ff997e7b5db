using System.Buffers;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Outbound.Smtp;

/// <summary>One mail transaction (RFC 5321 §3.3) on one session: MAIL, RCPT…, DATA, content. Fills in a <see cref="RelayTry"/>.</summary>
internal sealed class SmtpTransaction(SmtpSession session, RelayTry relay, string nextHop)
{
    private const int BlockBytes = 65_536;

    /// <summary>Commands that are sent at once.</summary>
    private const int MaxGroup = 100;

    /// <summary>
    /// 5yz replies to MAIL and DATA that are about us or the session, not about the message: another hop or another time may do.
    /// </summary>
    private static readonly int[] AboutSession = [500, 502, 503, 530, 534, 535, 538];

    private readonly List<int> _accepted = [];
    private readonly bool _isChunked = session.Offers("CHUNKING");
    private bool _isConfused;

    /// <summary>354 has come; with BDAT: somebody was taken.</summary>
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
        if (candidates.Count == 0)
            return;
        session.NeedsReset = true;
        if (!await EnvelopeAsync(candidates, cancellationToken))
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

    /// <summary>MAIL, RCPT…, and DATA where the content will not go by BDAT (RFC 3030).</summary>
    /// <returns>Whether the content is to be sent.</returns>
    private async ValueTask<bool> EnvelopeAsync(List<int> candidates, CancellationToken cancellationToken)
    {
        var isTaken = true;
        var commands = Commands(candidates).ToList();
        var replies = new List<SmtpReply>();
        // Without PIPELINING (RFC 2920) one by one; with it in groups that any server's buffers hold.
        for (var (done, atOnce) = (0, session.Offers("PIPELINING") ? MaxGroup : 1); done < commands.Count; done += replies.Count)
        {
            replies.Clear();
            var group = commands.GetRange(done, Math.Min(atOnce, commands.Count - done));
            if (group is ["DATA"] && _accepted.Count == 0)
                return false;
            try
            {
                await session.Connection.GroupAsync(group, replies, session.Timing.Step, cancellationToken);
            }
            catch (HopException)
            {
                replies.ForEach(ThrowIfLeaving);
                throw;
            }

            for (var i = 0; i < group.Count; i++)
                isTaken &= Answered(group[i], replies[i], candidates, done + i - 1, isTaken);
            // What the others would say is known: nothing was begun, or nobody is left.
            if (!isTaken && !DataAccepted)
                return false;
        }

        if (_isChunked)
            DataAccepted = _accepted.Count > 0;
        else if (DataAccepted && (!isTaken || _accepted.Count == 0))
            await EndEmptyAsync(cancellationToken);
        return isTaken && DataAccepted && _accepted.Count > 0;
    }

    private IEnumerable<string> Commands(List<int> candidates)
    {
        var from = relay.ReversePath;
        var mail = $"MAIL FROM:<{from.Text}>";
        if (session.Offers("SIZE"))
            mail += $" SIZE={relay.Content.Length}";
        if (from.NeedsUtf8 || candidates.Exists(i => relay.Address(i).NeedsUtf8))
            mail += " SMTPUTF8";
        var hasDsn = session.Offers("DSN");
        yield return hasDsn ? mail + relay.Dsn.MailParameters : mail;
        foreach (var i in candidates)
            yield return $"RCPT TO:<{relay.Address(i).Text}>{(hasDsn ? relay.DsnParameters(i) : "")}";
        if (!_isChunked)
            yield return "DATA";
    }

    /// <summary>False where the whole message is refused.</summary>
    private bool Answered(string command, SmtpReply reply, List<int> candidates, int index, bool isTaken)
    {
        ThrowIfLeaving(reply);
        if (command == "DATA")
            return DataAnswered(reply, isTaken);
        // Behind a refused MAIL the answers to the rest of its group mean nothing.
        if (!isTaken)
        {
            _isConfused |= reply.IsPositive;
            return false;
        }

        if (index < 0)
            return Goes(reply, "MAIL", 2, candidates);
        RecipientAnswered(candidates[index], reply);
        return true;
    }

    private void RecipientAnswered(int recipient, SmtpReply reply)
    {
        if (reply.IsPositive)
            _accepted.Add(recipient);
        else if (reply.IsPermanent && !MeansTooManyRecipients(reply))
            relay.Decide(recipient, RelayStatus.Failed, reply.ToString(), nextHop);
        else if (reply.IsTransient || reply.IsPermanent)
            relay.Decide(recipient, RelayStatus.Pending, reply.ToString(), nextHop);
        else
            throw new HopException(HopFault.Protocol, $"RCPT: unexpected reply {reply}");
    }

    private bool DataAnswered(SmtpReply reply, bool isTaken)
    {
        DataAccepted = reply.Code == 354;
        // A server that answers before the content came is not to be believed about what follows.
        if (DataAccepted && session.Connection.HasLeftover)
            throw new HopException(HopFault.Protocol, "DATA: the server sent more than one reply");
        return isTaken && _accepted.Count > 0 && Goes(reply, "DATA", 3, _accepted);
    }

    /// <summary>RFC 2920 §3.1: a server that wants content although it took nobody gets an empty message, whatever it says to that.</summary>
    private async ValueTask EndEmptyAsync(CancellationToken cancellationToken)
    {
        if (_isConfused)
            throw new HopException(HopFault.Protocol, "RCPT: taken behind a refused MAIL; an empty message would be delivered");
        var reply = await session.Connection.CommandAsync(".", session.Timing.Step, cancellationToken);
        ThrowIfLeaving(reply);
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
            var length = _isChunked ? Encoding.ASCII.GetBytes($"BDAT {relay.Content.Length} LAST\r\n", block) : 0;
            while (!EndOfDataSent)
            {
                length += _isChunked ? FillPlain(block.AsSpan(length), ref taken) : FillBlock(block, ref taken);
                await session.Connection.WriteAsync(block.AsMemory(0, length), session.Timing.Block, CancellationToken.None);
                length = 0;
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

    /// <summary>RFC 3030 §2: bytes as they are.</summary>
    private int FillPlain(Span<byte> block, ref int taken)
    {
        var piece = relay.Content.Span[taken..];
        piece = piece[..Math.Min(piece.Length, block.Length)];
        piece.CopyTo(block);
        taken += piece.Length;
        EndOfDataSent = taken == relay.Content.Length;
        return piece.Length;
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
            relay.Decide(recipient, status, reply, nextHop, isReported: status == RelayStatus.Relayed && session.Offers("DSN"));
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
