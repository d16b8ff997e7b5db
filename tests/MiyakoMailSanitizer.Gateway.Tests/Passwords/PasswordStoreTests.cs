using MiyakoMailSanitizer.Gateway.Passwords;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Tests.Outbound;

namespace MiyakoMailSanitizer.Gateway.Tests.Passwords;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class PasswordStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("miyako-passwords-").FullName;
    private readonly ManualTime _clock = new();

    private string Files => Path.Combine(_folder, "passwords");

    [Fact]
    public void What_was_announced_survives_a_restart_and_ends_with_the_window()
    {
        var store = Store();
        store.Keep(Hint("20261123-A"), isLasting: true);
        store.Keep(Hint("20261123-B"), isLasting: false);
        Assert.Equal(2, store.Hints.Count());
        Assert.Equal("20261123-A", Path.GetFileName(Assert.Single(Directory.GetFiles(Files))));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Files, "20261123-A")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Files));

        var again = Store();
        again.Load();
        Assert.Equal(["geheim", "abc"], Assert.Single(again.Hints).Candidates.ToArray());
        _clock.Advance(TimeSpan.FromHours(71));
        again.DropExpired();
        Assert.Single(again.Hints);
        _clock.Advance(TimeSpan.FromHours(2));
        again.DropExpired();
        Assert.Empty(again.Hints);
        Assert.Empty(Directory.GetFiles(Files));
    }

    [Fact]
    public void What_was_not_announced_is_forgotten_soon()
    {
        var store = Store();
        store.Keep(Hint("20261123-B"), isLasting: false);
        _clock.Advance(TimeSpan.FromMinutes(3));
        store.DropExpired();
        Assert.Empty(store.Hints);
        Assert.False(Directory.Exists(Files));
    }

    [Fact]
    public void Damaged_files_go_and_records_print_no_password()
    {
        Directory.CreateDirectory(Files);
        File.WriteAllText(Path.Combine(Files, "20261123-C"), "{ torn");
        Store().Load();
        Assert.Empty(Directory.GetFiles(Files));
        Assert.DoesNotContain("geheim", $"{Hint("20261123-A")}", StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", $"{new UnlockResult(UnlockOutcome.Unlocked, "x") { Fitting = ["geheim"] }}", StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_passwords_slow_down_up_to_an_hour()
    {
        var at = _clock.GetUtcNow();
        TimeSpan Wait(int wrong) => new CaseAttempts { Wrong = wrong, LastWrong = at }.NotBefore - at;
        Assert.True(Wait(2) < TimeSpan.Zero);
        Assert.Equal([5, 10, 20, 40], new[] { 3, 4, 5, 6 }.Select(w => (int)Wait(w).TotalSeconds));
        Assert.Equal(3_600, (int)Wait(1_000_000).TotalSeconds);
    }

    [Fact]
    public void A_book_is_read_and_its_faults_tell_places_but_no_password()
    {
        var path = Path.Combine(_folder, "book.json");
        File.WriteAllText(path, """{ "senders": [ { "from": "*@example.jp", "passwords": ["eins", "zwei"] }, { "from": "a@b.jp", "passwords": ["drei"] } ] } // agreed""");
        var (book, faults) = PasswordBook.Read(path);
        Assert.Empty(faults);
        Assert.Equal(["eins", "zwei"], book!.For("x@EXAMPLE.jp", "").ToArray());
        Assert.Equal(["drei"], book.For("", "a@b.jp").ToArray());
        Assert.Empty(book.For("x@other.jp"));

        File.WriteAllText(path, $$"""{ "senders": [ { "form": "x", "passwords": ["geheim{{new string('x', 300)}}", 7] } ] }""");
        (book, faults) = PasswordBook.Read(path);
        Assert.Null(book);
        Assert.Contains(faults, f => f.ToString().Contains("senders[0]", StringComparison.Ordinal));
        Assert.True(faults.Length >= 3, string.Join('\n', faults));
        Assert.DoesNotContain(faults, f => f.ToString().Contains("geheim", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private PasswordStore Store() => new(new QuarantineOptions { Folder = _folder }, new PasswordOptions(), _clock);

    private PasswordHint Hint(string id) => new(id, "a@example.jp", "a@example.jp", ["b@city.example.jp"], _clock.GetUtcNow(), ["geheim", "abc"]);
}
