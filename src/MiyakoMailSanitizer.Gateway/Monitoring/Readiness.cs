using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using MiyakoMailSanitizer.Gateway.Flow;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Monitoring;

/// <summary>Whether mail is accepted and goes on; and the numbers that are looked up when somebody asks.</summary>
internal sealed class Readiness
{
    private readonly FolderSpool _spool;
    private readonly SandboxHost _sandbox;
    private readonly MeteredAuditLog _audit;

    public Readiness(FolderSpool spool, FlowSchedules schedules, SandboxHost sandbox, MeteredAuditLog audit, GatewayMeter meter)
    {
        (_spool, _sandbox, _audit) = (spool, sandbox, audit);
        meter.Meter.CreateObservableGauge("miyako.queue.messages", () => schedules.All.Select(s => Of(s.Key, s.Value.Count)).Append(Of(Queue.Stuck, Stuck())), description: "Messages in a queue.");
        meter.Meter.CreateObservableGauge("miyako.queue.deferred", () => schedules.All.Select(s => Of(s.Key, s.Value.Deferred)), description: "Of these, the ones that wait for their time.");
        meter.Meter.CreateObservableGauge("miyako.queue.age", () => schedules.All.Select(s => Of(s.Key, s.Value.Age.TotalSeconds)), "s", "How long the oldest is in the queue, since the start of the gateway.");
        meter.Meter.CreateObservableGauge("miyako.spool.has_room", () => HasRoom() ? 1 : 0, description: "0: new mail is answered with 452.");
        meter.Meter.CreateObservableGauge("miyako.workers.live", () => Workers(sandbox.Live), description: "Warm workers.");
        meter.Meter.CreateObservableGauge("miyako.workers.waiting", () => Workers(sandbox.Waiting), description: "Requests that wait for a worker.");
        meter.Meter.CreateObservableCounter("miyako.workers.starts", () => Workers(sandbox.Starts), description: "Workers that became warm.");
        meter.Meter.CreateObservableCounter("miyako.workers.failures", () => Workers(sandbox.Failures), description: "Workers that died, were killed or could not be started.");
    }

    /// <summary>What keeps mail from coming in or going on; none where all is well.</summary>
    public ImmutableArray<string> Faults()
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        if (!HasRoom())
            faults.Add("the spool has no room: new mail gets 452");
        if (_audit.IsFailing)
            faults.Add("the audit log can't be written: new mail gets 451");
        if (_sandbox.Live.Sanitize == 0)
            faults.Add("no sanitize worker runs: mail is accepted and waits");
        if (_sandbox.Live.Verify == 0)
            faults.Add("no verify worker runs: mail is accepted and waits");
        return faults.ToImmutable();
    }

    private bool HasRoom()
    {
        try
        {
            return _spool.HasRoom();
        }
        catch (IOException)
        {
            return false;
        }
    }

    private int Stuck()
    {
        try
        {
            return _spool.List(Queue.Stuck).Count;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static Measurement<double> Of(Queue queue, double value)
        => new(value, new KeyValuePair<string, object?>("queue", queue.ToString().ToLowerInvariant()));

    private static Measurement<long>[] Workers((long Sanitize, long Verify) numbers) =>
    [
        new(numbers.Sanitize, new KeyValuePair<string, object?>("kind", "sanitize")),
        new(numbers.Verify, new KeyValuePair<string, object?>("kind", "verify")),
    ];
}
