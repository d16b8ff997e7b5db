using System.Collections.Concurrent;
using System.Collections.Immutable;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Inbound;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Tests.Inbound;

/// <summary>Remembers what was committed, what was told to the audit log and the flow, and in which order.</summary>
internal sealed class RecordingSpool : ISpoolIntake, IAuditLog, IIncomingSignal
{
    private int _open;

    public ConcurrentQueue<(Envelope Envelope, byte[] Content)> Messages { get; } = [];

    public ConcurrentQueue<AuditEvent> Audit { get; } = [];

    /// <summary><c>commit ID</c>, <c>audit KIND ID</c>, <c>signal ID</c>.</summary>
    public ConcurrentQueue<string> Steps { get; } = [];

    public bool IsFull { get; init; }

    public bool FailsToWrite { get; init; }

    public bool FailsToCommit { get; init; }

    public bool FailsToAudit { get; init; }

    /// <summary>Writers that were neither committed nor disposed.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Completed by the first commit's begin; commits wait for <see cref="CommitGate"/>.</summary>
    public Task CommitGate { get; init; } = Task.CompletedTask;

    public bool HasRoom() => !IsFull;

    public ISpoolWriter Begin(string id)
    {
        Interlocked.Increment(ref _open);
        return new Writer(this, id);
    }

    public void Write(AuditEvent auditEvent)
    {
        if (FailsToAudit)
            throw new IOException("disk full");
        Audit.Enqueue(auditEvent);
        Steps.Enqueue($"audit {auditEvent.Kind} {auditEvent.MessageId}");
    }

    public void Arrived(string id, MailItem? item) => Steps.Enqueue($"signal {id}");

    private sealed class Writer(RecordingSpool spool, string id) : ISpoolWriter
    {
        private readonly MemoryStream _content = new();
        private bool _disposed;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            if (spool.FailsToWrite)
                throw new IOException("disk full");
            _content.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }

        public async ValueTask<MailItem?> CommitAsync(Envelope envelope, CancellationToken cancellationToken)
        {
            Assert.Equal(id, envelope.Id);
            await spool.CommitGate;
            if (spool.FailsToCommit)
                throw new IOException("disk full");
            spool.Messages.Enqueue((envelope, _content.ToArray()));
            spool.Steps.Enqueue($"commit {id}");
            return null;
        }

        public ValueTask DisposeAsync()
        {
            if (!_disposed)
                Interlocked.Decrement(ref spool._open);
            _disposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
