namespace MiyakoMailSanitizer.Gateway.Outbound.Smtp;

/// <summary>Why a conversation with a next hop could not go on.</summary>
internal enum HopFault
{
    /// <summary>The connection could not be made, or broke.</summary>
    Connection = 0,

    /// <summary>A step took longer than its time limit.</summary>
    Timeout,

    /// <summary>What came was no SMTP reply, too long, or out of turn.</summary>
    Protocol,

    /// <summary>STARTTLS is missing where it is required, the handshake failed, or the certificate is not the right one.</summary>
    Tls,

    /// <summary>The server answered, but does not want to talk (greeting, EHLO, 421).</summary>
    Refused,
}

/// <summary>
/// The one exception of the SMTP client: everything that the network or the peer can do wrong. The message is one printable line.
/// </summary>
internal sealed class HopException(HopFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public HopFault Fault { get; } = fault;
}
