using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MiyakoMailSanitizer.Gateway.WebConsole;

/// <summary>The sessions that are open, so that one that was ended stays ended, whoever has kept its cookie.</summary>
internal sealed class SessionRegister(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ends = new(StringComparer.Ordinal);

    /// <summary>A new session that ends by itself.</summary>
    public string Begin(TimeSpan longest)
    {
        var now = clock.GetUtcNow();
        foreach (var (old, end) in _ends)
        {
            if (end <= now)
                _ends.TryRemove(old, out _);
        }
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _ends[id] = now + longest;
        return id;
    }

    /// <summary>True from its beginning to its end.</summary>
    public bool IsOpen(string id) => _ends.TryGetValue(id, out var end) && clock.GetUtcNow() < end;

    /// <summary>Ends it.</summary>
    public void End(string id) => _ends.TryRemove(id, out _);
}
