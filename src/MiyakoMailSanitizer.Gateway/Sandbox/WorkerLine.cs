using System.Diagnostics.CodeAnalysis;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>The requests that wait for a worker, first come first served. Who waits for one sleeps at once: spinning would cost the workers their time.</summary>
internal sealed class WorkerLine
{
    private readonly object _gate = new();
    private readonly Queue<WorkerJob> _jobs = [];
    private bool _isClosed;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _jobs.Count;
        }
    }

    /// <summary>Puts a request at the end.</summary>
    /// <exception cref="ObjectDisposedException">The line is closed.</exception>
    public void Add(WorkerJob job)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _jobs.Enqueue(job);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for the next request.</summary>
    /// <returns>Null where the line is closed.</returns>
    public WorkerJob? Take()
    {
        lock (_gate)
        {
            while (_jobs.Count == 0 && !_isClosed)
                Monitor.Wait(_gate);
            return _isClosed ? null : _jobs.Dequeue();
        }
    }

    /// <summary>The next request where there is one, also of a closed line.</summary>
    public bool TryTake([NotNullWhen(true)] out WorkerJob? job)
    {
        lock (_gate)
            return _jobs.TryDequeue(out job);
    }

    /// <summary>Lets nobody wait any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
