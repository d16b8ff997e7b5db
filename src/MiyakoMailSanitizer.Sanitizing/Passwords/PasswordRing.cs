using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Passwords;

/// <summary>
/// The passwords that may be tried on the files of a message, in the order of their promise, and which of them opened something. What fitted
/// once is tried first the next time.
/// </summary>
internal sealed class PasswordRing(ImmutableArray<string> passwords)
{
    /// <summary>Tries on all files of a message: each may cost half a second of hashing.</summary>
    public const int MaxTries = 400;

    private readonly List<int> _fitting = [];

    public bool IsEmpty => passwords.IsEmpty;

    /// <summary>How often a password was tried on a file.</summary>
    public int Tries { get; private set; }

    /// <summary>Indexes of those that opened a file.</summary>
    public ImmutableArray<int> Fitting => [.. _fitting];

    /// <summary>The first thing that a password opens; null where none does.</summary>
    /// <param name="open">Null where the password is wrong.</param>
    /// <param name="tick">Called before each try; throws where the time is over.</param>
    public T? Open<T>(Func<string, T?> open, Action tick)
        where T : class
    {
        foreach (var index in _fitting.Concat(Enumerable.Range(0, passwords.Length).Except(_fitting)).ToList())
        {
            tick();
            if (Tries == MaxTries)
                return null;
            Tries++;
            if (open(passwords[index]) is not { } opened)
                continue;
            if (!_fitting.Contains(index))
                _fitting.Add(index);
            return opened;
        }
        return null;
    }
}
