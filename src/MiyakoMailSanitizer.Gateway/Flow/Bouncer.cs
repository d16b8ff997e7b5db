using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>
/// Writes delivery status notifications into the spool, from where they go their way like any message: verified, relayed by the return hop, tried again.
/// </summary>
internal sealed class Bouncer(ISpool spool, BounceRules rules, string hostName, TimeProvider clock, FlowSchedules schedules)
{
    /// <summary>Puts a DSN for the failed recipients into the spool where the reverse-path may have one and does not say that it wants none.</summary>
    /// <returns>Id of the DSN; empty where none is due.</returns>
    public ValueTask<string> BounceAsync(
        MailItem item, ImmutableArray<RecipientState> failed, VerifiedMessage sanitized, CancellationToken cancellationToken)
        // The same failure gives the same id: after a crash the DSN is not written twice.
        => ReportAsync(
            item, $"{item.Id}-D{item.States.Count(s => s.Status == RelayStatus.Bounced) + 1}",
            [.. failed.Where(f => item.Envelope.Dsn.Of(f.Recipient).WantsFailure)], isSuccess: false, sanitized, cancellationToken);

    /// <summary>The same for recipients that were relayed, where the sender wants to hear of it and the next hop will not tell (RFC 3461 §5.2.2).</summary>
    public ValueTask<string> ReportRelayedAsync(
        MailItem item, ImmutableArray<RecipientState> states, VerifiedMessage sanitized, CancellationToken cancellationToken)
        => ReportAsync(
            item, $"{item.Id}-S{item.States.Count(s => s.Status == RelayStatus.Relayed) + 1}",
            [.. states.Where(s => s.Status == RelayStatus.Relayed && !s.IsReportedByNextHop && item.Envelope.Dsn.Of(s.Recipient).WantsSuccess)],
            isSuccess: true, sanitized, cancellationToken);

    private async ValueTask<string> ReportAsync(
        MailItem item, string id, ImmutableArray<RecipientState> recipients, bool isSuccess, VerifiedMessage sanitized, CancellationToken cancellationToken)
    {
        if (recipients.IsEmpty || item.Envelope.Route == Spool.Route.Return || !rules.IsDue(item.Envelope.ReversePath))
            return "";
        var now = clock.GetUtcNow();
        var dsn = new Envelope
        {
            Id = id,
            ReversePath = "",
            Recipients = [item.Envelope.ReversePath],
            ReceivedAt = now,
            ClientAddress = "",
            Route = Spool.Route.Return,
        };
        var message = DsnBuilder.Build(new DsnRequest
        {
            Envelope = item.Envelope,
            Recipients = recipients,
            IsSuccess = isSuccess,
            SanitizedHeader = sanitized.Content,
            HostName = hostName,
            Now = now,
        });
        await spool.AddSanitizedAsync(dsn, message, cancellationToken);
        schedules.Arrived(Queue.Outgoing, dsn.Id);
        return dsn.Id;
    }
}
