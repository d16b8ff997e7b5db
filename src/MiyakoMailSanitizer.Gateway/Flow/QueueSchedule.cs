using System.Threading.Channels;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>
/// Which message of a queue is next: ids alone, so that a long queue costs little memory. An id is known once, from its arrival until it is
/// forgotten, so that no two workers take the same message.
/// </summary>
internal sealed class QueueSchedule(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _woken = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _later = new();
    private readonly Dictionary<string, DateTimeOffset> _due = new(StringComparer.Ordinal);
    private readonly Channel<string> _ready = Channel.CreateUnbounded<string>();

    /// <summary>How many messages are known.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _known.Count;
        }
    }

    /// <summary>The message is unknown, or waits for its time: no worker has it in hand.</summary>
    public bool IsAtRest(string id)
    {
        lock (_lock)
            return !_known.Contains(id) || _due.ContainsKey(id);
    }

    /// <summary>A message is in the queue's folder; nothing happens where it is known already.</summary>
    public void Arrived(string id)
    {
        lock (_lock)
        {
            if (_known.Add(id))
                _ready.Writer.TryWrite(id);
        }
    }

    /// <summary>The next message that is due; waits for one.</summary>
    public ValueTask<string> NextAsync(CancellationToken cancellationToken) => _ready.Reader.ReadAsync(cancellationToken);

    /// <summary>The message stays and is due at <paramref name="due"/>.</summary>
    public void Later(string id, DateTimeOffset due)
    {
        lock (_lock)
        {
            _due[id] = due;
            _later.Enqueue(id, due);
        }
    }

    /// <summary>The message left the queue.</summary>
    public void Forget(string id)
    {
        lock (_lock)
        {
            _known.Remove(id);
            _woken.Remove(id);
            _due.Remove(id);
        }
    }

    /// <summary>An operator wants a deferred message tried now.</summary>
    public void Wake(string id)
    {
        lock (_lock)
        {
            if (_due.Remove(id) && _woken.Add(id))
                _ready.Writer.TryWrite(id);
        }
    }

    /// <summary>True, once, where <see cref="Wake"/> was called for the message.</summary>
    public bool TakeWake(string id)
    {
        lock (_lock)
            return _woken.Remove(id);
    }

    /// <summary>Makes ready what has become due.</summary>
    public void Tick()
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            while (_later.TryPeek(out var id, out var due) && due <= now)
            {
                _later.Dequeue();
                // An entry that a wake or a later deferral has overtaken is stale.
                if (_due.TryGetValue(id, out var current) && current == due && _due.Remove(id))
                    _ready.Writer.TryWrite(id);
            }
        }
    }
}
