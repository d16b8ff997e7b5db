using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

namespace MiyakoMailSanitizer.Gateway.Sandbox.Worker;

/// <summary>The verifier as the worker sees it: faults, or none where it passes.</summary>
/// <param name="Message">Verifies a message and the originals that it may bring.</param>
/// <param name="File">Verifies a file by media type and file name.</param>
internal sealed record Verifier(
    Func<ReadOnlyMemory<byte>, ImmutableArray<string>, ImmutableArray<VerifyFinding>> Message,
    Func<string, string, ReadOnlyMemory<byte>, ImmutableArray<VerifyFinding>> File);

/// <summary><c>miyako verify-worker</c>: never the process that made what it verifies.</summary>
internal static class VerifyWorker
{
    /// <summary>More faults than this say nothing new.</summary>
    private const int MaxFaults = 100;

    /// <summary>Runs the worker to its end and gives its exit code.</summary>
    public static int Run(IReadOnlyList<string> arguments, Verifier verifier)
        => WorkerHost.Run(arguments, (limits, frames) =>
        {
            var drill = limits.FaultDrill ? new FaultDrill(frames) : null;
            return (request, content) => Answer(drill, verifier, request, content);
        });

    private static Answer Answer(FaultDrill? drill, Verifier verifier, FrameHeader request, ReadOnlyMemory<byte> content)
    {
        if (drill is not null && FaultDrill.IsDrill(content.Span))
            return Said(drill.Run(content.Span, CancellationToken.None));
        return request switch
        {
            FrameHeader.VerifyMessage message => Reply(verifier.Message(content, message.Originals)),
            FrameHeader.VerifyFile file => Reply(verifier.File(file.MediaType, file.FileName, content)),
            _ => new Answer(new FrameHeader.Failed($"a verify worker has no answer to {request.GetType().Name}")),
        };
    }

    private static Answer Reply(ImmutableArray<VerifyFinding> faults)
        => new(new FrameHeader.Verified(faults.Length > MaxFaults ? faults[..MaxFaults] : faults));

    private static Answer Said(string drill) => Reply(drill == "ok" ? [] : [new VerifyFinding("drill", "", drill)]);
}
