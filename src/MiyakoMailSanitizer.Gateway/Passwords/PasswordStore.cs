using System.Collections.Concurrent;
using System.Text.Json;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Passwords;

/// <summary>
/// Passwords that were announced, for as long as their file may still come: a file each, which only the gateway's user may read, and all of them in
/// memory. What was not announced in words may be anything: it is not kept on disk, and not for long.
/// </summary>
internal sealed class PasswordStore(QuarantineOptions quarantine, PasswordOptions options, TimeProvider clock)
{
    /// <summary>Of those announced, and of the others; the oldest give way.</summary>
    private const int MaxHints = 10_000;

    private static readonly TimeSpan Unannounced = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, PasswordHint> _lasting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (PasswordHint Hint, DateTimeOffset Until)> _passing = new(StringComparer.Ordinal);

    private string Folder => Path.Combine(quarantine.Folder, "passwords");

    /// <summary>Those that count now.</summary>
    public IEnumerable<PasswordHint> Hints => _lasting.Values.Concat(_passing.Values.Select(p => p.Hint));

    /// <summary>Reads what an earlier run has kept. Damaged files are deleted: they are of no use to anyone.</summary>
    public void Load()
    {
        if (!Directory.Exists(Folder))
            return;
        foreach (var path in Directory.EnumerateFiles(Folder))
        {
            try
            {
                if (JsonSerializer.Deserialize(File.ReadAllBytes(path), PasswordJson.Default.PasswordHint) is { } hint)
                    _lasting.TryAdd(hint.Id, hint);
            }
            catch (JsonException)
            {
                File.Delete(path);
            }
        }
        DropExpired();
    }

    /// <summary>Keeps what a message said. The same message again changes nothing.</summary>
    /// <param name="hint">What it said.</param>
    /// <param name="isLasting">It was announced: for the whole window, and on disk.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Keep(PasswordHint hint, bool isLasting)
    {
        if (isLasting)
        {
            Write(hint);
            _lasting[hint.Id] = hint;
        }
        else if (_passing.Count < MaxHints)
        {
            _passing[hint.Id] = (hint, clock.GetUtcNow() + Unannounced);
        }
    }

    /// <summary>Forgets, in memory and on disk, what is older than the window, and what is too much.</summary>
    public void DropExpired()
    {
        var now = clock.GetUtcNow();
        foreach (var (id, (_, until)) in _passing)
        {
            if (until < now)
                _passing.TryRemove(id, out _);
        }
        var oldest = now - TimeSpan.FromHours(options.WindowHours);
        var excess = _lasting.Count <= MaxHints ? [] : _lasting.Values.OrderByDescending(h => h.At).Skip(MaxHints).ToList();
        foreach (var hint in _lasting.Values.Where(h => h.At < oldest).Concat(excess))
        {
            _lasting.TryRemove(hint.Id, out _);
            File.Delete(Path.Combine(Folder, SpoolId.Checked(hint.Id)));
        }
    }

    private void Write(PasswordHint hint)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException();
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Directory.CreateDirectory(Folder, Own | UnixFileMode.UserExecute);
        var path = Path.Combine(Folder, SpoolId.Checked(hint.Id));
        using (var file = new FileStream(path + ".tmp", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = Own }))
        {
            JsonSerializer.Serialize(file, hint, PasswordJson.Default.PasswordHint);
            file.Flush(flushToDisk: true);
        }
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
