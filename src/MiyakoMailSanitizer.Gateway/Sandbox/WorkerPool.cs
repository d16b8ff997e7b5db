using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;
using MiyakoMailSanitizer.Gateway.Sandbox.Worker;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>No worker can be started, so nothing was done and nothing is known about the message: it stays where it is.</summary>
public sealed class WorkersUnavailableException(string message) : IOException(message);

/// <summary>How a pool of workers is run.</summary>
internal sealed record WorkerPoolOptions
{
    /// <summary>The hidden verb of the command line.</summary>
    public required string Verb { get; init; }

    /// <summary>How many processes.</summary>
    public required int Workers { get; init; }

    /// <summary>What each may use.</summary>
    public required WorkerLimits Limits { get; init; }

    /// <summary>Wall clock of one request.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>Wall clock of a start, configuration and warm-up included. Default 30 seconds: a busy machine is slow.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Requests after which a worker is replaced. Default 50,000: rare enough that starting and just-in-time compiling (seconds of CPU time in
    /// all) do not show.
    /// </summary>
    public int RecycleAfter { get; init; } = 50_000;

    /// <summary>The policy to work by; null for workers that need none.</summary>
    public Func<PolicySource>? Policy { get; init; }

    /// <summary>A tiny request, so that a worker is compiled before its first message. Only its death matters.</summary>
    public required WarmUp WarmUp { get; init; }
}

/// <summary>A request that warms a worker.</summary>
internal sealed record WarmUp(FrameHeader Header, ReadOnlyMemory<byte> Content);

/// <summary>What a request came to: a reply, or how two workers failed on it.</summary>
/// <param name="Reply">The reply, or null.</param>
/// <param name="Failure">Where there is no reply: what befell the last worker, or why no worker got it.</param>
/// <param name="PolicyHash">The policy that the worker had.</param>
internal sealed record WorkerAnswer(Frame? Reply, string Failure, string PolicyHash);

/// <summary>
/// A fixed number of warm workers. Requests wait in one line, first come first served; a free worker takes the next. Each worker has a
/// thread of its own: the kernel ties a child's life to the thread that started it (PR_SET_PDEATHSIG), and pipes are read by blocking.
/// </summary>
internal sealed class WorkerPool : IAsyncDisposable
{
    private readonly WorkerLine _line = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly WorkerSlot[] _slots;
    private readonly WorkerStarter _starter;

    public WorkerPool(SandboxLauncher launcher, WorkerPoolOptions options, ILogger logger, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Workers);
        _starter = new WorkerStarter(launcher, options, logger, time, _stop.Token);
        _slots = [.. Enumerable.Range(0, options.Workers).Select(_ => new WorkerSlot(_starter, options, _line, logger, _stop.Token))];
        foreach (var slot in _slots)
            slot.Start(() => Live > 0);
    }

    /// <summary>Workers that are warm, busy or not; for health.</summary>
    public int Live => _slots.Count(s => s.IsLive);

    /// <summary>Requests that wait for a worker; for metrics.</summary>
    public int Waiting => _line.Count;

    /// <summary>Workers that became warm, since the start; for metrics.</summary>
    public long Starts => _starter.Starts;

    /// <summary>Workers that died, were killed or could not be started, since the start; for metrics.</summary>
    public long Failures => _starter.Failures + _slots.Sum(s => s.Deaths);

    /// <summary>Has one worker treat the request; after a failure one more, in a fresh process.</summary>
    /// <exception cref="WorkersUnavailableException">No worker can be started.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the pool is going down.</exception>
    public async Task<WorkerAnswer> AskAsync(WorkerJob job)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        using var registration = job.Cancellation.UnsafeRegister(static j => ((WorkerJob)j!).CancelWaiting(), job);
        _line.Add(job);
        return await job.Completion;
    }

    /// <summary>Kills all workers; requests on their way are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        _line.Close();
        foreach (var slot in _slots)
            await slot.Ended;
        while (_line.TryTake(out var job))
            job.Cancel();
    }
}
