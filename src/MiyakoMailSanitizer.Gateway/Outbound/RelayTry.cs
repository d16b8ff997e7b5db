using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Outbound.Smtp;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Outbound;

/// <summary>What is known about each recipient in the course of one try, over all next hops.</summary>
internal sealed class RelayTry
{
    private readonly ImmutableArray<string> _recipients;
    private readonly RecipientState?[] _states;
    private readonly WireAddress[] _addresses;
    private readonly List<(string NextHop, string Reason, bool Answered)> _failedHops = [];

    /// <summary>Decides at once for addresses that can't be written into a command.</summary>
    public RelayTry(ReadOnlyMemory<byte> content, string reversePath, ImmutableArray<string> recipients, DsnWish? dsn = null)
    {
        Content = content;
        Dsn = dsn ?? DsnWish.None;
        _recipients = recipients;
        _states = new RecipientState?[recipients.Length];
        _addresses = new WireAddress[recipients.Length];
        var from = WireAddress.Create(reversePath);
        ReversePath = from ?? default;
        for (var i = 0; i < recipients.Length; i++)
        {
            if (from is null)
                Decide(i, RelayStatus.Failed, "553 5.1.7 The sender address can't be written into a command", "");
            else if (recipients[i].Length > 0 && WireAddress.Create(recipients[i]) is { } to)
                _addresses[i] = to;
            else
                Decide(i, RelayStatus.Failed, "553 5.1.3 The recipient address can't be written into a command", "");
        }
    }

    /// <summary>The bytes to send.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Meaningful while anyone is undecided.</summary>
    public WireAddress ReversePath { get; }

    /// <summary>Indexes of the recipients that no answer is for as yet, in order.</summary>
    public int[] Undecided => [.. Enumerable.Range(0, _states.Length).Where(i => _states[i] is null)];

    /// <summary>The address of an undecided recipient.</summary>
    public WireAddress Address(int recipient) => _addresses[recipient];

    /// <summary>What the sender wants to hear of the delivery.</summary>
    public DsnWish Dsn { get; }

    /// <summary>The parameters of a recipient's RCPT, each with a space before it.</summary>
    public string DsnParameters(int recipient) => Dsn.Of(_recipients[recipient]).Parameters;

    /// <summary>The state of a recipient after this try.</summary>
    public void Decide(int recipient, RelayStatus status, string reply, string nextHop, bool isReported = false)
        => _states[recipient] = new RecipientState(_recipients[recipient], status, reply, nextHop) { IsReportedByNextHop = isReported };

    /// <summary>A next hop could not be used; another one may.</summary>
    /// <param name="nextHop"><c>host:port</c>.</param>
    /// <param name="reason">One line.</param>
    /// <param name="answered">It was the server that said so.</param>
    public void HopFailed(string nextHop, string reason, bool answered) => _failedHops.Add((nextHop, reason, answered));

    /// <summary>Whom no next hop took is pending.</summary>
    public ImmutableArray<RecipientState> Finish()
    {
        var reply = _failedHops.Count == 1
            ? _failedHops[0].Reason
            : string.Join("; ", _failedHops.Select(hop => $"{hop.NextHop}: {hop.Reason}"));
        var answered = _failedHops.LastOrDefault(hop => hop.Answered).NextHop ?? "";
        return [.. _states.Select((state, i) => state ?? new RecipientState(_recipients[i], RelayStatus.Pending, reply, answered))];
    }
}
