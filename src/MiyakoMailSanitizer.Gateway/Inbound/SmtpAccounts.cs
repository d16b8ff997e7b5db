using System.Collections.Frozen;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

namespace MiyakoMailSanitizer.Gateway.Inbound;

/// <summary>
/// Who may send by name and password (RFC 4954), beside the clients that may by their address: a file of <c>name:hash</c>, one a line, <c>#</c> comments,
/// read again when it changes. Lines are made by <c>miyako smtp account</c>.
/// </summary>
internal sealed class SmtpAccounts(string file, TimeProvider time, ILogger logger) : IDisposable
{
    private const int MaxFileBytes = 16 << 20;

    /// <summary>A wrong password costs so long, whoever waits.</summary>
    private static readonly TimeSpan Penalty = TimeSpan.FromSeconds(2);

    private readonly ReloadedFile<FrozenDictionary<string, string>> _hashes = new(file, Read, time, logger);

    // Hashing is dear on purpose: guesses must not take the processors from the mail.
    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <summary>False for a wrong password, after a while.</summary>
    public async ValueTask<bool> VerifyAsync(string name, string password)
    {
        bool fits;
        await _oneAtATime.WaitAsync();
        try
        {
            fits = SignInPasswords.Fits(_hashes.Value.GetValueOrDefault(name), password);
        }
        finally
        {
            _oneAtATime.Release();
        }

        if (!fits)
            await Task.Delay(Penalty, time);
        return fits;
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private static FrozenDictionary<string, string> Read(string path)
    {
        if (new FileInfo(path).Length > MaxFileBytes)
            throw new InvalidDataException($"more than {MaxFileBytes} bytes");
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var text = line.Trim();
            if (text.Length == 0 || text.StartsWith('#'))
                continue;
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !UserFile.IsName(text[..colon]) || !IsHash(text[(colon + 1)..]))
                throw new InvalidDataException($"line {number} is not name:hash as miyako smtp account writes it");
            if (!hashes.TryAdd(text[..colon], text[(colon + 1)..]))
                throw new InvalidDataException($"line {number}: {text[..colon]} stands twice");
        }

        return hashes.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static bool IsHash(string text) => text.Length is > 40 and < 400 && Convert.TryFromBase64String(text, new byte[400], out _);
}
