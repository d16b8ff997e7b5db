namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>Every reply that does not depend on the session. Codes by RFC 5321 §4.2.3, enhanced codes by RFC 3463.</summary>
internal static class SmtpReplies
{
    public static readonly SmtpReply Bye = new(221, "2.0.0 Bye");
    public static readonly SmtpReply Ok = new(250, "2.0.0 Ok");
    public static readonly SmtpReply SenderOk = new(250, "2.1.0 Ok");
    public static readonly SmtpReply RecipientOk = new(250, "2.1.5 Ok");
    public static readonly SmtpReply CannotVerify = new(252, "2.0.0 Cannot VRFY user, but will take the message");
    public static readonly SmtpReply Help = new(214, "2.0.0 See RFC 5321");

    // RFC 2034 §4: only 2yz, 4yz and 5yz replies have enhanced codes, so 354 has none; 220 of STARTTLS has (RFC 3207 §4).
    public static readonly SmtpReply StartData = new(354, "End data with <CR><LF>.<CR><LF>", SmtpNext.Data);
    /// <summary>Never sent.</summary>
    public static readonly SmtpReply StartChunk = new(250, "", SmtpNext.Chunk);

    /// <summary>Never sent.</summary>
    public static readonly SmtpReply StartAuthentication = new(334, "", SmtpNext.Authentication);

    public static readonly SmtpReply StartTls = new(220, "2.0.0 Ready to start TLS", SmtpNext.Handshake);

    public static readonly SmtpReply Stopping = new(421, "4.3.2 Service shutting down");
    public static readonly SmtpReply IdleTimeout = new(421, "4.4.2 Timeout, closing connection");
    public static readonly SmtpReply TooManyConnections = new(421, "4.7.0 Too many connections, try again later");
    public static readonly SmtpReply TooManyErrors = new(421, "4.7.0 Too many errors, closing connection");
    public static readonly SmtpReply TooManyCommands = new(421, "4.7.0 Too many commands, closing connection");
    public static readonly SmtpReply EndlessLine = new(421, "4.7.0 Line without end, closing connection");
    public static readonly SmtpReply EndlessData = new(421, "4.3.4 Message far above the size limit, closing connection");

    public static readonly SmtpReply LocalError = new(451, "4.3.0 Local error, try again later");
    public static readonly SmtpReply NoRoom = new(452, "4.3.1 Insufficient system storage, try again later");

    /// <summary>RFC 5321 §4.5.3.1.10: 452, not 552, so that the client sends the rest in another transaction.</summary>
    public static readonly SmtpReply TooManyRecipients = new(452, "4.5.3 Too many recipients");

    public static readonly SmtpReply Unrecognized = new(500, "5.5.2 Command not recognized");
    public static readonly SmtpReply BareLineFeed = new(500, "5.5.2 Bare <LF> received");
    public static readonly SmtpReply ControlCharacter = new(500, "5.5.2 Control character in command");
    public static readonly SmtpReply LineTooLong = new(500, "5.5.2 Line too long");
    public static readonly SmtpReply NotSmtp = new(500, "5.5.1 This is SMTP, closing connection", SmtpNext.Close);
    public static readonly SmtpReply ArgumentMissing = new(501, "5.5.4 Argument missing");
    public static readonly SmtpReply ArgumentUnexpected = new(501, "5.5.4 No argument allowed");
    public static readonly SmtpReply BadParameter = new(501, "5.5.4 Bad parameter");
    /// <summary>What follows can't be told from commands.</summary>
    public static readonly SmtpReply BadChunk = new(501, "5.5.4 Bad length, closing connection", SmtpNext.Close);

