using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>Sends what wants to leave to the verify workers.</summary>
internal sealed class VerifyClient(WorkerPool pool) : IVerifyWorkers
{
    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<VerifyFinding>> VerifyAsync(
        FrameHeader request, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var answer = await pool.AskAsync(new WorkerJob<FrameHeader.Verified>(request, content, cancellationToken));
        return answer.Reply?.Header switch
        {
            FrameHeader.Verified { Faults.IsDefault: false } verified => verified.Faults,
            FrameHeader.Failed failed => [new VerifyFinding("verifier.failed", "", failed.Detail)],
            _ => [new VerifyFinding("verifier.failed", "", answer.Failure)],
        };
    }
}
