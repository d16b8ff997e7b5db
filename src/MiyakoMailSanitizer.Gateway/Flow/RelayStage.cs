using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>
/// Has a sanitized message verified and relays what the verifier stamped. Progress is remembered for each recipient; what fails for good is
/// bounced where config allows it, what fails for now is tried again until it expires.
/// </summary>
internal sealed class RelayStage(
    VerifiedMessage.VerifierGate gate, RelayRoutes routes, Bouncer bouncer, ISpool spool, IQuarantine quarantine, IAuditLog audit,
    FlowOptions options, TimeProvider clock) : IStage
{
    /// <inheritdoc/>
    public Queue From => Queue.Outgoing;

    /// <inheritdoc/>
    public async ValueTask<Step> RunAsync(MailItem item, CancellationToken cancellationToken)
    {
        if (item.Sanitized is not { } sanitized)
            return new Step.MoveTo(Queue.Incoming); // its record was torn by a power cut: sanitizing is pure, so do it again

        var verdict = await gate.VerifyAsync(sanitized.Message, item.Envelope.Originals, cancellationToken);
        if (verdict.Message is not { } verified)
            return Refuse(item, sanitized, verdict.Faults);

        PayAudit(item);
        if (!item.PendingRecipients.IsEmpty)
        {
            var states = await routes.For(item.Envelope.Route).RelayAsync(verified, item.Envelope, item.PendingRecipients, cancellationToken);
            if (await bouncer.ReportRelayedAsync(item, states, verified, cancellationToken) is { Length: > 0 } report)
                audit.Write(FlowEvents.RelayReported(item, report));
            Remember(item, states);
        }

        return await SettleAsync(item, verified, cancellationToken);
    }

    /// <summary>The verifier does not know the shape: our bug, so nothing leaves and an operator is told.</summary>
    private Step.Done Refuse(MailItem item, SpoolRecord.Sanitized sanitized, ImmutableArray<VerifyFinding> faults)
    {
        // A verifier that could not do its work says nothing about the message: try again, and then it is stuck.
        if (faults.Any(f => f.Rule == "verifier.failed"))
            throw new InvalidOperationException($"The verifier failed: {faults[0].Detail}");
        audit.Write(FlowEvents.VerifierRefused(item, faults));
        quarantine.Keep(new QuarantineCase(item.Envelope, item.Message, sanitized.Message, VerifierReport.Of(item, faults), sanitized.PolicyHash));
        return new Step.Done();
    }

    private void Remember(MailItem item, ImmutableArray<RecipientState> states)
    {
        var record = new SpoolRecord.Relayed(clock.GetUtcNow(), states);
        try
        {
            foreach (var state in states)
                audit.Write(FlowEvents.Relayed(item, state));
        }
        catch (IOException)
        {
            // It was relayed, whatever our log can hold: without this it would be relayed again.
            spool.Append(item, durable: true, record with { IsAuditOwed = true });
            throw;
        }

        // Where all have it the file goes at once. Where some have not, the disk must know: nobody may get it twice.
        if (states.Length == item.Envelope.Recipients.Length && states.All(s => s.Status == RelayStatus.Relayed))
            item.Apply(record);
        else
            spool.Append(item, durable: true, record);
    }

    /// <summary>The lines that an earlier try could not write; before any next step.</summary>
    private void PayAudit(MailItem item)
    {
        foreach (var state in item.AuditOwed)
            audit.Write(FlowEvents.Relayed(item, state));
        item.AuditOwed = [];
    }

    private static RecipientState Expired(RecipientState state) => state with { Status = RelayStatus.Failed, Reply = $"expired: {state.Reply}" };

    private async ValueTask<Step> SettleAsync(MailItem item, VerifiedMessage verified, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!item.PendingRecipients.IsEmpty && now - item.Envelope.ReceivedAt >= TimeSpan.FromHours(options.ExpireHours))
            Remember(item, [.. item.States.Where(s => s.Status == RelayStatus.Pending).Select(Expired)]);

        var failed = item.States.Where(s => s.Status == RelayStatus.Failed).ToImmutableArray();
        if (!failed.IsEmpty)
        {
            var sent = await bouncer.BounceAsync(item, failed, verified, cancellationToken);
            audit.Write(FlowEvents.Bounced(item, failed, sent));
            spool.Append(item, durable: true, new SpoolRecord.Relayed(now, [.. failed.Select(s => s with { Status = RelayStatus.Bounced })]));
        }

        if (item.PendingRecipients.IsEmpty)
            return new Step.Done();
        var wait = options.RetrySeconds[Math.Min(item.Deferrals, options.RetrySeconds.Length - 1)];
        var reason = item.States.First(s => s.Status == RelayStatus.Pending).Reply;
        audit.Write(FlowEvents.Deferred(item, reason));
        return new Step.Defer(now.AddSeconds(wait), reason);
    }
}
