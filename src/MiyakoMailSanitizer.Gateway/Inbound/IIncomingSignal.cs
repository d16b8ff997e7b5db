using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>Tells the flow of a message that it may take from the spool's incoming queue.</summary>
internal interface IIncomingSignal
{
    /// <summary>Called once the message is committed and its audit line is written. Must not block and must not throw.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="item">The message, where it is still in memory; else null.</param>
    void Arrived(string id, MailItem? item);
}
