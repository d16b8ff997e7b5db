using System.Collections.Frozen;
using MiyakoMailSanitizer.Gateway.Inbound;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>The schedule of each queue that a stage works on.</summary>
internal sealed class FlowSchedules(TimeProvider clock) : IIncomingSignal
{
    private readonly FrozenDictionary<Queue, QueueSchedule> _schedules = new Dictionary<Queue, QueueSchedule>
    {
        [Queue.Incoming] = new(clock),
        [Queue.Outgoing] = new(clock),
    }.ToFrozenDictionary();

    /// <summary>The queues.</summary>
    public IEnumerable<KeyValuePair<Queue, QueueSchedule>> All => _schedules;

    /// <summary>The schedule of a queue.</summary>
    public QueueSchedule this[Queue queue] => _schedules[queue];

    /// <inheritdoc/>
    public void Arrived(string id) => Arrived(Queue.Incoming, id);

    /// <summary>A message is in the folder of a queue.</summary>
    public void Arrived(Queue queue, string id)
    {
        if (_schedules.TryGetValue(queue, out var schedule))
            schedule.Arrived(id);
    }
}
