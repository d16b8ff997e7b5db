using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Passwords;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Spool;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary>How an operator's act ended.</summary>
internal enum ActOutcome
{
    /// <summary>There is no such case, or it is decided already.</summary>
    NoCase = 0,

    /// <summary>Another act on it is under way.</summary>
    Busy,

    /// <summary>The rules keep back all that was kept back before; nothing was sent, the case stays.</summary>
    Nothing,

    /// <summary>Done.</summary>
    Done,
}

/// <summary>What came of an operator's act.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Id">The case.</param>
internal sealed record ActResult(ActOutcome Outcome, string Id)
{
    /// <summary>Id of the message that was sent on; empty where there is none.</summary>
    public string Message { get; init; } = "";

    /// <summary>Names of the files that are kept back still.</summary>
    public ImmutableArray<string> Withheld { get; init; } = [];
}

/// <summary>
/// What operators decide. Releasing never sends an original: the message is treated again in the sandbox, under today's rules without those that
/// hold, and goes the way of every message. One that was held goes on whole; of one that was delivered, the files that can be delivered now follow.
/// </summary>
internal sealed class CaseActs(FolderQuarantine quarantine, ISpool spool, ISanitizerWorkers workers, IAuditLog audit, string hostName, TimeProvider clock)
{
    /// <summary>Treats a case again and sends on what can be delivered.</summary>
    /// <param name="id">The case.</param>
    /// <param name="atMost">No file gets a looser treatment; null: what the rules say.</param>
    /// <param name="by">Who.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Ends it without a trace.</param>
    /// <exception cref="IOException">The disk fails.</exception>
    /// <exception cref="WorkersUnavailableException">No worker can be started.</exception>
    public async Task<ActResult> ReleaseAsync(string id, Treatment? atMost, string by, string reason, CancellationToken cancellationToken)
    {
        if (!IsOpen(id))
            return new(ActOutcome.NoCase, id);
        using var lease = quarantine.Lease(id);
        if (lease is null)
            return new(ActOutcome.Busy, id);
        if (!IsOpen(id))
            return new(ActOutcome.NoCase, id);
        var report = quarantine.Read(id);
        var attempts = CaseAttempts.Read(quarantine.PathOf(id, "attempts.json"));
        var message = $"{id}-R{attempts.FollowUps + 1}";
        var original = quarantine.ReadOriginal(id);
        var reply = await workers.SanitizeAsync(Request(report, original, message, atMost), cancellationToken);
        if (reply.Content is not { } content || reply.Report.IsHeld)
        {
            audit.Write(Event("release-failed", id, by, reason, ""));
            return new(ActOutcome.Nothing, id) { Withheld = Withheld(reply.Report) };
        }

        audit.Write(Event("released", id, by, reason, message));
        await spool.AddSanitizedAsync(Envelope(report, message), content, cancellationToken);
        (attempts with { FollowUps = attempts.FollowUps + 1 }).Write(quarantine.PathOf(id, "attempts.json"));
        Settle(report, original, content, reply, new("released", by, reason, clock.GetUtcNow()) { Message = message });
        return new(ActOutcome.Done, id) { Message = message, Withheld = Withheld(reply.Report) };
    }

