using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Outbound;

namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>The places a message can be in. The value is the folder's name in lower case.</summary>
public enum Queue
{
    /// <summary>Accepted, to be sanitized.</summary>
    Incoming = 0,

    /// <summary>Sanitized, to be verified and relayed, now or later.</summary>
    Outgoing,

    /// <summary>Failed too often for a reason of ours; waits for an operator.</summary>
    Stuck,
}

/// <summary>A message that is being received.</summary>
public interface ISpoolWriter : IAsyncDisposable
{
    /// <summary>Appends bytes of the message as it will be kept: dots unstuffed, CRLF line ends.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Returns once message and envelope are on disk and synced, in <see cref="Queue.Incoming"/>. Disposing without it leaves nothing.</summary>
    /// <exception cref="IOException">Disk full or failed; nothing is left behind. The client gets 452 4.3.1.</exception>
    ValueTask CommitAsync(Envelope envelope, CancellationToken cancellationToken);
}

/// <summary>Where messages live between accept and the end. Implementations pass the contract tests.</summary>
public interface ISpool
{
    /// <summary>False where free space is under the floor: new messages get 452 4.3.1.</summary>
    bool HasRoom();

    /// <summary>Begins a message.</summary>
    ISpoolWriter Begin(string id);
}
