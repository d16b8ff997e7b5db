using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Spool;
using MiyakoMailSanitizer.Sanitizing;

namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary>A message of which something was withheld.</summary>
/// <param name="Envelope">As accepted.</param>
/// <param name="Original">As received. Hostile.</param>
/// <param name="Sanitized">What is delivered; null where the whole message is held.</param>
/// <param name="Report">What was done and why.</param>
/// <param name="PolicyHash">The policy it was done under.</param>
public sealed record QuarantineCase(
    Envelope Envelope, ReadOnlyMemory<byte> Original, ReadOnlyMemory<byte>? Sanitized, ReportNode Report, string PolicyHash)
{
    /// <summary>What the message says of itself.</summary>
    public MessageHeading Heading { get; init; } = MessageHeading.None;

    /// <summary>Nothing of it was delivered.</summary>
    public bool IsHeld => Sanitized is null || Report.IsHeld;

    /// <summary>Where it belongs.</summary>
    public CaseState State => !IsHeld && LockedFiles.Of(Report).Any() ? CaseState.WaitingForPassword : CaseState.Held;
}

/// <summary>What is to become of a case: the folder it lies in.</summary>
public enum CaseState
{
    /// <summary><c>held</c>: waits for an operator.</summary>
    Held = 0,

    /// <summary><c>waiting-for-password</c>: delivered but for files that need a password.</summary>
    WaitingForPassword,

    /// <summary><c>released</c>: what was kept back has been sent on.</summary>
    Released,

    /// <summary><c>discarded</c>: an operator has decided that nobody gets it.</summary>
    Discarded,
}

/// <summary>Keeps what was withheld until an operator decides.</summary>
public interface IQuarantine
{
    /// <summary>Keeps a case; returns when it is on disk. The same message kept again (after a crash) replaces the first.</summary>
    /// <exception cref="IOException">It could not be kept; the message must not go on.</exception>
    void Keep(QuarantineCase quarantineCase);
}
