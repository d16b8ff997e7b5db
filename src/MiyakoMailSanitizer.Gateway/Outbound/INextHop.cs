using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Outbound;

/// <summary>How far a recipient has come. The value 0 means that nothing is known, so it is tried again.</summary>
public enum RelayStatus
{
    /// <summary>Not yet tried, or to be tried again (4yz, connection lost, time-out).</summary>
    Pending = 0,

    /// <summary>The next hop has taken responsibility (2yz after the end of data).</summary>
    Relayed,

    /// <summary>Refused for good (5yz).</summary>
    Failed,

    /// <summary>Failed, and a DSN was sent or none was due.</summary>
    Bounced,
}

/// <summary>The state of one recipient of a message after a try.</summary>
/// <param name="Recipient">Address as in the envelope.</param>
/// <param name="Status">See <see cref="RelayStatus"/>.</param>
/// <param name="Reply">The reply as text, e.g. <c>250 2.0.0 Ok: queued as 4XyZ</c>, or what went wrong, one line.</param>
/// <param name="NextHop"><c>host:port</c> that answered; empty if none did.</param>
public sealed record RecipientState(string Recipient, RelayStatus Status, string Reply, string NextHop)
{
    /// <summary>The next hop offers DSN, so that telling of the delivery is its part now (RFC 3461 §5.2.1).</summary>
    public bool IsReportedByNextHop { get; init; }
}

/// <summary>Where verified messages go.</summary>
public interface INextHop
{
    /// <summary>
    /// One try for all of <paramref name="recipients"/>; exactly one state for each of them, in order. Does not throw for anything the peer
    /// or the network does; throws <see cref="OperationCanceledException"/> only before anything was sent.
    /// </summary>
    ValueTask<ImmutableArray<RecipientState>> RelayAsync(
        VerifiedMessage message, Envelope envelope, ImmutableArray<string> recipients, CancellationToken cancellationToken);
}
