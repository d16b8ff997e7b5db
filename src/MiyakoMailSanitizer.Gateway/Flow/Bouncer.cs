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
    /// <summary>Puts a DSN for the failed recipients into the spool where the reverse-path may have one.</summary>
    /// <returns>Id of the DSN; empty where none is due.</returns>
    public async ValueTask<string> BounceAsync(
        MailItem item, ImmutableArray<RecipientState> failed, VerifiedMessage sanitized, CancellationToken cancellationToken)
    {
        if (item.Envelope.Route == Spool.Route.Return || !rules.IsDue(item.Envelope.ReversePath))
            return "";
        var now = clock.GetUtcNow();
        var dsn = new Envelope
        {
            // The same failure gives the same id: after a crash the DSN is not written twice.
            Id = $"{item.Id}-D{item.States.Count(s => s.Status == RelayStatus.Bounced) + 1}",
            ReversePath = "",
            Recipients = [item.Envelope.ReversePath],
            ReceivedAt = now,
            ClientAddress = "",
            Route = Spool.Route.Return,
        };
        var message = DsnBuilder.Build(new DsnRequest
        {
            Envelope = item.Envelope,
            Failed = failed,
            SanitizedHeader = sanitized.Content,
            HostName = hostName,
            Now = now,
        });
        await spool.AddSanitizedAsync(dsn, message, cancellationToken);
        schedules.Arrived(Queue.Outgoing, dsn.Id);
        return dsn.Id;
    }
}
