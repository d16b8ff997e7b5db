using System.Buffers;
using System.Collections.Concurrent;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Cli.Demo;

/// <summary>The LGWAN-side mail server of the demo: keeps what it receives in memory.</summary>
internal sealed class DemoMailbox : ISpoolIntake
{
    private readonly ConcurrentQueue<byte[]> _messages = new();

    /// <summary>Everything received so far.</summary>
    public IReadOnlyCollection<byte[]> Messages => _messages;

    /// <inheritdoc/>
    public bool HasRoom() => true;

    /// <inheritdoc/>
    public ISpoolWriter Begin(string id) => new Writer(this);

    private sealed class Writer(DemoMailbox mailbox) : ISpoolWriter
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            _bytes.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }

        public ValueTask<MailItem?> CommitAsync(Envelope envelope, CancellationToken cancellationToken)
        {
            mailbox._messages.Enqueue(_bytes.WrittenSpan.ToArray());
            return ValueTask.FromResult<MailItem?>(null);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
