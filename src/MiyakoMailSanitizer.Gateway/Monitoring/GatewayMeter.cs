using System.Diagnostics.Metrics;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Monitoring;

/// <summary>What is counted and measured. Names as OpenTelemetry has them; Prometheus gets them with underscores.</summary>
internal sealed class GatewayMeter : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "MiyakoMailSanitizer";

    private readonly Counter<long> _events;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _treated;
    private readonly Counter<long> _replies;
    private readonly Histogram<double> _stages;
    private readonly Histogram<double> _deliveries;

    public GatewayMeter()
    {
        Meter = new Meter(Name);
        _events = Meter.CreateCounter<long>("miyako.audit.events", description: "Lines of the audit log, by kind.");
        _accepted = Meter.CreateCounter<long>("miyako.messages.accepted", description: "Messages that a 250 was given for.");
        _treated = Meter.CreateCounter<long>("miyako.files.treated", description: "Files, the messages themselves among them, by format and what became of them.");
        _replies = Meter.CreateCounter<long>("miyako.relay.replies", description: "Replies of the next hops, one a recipient, by their code; 'none' where the connection failed.");
        _stages = Meter.CreateHistogram<double>("miyako.stage.duration", "s", "Time that a stage takes for a message.");
        _deliveries = Meter.CreateHistogram<double>("miyako.delivery.duration", "s", "From the 250 to the end of a message: relayed, held or bounced.");
    }

    /// <summary>For gauges that others add, and for who collects.</summary>
    public Meter Meter { get; }

    /// <summary>An act was written down.</summary>
    public void Count(AuditEvent auditEvent)
    {
        _events.Add(1, new KeyValuePair<string, object?>("kind", auditEvent.Kind));
        switch (auditEvent.Kind)
        {
            case "accepted":
                _accepted.Add(1);
                break;
            case "sanitized" or "held":
                foreach (var file in TreatedFile.ReadAll(Field(auditEvent, "treated")))
                    _treated.Add(1, new("format", file.Format), new("outcome", file.Outcome));
                break;
            case "relayed" or "refused" or "not-relayed":
                _replies.Add(1, new KeyValuePair<string, object?>("code", Code(Field(auditEvent, "reply"))));
                break;
        }
    }

    /// <summary>A stage was run.</summary>
    public void Staged(Queue from, TimeSpan time)
        => _stages.Record(time.TotalSeconds, new KeyValuePair<string, object?>("stage", from == Queue.Incoming ? "sanitize" : "relay"));

    /// <summary>A message has come to its end.</summary>
    public void Ended(TimeSpan time) => _deliveries.Record(Math.Max(0, time.TotalSeconds));

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    private static string Field(AuditEvent auditEvent, string name) => auditEvent.Details.FirstOrDefault(f => f.Key == name).Value ?? "";

    private static string Code(string reply) => reply.Length >= 3 && reply.AsSpan(0, 3).ContainsAnyExceptInRange('0', '9') is false ? reply[..3] : "none";
}
