using System.Buffers;
using System.Collections.Concurrent;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Spool;

/// <summary>The spool as folders on disk: <c>tmp incoming outgoing stuck wake</c>, all on one file system.</summary>
public sealed class FolderSpool : ISpool
{
    private readonly SpoolOptions _options;
    private readonly KeptMessages _kept;
    private readonly Lazy<bool> _syncsFolders;
    private readonly SpoolRoom _room;
    private readonly ConcurrentDictionary<string, bool> _receiving = new(StringComparer.Ordinal);

    /// <summary>Makes no folders: an operator who only looks must not own what the gateway writes.</summary>
    public FolderSpool(SpoolOptions options)
    {
        (_options, _kept, _room) = (options, new(options), new(options));
        // Asked when the folder is there.
        _syncsFolders = new(() => _room.FileSystem is not ("ext4" or "xfs" or "btrfs"));
    }

    /// <summary>The spool with all its folders, for a gateway.</summary>
    /// <exception cref="IOException">They can't be made.</exception>
    public static FolderSpool Create(SpoolOptions options)
    {
        var spool = new FolderSpool(options);
        Directory.CreateDirectory(spool.TemporaryFolder);
        Directory.CreateDirectory(spool.WakeFolder);
        foreach (var queue in Enum.GetValues<Queue>())
            Directory.CreateDirectory(spool.Folder(queue));
        return spool;
    }

    /// <summary>Messages being received; what is left there at a start was never accepted.</summary>
    public string TemporaryFolder => Path.Combine(_options.Folder, "tmp");

    /// <summary>Empty files named as messages that an operator wants tried now.</summary>
    public string WakeFolder => Path.Combine(_options.Folder, "wake");

    /// <summary>The folder of a queue.</summary>
    public string Folder(Queue queue) => Path.Combine(_options.Folder, queue.ToString().ToLowerInvariant());

    /// <summary>Deletes what a crash left in <see cref="TemporaryFolder"/>: no 250 was given for it.</summary>
    /// <returns>How many files.</returns>
    public int DeleteLeftovers()
    {
        var files = Directory.GetFiles(TemporaryFolder);
        foreach (var file in files)
            File.Delete(file);
        return files.Length;
    }

    /// <summary>The ids that <see cref="Wake"/> left; each is given once.</summary>
    public IReadOnlyList<string> TakeWakes()
    {
        var files = Directory.GetFiles(WakeFolder);
        foreach (var file in files)
            File.Delete(file);
        return [.. files.Select(f => Path.GetFileName(f))];
    }

    /// <summary>Asks the gateway, in this process or another, to try a deferred message now.</summary>
    public void Wake(string id) => File.WriteAllBytes(Path.Combine(WakeFolder, SpoolId.Checked(id)), []);

    /// <inheritdoc/>
    public bool HasRoom() => _room.IsThere();

    /// <inheritdoc/>
    public ISpoolWriter Begin(string id)
    {
        // Its file is in the queue's folder a little before its reception has come to its end: until then it is not listed.
        _receiving[id] = true;
        return new FolderSpoolWriter(Path.Combine(TemporaryFolder, id), PathOf(Queue.Incoming, id), _syncsFolders.Value, () => _receiving.TryRemove(id, out _));
    }

    /// <inheritdoc/>
    public async ValueTask AddSanitizedAsync(Envelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var path = PathOf(Queue.Outgoing, envelope.Id);
        if (File.Exists(path))
            return;
        await using var writer = new FolderSpoolWriter(Path.Combine(TemporaryFolder, envelope.Id), path, _syncsFolders.Value);
        await writer.WriteAsync(message, cancellationToken);
        await writer.CommitAsync([new SpoolRecord.Accepted(envelope), new SpoolRecord.Sanitized(message.Length, "") { Message = message }], cancellationToken);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(Queue queue)
        => !Directory.Exists(Folder(queue))
            ? []
            : [.. Directory.EnumerateFiles(Folder(queue)).Select(f => Path.GetFileName(f)).Where(id => !_receiving.ContainsKey(id)).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public MailItem Open(Queue queue, string id) => SpoolFile.Read(queue, File.ReadAllBytes(PathOf(queue, id)));

    /// <inheritdoc/>
    public void Park(Queue queue, string id) => File.Move(PathOf(queue, id), PathOf(Queue.Stuck, id), overwrite: false);

    /// <inheritdoc/>
    public void Append(MailItem item, bool durable, params ReadOnlySpan<SpoolRecord> records)
    {
        if (item.Unwritten.Count == 0 && records.IsEmpty)
            return;
        var lines = new ArrayBufferWriter<byte>();
        foreach (var record in item.Unwritten)
            SpoolFile.Write(record, lines);
        foreach (var record in records)
            SpoolFile.Write(record, lines);
        var path = PathOf(item.Queue, item.Id);
        using (var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            // At the end of the last whole record: what a crash or a full disk tore is written over.
            RandomAccess.Write(handle, lines.WrittenSpan, item.IntactLength);
            RandomAccess.SetLength(handle, item.IntactLength + lines.WrittenCount);
            if (durable)
                RandomAccess.FlushToDisk(handle);
        }

        item.IntactLength += lines.WrittenCount;
        item.Unwritten.Clear();
        foreach (var record in records)
            item.Apply(record);
    }

    /// <inheritdoc/>
    public void Move(MailItem item, Queue to)
    {
        File.Move(PathOf(item.Queue, item.Id), PathOf(to, item.Id), overwrite: false);
        item.Queue = to;
    }

    /// <inheritdoc/>
    public void Remove(MailItem item)
    {
        if (_kept.IsOn && item.Unwritten.Count > 0)
            Append(item, durable: false);
        if (!_kept.TryTake(item, PathOf(item.Queue, item.Id)))
            Delete(item.Queue, item.Id);
    }

    /// <summary>Where a message lies; null where there is none.</summary>
    public Queue? QueueOf(string id)
    {
        foreach (var queue in Enum.GetValues<Queue>())
        {
            if (File.Exists(PathOf(queue, id)))
                return queue;
        }

        return null;
    }

    /// <summary>Deletes a message for good, whatever the settings keep and whatever its file holds.</summary>
    public void Delete(Queue queue, string id) => File.Delete(PathOf(queue, id));

    /// <summary>Deletes kept messages whose time is over.</summary>
    public void PruneKept(DateTimeOffset now) => _kept.Prune(now, HasRoom);

    private string PathOf(Queue queue, string id) => Path.Combine(Folder(queue), SpoolId.Checked(id));
}
