namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>A message that the verifier has passed in its own process. Only <see cref="VerifierGate"/> can make one.</summary>
public sealed class VerifiedMessage
{
    private VerifiedMessage(ReadOnlyMemory<byte> content) => Content = content;

    /// <summary>The bytes that were verified: 7-bit, CRLF line ends, not dot-stuffed.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The one gate to the outside: sends the bytes to a verify worker and stamps what it passes.</summary>
    public sealed class VerifierGate
    {
        /// <summary>What the verify workers said: a stamped message, or the faults.</summary>
        internal static VerifiedMessage Stamp(ReadOnlyMemory<byte> content) => new(content);
    }
}
