using System.Collections.Immutable;
using System.ComponentModel;
using MiyakoMailSanitizer.Gateway.Sandbox.Protocol;

namespace MiyakoMailSanitizer.Gateway.Sandbox;

/// <summary>Starts the workers of a pool, warm and configured, and slows down when that fails.</summary>
internal sealed class WorkerStarter(
    SandboxLauncher launcher, WorkerPoolOptions options, ILogger logger, TimeProvider time, CancellationToken stop)
{
    private static readonly ImmutableArray<TimeSpan> Waits = [.. new[] { 0.1, 0.5, 1, 2, 5, 10, 30 }.Select(TimeSpan.FromSeconds)];

    private long _starts;
    private long _failures;

    /// <summary>Workers that became warm.</summary>
    public long Starts => Interlocked.Read(ref _starts);

    /// <summary>Tries that failed.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>One try. On failure it waits, longer each time, before it returns null.</summary>
    /// <param name="failures">Failures in a row on this slot; counted here.</param>
    /// <param name="why">Why it failed.</param>
    public WorkerProcess? TryStart(ref int failures, out string why)
    {
        WorkerProcess? worker = null;
        try
        {
            worker = WorkerProcess.Start(launcher, options.Verb, options.Limits, options.StartPatience, time);
            if (Configure(worker) is { } faults)
                throw new WorkerFailedException(faults);
            worker.Ask<FrameHeader>(options.WarmUp.Header, options.WarmUp.Content, options.StartPatience, stop);
            Interlocked.Increment(ref _starts);
            failures = 0;
            why = "";
            return worker;
        }
        catch (Exception e) when (e is WorkerFailedException or Win32Exception)
        {
            why = e.Message;
            worker?.Dispose();
            if (!stop.IsCancellationRequested)
            {
                Interlocked.Increment(ref _failures);
                failures++;
                var wait = Waits[Math.Min(failures, Waits.Length) - 1];
                SandboxLog.StartFailed(logger, options.Verb, failures, why, wait.TotalSeconds);
                stop.WaitHandle.WaitOne(wait);
            }
            return null;
        }
    }

    /// <summary>Gives the worker the policy of now, where it has another one. Null, or why it does not take it.</summary>
    /// <exception cref="WorkerFailedException">The worker is dead.</exception>
    public string? Configure(WorkerProcess worker)
    {
        if (options.Policy?.Invoke() is not { } policy || policy.Hash == worker.PolicyHash)
            return null;
        var pieces = policy.Notices.Select(n => new FrameHeader.Piece(n.FileName, n.Content.Length));
        var header = new FrameHeader.Configure(policy.FileName, policy.Hash, policy.RulesJson.Length, [.. pieces]);
        byte[] content = [.. policy.RulesJson.Span, .. policy.Notices.SelectMany(n => n.Content.ToArray())];
        worker.PolicyHash = "";
        var reply = worker.Ask<FrameHeader.Configured>(header, content, options.StartPatience, stop).Header;
        var faults = reply is FrameHeader.Configured configured ? configured.Faults : [((FrameHeader.Failed)reply).Detail];
        if (!faults.IsEmpty)
            return $"the worker does not take the policy: {string.Join("; ", faults)}";
        worker.PolicyHash = policy.Hash;
        return null;
    }
}
