using System.Collections.Frozen;
using MiyakoMailSanitizer.Gateway.Inbound;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>
/// The schedule of each queue that a stage works on, and the messages that are in memory: a message that was just received need not be read from disk to
/// be sanitized, and one that was just sanitized need not be written to disk to be relayed. Its file is all the while where a crash finds it.
/// </summary>
internal sealed class FlowSchedules : IIncomingSignal
{
    private readonly FrozenDictionary<Queue, QueueSchedule> _schedules;
    private readonly long _keptForPassing;
    private long _freeBytes;

    public FlowSchedules(TimeProvider clock, FlowOptions options, SandboxOptions sandbox)
    {
        _freeBytes = options.MemoryBytes;
        // What waits for its first stage may be read again; what has been through it would have to be written.
        _keptForPassing = options.MemoryBytes / 2;
        _schedules = new Dictionary<Queue, QueueSchedule>
        {
            // One worker of each kind is always there for small messages.
            [Queue.Incoming] = new(clock, Math.Max(1, sandbox.SanitizeWorkers - 1)),
            [Queue.Outgoing] = new(clock, Math.Max(1, sandbox.VerifyWorkers - 1)),
        }.ToFrozenDictionary();
    }

    /// <summary>The queues.</summary>
    public IEnumerable<KeyValuePair<Queue, QueueSchedule>> All => _schedules;

    /// <summary>The schedule of a queue.</summary>
    public QueueSchedule this[Queue queue] => _schedules[queue];

    /// <inheritdoc/>
    public void Arrived(string id, MailItem? item)
    {
        if (item is null)
            this[Queue.Incoming].Arrived(id);
        else
            this[Queue.Incoming].Arrived(ScheduledMail.Of(item, TryHold(item, item.Message.Length, _keptForPassing)));
    }

    /// <summary>A message is in the folder of a queue.</summary>
    public void Arrived(Queue queue, string id)
    {
        if (_schedules.TryGetValue(queue, out var schedule))
            schedule.Arrived(id);
    }

    /// <summary>Hands a message to the next stage in memory; its file stays where it is, without the new records.</summary>
    /// <returns>False where there is no memory for it.</returns>
    public bool TryPass(MailItem item, Queue to, ReadOnlySpan<SpoolRecord> records)
    {
        var bytes = item.HeldBytes > 0 ? 0 : item.Message.Length;
        foreach (var record in records)
            bytes += record.Payload.Length;
        if (!TryHold(item, bytes, leaving: 0))
            return false;
        foreach (var record in records)
            item.Remember(record);
        this[item.Queue].Pass(item.Id);
        this[to].Arrived(ScheduledMail.Of(item, inMemory: true));
        return true;
    }

    /// <summary>The message is out of memory: its end has come, or all of it is on disk.</summary>
    public void Release(MailItem item)
    {
        Interlocked.Add(ref _freeBytes, item.HeldBytes);
        item.HeldBytes = 0;
    }

    private bool TryHold(MailItem item, int bytes, long leaving)
    {
        if (Interlocked.Add(ref _freeBytes, -bytes) < leaving)
        {
            Interlocked.Add(ref _freeBytes, bytes);
            return false;
        }

        item.HeldBytes += bytes;
        return true;
    }
}
