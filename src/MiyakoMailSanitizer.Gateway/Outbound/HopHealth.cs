namespace MiyakoMailSanitizer.Gateway.Outbound;

/// <summary>How a next hop is doing, for health pages.</summary>
/// <param name="NextHop"><c>host:port</c>.</param>
/// <param name="IsLeftAlone">The circuit is open: it failed repeatedly and is not asked for a while.</param>
/// <param name="KeptConnections">Connections that wait for the next message.</param>
/// <param name="LastReply">What it said last, or what went wrong; empty before the first try.</param>
/// <param name="LastReplyAt">When that was.</param>
public sealed record HopHealth(string NextHop, bool IsLeftAlone, int KeptConnections, string LastReply, DateTimeOffset? LastReplyAt);
