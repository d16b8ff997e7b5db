using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Quarantine;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Spool;
using MiyakoMailSanitizer.Sanitizing;

namespace MiyakoMailSanitizer.Gateway.Passwords;

/// <summary>How an attempt ended.</summary>
internal enum UnlockOutcome
{
    /// <summary>There is no such case, or it waits for no password.</summary>
    NotWaiting = 0,

    /// <summary>Too many wrong ones came before; see <see cref="UnlockResult.NotBefore"/>.</summary>
    TooSoon,

    /// <summary>Another attempt on the same case is under way.</summary>
    Busy,

    /// <summary>None of the passwords opens anything, or what it opens can't be delivered.</summary>
    NoneFits,

    /// <summary>clamd has found something in it, or could not scan it: nothing was sent.</summary>
    Malware,

    /// <summary>A message follows.</summary>
    Unlocked,
}

/// <summary>What came of an attempt.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Id">The case.</param>
internal sealed record UnlockResult(UnlockOutcome Outcome, string Id)
{
    /// <summary>Id of the message that follows; empty where there is none.</summary>
    public string FollowUp { get; init; } = "";

    /// <summary>Names of the files that were opened.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>SHA-256 of those files as they came.</summary>
    public ImmutableArray<string> Hashes { get; init; } = [];

    /// <summary>The passwords that fitted.</summary>
    public ImmutableArray<string> Fitting { get; init; } = [];

    /// <summary>How often a password was tried on a file.</summary>
    public int Tries { get; init; }

    /// <summary>Earliest time of the next attempt by an operator.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>Says nothing of passwords.</summary>
    public override string ToString() => $"{Id}: {Outcome}";
}

/// <summary>
/// Tries passwords on the files of a waiting case, in the sandbox and under today's rules. What they open goes on as a message that follows the
/// first one, to the same recipients.
/// </summary>
internal sealed class Unlocker(FolderQuarantine quarantine, ISpool spool, ISanitizerWorkers workers, IAuditLog audit, string hostName, TimeProvider clock)
{
    /// <summary>One attempt.</summary>
    /// <param name="id">The case.</param>
    /// <param name="passwords">The most promising first.</param>
    /// <param name="by">Who: an operator's name, or <c>pairing</c>.</param>
    /// <param name="isOperator">Wrong passwords are counted, and slow down the next attempt.</param>
    /// <param name="cancellationToken">Ends it without a trace.</param>
    /// <exception cref="IOException">The disk fails.</exception>
    /// <exception cref="WorkersUnavailableException">No worker can be started.</exception>
    public async Task<UnlockResult> TryAsync(string id, ImmutableArray<string> passwords, string by, bool isOperator, CancellationToken cancellationToken)
    {
        if (quarantine.StateOf(id) != CaseState.WaitingForPassword)
            return new(UnlockOutcome.NotWaiting, id);
        using var lease = quarantine.Lease(id);
        if (lease is null)
            return new(UnlockOutcome.Busy, id);
        if (quarantine.StateOf(id) != CaseState.WaitingForPassword)
            return new(UnlockOutcome.NotWaiting, id);
        var attempts = CaseAttempts.Read(quarantine.PathOf(id, "attempts.json"));
        if (isOperator && clock.GetUtcNow() < attempts.NotBefore)
        {
            audit.Write(PasswordEvents.TooSoon(id, by, attempts.NotBefore));
            return new(UnlockOutcome.TooSoon, id) { NotBefore = attempts.NotBefore };
        }

        var report = quarantine.Read(id);
        var followUp = $"{id}-U{attempts.FollowUps + 1}";
        var reply = await workers.SanitizeAsync(Request(report, passwords, followUp), cancellationToken);
        attempts = attempts with { Tries = attempts.Tries + reply.Passwords.Tries };
        if (reply.Content is null && reply.Report.Findings.FirstOrDefault(f => f.Code.StartsWith("av.", StringComparison.Ordinal)) is { } finding)
        {
            audit.Write(new("unlock-refused", id, [new("by", by), new("finding", finding.Code), new("detail", finding.Detail)]));
            return new(UnlockOutcome.Malware, id) { Tries = reply.Passwords.Tries };
        }
        return reply.Content is { } content && !reply.Report.IsHeld
            ? await SendAsync(report, attempts, reply, content, passwords, followUp, by, cancellationToken)
            : Failed(id, attempts, passwords, reply.Passwords.Tries, by, isOperator);
    }

