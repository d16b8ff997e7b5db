using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>
/// Memory for what comes from the network. Kestrel's own blocks hold 4 KB, so that a message of 100 KB would be read in 25 pieces, each with its way
/// through the kernel and the thread pool.
/// </summary>
internal sealed class ReceiveBuffers : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 32 << 10;

    /// <summary>Blocks that are kept for the next; beyond them the collector takes them.</summary>
    private const int Kept = 256;

    private readonly ConcurrentQueue<byte[]> _free = [];

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        return new Block(this, _free.TryDequeue(out var bytes) ? bytes : GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true));
    }

    /// <summary>It lives as long as the process: listeners share it.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    private void Return(byte[] bytes)
    {
        if (_free.Count < Kept)
            _free.Enqueue(bytes);
    }

    private sealed class Block(ReceiveBuffers pool, byte[] bytes) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = bytes;

        public Memory<byte> Memory => _bytes ?? throw new ObjectDisposedException(nameof(Block));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
                pool.Return(bytes);
        }
    }
}
