using System.Collections.Immutable;
using System.Security.Cryptography;
using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;
using MiyakoMailSanitizer.Sanitizing;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>A message or a single file to be made safe.</summary>
public sealed record SanitizeRequest
{
    /// <summary>What the engine is told about the message from outside.</summary>
    public required MessageContext Message { get; init; }

    /// <summary>The file's name; empty for a message from SMTP.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is said to be; <c>message/rfc822</c> for a message from SMTP.</summary>
    public required string DeclaredMediaType { get; init; }

    /// <summary>The bytes. They must not change until the reply is there.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }
}

/// <summary>What a message says about passwords, and what passwords did to it. Never written to a log, an audit line or a report.</summary>
public sealed record PasswordFindings
{
    /// <summary>What may be a password in its text, the most promising first; only where it was asked for.</summary>
    public ImmutableArray<string> Candidates { get; init; } = [];

    /// <summary>Some of them stand by a word such as 「パスワード」.</summary>
    public bool AreAnnounced { get; init; }

    /// <summary>Indexes of the passwords of the request that opened a file.</summary>
    public ImmutableArray<int> Fitting { get; init; } = [];

    /// <summary>How often one was tried.</summary>
    public int Tries { get; init; }
}

/// <summary>What became of a request.</summary>
public sealed record SanitizeReply
{
    /// <summary>The tree of what was found and done.</summary>
    public required ReportNode Report { get; init; }

    /// <summary>The safe bytes, not yet verified; null where nothing may be delivered.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }

    /// <summary>Hash of the policy that decided; empty where workers failed.</summary>
    public string PolicyHash { get; init; } = "";

    /// <summary>What is known of passwords.</summary>
    public PasswordFindings Passwords { get; init; } = new();

    /// <summary>What the message says of itself. Untrusted, as all that quotes a sender.</summary>
    public MessageHeading Heading { get; init; } = MessageHeading.None;

    /// <summary>The message as text for an operator, where it was asked for. Untrusted.</summary>
    public string Text { get; init; } = "";

    /// <summary>See <see cref="Treated.Unpacked"/>. Hostile; for a malware scan alone.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Unpacked { get; init; } = [];

    /// <summary>True where two workers failed on it: it is held, and says so by the finding <c>sanitizer.failed</c>.</summary>
    public bool WorkersFailed { get; init; }
}

/// <summary>The sandboxed engine, as the rest of the gateway sees it.</summary>
public interface ISanitizerWorkers
{
    /// <summary>Never throws for anything that the bytes can cause.</summary>
    /// <exception cref="WorkersUnavailableException">No worker can be started; the message stays where it is.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the worker that had it is killed.</exception>
    ValueTask<SanitizeReply> SanitizeAsync(SanitizeRequest request, CancellationToken cancellationToken);
}

/// <summary>Sends requests to the sanitize workers and believes of their answers only what can be checked.</summary>
internal sealed class SanitizeClient(WorkerPool pool, ILogger logger) : ISanitizerWorkers
{
    /// <inheritdoc/>
    public async ValueTask<SanitizeReply> SanitizeAsync(SanitizeRequest request, CancellationToken cancellationToken)
    {
        var header = new FrameHeader.Sanitize(
            request.Message.Reference, request.Message.ReversePath, request.Message.Recipients, request.Name, request.DeclaredMediaType)
        {
            Passwords = request.Message.Passwords,
            FindsPasswords = request.Message.FindsPasswords,
            FollowUp = request.Message.FollowUp,
            IsReleased = request.Message.IsReleased,
            AtMost = request.Message.AtMost,
            Originals = request.Message.Originals,
            WantsUnpacked = request.Message.WantsUnpacked,
            WantsText = request.Message.WantsText,
        };
        var answer = await pool.AskAsync(new WorkerJob<FrameHeader.Sanitized>(header, request.Content, cancellationToken));
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(request.Content.Span));
        if (answer.Reply is not { } reply)
            return Held(request, sha256, answer.Failure);
        if (reply.Header is not FrameHeader.Sanitized sanitized)
            return Held(request, sha256, ((FrameHeader.Failed)reply.Header).Detail);
        if (ReportCheck.Split(sanitized, reply.Content) is not var (content, unpacked))
        {
            SandboxLog.ReplyRefused(logger, request.Message.Reference, "lengths do not fit");
            return Held(request, sha256, "the worker's report can't be true: lengths do not fit");
        }
        if ((ReportCheck.FindFault(sanitized, content, request.Content.Length, sha256)
            ?? ReportCheck.FindFault(sanitized, request.Message.Passwords.Length)) is { } fault)
        {
            SandboxLog.ReplyRefused(logger, request.Message.Reference, fault);
            return Held(request, sha256, $"the worker's report can't be true: {fault}");
        }
        return new SanitizeReply
        {
            Report = sanitized.Report,
            // The cast matters: a bare null would become an empty ReadOnlyMemory.
            Content = sanitized.HasContent ? content : (ReadOnlyMemory<byte>?)null,
            Unpacked = unpacked,
            PolicyHash = answer.PolicyHash,
            Passwords = sanitized.Passwords,
            Heading = sanitized.Heading,
            Text = sanitized.Text,
        };
    }

    private static SanitizeReply Held(SanitizeRequest request, string sha256, string detail) => new()
    {
        WorkersFailed = true,
        Report = new ReportNode
        {
            Name = request.Name,
            Format = "unknown",
            DeclaredMediaType = request.DeclaredMediaType,
            Size = request.Content.Length,
            Sha256 = sha256,
            Treatment = "hold",
            Rule = "(sandbox)",
            Outcome = "quarantined",
            Reason = "The sanitizer failed on it.",
            Findings = [new FindingNode("sanitizer.failed", "", detail)],
        },
    };
}
