using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>One audit event (監査記録). Never holds bodies or passwords.</summary>
/// <param name="Kind">Lower case, e.g. <c>accepted</c>, <c>sanitized</c>, <c>held</c>, <c>relayed</c>, <c>deferred</c>, <c>bounced</c>, <c>rejected</c>.</param>
/// <param name="MessageId">Id of the message; empty where the event is about none.</param>
/// <param name="Details">Further fields, in order.</param>
public sealed record AuditEvent(string Kind, string MessageId, ImmutableArray<KeyValuePair<string, string>> Details);

/// <summary>No audit line, no next step.</summary>
public interface IAuditLog
{
    /// <summary>Returns when the line is written to the file.</summary>
    /// <exception cref="IOException">It could not be written; the step must not be taken.</exception>
    void Write(AuditEvent auditEvent);
}
