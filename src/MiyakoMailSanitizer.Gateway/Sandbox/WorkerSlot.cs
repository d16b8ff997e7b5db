using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>A place in the pool: one thread that keeps one worker process alive and has it treat one request after the other.</summary>
internal sealed class WorkerSlot
{
    private const int Attempts = 2;

    // After so many failed starts in a row a request is no longer kept waiting; the tries go on.
    private const int FailuresToGiveUp = 3;

    private readonly WorkerStarter _starter;
    private readonly WorkerPoolOptions _options;
    private readonly WorkerLine _line;
    private readonly ILogger _logger;
    private readonly CancellationToken _stop;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WorkerProcess? _worker;
    private long _deaths;
    private int _failures;

    public WorkerSlot(
        WorkerStarter starter, WorkerPoolOptions options, WorkerLine line, ILogger logger, CancellationToken stop)
    {
        _starter = starter;
        _options = options;
        _line = line;
        _logger = logger;
        _stop = stop;
    }

    /// <summary>Workers that died or were killed.</summary>
    public long Deaths => Interlocked.Read(ref _deaths);

    /// <summary>True while there is a warm worker.</summary>
    public bool IsLive => _worker is not null;

    /// <summary>Starts the thread.</summary>
    /// <param name="isAnyLive">Whether any slot of the pool has a warm worker, so that nobody has to be turned away.</param>
    public void Start(Func<bool> isAnyLive)
        => new Thread(() => Run(isAnyLive)) { IsBackground = true, Name = _options.Verb }.Start();

    /// <summary>Ends when the thread has ended and the worker is dead.</summary>
    public Task Ended => _ended.Task;

    private void Run(Func<bool> isAnyLive)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                if (Provide(out var why))
                {
                    if (_line.Take() is { } job)
                        Treat(job);
                }
                else if (_failures >= FailuresToGiveUp && !isAnyLive())
                    TurnAway(why);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The pool is going down.
        }
        finally
        {
            Drop();
            _ended.SetResult();
        }
    }

    private void TurnAway(string why)
    {
        while (_line.TryTake(out var job))
        {
            if (job.TryTake())
                job.Fail($"no worker can be started: {why}");
        }
    }

    /// <summary>True where a living worker is there.</summary>
    private bool Provide(out string why)
    {
        why = "";
        if (_worker is { IsDead: true } dead)
        {
            Died(dead.Id, "it died while it had nothing to do", dead.Printed);
            Drop();
        }
        return (_worker ??= _starter.TryStart(ref _failures, out why)) is not null;
    }

    private void Treat(WorkerJob job)
    {
        if (!job.TryTake())
            return;
        var failure = "";
        for (var attempt = 1; attempt <= Attempts;)
        {
            if (!Provide(out var why))
            {
                if (_stop.IsCancellationRequested || job.Cancellation.IsCancellationRequested)
                    job.Cancel();
                else if (_failures >= FailuresToGiveUp)
                    job.Fail($"no worker can be started: {why}");
                else
                    continue;
                return;
            }
            if (TryAsk(job, out failure))
                return;
            attempt++;
        }
        job.Complete(new WorkerAnswer(null, $"two workers failed on it, the last one: {failure}", ""));
    }

    /// <summary>True where the job has ended. Else the worker is dead and dropped.</summary>
    private bool TryAsk(WorkerJob job, out string failure)
    {
        var worker = _worker!;
        failure = "";
        try
        {
            if (_starter.Configure(worker) is { } refused)
            {
                job.Fail(refused);
                return true;
            }
            using var either = CancellationTokenSource.CreateLinkedTokenSource(job.Cancellation, _stop);
            var reply = job.Ask(worker, _options.Patience, either.Token);
            job.Complete(new WorkerAnswer(reply, "", worker.PolicyHash));
            if (worker.WantsToRetire || worker.Served >= _options.RecycleAfter)
            {
                SandboxLog.WorkerRetired(_logger, _options.Verb, worker.Id, worker.Served);
                Drop();
            }
            return true;
        }
        catch (FrameTooLargeException e)
        {
            job.Complete(new WorkerAnswer(null, e.Message, ""));
            return true;
        }
        catch (WorkerFailedException e)
        {
            var printed = worker.Printed;
            Drop();
            if (e.Cancelled)
            {
                job.Cancel();
                return true;
            }
            failure = e.Message;
            Died(worker.Id, failure, printed);
            return false;
        }
    }

    private void Died(int process, string failure, string printed)
    {
        Interlocked.Increment(ref _deaths);
        SandboxLog.WorkerDied(_logger, _options.Verb, process, failure, printed);
    }

    private void Drop()
    {
        _worker?.Dispose();
        _worker = null;
    }
}