    /// <summary>Tells the recipients once more what was kept back. The case stays as it is.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    /// <exception cref="WorkersUnavailableException">No worker can be started.</exception>
    public async Task<ActResult> NotifyAsync(string id, string by, string reason, CancellationToken cancellationToken)
    {
        if (!IsOpen(id))
            return new(ActOutcome.NoCase, id);
        using var lease = quarantine.Lease(id);
        if (lease is null)
            return new(ActOutcome.Busy, id);
        if (!IsOpen(id))
            return new(ActOutcome.NoCase, id);
        var report = quarantine.Read(id);
        var attempts = CaseAttempts.Read(quarantine.PathOf(id, "attempts.json"));
        var message = $"{id}-N{attempts.FollowUps + 1}";
        var request = Request(report, quarantine.ReadOriginal(id), message, null);
        request = request with { Message = request.Message with { FollowUp = new($"{message}@{hostName}", clock.GetUtcNow()) { IsReminder = true } } };
        var reply = await workers.SanitizeAsync(request, cancellationToken);
        if (reply.Content is not { } content || reply.Report.IsHeld)
            return new(ActOutcome.Nothing, id);
        audit.Write(Event("notified", id, by, reason, message));
        await spool.AddSanitizedAsync(Envelope(report, message), content, cancellationToken);
        (attempts with { FollowUps = attempts.FollowUps + 1 }).Write(quarantine.PathOf(id, "attempts.json"));
        return new(ActOutcome.Done, id) { Message = message };
    }

    /// <summary>Nobody gets what was kept back.</summary>
    public ActResult Discard(string id, string by, string reason)
    {
        if (!IsOpen(id))
            return new(ActOutcome.NoCase, id);
        using var lease = quarantine.Lease(id);
        if (lease is null)
            return new(ActOutcome.Busy, id);
        audit.Write(Event("discarded", id, by, reason, ""));
        Decide(id, CaseState.Discarded, new("discarded", by, reason, clock.GetUtcNow()));
        return new(ActOutcome.Done, id);
    }

    /// <summary>Also a case whose folder someone has moved by hand: the act is still to be done.</summary>
    private bool IsOpen(string id) => quarantine.StateOf(id) is { } state && (state is CaseState.Held or CaseState.WaitingForPassword || !quarantine.IsDecided(id));

    private SanitizeRequest Request(CaseReport report, byte[] original, string message, Treatment? atMost) => new()
    {
        Content = original,
        DeclaredMediaType = "message/rfc822",
        Message = new MessageContext
        {
            Reference = report.Id,
            ReversePath = report.ReversePath,
            Recipients = report.Recipients,
            IsReleased = true,
            AtMost = atMost,
            FollowUp = report.Delivery == "held" ? null : new($"{message}@{hostName}", clock.GetUtcNow())
            {
                Files = [.. report.Message.Walk().Where(n => n.IsWithheld).Select(n => n.Sha256).Distinct()],
            },
        },
    };

    private Envelope Envelope(CaseReport report, string id) => new()
    {
        Id = id,
        ReversePath = report.ReversePath,
        Recipients = report.Recipients,
        ReceivedAt = clock.GetUtcNow(),
        ClientAddress = report.ClientAddress,
    };

    /// <summary>A message that was held and goes on without some of its files is from now on a case like any other that did.</summary>
    private void Settle(CaseReport report, byte[] original, ReadOnlyMemory<byte> content, SanitizeReply reply, CaseDecision decision)
    {
        if (report.Delivery == "held" && reply.Report.AnyWithheld)
        {
            if (quarantine.StateOf(report.Id) is { } state and not CaseState.Held)
                quarantine.Move(report.Id, state, CaseState.Held);
            quarantine.Keep(new QuarantineCase(Envelope(report, report.Id) with { ReceivedAt = report.ReceivedAt }, original, content, reply.Report, reply.PolicyHash) { Heading = new(report.From, report.Subject) });
            return;
        }
        Decide(report.Id, CaseState.Released, decision);
    }

    private void Decide(string id, CaseState to, CaseDecision decision)
    {
        quarantine.Decide(id, decision);
        if (quarantine.StateOf(id) is { } from && from != to)
            quarantine.Move(id, from, to);
    }

    private static ImmutableArray<string> Withheld(ReportNode report)
        => [.. report.Walk().Where(n => n.IsWithheld).Select(n => n.Name.Length > 0 ? n.Name : n.Format)];

    private static AuditEvent Event(string kind, string id, string by, string reason, string message) => new(kind, id,
        [new("by", by), new("reason", reason), .. message.Length > 0 ? [new("message", message)] : Array.Empty<KeyValuePair<string, string>>()]);
}
