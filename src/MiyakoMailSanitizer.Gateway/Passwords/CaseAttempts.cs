using System.Collections.Immutable;
using System.Text.Json;

namespace MiyakoMailSanitizer.Gateway.Passwords;

/// <summary><c>attempts.json</c> of a case: what was tried on it. Counts and ids, never a password.</summary>
internal sealed record CaseAttempts
{
    /// <summary>Wrong passwords of operators. They slow down those that follow.</summary>
    public int Wrong { get; init; }

    /// <summary>When the last one was wrong.</summary>
    public DateTimeOffset LastWrong { get; init; }

    /// <summary>How often any password was tried on any file.</summary>
    public long Tries { get; init; }

    /// <summary>Messages whose candidates were tried.</summary>
    public ImmutableArray<string> TriedMessages { get; init; } = [];

    /// <summary>Messages whose candidates an operator may have tried.</summary>
    public ImmutableArray<string> Suggested { get; init; } = [];

    /// <summary>SHA-256 of the files that have been opened and sent on.</summary>
    public ImmutableArray<string> Opened { get; init; } = [];

    /// <summary>How many messages have followed.</summary>
    public int FollowUps { get; init; }

    /// <summary>Of a case's folder; empty where nothing was tried or the file is damaged.</summary>
    public static CaseAttempts Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), PasswordJson.Default.CaseAttempts) ?? new();
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return new();
        }
    }

    /// <exception cref="IOException">The case is not there any more.</exception>
    public void Write(string path)
    {
        File.WriteAllBytes(path + ".tmp", JsonSerializer.SerializeToUtf8Bytes(this, PasswordJson.Default.CaseAttempts));
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>When an operator may try again: at once for the first few, then ever later, up to an hour.</summary>
    public DateTimeOffset NotBefore
        => Wrong < FreeTries ? DateTimeOffset.MinValue : LastWrong + TimeSpan.FromSeconds(Math.Min(3_600, 5 * Math.Pow(2, Math.Min(20, Wrong - FreeTries))));

    private const int FreeTries = 3;
}
