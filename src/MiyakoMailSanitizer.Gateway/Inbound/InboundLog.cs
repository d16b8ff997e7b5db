namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>What the operator gets to know; peers hear only generic words. Texts of the peer come in cleaned.</summary>
internal static partial class InboundLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Id}: accepted from {Client}, {Bytes} bytes, {Recipients} recipients")]
    public static partial void Accepted(ILogger logger, string id, string client, long bytes, int recipients);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Id}: message from {Client} refused: {Faults}, after {Bytes} bytes")]
    public static partial void MessageRefused(ILogger logger, string id, string client, DataFaults faults, long bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Id}: the message could not be stored")]
    public static partial void StoreFailed(ILogger logger, string id, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Id}: the audit line could not be written; the client is told to try again")]
    public static partial void AuditFailed(ILogger logger, string id, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No room in the spool; {Client} is told to try again")]
    public static partial void NoRoom(ILogger logger, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Client}: {Reply}")]
    public static partial void Refused(ILogger logger, string client, string reply);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Client}: recipient <{Recipient}> of <{ReversePath}>: {Reply}")]
    public static partial void RecipientRefused(ILogger logger, string client, string recipient, string reversePath, string reply);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Client}: connection lost")]
    public static partial void ConnectionLost(ILogger logger, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Client}: TLS handshake failed: {Reason}")]
    public static partial void HandshakeFailed(ILogger logger, string client, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Front}: its connection does not begin with a good PROXY header; closed")]
    public static partial void BadProxyHeader(ILogger logger, string front);

    [LoggerMessage(Level = LogLevel.Information, Message = "{File} was read again")]
    public static partial void Reloaded(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} could not be read again, the former content stays: {Reason}")]
    public static partial void ReloadFailed(ILogger logger, string file, string reason);
}
