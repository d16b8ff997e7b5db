using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.MalwareScan;
using MiyakoMailSanitizer.Gateway.Passwords;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary>How a request or an approval ended.</summary>
internal enum OriginalOutcome
{
    /// <summary>The settings don't allow it.</summary>
    Off = 0,

    /// <summary>There is no such case that waits for a decision.</summary>
    NoCase,

    /// <summary>Another act on it is under way.</summary>
    Busy,

    /// <summary>The whole message is held: it must be released first.</summary>
    MessageHeld,

    /// <summary>No file of it that was kept back has that hash, or it is a program: those are never released.</summary>
    NoFile,

    /// <summary>Nobody has asked for it, or the request is too old.</summary>
    NoRequest,

    /// <summary>Who asks can't approve.</summary>
    SamePerson,

    /// <summary>clamd has found something.</summary>
    Malware,

    /// <summary>clamd could not scan it.</summary>
    NotScanned,

    /// <summary>The file was not met again in the message.</summary>
    Nothing,

    /// <summary>Waits for another operator.</summary>
    Requested,

    /// <summary>Sent on.</summary>
    Released,
}

/// <summary>What came of it.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">Id of the message that was sent on, the signature that was found, or why there was no scan; else empty.</param>
internal sealed record OriginalResult(OriginalOutcome Outcome, string Detail = "");

