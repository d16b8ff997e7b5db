using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>A message that the verifier has passed in a process of its own. Only <see cref="VerifierGate"/> can make one.</summary>
public sealed class VerifiedMessage
{
    private VerifiedMessage(ReadOnlyMemory<byte> content) => Content = content;

    /// <summary>The bytes that were verified: 7-bit, CRLF line ends, not dot-stuffed.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The one gate to the outside: sends the bytes to a verify worker and stamps what it passes.</summary>
    public sealed class VerifierGate
    {
        private readonly IVerifyWorkers _workers;

        internal VerifierGate(IVerifyWorkers workers) => _workers = workers;

        /// <summary>
        /// The stamped message, or the faults. Two verify workers that die, hang or answer nonsense are the fault <c>verifier.failed</c>.
        /// The bytes must not change from here on.
        /// </summary>
        /// <exception cref="WorkersUnavailableException">No verify worker can be started; nothing is known about the message.</exception>
        /// <exception cref="OperationCanceledException">Cancelled by the caller.</exception>
        public ValueTask<VerifyReply> VerifyAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => VerifyAsync(message, [], cancellationToken);

        /// <summary>The same for a message that brings originals which two operators have released, by their SHA-256.</summary>
        public async ValueTask<VerifyReply> VerifyAsync(ReadOnlyMemory<byte> message, ImmutableArray<string> originals, CancellationToken cancellationToken)
        {
            var faults = await _workers.VerifyAsync(new FrameHeader.VerifyMessage { Originals = originals }, message, cancellationToken);
            return faults.IsEmpty ? new VerifyReply { Message = new VerifiedMessage(message) } : new VerifyReply { Faults = faults };
        }

        /// <summary>Verifies a single file for the offline command; empty where it passes.</summary>
        /// <exception cref="WorkersUnavailableException">No verify worker can be started.</exception>
        /// <exception cref="OperationCanceledException">Cancelled by the caller.</exception>
        public ValueTask<ImmutableArray<VerifyFinding>> VerifyFileAsync(
            string mediaType, string fileName, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
            => _workers.VerifyAsync(new FrameHeader.VerifyFile(mediaType, fileName), content, cancellationToken);
    }
}

/// <summary>What the gate says: a message, or why not.</summary>
public sealed record VerifyReply
{
    /// <summary>The stamped message; null where there are faults.</summary>
    public VerifiedMessage? Message { get; init; }

    /// <summary>What the verifier refuses; our bug, so it alarms the operator.</summary>
    public ImmutableArray<VerifyFinding> Faults { get; init; } = [];
}

/// <summary>Something that must not leave.</summary>
/// <param name="Rule">The verifier's rule, or <c>verifier.failed</c>.</param>
/// <param name="Where">The place in the message.</param>
/// <param name="Detail">Plain English words; untrusted text.</param>
public sealed record VerifyFinding(string Rule, string Where, string Detail);

/// <summary>The processes behind the gate.</summary>
internal interface IVerifyWorkers
{
    /// <summary>The faults of a message or file; empty only where a worker has passed it.</summary>
    ValueTask<ImmutableArray<VerifyFinding>> VerifyAsync(
        FrameHeader request, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}
