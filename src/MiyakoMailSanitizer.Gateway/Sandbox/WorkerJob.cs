using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>A request on its way through the pool. Ends exactly once.</summary>
internal abstract class WorkerJob(CancellationToken cancellation)
{
    private readonly TaskCompletionSource<WorkerAnswer> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;

    /// <summary>The caller's wish to give up: the worker is killed.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>How it ended.</summary>
    public Task<WorkerAnswer> Completion => _end.Task;

    /// <summary>Sends it to a worker and waits for the reply.</summary>
    /// <exception cref="WorkerFailedException">The worker is dead.</exception>
    public abstract Frame Ask(WorkerProcess worker, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>True for the one who may work on it; false where it was cancelled while waiting.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    /// <summary>Cancels it where no worker has it yet.</summary>
    public void CancelWaiting()
    {
        if (TryTake())
            Cancel();
    }

    public void Cancel()
        => _end.TrySetCanceled(Cancellation.IsCancellationRequested ? Cancellation : new CancellationToken(canceled: true));

    public void Complete(WorkerAnswer answer) => _end.TrySetResult(answer);

    public void Fail(string why) => _end.TrySetException(new WorkersUnavailableException(why));
}

/// <summary>A request whose reply must be of one kind.</summary>
internal sealed class WorkerJob<TReply>(FrameHeader header, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    : WorkerJob(cancellation)
    where TReply : FrameHeader
{
    /// <inheritdoc/>
    public override Frame Ask(WorkerProcess worker, TimeSpan patience, CancellationToken cancellationToken)
        => worker.Ask<TReply>(header, content, patience, cancellationToken);
}