/// <summary>
/// The one road on which a file leaves as it came: the settings allow it, one operator asks, another one approves within a time, clamd knows nothing of it,
/// and the verifier lets exactly this file pass, by its SHA-256.
/// </summary>
internal sealed class CaseOriginals(
    FolderQuarantine quarantine, ISpool spool, ISanitizerWorkers workers, IAuditLog audit, OriginalsOptions options, MalwareScanOptions scan, string hostName, TimeProvider clock)
{
    /// <summary>Files of a report whose originals may be asked for.</summary>
    public static IEnumerable<ReportNode> Candidates(CaseReport report)
        => report.Message.Walk().Where(n => n != report.Message && n.IsWithheld && FileFormat.All.FirstOrDefault(f => f.Id == n.Format)?.Family != "program").DistinctBy(n => n.Sha256);

    /// <summary>The first operator asks.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public OriginalResult Request(string id, string sha256, string by, string reason)
    {
        if (Refusal(id) is { } refusal)
            return new(refusal);
        using var lease = quarantine.Lease(id);
        if (lease is null)
            return new(OriginalOutcome.Busy);
        if (Candidates(quarantine.Read(id)).FirstOrDefault(n => n.Sha256 == sha256) is not { } file)
            return new(OriginalOutcome.NoFile);
        audit.Write(new("original-requested", id, [new("by", by), new("reason", reason), new("file", file.Name), new("sha256", sha256)]));
        new OriginalRequest(sha256, file.Name, by, reason, clock.GetUtcNow()).Write(quarantine, id);
        return new(OriginalOutcome.Requested);
    }

    /// <summary>The request that waits; null where there is none, or it is too old.</summary>
    public OriginalRequest? Waiting(string id)
        => options.MayBeReleased && OriginalRequest.Read(quarantine, id) is { } request && clock.GetUtcNow() - request.At <= TimeSpan.FromHours(options.RequestHours) ? request : null;

    /// <summary>The second operator approves; then it is scanned and sent.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    /// <exception cref="WorkersUnavailableException">No worker can be started.</exception>
    public async Task<OriginalResult> ApproveAsync(string id, string by, string reason, CancellationToken cancellationToken)
    {
        if (Refusal(id) is { } refusal)
            return new(refusal);
        using var lease = quarantine.Lease(id);
        if (lease is null)
            return new(OriginalOutcome.Busy);
        if (Refusal(id) is { } late)
            return new(late);
        if (Waiting(id) is not { } request)
            return new(OriginalOutcome.NoRequest);
        if (request.By == by)
            return new(OriginalOutcome.SamePerson);
        return await SendAsync(quarantine.Read(id), request, by, reason, cancellationToken);
    }

    private async Task<OriginalResult> SendAsync(CaseReport report, OriginalRequest request, string by, string reason, CancellationToken cancellationToken)
    {
        var attempts = CaseAttempts.Read(quarantine.PathOf(report.Id, "attempts.json"));
        var message = $"{report.Id}-O{attempts.FollowUps + 1}";
        var original = quarantine.ReadOriginal(report.Id);
        var reply = await workers.SanitizeAsync(Sanitize(report, original, message, request.Sha256), cancellationToken);
        if (reply.Content is not { } content || reply.Report.IsHeld)
            return new(OriginalOutcome.Nothing);
        // As it came, and as it leaves: out of an archive that clamd may not have opened.
        foreach (var bytes in new[] { original, content })
        {
            if (await ScanAsync(bytes, cancellationToken) is { } refusal)
            {
                audit.Write(Event("original-refused", report.Id, request, by, reason, KeyValuePair.Create("scan", refusal.Detail)));
                return refusal;
            }
        }
        audit.Write(Event("original-released", report.Id, request, by, reason, KeyValuePair.Create("scan", "clean"), KeyValuePair.Create("message", message)));
        await spool.AddSanitizedAsync(Envelope(report, message, request.Sha256), content, cancellationToken);
        (attempts with { FollowUps = attempts.FollowUps + 1 }).Write(quarantine.PathOf(report.Id, "attempts.json"));
        OriginalRequest.Delete(quarantine, report.Id);
        if (report.Message.Walk().Where(n => n.IsWithheld).All(n => n.Sha256 == request.Sha256))
        {
            quarantine.Decide(report.Id, new("original-released", $"{request.By}, {by}", reason, clock.GetUtcNow()) { Message = message });
            if (quarantine.StateOf(report.Id) is { } state and not CaseState.Released)
                quarantine.Move(report.Id, state, CaseState.Released);
        }
        return new(OriginalOutcome.Released, message);
    }

    private async Task<OriginalResult?> ScanAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            return await new ClamdClient(scan).ScanAsync(bytes, cancellationToken) is { } found ? new(OriginalOutcome.Malware, found) : null;
        }
        catch (ScanFailedException e)
        {
            return new(OriginalOutcome.NotScanned, e.Message);
        }
    }

    private OriginalOutcome? Refusal(string id)
    {
        if (!options.MayBeReleased)
            return OriginalOutcome.Off;
        if (quarantine.StateOf(id) is not (CaseState.Held or CaseState.WaitingForPassword))
            return OriginalOutcome.NoCase;
        return quarantine.Read(id).Delivery == "held" ? OriginalOutcome.MessageHeld : null;
    }

    private SanitizeRequest Sanitize(CaseReport report, byte[] original, string message, string sha256) => new()
    {
        Content = original,
        DeclaredMediaType = FileFormat.Mail.MediaType,
        Message = new MessageContext
        {
            Reference = report.Id,
            ReversePath = report.ReversePath,
            Recipients = report.Recipients,
            IsReleased = true,
            Originals = [sha256],
            FollowUp = new($"{message}@{hostName}", clock.GetUtcNow()),
        },
    };

    private Envelope Envelope(CaseReport report, string id, string sha256) => new()
    {
        Id = id,
        ReversePath = report.ReversePath,
        Recipients = report.Recipients,
        ReceivedAt = clock.GetUtcNow(),
        ClientAddress = report.ClientAddress,
        Originals = [sha256],
    };

    private static AuditEvent Event(string kind, string id, OriginalRequest request, string by, string reason, params KeyValuePair<string, string>[] more) => new(kind, id,
    [
        new("requestedBy", request.By), new("requestReason", request.Reason), new("by", by), new("reason", reason),
        new("file", request.Name), new("sha256", request.Sha256), .. more,
    ]);
}
