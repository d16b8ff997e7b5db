using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Passwords;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Spool;
using MiyakoMailSanitizer.Sanitizing;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>Has a message written anew in the sandbox. What is held stays on this side; what was withheld from it is kept for an operator.</summary>
internal sealed class SanitizeStage(ISanitizerWorkers sanitizer, IQuarantine quarantine, IAuditLog audit, IPasswordDesk passwords) : IStage
{
    /// <inheritdoc/>
    public Queue From => Queue.Incoming;

    /// <inheritdoc/>
    public async ValueTask<Step> RunAsync(MailItem item, CancellationToken cancellationToken)
    {
        var reply = await sanitizer.SanitizeAsync(Request(item), cancellationToken);
        var report = reply.Report;
        // Before the message goes on: after a crash it is sanitized again, and says the same.
        passwords.Learn(item.Envelope, reply.Heading.From, reply.Passwords);
        if (report.IsHeld || report.IsWithheld || reply.Content is not { } sanitized)
        {
            audit.Write(FlowEvents.Held(item, report, reply.PolicyHash));
            quarantine.Keep(new QuarantineCase(item.Envelope, item.Message, null, report, reply.PolicyHash) { Heading = reply.Heading });
            return new Step.Done();
        }

        audit.Write(FlowEvents.Sanitized(item, report, sanitized, reply.PolicyHash));
        if (report.AnyWithheld)
            quarantine.Keep(new QuarantineCase(item.Envelope, item.Message, sanitized, report, reply.PolicyHash) { Heading = reply.Heading });
        if (LockedFiles.Of(report).Any())
            passwords.Waits();
        return new Step.MoveTo(Queue.Outgoing, new SpoolRecord.Sanitized(sanitized.Length, reply.PolicyHash) { Message = sanitized });
    }

    private SanitizeRequest Request(MailItem item) => new()
    {
        Content = item.Message,
        DeclaredMediaType = "message/rfc822",
        Message = new MessageContext
        {
            Reference = item.Id,
            ReversePath = item.Envelope.ReversePath,
            Recipients = item.Envelope.Recipients,
            FindsPasswords = passwords.IsOn,
        },
    };
}