    /// <summary>RFC 4954 §4 and §6.</summary>
    public static readonly SmtpReply AuthenticationCancelled = new(501, "5.7.0 Authentication cancelled");
    public static readonly SmtpReply NotBase64 = new(501, "5.5.2 Not base64");
    public static readonly SmtpReply AlreadyAuthenticated = new(503, "5.5.1 Already authenticated");
    public static readonly SmtpReply UnknownMechanism = new(504, "5.5.4 Unknown authentication mechanism");
    public static readonly SmtpReply AuthenticationFirst = new(530, "5.7.0 Authentication required");
    public static readonly SmtpReply BadAuthentication = new(535, "5.7.8 Authentication credentials invalid");
    public static readonly SmtpReply EncryptionFirst = new(538, "5.7.11 Encryption required for authentication");
    public static readonly SmtpReply Authenticated = new(235, "2.7.0 Authentication succeeded");
    public static readonly SmtpReply BadSender = new(501, "5.1.7 Bad sender address syntax");
    public static readonly SmtpReply BadRecipient = new(501, "5.1.3 Bad recipient address syntax");
    public static readonly SmtpReply NotImplemented = new(502, "5.5.1 Command not implemented");
    public static readonly SmtpReply HeloFirst = new(503, "5.5.1 Send HELO or EHLO first");
    public static readonly SmtpReply MailFirst = new(503, "5.5.1 Need MAIL command");
    public static readonly SmtpReply NestedMail = new(503, "5.5.1 Nested MAIL command");
    public static readonly SmtpReply InTransaction = new(503, "5.5.1 MAIL transaction in progress");
    public static readonly SmtpReply InChunks = new(503, "5.5.1 BDAT transaction in progress");
    public static readonly SmtpReply AlreadySecure = new(503, "5.5.1 TLS already active");
    public static readonly SmtpReply TooEarly = new(503, "5.5.1 Data sent before the reply, closing connection", SmtpNext.Close);
    public static readonly SmtpReply TlsFirst = new(530, "5.7.0 Must issue a STARTTLS command first");
    public static readonly SmtpReply UnknownRecipient = new(550, "5.1.1 Recipient address rejected: unknown");
    public static readonly SmtpReply RelayDenied = new(550, "5.7.1 Relaying denied");
    public static readonly SmtpReply MessageTooLarge = new(552, "5.3.4 Message size exceeds fixed limit");
    public static readonly SmtpReply NotAscii = new(553, "5.6.7 Non-ASCII address not permitted without SMTPUTF8");

    /// <summary>RFC 5321 §4.1.1.4 allows 503 and 554; 554 tells that recipients are what is missing.</summary>
    public static readonly SmtpReply NoRecipients = new(554, "5.5.1 No valid recipients");

    public static readonly SmtpReply ClientRefused = new(554, "5.7.1 Access denied", SmtpNext.Close);
    public static readonly SmtpReply UnknownParameter = new(555, "5.5.4 Unsupported parameter");

    /// <summary>RFC 3030 §2: a piece was taken.</summary>
    public static SmtpReply ChunkTaken(long bytes) => new(250, $"2.0.0 {bytes} octets received");

    /// <summary>Only for ids that we have made ourselves.</summary>
    public static SmtpReply Queued(string id) => new(250, $"2.0.0 Ok: queued as {id}");

    /// <summary>The extensions that we obey (RFC 5321 §4.1.1.1), one keyword a line.</summary>
    /// <param name="hostName">Our name.</param>
    /// <param name="maxMessageBytes">RFC 1870 §4: the fixed maximum.</param>
    /// <param name="offerTls">RFC 3207 §4.2: offered only where there is a certificate, and not again inside TLS.</param>
    /// <param name="offerAuth">RFC 4954 §4: only inside TLS, as names and passwords go as they are.</param>
    /// <param name="isFront">It may say XCLIENT.</param>
    public static SmtpReply Ehlo(string hostName, long maxMessageBytes, bool offerTls, bool offerAuth, bool isFront)
    {
        string[] front = isFront ? ["XCLIENT NAME ADDR PORT PROTO HELO LOGIN"] : [];
        string[] tls = offerTls ? ["STARTTLS"] : offerAuth ? ["AUTH PLAIN LOGIN"] : [];
        return SmtpReply.Multiline(
            250, [hostName, "PIPELINING", $"SIZE {maxMessageBytes}", "8BITMIME", .. front, .. tls, "ENHANCEDSTATUSCODES", "CHUNKING", "DSN", "SMTPUTF8"]);
    }
}
