using System.Diagnostics;
using System.Globalization;
using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;
using MiyakoMailSanitizer.Gateway.Sandbox.Worker;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>The worker did not answer as it should; it is dead now.</summary>
internal sealed class WorkerFailedException(string message, bool cancelled = false) : IOException(message)
{
    /// <summary>It was killed because the caller gave up, so it is not to blame.</summary>
    public bool Cancelled { get; } = cancelled;
}

/// <summary>
/// One child process, from our side. Belongs to one thread, which waits for it; only the watchdog and cancellation act from others, and
/// they only kill, which ends the wait.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private readonly StderrTail _stderr;
    private readonly ITimer _watchdog;
    private readonly Lock _killing = new();
    private TimeSpan _patience;
    private string? _killed;
    private bool _cancelled;
    private bool _busy;
    private bool _disposed;
    private long _lastId;

    private WorkerProcess(Process process, FrameBounds bounds, TimeProvider time)
    {
        _process = process;
        Id = process.Id;
        _reader = new FrameReader(process.StandardOutput.BaseStream, bounds);
        _writer = new FrameWriter(process.StandardInput.BaseStream, bounds);
        _stderr = new StderrTail(process.StandardError.BaseStream);
        _watchdog = time.CreateTimer(_ => OnPatienceEnded(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Process id; that of bubblewrap where the worker is isolated.</summary>
    public int Id { get; }

    /// <summary>How many requests it has answered.</summary>
    public int Served { get; private set; }

    /// <summary>Hash of the policy it works by; empty before the first.</summary>
    public string PolicyHash { get; set; } = "";

    /// <summary>True where it asked to be replaced.</summary>
    public bool WantsToRetire { get; private set; }

    /// <summary>True where it is dead or dying.</summary>
    public bool IsDead => _killed is not null || _process.HasExited;

    /// <summary>The end of what it printed.</summary>
    public string Printed => _stderr.Read(ExitPatience);

    /// <summary>Starts a worker and waits until it says that its limits are set.</summary>
    /// <exception cref="WorkerFailedException">It did not.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">It could not be started.</exception>
    public static WorkerProcess Start(SandboxLauncher launcher, string verb, WorkerLimits limits, TimeSpan patience, TimeProvider time)
    {
        var bounds = new FrameBounds(FrameBounds.DefaultHeader, limits.MaxContentBytes);
        var worker = new WorkerProcess(launcher.Start(verb, limits), bounds, time);
        try
        {
            // Not cancelled: a start is short, and one that is cut off half way leaves more behind than one that is ended after it.
            worker.Await(static w => w.Receive<FrameHeader.Ready>(0), patience, CancellationToken.None);
            return worker.IsDead ? throw new WorkerFailedException("it died as it started") : worker;
        }
        catch (WorkerFailedException)
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and waits for its reply: the expected kind, or <see cref="FrameHeader.Failed"/>.</summary>
    /// <exception cref="WorkerFailedException">It died, was killed after <paramref name="patience"/>, or answered nonsense.</exception>
    /// <exception cref="FrameTooLargeException">The request is over the bounds; the worker lives on.</exception>
    public Frame Ask<TReply>(FrameHeader request, ReadOnlyMemory<byte> content, TimeSpan patience, CancellationToken cancellationToken)
        where TReply : FrameHeader
    {
        var id = ++_lastId;
        var reply = Await(
            w =>
            {
                w._writer.Write(request with { Id = id }, content.Span);
                return w.Receive<TReply>(id);
            },
            patience,
            cancellationToken);
        Served++;
        WantsToRetire |= reply.Header.Retire;
        return reply;
    }

    /// <summary>Kills it, with all that it started.</summary>
    public void Dispose()
    {
        Kill();
        _watchdog.Dispose();
        _process.WaitForExit(ExitPatience);
        lock (_killing)
            _disposed = true;
        // Not closed by the process, as we have them.
        _process.StandardInput.BaseStream.Dispose();
        _process.StandardOutput.BaseStream.Dispose();
        _process.Dispose();
    }

    private Frame Receive<TReply>(long id)
        where TReply : FrameHeader
    {
        var frame = _reader.Read() ?? throw new EndOfStreamException();
        if (frame.Header.Id != id || frame.Header is not (TReply or FrameHeader.Failed))
        {
            var got = $"{frame.Header.GetType().Name} {frame.Header.Id}";
            throw new FrameException($"the frame is {got} where {typeof(TReply).Name} {id} was due");
        }

        return frame;
    }

    private Frame Await(Func<WorkerProcess, Frame> exchange, TimeSpan patience, CancellationToken cancellationToken)
    {
        _patience = patience;
        lock (_killing)
            _busy = true;
        _watchdog.Change(patience, Timeout.InfiniteTimeSpan);
        using var registration = cancellationToken.UnsafeRegister(static w => ((WorkerProcess)w!).OnCancelled(), this);
        try
        {
            return exchange(this);
        }
        catch (IOException e)
        {
            throw new WorkerFailedException(Explain(e), _cancelled);
        }
        finally
        {
            lock (_killing)
                _busy = false;
            _watchdog.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnCancelled() => KillBusy("the caller gave up", cancelled: true);

    private void OnPatienceEnded()
    {
        var seconds = _patience.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        KillBusy($"no answer within {seconds} seconds", cancelled: false);
    }

    private void KillBusy(string why, bool cancelled)
    {
        lock (_killing)
        {
            if (!_busy || !Kill())
                return;
            _killed ??= why;
            _cancelled |= cancelled;
        }
    }

    /// <summary>
    /// False where there is nothing to kill. bubblewrap leads a group of its own, and so does a plain worker soon after its start; what was
    /// started inside bubblewrap dies with its process name space.
    /// </summary>
    private bool Kill()
    {
        lock (_killing)
        {
            if (_disposed || _process.HasExited)
                return false;
            Posix.KillGroup(Id);
            _process.Kill();
            return true;
        }
    }

    /// <summary>What befell the worker, in words. It is dead afterwards.</summary>
    private string Explain(IOException cause)
    {
        if (cause is FrameException)
        {
            Kill();
            return _killed ?? $"it broke the protocol: {cause.Message}";
        }
        // The pipe is closed, so it is dying, or it closed the pipe to live on unwatched.
        if (!_process.WaitForExit(ExitPatience))
            Kill();
        return _killed ?? (_process.WaitForExit(ExitPatience) ? WorkerExit.Describe(_process.ExitCode) : "it closed its pipe");
    }
}
