using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Flow;

/// <summary>What an operator does with a message of the spool, beside a running gateway or in it.</summary>
internal sealed class SpoolActs(FolderSpool spool, IAuditLog audit)
{
    /// <summary>Has a deferred message tried now; puts a stuck one back into its queue.</summary>
    /// <exception cref="FileNotFoundException">There is no such message.</exception>
    /// <exception cref="InvalidDataException">Its file is torn: trying again would not help.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Retry(string id, string by)
    {
        var item = spool.Open(Find(id), id);
        audit.Write(new("spool-retry", item.Id, [new("operator", by), new("queue", item.Queue.ToString())]));
        if (item.Queue == Queue.Stuck)
            spool.Move(item, item.Sanitized is null ? Queue.Incoming : Queue.Outgoing);
        spool.Wake(item.Id);
    }

    /// <summary>Deletes a message that was not delivered, torn or whole.</summary>
    /// <exception cref="FileNotFoundException">There is no such message.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Remove(string id, string by, string reason)
    {
        var queue = Find(id);
        audit.Write(new("spool-remove", id, [new("operator", by), new("reason", reason)]));
        spool.Delete(queue, id);
    }

    private Queue Find(string id) => spool.QueueOf(id) ?? throw new FileNotFoundException($"There is no message {id} in the spool.");
}
