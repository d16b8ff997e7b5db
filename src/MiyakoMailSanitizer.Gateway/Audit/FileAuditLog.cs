using System.Buffers;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>
/// JSON Lines, one file a UTC day, each line with its number and the SHA-256 of the line before, over all files. Several processes may write: the
/// gateway and operators' commands. When a day is over its file is sealed by an <see cref="AuditCheckpoint"/>. Events that come at once are written
/// together: whoever has the pen writes for all that wait.
/// </summary>
public sealed class FileAuditLog : IAuditLog, IDisposable
{
    /// <summary>The kind of the line that is written where the file that tells the log's end was gone.</summary>
    internal const string HeadLost = "audit-head-lost";

    // A monitor and not a lock: who waits for the pen sleeps, as spinning would take the processor from who writes.
    private readonly object _pen = new();
    private readonly AuditOptions _options;
    private readonly TimeProvider _clock;
    private readonly ArrayBufferWriter<byte> _lines = new(4_096);
    private List<Entry> _waiting = [];
    private bool _isWriting;
    private SafeFileHandle? _head;
    private SafeFileHandle? _file;
    private string _name = "";

    /// <summary>Makes the folder.</summary>
    public FileAuditLog(AuditOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        Directory.CreateDirectory(options.Folder);
    }

    /// <inheritdoc/>
    public void Write(AuditEvent auditEvent)
    {
        var entry = new Entry(auditEvent);
        lock (_pen)
        {
            _waiting.Add(entry);
            while (_isWriting && !entry.IsDone)
                Monitor.Wait(_pen);
            _isWriting |= !entry.IsDone;
        }

        if (!entry.IsDone)
            WriteWaiting();
        if (entry.Failure is { } failure)
            throw new IOException($"The audit line can't be written: {failure.Message}", failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_pen)
        {
            while (_isWriting)
                Monitor.Wait(_pen);
            _file?.Dispose();
            _head?.Dispose();
        }
    }

    private void WriteWaiting()
    {
        List<Entry> entries;
        lock (_pen)
            (entries, _waiting) = (_waiting, []);
        Exception? failure = new InvalidOperationException("whoever wrote for it failed");
        try
        {
            _head ??= Open(AuditFiles.Head(_options.Folder));
            using (FileLock.Take(_head))
                Append(_head, _clock.GetUtcNow(), [.. entries.Select(e => e.Event)]);
            failure = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failure = e;
        }
        finally
        {
            lock (_pen)
            {
                foreach (var entry in entries)
                    (entry.IsDone, entry.Failure) = (true, failure);
                _isWriting = false;
                Monitor.PulseAll(_pen);
            }
        }
    }

    private void Append(SafeFileHandle headFile, DateTimeOffset now, ReadOnlySpan<AuditEvent> auditEvents)
    {
        var known = AuditHead.Read(headFile);
        var (head, torn) = FindEnd(known);
        if (known is null && head.Number > 0)
        {
            // Somebody took the head away, perhaps to cut the log behind our back. The chain says so for ever.
            Append(headFile, now, head, torn, [new AuditEvent(HeadLost, "", [])]);
            (head, torn) = FindEnd(AuditHead.Read(headFile));
        }
        Append(headFile, now, head, torn, auditEvents);
    }

    private void Append(SafeFileHandle headFile, DateTimeOffset now, AuditHead head, byte[] torn, ReadOnlySpan<AuditEvent> auditEvents)
    {
        // A clock that was put back goes on in the later day's file: the order of the files is that of the lines.
        var name = AuditFiles.Of(DateOnly.FromDateTime(now.UtcDateTime));
        // So does a torn piece, which the line behind it vouches for.
        if (torn.Length > 0 || string.CompareOrdinal(name, head.File) < 0)
            name = head.File;
        if (name != head.File && head.Number > 0)
        {
            AuditCheckpoint.Seal(_options, head, now);
            head = head with { File = name, Length = 0 };
        }
        _lines.ResetWrittenCount();
        if (torn.Length > 0)
            _lines.Write("\n"u8);
        var (number, hash) = (head.Number, head.Hash);
        foreach (var auditEvent in auditEvents)
        {
            var line = new AuditLine(++number, hash, torn.Length > 0 && number == head.Number + 1 ? AuditFiles.Hash(torn) : "");
            var start = _lines.WrittenCount;
            line.Write(_lines, now, auditEvent);
            hash = AuditFiles.Hash(_lines.WrittenSpan[start..]);
            _lines.Write("\n"u8);
        }
        var end = (name == head.File ? head.Length : 0) + torn.Length;
        RandomAccess.Write(FileOf(name), _lines.WrittenSpan, end);
        new AuditHead(name, end + _lines.WrittenCount, number, hash).Write(headFile);
    }

    /// <summary>The end of the log: what the head says, or what the files say where a crash came between a line and its head.</summary>
    private (AuditHead Head, byte[] Torn) FindEnd(AuditHead? head)
    {
        if (head is { Number: > 0 } && Length(head.File) == head.Length)
            return (head, []);
        if (AuditFiles.List(_options.Folder) is not [.., var last])
            return (head ?? AuditHead.None, []);
        var name = Path.GetFileName(last);
        // Where the log was cut the numbers go on as if it were there: the gap shows for ever.
        if (head is { Number: > 0 } && (head.File != name && Length(head.File) < head.Length || head.File == name && Length(name) < head.Length))
            return (head with { File = name, Length = Length(name) }, []);
        var found = head?.File == name ? head : new(name, 0, head?.Number ?? 0, head?.Hash ?? AuditFiles.NoHash);
        using var stream = new FileStream(last, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var start = stream.Position = found.Length;
        var lines = new AuditLineReader(stream);
        while (lines.Read())
        {
            if (!lines.IsWhole)
                return (found, lines.Line.ToArray());
            if (AuditLine.Read(lines.Line.Span) is { } line)
                found = new(name, start + lines.Position, line.Number, AuditFiles.Hash(lines.Line.Span));
            else
                found = found with { Length = start + lines.Position };
        }
        return (found, []);
    }

    private long Length(string name)
    {
        var file = new FileInfo(Path.Combine(_options.Folder, name));
        return file.Exists ? file.Length : -1;
    }

    private SafeFileHandle FileOf(string name)
    {
        if (_file is not null && name == _name)
            return _file;
        _file?.Dispose();
        _file = null;
        _file = Open(Path.Combine(_options.Folder, name));
        _name = name;
        return _file;
    }

    private static SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);

    /// <summary>An event that waits to be written.</summary>
    private sealed class Entry(AuditEvent auditEvent)
    {
        public AuditEvent Event { get; } = auditEvent;

        public bool IsDone { get; set; }

        public Exception? Failure { get; set; }
    }
}
