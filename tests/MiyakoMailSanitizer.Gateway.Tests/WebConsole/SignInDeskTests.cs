using System.Text;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

namespace MiyakoMailSanitizer.Gateway.Tests.WebConsole;

public sealed class SignInDeskTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("miyako-users-").FullName, "users.json");
    private readonly SetTime _clock = new();
    private readonly Lines _audit = new();

    /// <summary>The test vectors of RFC 6238 appendix B for SHA-1, their last six digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_specification(long second, string code)
        => Assert.Equal(code, Totp.Code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", DateTimeOffset.FromUnixTimeSeconds(second)));

    [Fact]
    public void All_three_must_fit_and_a_code_counts_once()
    {
        var (desk, user) = Make();
        Assert.Null(desk.TryEnter("taro", "another password", Code(user), "c"));
        Assert.Null(desk.TryEnter("taro", "the right password", "000000", "c"));
        Assert.Null(desk.TryEnter("jiro", "the right password", Code(user), "c"));
        Assert.Null(desk.TryEnter("../taro", "the right password", Code(user), "c"));
        Assert.NotNull(desk.TryEnter("taro", "the right password", Code(user), "c"));
        Assert.Null(desk.TryEnter("taro", "the right password", Code(user), "c"));
        _clock.Now += TimeSpan.FromSeconds(30);
        Assert.NotNull(desk.TryEnter("taro", "the right password", Code(user), "c"));
        Assert.DoesNotContain("jiro", _audit.Text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void After_five_failures_an_account_waits_longer_each_time()
    {
        var (desk, user) = Make();
        for (var i = 0; i < 5; i++)
            desk.TryEnter("taro", "wrong", "000000", "c");
        Assert.Null(desk.TryEnter("taro", "the right password", Code(user), "c"));
        _clock.Now += TimeSpan.FromSeconds(61);
        desk.TryEnter("taro", "wrong", "000000", "c");
        _clock.Now += TimeSpan.FromSeconds(61);
        Assert.Null(desk.TryEnter("taro", "the right password", Code(user), "c"));
        _clock.Now += TimeSpan.FromSeconds(61);
        Assert.NotNull(desk.TryEnter("taro", "the right password", Code(user), "c"));
    }

    [Fact]
    public void The_file_of_accounts_is_for_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException();
        Make();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file));
        Assert.DoesNotContain("the right password", File.ReadAllText(_file), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_enters_by_a_damaged_file()
    {
        var (desk, user) = Make();
        File.WriteAllText(_file, "{ \"users\": [ {} ] }");
        Assert.Null(desk.TryEnter("taro", "the right password", Code(user), "c"));
        Assert.Null(desk.StillThere("taro", user.Stamp));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    private (SignInDesk Desk, ConsoleUser User) Make()
    {
        var user = new ConsoleUser("taro", ConsoleRole.Operator, SignInPasswords.Hash("the right password"), Totp.NewSecret(), "stamp");
        var file = new UserFile(_file);
        file.Write([user]);
        return (new(file, _audit, _clock), user);
    }

    private string Code(ConsoleUser user) => Totp.Code(user.Totp, _clock.Now);

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Lines : IAuditLog
    {
        public StringBuilder Text { get; } = new();

        public void Write(AuditEvent auditEvent) => Text.AppendLine($"{auditEvent.Kind} {string.Join(' ', auditEvent.Details)}");
    }
}
