using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.WebConsole.Accounts;

namespace MiyakoMailSanitizer.Gateway.Tests.Inbound;

/// <summary>AUTH (RFC 4954): over TLS alone, PLAIN and LOGIN, beside the clients that may by their address.</summary>
public sealed class AuthenticationTests : IDisposable
{
    private const string Password = "correct horse battery";

    private readonly TemporaryFolder _folder = new();

    public AuthenticationTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=mx", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(_folder.Of("mx.pem"), certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder.Of("accounts"), $"# senders\n\ncms:{SignInPasswords.Hash(Password)}\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Who_is_not_trusted_by_address_says_who_it_is_before_MAIL()
    {
        await using var server = await InboundServer.StartAsync(Strangers());
        using var client = await SecureAsync(server);
        Assert.StartsWith("530 5.7.0 Authentication required", await client.CommandAsync("MAIL FROM:<a@example.org>"));
        Assert.StartsWith("235 2.7.0", await client.CommandAsync($"AUTH PLAIN {Base64($"\0cms\0{Password}")}"));
        Assert.StartsWith("503 5.5.1 Already", await client.CommandAsync("AUTH PLAIN x"));
        await client.SendAsync("MAIL FROM:<a@example.org>\r\nRCPT TO:<taro@city.example.jp>\r\nDATA\r\n");
        Assert.StartsWith("250", await client.ReadReplyAsync());
        Assert.StartsWith("250", await client.ReadReplyAsync());
        Assert.StartsWith("354", await client.ReadReplyAsync());
        Assert.StartsWith("250", await client.CommandAsync("Subject: x\r\n\r\nhello\r\n."));
        Assert.Contains("with ESMTPSA id ", Encoding.Latin1.GetString(Assert.Single(server.Spool.Messages).Content), StringComparison.Ordinal);
        Assert.Contains(server.Spool.Audit.Single().Details, d => d is { Key: "account", Value: "cms" });
    }

    [Fact]
    public async Task Login_and_plain_without_initial_response()
    {
        await using var server = await InboundServer.StartAsync(Strangers());
        using var login = await SecureAsync(server);
        Assert.Equal("334 VXNlcm5hbWU6", await login.CommandAsync("AUTH LOGIN"));
        Assert.Equal("334 UGFzc3dvcmQ6", await login.CommandAsync(Base64("cms")));
        Assert.StartsWith("235", await login.CommandAsync(Base64(Password)));
        using var plain = await SecureAsync(server);
        Assert.Equal("334 ", await plain.CommandAsync("auth plain"));
        Assert.StartsWith("235", await plain.CommandAsync(Base64($"cms\0cms\0{Password}")));
        using var initial = await SecureAsync(server);
        Assert.Equal("334 UGFzc3dvcmQ6", await initial.CommandAsync($"AUTH LOGIN {Base64("cms")}"));
        Assert.StartsWith("235", await initial.CommandAsync(Base64(Password)));
    }

    [Theory]
    [InlineData("AUTH PLAIN AGNtcwB3cm9uZw==", "535 5.7.8")] // a wrong password
    [InlineData("AUTH PLAIN AG5vYm9keQB3cm9uZw==", "535 5.7.8")] // no such account
    [InlineData("AUTH PLAIN b3RoZXIAY21zAGNvcnJlY3QgaG9yc2UgYmF0dGVyeQ==", "535 5.7.8")] // in another's name
    [InlineData("AUTH PLAIN AGNtcw==", "535 5.7.8")]
    [InlineData("AUTH PLAIN =", "535 5.7.8")]
    [InlineData("AUTH PLAIN !!!", "501 5.5.2")]
    [InlineData("AUTH PLAIN *", "501 5.7.0")]
    [InlineData("AUTH CRAM-MD5", "504 5.5.4")]
    [InlineData("AUTH", "501 5.5.4")]
    public async Task What_is_wrong_is_refused_and_MAIL_stays_shut(string command, string reply)
    {
        await using var server = await InboundServer.StartAsync(Strangers());
        using var client = await SecureAsync(server);
        Assert.StartsWith(reply, await client.CommandAsync(command));
        Assert.StartsWith("530", await client.CommandAsync("MAIL FROM:<a@example.org>"));
    }

    [Fact]
    public async Task Without_TLS_no_password_is_asked_for()
    {
        await using var server = await InboundServer.StartAsync(Strangers());
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        Assert.StartsWith("220", await client.ReadReplyAsync());
        await client.SendAsync("EHLO client\r\n");
        for (var line = await client.ReadLineAsync(); line is ['2', '5', '0', '-', ..]; line = await client.ReadLineAsync())
            Assert.DoesNotContain("AUTH", line, StringComparison.Ordinal);
        Assert.StartsWith("538 5.7.11", await client.CommandAsync($"AUTH PLAIN {Base64($"\0cms\0{Password}")}"));
        Assert.StartsWith("530", await client.CommandAsync("MAIL FROM:<a@example.org>"));
    }

    [Fact]
    public async Task Guesses_end_the_session()
    {
        await using var server = await InboundServer.StartAsync(Strangers() with { MaxErrors = 1 });
        using var client = await SecureAsync(server);
        Assert.StartsWith("535", await client.CommandAsync($"AUTH PLAIN {Base64("\0cms\0a")}"));
        Assert.StartsWith("421", await client.CommandAsync($"AUTH PLAIN {Base64("\0cms\0b")}"));
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task Who_is_trusted_by_address_need_not()
    {
        await using var server = await InboundServer.StartAsync(Strangers() with { AllowedClients = InboundServer.Options.AllowedClients });
        using var client = await SecureAsync(server);
        Assert.StartsWith("250", await client.CommandAsync("MAIL FROM:<a@example.org>"));
    }

    [Theory]
    [InlineData("no colon")]
    [InlineData("cms:short")]
    [InlineData("c m s:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("cms:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\ncms:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_bad_file_is_no_start(string content)
    {
        File.WriteAllText(_folder.Of("accounts"), content);
        await Assert.ThrowsAsync<InvalidDataException>(() => InboundServer.StartAsync(Strangers()));
    }

    [Fact]
    public Task Accounts_without_a_certificate_are_no_start()
        => Assert.ThrowsAsync<InvalidDataException>(() => InboundServer.StartAsync(Strangers() with { CertificateFile = null }));

    private InboundOptions Strangers() => InboundServer.Options with
    {
        AllowedClients = ["192.0.2.0/24"],
        CertificateFile = _folder.Of("mx.pem"),
        AccountsFile = _folder.Of("accounts"),
    };

    private static async Task<RawClient> SecureAsync(InboundServer server)
    {
        var client = await RawClient.GreetAsync(server.EndPoint);
        Assert.StartsWith("220", await client.CommandAsync("STARTTLS"));
        await client.SecureAsync((_, _, _, _) => true, SslProtocols.None);
        await client.SendAsync("EHLO client\r\n");
        var lines = new List<string>();
        do
            lines.Add((await client.ReadLineAsync())!);
        while (lines[^1][3] == '-');
        Assert.Contains("250-AUTH PLAIN LOGIN", lines);
        return client;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
