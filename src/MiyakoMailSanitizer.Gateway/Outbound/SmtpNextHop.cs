using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MiyakoMailSanitizer.Gateway.Outbound.Smtp;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Outbound;

/// <summary>
/// Relays by SMTP (RFC 5321) to the first next hop, in order, that can be used. The SMTP client is our own: what the verifier has
/// passed goes
/// out byte for byte, addresses go out as they came in, and the replies of a hostile server are bounded.
/// </summary>
internal sealed class SmtpNextHop : INextHop, IAsyncDisposable
{
    private readonly ImmutableArray<Hop> _hops;

    /// <param name="hops">At least one, in order.</param>
    /// <param name="hostName">Our name for EHLO; empty: the machine's name.</param>
    /// <param name="time">Clock of all time limits.</param>
    /// <param name="logger">Gets a line for each next hop that can't be used.</param>
    public SmtpNextHop(ImmutableArray<NextHopOptions> hops, string hostName, TimeProvider time, ILogger<SmtpNextHop> logger)
        : this(hops, hostName, time, logger, HopTiming.For, roots: null)
    {
    }

    internal SmtpNextHop(
        ImmutableArray<NextHopOptions> hops, string hostName, TimeProvider time, ILogger logger,
        Func<NextHopOptions, HopTiming> timing, X509Certificate2Collection? roots)
    {
        ArgumentOutOfRangeException.ThrowIfZero(hops.Length);
        var name = hostName.Length > 0 ? hostName : Dns.GetHostName();
        _hops = [.. hops.Select(hop => new Hop(new HopSetup(hop, name, timing(hop), time, roots), logger))];
    }

    /// <summary>Each next hop, in order.</summary>
    public ImmutableArray<HopHealth> Health => [.. _hops.Select(hop => hop.Health)];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The content holds a bare CR or LF or does not end with CRLF: the verifier must not have
    /// passed it.</exception>
    public async ValueTask<ImmutableArray<RecipientState>> RelayAsync(
        VerifiedMessage message, Envelope envelope, ImmutableArray<string> recipients, CancellationToken cancellationToken)
    {
        if (!DotStuffing.CanCarry(message.Content.Span))
            throw new ArgumentException("The content is not in canonical form.", nameof(message));
        var relay = new RelayTry(message.Content, envelope.ReversePath, recipients, envelope.Dsn);
        foreach (var hop in _hops)
        {
            if (relay.Undecided.Length == 0)
                break;
            await hop.RelayAsync(relay, cancellationToken);
        }
        return relay.Finish();
    }

    /// <summary>Says QUIT on kept connections. Call it after the last <see cref="RelayAsync"/> has returned.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var hop in _hops)
            await hop.DisposeAsync();
    }
}
