using System.Collections.Concurrent;
using MiyakoMailSanitizer.Gateway.Audit;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

/// <summary>
/// Lets people in: name, password, one-time code, all three at once, and nothing said of which was wrong. After five failures an account waits, each time
/// twice as long, up to an hour; a code counts once.
/// </summary>
internal sealed class SignInDesk(UserFile users, IAuditLog audit, TimeProvider clock)
{
    private const int FreeFailures = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1), LongestWait = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Tries> _tries = new(StringComparer.Ordinal);

    /// <summary>The account, or null.</summary>
    /// <exception cref="IOException">The audit log can't be written; nobody is let in.</exception>
    public ConsoleUser? TryEnter(string name, string password, string code, string client)
    {
        var user = UserFile.IsName(name) ? users.Find(name) : null;
        var fits = SignInPasswords.Fits(user?.PasswordHash, password);
        if (user is null)
        {
            // No name: people type their passwords into the wrong field.
            audit.Write(new("console-sign-in-failed", "", [new("by", "(unknown)"), new("client", client)]));
            return null;
        }
        var tries = _tries.GetOrAdd(name, _ => new Tries());
        lock (tries)
        {
            var isLocked = clock.GetUtcNow() < tries.NotBefore;
            var step = Totp.StepOf(user.Totp, code, clock.GetUtcNow());
            if (isLocked || !fits || step is not { } fresh || fresh <= tries.LastStep)
            {
                audit.Write(new("console-sign-in-failed", "", [new("by", name), new("client", client), .. isLocked ? [new("locked", "true")] : Array.Empty<KeyValuePair<string, string>>()]));
                if (!isLocked)
                    tries.Fail(clock.GetUtcNow());
                return null;
            }
            audit.Write(new("console-signed-in", "", [new("by", name), new("client", client)]));
            tries.Succeed(fresh);
            return user;
        }
    }

    /// <summary>Whose session goes on: null where the account is gone or was changed.</summary>
    public ConsoleUser? StillThere(string name, string stamp) => users.Find(name) is { } user && user.Stamp == stamp ? user : null;

    private sealed class Tries
    {
        private int _failures;

        public long LastStep { get; private set; }

        public DateTimeOffset NotBefore { get; private set; }

        public void Fail(DateTimeOffset now)
        {
            _failures++;
            if (_failures < FreeFailures)
                return;
            var wait = FirstWait * Math.Pow(2, Math.Min(_failures - FreeFailures, 10));
            NotBefore = now + (wait < LongestWait ? wait : LongestWait);
        }

        public void Succeed(long step) => (_failures, LastStep, NotBefore) = (0, step, default);
    }
}
