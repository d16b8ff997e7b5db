using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Outbound.Smtp;

/// <summary>
/// Time limits of a conversation, and when a next hop is left alone. Each limit is for a whole step, however slowly bytes trickle in.
/// </summary>
internal sealed record HopTiming
{
    /// <summary>Connect including the name lookup, the TLS handshake, and every command with its reply.</summary>
    public required TimeSpan Step { get; init; }

    /// <summary>Writing one block of the content (RFC 5321 §4.5.3.2.5 says 3 minutes).</summary>
    public required TimeSpan Block { get; init; }

    /// <summary>Waiting for the reply to the end of data. RFC 5321 §4.5.3.2.6 says 10 minutes: giving up early makes duplicates.</summary>
    public required TimeSpan EndOfData { get; init; }

    /// <summary>Kept connections are closed after this time without use. Default 30 s.</summary>
    public TimeSpan KeepIdle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Kept connections are asked by RSET before use after this time without use. Default 10 s.</summary>
    public TimeSpan CheckIdle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Further tries to connect within one relay try, where connecting failed quickly. Default 2.</summary>
    public int ConnectRetries { get; init; } = 2;

    /// <summary>Wait before the first further try; doubles. Default 200 ms.</summary>
    public TimeSpan ConnectRetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Relay tries within <see cref="CircuitWindow"/> before the circuit can open, of which four fifths must have failed. Default 5,
    /// at least 2.
    /// </summary>
    public int CircuitThroughput { get; init; } = 5;

    /// <summary>Default 60 s.</summary>
    public TimeSpan CircuitWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a dead next hop is left alone. Default 20 s; then one try goes through.</summary>
    public TimeSpan CircuitBreak { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// By <see cref="NextHopOptions.TimeoutSeconds"/>: 3 times for a block, 10 times for the end of data (60 s gives the RFC's 3 and
    /// 10 minutes).
    /// </summary>
    public static HopTiming For(NextHopOptions options)
    {
        var step = TimeSpan.FromSeconds(Math.Clamp(options.TimeoutSeconds, 1, 600));
        return new HopTiming { Step = step, Block = 3 * step, EndOfData = 10 * step };
    }
}
