using System.Collections.Immutable;
using System.Text.Json;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

/// <summary>The accounts on disk (mode 0600). Read again when the file changes; a command writes it beside a running gateway.</summary>
internal sealed class UserFile(string path)
{
    private readonly Lock _lock = new();
    private ReadOnlyMemory<byte> _read;
    private ImmutableArray<ConsoleUser> _users = [];

    /// <summary>True for a name that an account may have.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>All accounts; none where there is no file.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    /// <exception cref="JsonException">The file is damaged.</exception>
    public ImmutableArray<ConsoleUser> Read()
    {
        if (!File.Exists(path))
            return [];
        var bytes = File.ReadAllBytes(path);
        lock (_lock)
        {
            if (!bytes.AsSpan().SequenceEqual(_read.Span))
                (_users, _read) = (JsonSerializer.Deserialize(bytes, ConsoleUsersJson.Default.ConsoleUsers)!.Users, bytes);
            return _users;
        }
    }

    /// <summary>The account of a name; null where there is none, or the file can't be read: then nobody signs in.</summary>
    public ConsoleUser? Find(string name)
    {
        try
        {
            return Read().FirstOrDefault(u => u.Name == name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes all accounts anew, in one rename.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Write(IEnumerable<ConsoleUser> users)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException();
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            JsonSerializer.Serialize(stream, new ConsoleUsers([.. users.OrderBy(u => u.Name, StringComparer.Ordinal)]), ConsoleUsersJson.Default.ConsoleUsers);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }
}
