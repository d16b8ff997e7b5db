using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary>A message of which something was withheld.</summary>
/// <param name="Envelope">As accepted.</param>
/// <param name="Original">As received. Hostile.</param>
/// <param name="Sanitized">What is delivered; null where the whole message is held.</param>
/// <param name="Report">What was done and why.</param>
/// <param name="PolicyHash">The policy it was done under.</param>
public sealed record QuarantineCase(
    Envelope Envelope, ReadOnlyMemory<byte> Original, ReadOnlyMemory<byte>? Sanitized, ReportNode Report, string PolicyHash);

/// <summary>Keeps what was withheld until an operator decides.</summary>
public interface IQuarantine
{
    /// <summary>Keeps a case; returns when it is on disk. The same message kept again (after a crash) replaces the first.</summary>
    /// <exception cref="IOException">It could not be kept; the message must not go on.</exception>
    void Keep(QuarantineCase quarantineCase);
}