    private SanitizeRequest Request(CaseReport report, ImmutableArray<string> passwords, string followUp) => new()
    {
        Content = quarantine.ReadOriginal(report.Id),
        DeclaredMediaType = "message/rfc822",
        Message = new MessageContext
        {
            Reference = report.Id,
            ReversePath = report.ReversePath,
            Recipients = report.Recipients,
            Passwords = passwords,
            FollowUp = new($"{followUp}@{hostName}", clock.GetUtcNow()),
        },
    };

    private UnlockResult Failed(string id, CaseAttempts attempts, ImmutableArray<string> passwords, int tries, string by, bool isOperator)
    {
        if (isOperator)
            attempts = attempts with { Wrong = attempts.Wrong + passwords.Length, LastWrong = clock.GetUtcNow() };
        audit.Write(PasswordEvents.NoneFits(id, by, passwords.Length, tries));
        attempts.Write(quarantine.PathOf(id, "attempts.json"));
        return new(UnlockOutcome.NoneFits, id) { Tries = tries, NotBefore = attempts.NotBefore };
    }

    /// <summary>
    /// Audit, then the spool, then the state of the case: a crash before the last step has it tried again, and the spool knows the id as long as
    /// the message is on its way.
    /// </summary>
    private async Task<UnlockResult> SendAsync(
        CaseReport report, CaseAttempts attempts, SanitizeReply reply, ReadOnlyMemory<byte> content, ImmutableArray<string> passwords, string followUp, string by,
        CancellationToken cancellationToken)
    {
        var opened = LockedFiles.Opened(reply.Report).ToList();
        var result = new UnlockResult(UnlockOutcome.Unlocked, report.Id)
        {
            FollowUp = followUp,
            Files = [.. opened.Select(o => o.Name)],
            Hashes = [.. opened.Select(o => o.Sha256)],
            Fitting = [.. reply.Passwords.Fitting.Select(i => passwords[i])],
            Tries = reply.Passwords.Tries,
        };
        audit.Write(PasswordEvents.Unlocked(report.Id, by, followUp, result.Files, result.Tries));
        var envelope = new Envelope
        {
            Id = followUp,
            ReversePath = report.ReversePath,
            Recipients = report.Recipients,
            ReceivedAt = clock.GetUtcNow(),
            ClientAddress = report.ClientAddress,
        };
        await spool.AddSanitizedAsync(envelope, content, cancellationToken);
        attempts = attempts with { Opened = [.. attempts.Opened.Union(result.Hashes)], FollowUps = attempts.FollowUps + 1 };
        attempts.Write(quarantine.PathOf(report.Id, "attempts.json"));
        if (Next(report, attempts, opened) is var next && next != CaseState.WaitingForPassword)
        {
            if (next == CaseState.Released)
                quarantine.Decide(report.Id, new("unlocked", by, "", clock.GetUtcNow()) { Message = followUp });
            quarantine.Move(report.Id, CaseState.WaitingForPassword, next);
        }
        return result;
    }

    /// <summary>What was kept back for another reason still waits for an operator.</summary>
    private static CaseState Next(CaseReport report, CaseAttempts attempts, List<ReportNode> opened)
    {
        var locked = LockedFiles.Of(report.Message).ToList();
        if (locked.Any(l => !attempts.Opened.Contains(l.Sha256)))
            return CaseState.WaitingForPassword;
        if (opened.Any(o => o.AnyWithheld))
            return CaseState.Held;
        var inLocked = locked.SelectMany(l => l.Walk()).ToHashSet();
        return report.Message.Walk().Any(n => n.IsWithheld && !inLocked.Contains(n)) ? CaseState.Held : CaseState.Released;
    }
}
