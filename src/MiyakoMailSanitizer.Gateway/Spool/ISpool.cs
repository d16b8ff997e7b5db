namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>The places a message can be in. The folder has the same name in lower case.</summary>
public enum Queue
{
    /// <summary>Accepted, to be sanitized.</summary>
    Incoming = 0,

    /// <summary>Sanitized, to be verified and relayed, now or later.</summary>
    Outgoing,

    /// <summary>Failed too often for a reason of ours, or torn; waits for an operator.</summary>
    Stuck,
}

/// <summary>A message that is being received.</summary>
public interface ISpoolWriter : IAsyncDisposable
{
    /// <summary>Appends bytes of the message as it will be kept: dots unstuffed, CRLF line ends.</summary>
    /// <exception cref="IOException">Disk full or failed.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Returns once message and envelope are on disk and synced, in <see cref="Queue.Incoming"/>. Disposing without it leaves nothing.</summary>
    /// <returns>The message as it stands on disk, where it is still in memory; null for a large one.</returns>
    /// <exception cref="IOException">Disk full or failed; nothing is left behind. The client gets 452 4.3.1.</exception>
    ValueTask<MailItem?> CommitAsync(Envelope envelope, CancellationToken cancellationToken);
}

/// <summary>Where a listener puts what it receives.</summary>
public interface ISpoolIntake
{
    /// <summary>False where free space is under the floor: new messages get 452 4.3.1.</summary>
    bool HasRoom();

    /// <summary>Begins a message.</summary>
    ISpoolWriter Begin(string id);
}

/// <summary>Where messages live between accept and the end. A message is in one queue; moving on is one rename.</summary>
public interface ISpool : ISpoolIntake
{
    /// <summary>Puts a message of our own (a DSN) into <see cref="Queue.Outgoing"/>; does nothing where the id is there already.</summary>
    ValueTask AddSanitizedAsync(Envelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>The ids in a queue, oldest first as far as ids tell.</summary>
    IReadOnlyList<string> List(Queue queue);

    /// <summary>Reads a message with its journal.</summary>
    /// <exception cref="FileNotFoundException">It is not in that queue (any more).</exception>
    /// <exception cref="InvalidDataException">The file is torn.</exception>
    MailItem Open(Queue queue, string id);

    /// <summary>Puts a message into <see cref="Queue.Stuck"/>, whatever its file holds.</summary>
    /// <exception cref="IOException">The disk fails, or it is not there.</exception>
    void Park(Queue queue, string id);

    /// <summary>Appends records to a message's journal, behind those that it remembers and that are not on disk yet.</summary>
    /// <param name="durable">Wait for the disk: for what must not be forgotten after a power cut.</param>
    void Append(MailItem item, bool durable, params ReadOnlySpan<SpoolRecord> records);

    /// <summary>Moves a message by one rename.</summary>
    void Move(MailItem item, Queue to);

    /// <summary>Ends a message.</summary>
    void Remove(MailItem item);
}
