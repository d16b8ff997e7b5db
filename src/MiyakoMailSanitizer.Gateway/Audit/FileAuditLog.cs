using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>JSON Lines, one file a UTC day, appended under a lock. A torn last line (crash) is ended before the next one is written.</summary>
public sealed class FileAuditLog : IAuditLog, IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly ArrayBufferWriter<byte> _line = new(1_024);
    private SafeFileHandle? _file;
    private DateOnly _day;

    /// <summary>Makes the folder.</summary>
    public FileAuditLog(AuditOptions options, TimeProvider clock)
    {
        _folder = options.Folder;
        _clock = clock;
        Directory.CreateDirectory(_folder);
    }

    /// <inheritdoc/>
    public void Write(AuditEvent auditEvent)
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            var file = FileFor(DateOnly.FromDateTime(now.UtcDateTime));
            _line.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_line, Options))
                WriteJson(json, now, auditEvent);
            _line.Write("\n"u8);
            // An operator's command writes to the same file from another process.
            using (FileLock.Take(file))
                Append(file);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            _file?.Dispose();
    }

    private static void WriteJson(Utf8JsonWriter json, DateTimeOffset now, AuditEvent auditEvent)
    {
        json.WriteStartObject();
        json.WriteString("at", now.ToString("O", CultureInfo.InvariantCulture));
        json.WriteString("kind", auditEvent.Kind);
        if (auditEvent.MessageId.Length > 0)
            json.WriteString("id", auditEvent.MessageId);
        foreach (var (name, value) in auditEvent.Details)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private void Append(SafeFileHandle file)
    {
        var end = RandomAccess.GetLength(file);
        Span<byte> last = stackalloc byte[1];
        if (end > 0 && RandomAccess.Read(file, last, end - 1) == 1 && last[0] != '\n')
        {
            RandomAccess.Write(file, "\n"u8, end);
            end++;
        }

        RandomAccess.Write(file, _line.WrittenSpan, end);
    }

    private SafeFileHandle FileFor(DateOnly day)
    {
        if (_file is not null && day == _day)
            return _file;
        _file?.Dispose();
        var path = Path.Combine(_folder, $"audit-{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.jsonl");
        _day = day;
        return _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
    }
}
