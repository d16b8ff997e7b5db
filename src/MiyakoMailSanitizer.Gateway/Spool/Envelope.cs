using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>Which way a message goes.</summary>
public enum Route
{
    /// <summary>To the LGWAN side, by the next hops.</summary>
    Inward = 0,

    /// <summary>A DSN, back to the Internet side, by the return hop.</summary>
    Return,
}

/// <summary>What SMTP said about a message, and who said it. Written once, at accept.</summary>
public sealed record Envelope
{
    /// <summary>Id of the message: <c>yyyyMMdd-</c> and 12 letters and digits; a file name, and the reference number that people see.</summary>
    public required string Id { get; init; }

    /// <summary>Reverse-path without angle brackets; empty for the null reverse-path.</summary>
    public required string ReversePath { get; init; }

    /// <summary>Recipients without angle brackets, in the order of RCPT, without doubles.</summary>
    public required ImmutableArray<string> Recipients { get; init; }

    /// <summary>When the end of data was seen.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>IP address of the client.</summary>
    public required string ClientAddress { get; init; }

    /// <summary>What the client called itself.</summary>
    public string Helo { get; init; } = "";

    /// <summary>MAIL FROM had SMTPUTF8 (RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>MAIL and RCPT of the DSN extension (RFC 3461). Default nothing.</summary>
    public DsnWish Dsn { get; init; } = DsnWish.None;

    /// <summary>
    /// SHA-256 of originals that it brings, 64 lower-case hex digits; only in a message of our own that two operators have made. Default none.
    /// </summary>
    public ImmutableArray<string> Originals { get; init; } = [];

    /// <summary>Default <see cref="Route.Inward"/>.</summary>
    public Route Route { get; init; }
}
