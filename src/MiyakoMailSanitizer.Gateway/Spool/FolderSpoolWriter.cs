using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>
/// Receives one message into a temporary file and renames it into its queue. A small message is kept in memory until commit, so that it costs one
/// write and one sync.
/// </summary>
/// <param name="temporaryPath">Where it is written.</param>
/// <param name="finalPath">Where it ends up.</param>
/// <param name="syncsFolder">
/// Sync the folder as well. Not needed on ext4, XFS and Btrfs: syncing a file writes the journal up to the last change of its inode, and a rename is one.
/// </param>
/// <param name="ended">Called when it is disposed.</param>
internal sealed class FolderSpoolWriter(string temporaryPath, string finalPath, bool syncsFolder, Action? ended = null) : ISpoolWriter
{
    private const int FlushAt = 256 << 10;

    private readonly ArrayBufferWriter<byte> _buffer = Start();
    private SafeFileHandle? _file;
    private ReadOnlyMemory<byte> _whole;
    private long _written;
    private bool _moved;
    private bool _committed;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _buffer.Write(bytes.Span);
        return _buffer.WrittenCount < FlushAt ? ValueTask.CompletedTask : FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<MailItem?> CommitAsync(Envelope envelope, CancellationToken cancellationToken)
    {
        var accepted = new SpoolRecord.Accepted(envelope);
        var messageBytes = _buffer.WrittenCount - SpoolFile.HeadLength;
        var isInMemory = _file is null;
        await CommitAsync([accepted], cancellationToken);
        // The buffer is not used again.
        return isInMemory
            ? new MailItem(Queue.Incoming, _whole.Slice(SpoolFile.HeadLength, messageBytes), [accepted]) { IntactLength = _written }
            : null;
    }

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
        _whole = _buffer.WrittenMemory;
        await FlushAsync(cancellationToken);
        if (File.Exists(finalPath))
            throw new IOException($"There is a message of this name already: {finalPath}");
        // Before the sync, which is the last word on both. With overwrite it is one rename; without, a link and an unlink.
        File.Move(temporaryPath, finalPath, overwrite: true);
        _moved = true;
        RandomAccess.FlushToDisk(_file!);
        if (syncsFolder)
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
                File.Delete(_moved ? finalPath : temporaryPath);
            }
        }

        ended?.Invoke();
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
