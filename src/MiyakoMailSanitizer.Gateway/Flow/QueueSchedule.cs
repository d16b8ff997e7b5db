using System.Diagnostics.CodeAnalysis;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>
/// Which message of a queue is next: small ones and large ones in a line each, of which only so many large ones may be in hand at once. A long queue costs
/// little memory: messages that are not in memory are ids alone. An id is known once, from its arrival until it is forgotten, so that no two workers take
/// the same message.
/// </summary>
/// <param name="clock">Tells what is due.</param>
/// <param name="largeAtOnce">Large messages in hand at once; see <see cref="ScheduledMail.LargeFrom"/>.</param>
internal sealed class QueueSchedule(TimeProvider clock, int largeAtOnce)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _woken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _largeInHand = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _later = new();
    private readonly Dictionary<string, DateTimeOffset> _due = new(StringComparer.Ordinal);
    private readonly FairLine _small = new();
    private readonly FairLine _large = new();
    private readonly Queue<TaskCompletionSource<ScheduledMail>> _idle = new();

    /// <summary>How many messages are known.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _known.Count;
        }
    }

    /// <summary>How many wait for their time.</summary>
    public int Deferred
    {
        get
        {
            lock (_lock)
                return _due.Count;
        }
    }

    /// <summary>How long the message that is known longest is known, since this process has started.</summary>
    public TimeSpan Age
    {
        get
        {
            lock (_lock)
                return _known.Count == 0 ? TimeSpan.Zero : clock.GetUtcNow() - _known.Values.Min();
        }
    }

    /// <summary>A message is in the queue's folder; nothing happens where it is known already.</summary>
    public void Arrived(string id) => Arrived(new ScheduledMail(id));

    /// <summary>The same for a message of which more is known.</summary>
    public void Arrived(ScheduledMail mail)
    {
        lock (_lock)
        {
            if (_known.TryAdd(mail.Id, clock.GetUtcNow()))
                Enqueue(mail);
        }
    }

    /// <summary>The next message that is due; waits for one.</summary>
    public async ValueTask<ScheduledMail> NextAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<ScheduledMail> idle;
        lock (_lock)
        {
            if (TryPick(out var mail))
                return mail;
            idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _idle.Enqueue(idle);
        }

        await using (cancellationToken.UnsafeRegister(static (i, token) => ((TaskCompletionSource<ScheduledMail>)i!).TrySetCanceled(token), idle))
            return await idle.Task;
    }

    /// <summary>A message that was taken as one of unknown size turned out to be large.</summary>
    /// <returns>True where it may be worked on; false where it is back in the line of large ones.</returns>
    public bool MayGoOn(ScheduledMail mail)
    {
        lock (_lock)
        {
            if (_largeInHand.Contains(mail.Id))
                return true;
            if (_largeInHand.Count < largeAtOnce)
                return _largeInHand.Add(mail.Id);
            Enqueue(mail);
            return false;
        }
    }

    /// <summary>The message stays and is due at <paramref name="due"/>.</summary>
    public void Later(string id, DateTimeOffset due)
    {
        lock (_lock)
        {
            _due[id] = due;
            _later.Enqueue(id, due);
            PutDown(id);
        }
    }

    /// <summary>The message is no longer worked on here but still in the queue's folder: the next stage has it in memory.</summary>
    public void Pass(string id)
    {
        lock (_lock)
            PutDown(id);
    }

    /// <summary>The message left the queue.</summary>
    public void Forget(string id)
    {
        lock (_lock)
        {
            _known.Remove(id);
            _woken.Remove(id);
            _due.Remove(id);
            PutDown(id);
        }
    }

    /// <summary>An operator wants a deferred message tried now.</summary>
    public void Wake(string id)
    {
        lock (_lock)
        {
            if (_due.Remove(id) && _woken.Add(id))
                Enqueue(new ScheduledMail(id));
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
                    Enqueue(new ScheduledMail(id));
            }
        }
    }

    private void Enqueue(ScheduledMail mail)
    {
        (mail.IsLarge ? _large : _small).Enqueue(mail);
        Dispatch();
    }

    private void PutDown(string id)
    {
        if (_largeInHand.Remove(id))
            Dispatch();
    }

    /// <summary>Gives to those who wait.</summary>
    private void Dispatch()
    {
        while (_idle.TryPeek(out var idle))
        {
            // Whoever gave up waiting gets nothing; only here a wait is ended otherwise, so a message can't be lost to it.
            if (idle.Task.IsCompleted)
            {
                _idle.Dequeue();
                continue;
            }

            if (!TryPick(out var mail))
                return;
            _idle.Dequeue();
            if (!idle.TrySetResult(mail))
                PickAgain(mail);
        }
    }

    /// <summary>Who was to get it gave up at that very moment.</summary>
    private void PickAgain(ScheduledMail mail)
    {
        _largeInHand.Remove(mail.Id);
        (mail.IsLarge ? _large : _small).Enqueue(mail);
    }

    private bool TryPick([NotNullWhen(true)] out ScheduledMail? mail)
    {
        if (_small.TryDequeue(out mail))
            return true;
        if (_largeInHand.Count >= largeAtOnce || !_large.TryDequeue(out mail))
            return false;
        _largeInHand.Add(mail.Id);
        return true;
    }
}
