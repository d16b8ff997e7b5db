namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>Tells the flow of a message that it may take from the spool's incoming queue.</summary>
internal interface IIncomingSignal
{
    /// <summary>Called once the message is committed and its audit line is written. Must not block and must not throw.</summary>
    void Arrived(string id);
}
