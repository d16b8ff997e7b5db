using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>
/// Receives one message into a temporary file and renames it into its queue. A small message is kept in memory until commit, so that it costs one
/// write and one sync.
/// </summary>
internal sealed class FolderSpoolWriter(string temporaryPath, string finalPath) : ISpoolWriter
{
    private const int FlushAt = 256 << 10;

    private readonly ArrayBufferWriter<byte> _buffer = Start();
    private SafeFileHandle? _file;
    private long _written;
    private bool _committed;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _buffer.Write(bytes.Span);
        return _buffer.WrittenCount < FlushAt ? ValueTask.CompletedTask : FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(Envelope envelope, CancellationToken cancellationToken)
        => CommitAsync([new SpoolRecord.Accepted(envelope)], cancellationToken);

    /// <summary>Commits with the first records of the journal.</summary>
    public async ValueTask CommitAsync(SpoolRecord[] journal, CancellationToken cancellationToken)
    {
        var messageBytes = _written + _buffer.WrittenCount - SpoolFile.HeadLength;
        foreach (var record in journal)
            SpoolFile.Write(record, _buffer);
        if (_file is null)
            SpoolFile.Head(messageBytes).CopyTo(MemoryMarshal.AsMemory(_buffer.WrittenMemory));
        else
            await RandomAccess.WriteAsync(_file, SpoolFile.Head(messageBytes), 0, cancellationToken);
        await FlushAsync(cancellationToken);
        RandomAccess.FlushToDisk(_file!);
        File.Move(temporaryPath, finalPath, overwrite: false);
        DurableFolder.Sync(Path.GetDirectoryName(finalPath)!);
        _committed = true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_file is not null)
        {
            _file.Dispose();
            if (!_committed)
            {
                File.Delete(temporaryPath);
                File.Delete(finalPath);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The head is written again with the size at commit: until then the file is torn by its own word.</summary>
    private static ArrayBufferWriter<byte> Start()
    {
        var buffer = new ArrayBufferWriter<byte>(16 << 10);
        buffer.Write("MIYAKO-SPOOL/1 receiving        "u8[..SpoolFile.HeadLength]);
        return buffer;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        // CreateNew: creating over a name that exists is many times slower, and an id is never used twice.
        _file ??= File.OpenHandle(temporaryPath, FileMode.CreateNew, FileAccess.Write);
        await RandomAccess.WriteAsync(_file, _buffer.WrittenMemory, _written, cancellationToken);
        _written += _buffer.WrittenCount;
        _buffer.ResetWrittenCount();
    }
}
