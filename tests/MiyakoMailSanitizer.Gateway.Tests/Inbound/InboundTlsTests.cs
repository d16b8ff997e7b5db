using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Tests.Inbound;

public sealed class InboundTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("miyako-tls-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("one.pem", SslProtocols.Tls12)]
    [InlineData("one.pem", SslProtocols.Tls13)]
    [InlineData("two.pem", SslProtocols.None)]
    [InlineData("one.pfx", SslProtocols.None)]
    public async Task A_message_through_TLS(string file, SslProtocols protocols)
    {
        var certificate = Write(file);
        await using var server = await InboundServer.StartAsync(Options(file));
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        Assert.StartsWith("220", await client.ReadReplyAsync());
        await client.SendAsync("EHLO client\r\n");
        Assert.Contains("250-STARTTLS", await ReadLinesAsync(client));
        Assert.StartsWith("220 2.0.0", await client.CommandAsync("STARTTLS"));
        await client.SecureAsync((_, c, _, _) => c!.GetCertHashString() == certificate, protocols);

        // RFC 3207 §4.2: all is forgotten.
        Assert.StartsWith("503", await client.CommandAsync("MAIL FROM:<>"));
        await client.SendAsync("EHLO client\r\n");
        Assert.DoesNotContain("250-STARTTLS", await ReadLinesAsync(client));
        Assert.StartsWith("503 5.5.1", await client.CommandAsync("STARTTLS"));
        await client.SendAsync("MAIL FROM:<> SMTPUTF8\r\nRCPT TO:<taro@city.example.jp>\r\nDATA\r\n");
        Assert.StartsWith("250", await client.ReadReplyAsync());
        Assert.StartsWith("250", await client.ReadReplyAsync());
        Assert.StartsWith("354", await client.ReadReplyAsync());
        var body = string.Concat(Enumerable.Repeat("0123456789\r\n", 20_000));
        Assert.StartsWith("250", await client.CommandAsync("Subject: x\r\n\r\n" + body + "."));
        Assert.StartsWith("221", await client.CommandAsync("QUIT"));
        Assert.Null(await client.ReadLineAsync());
        var text = System.Text.Encoding.Latin1.GetString(Assert.Single(server.Spool.Messages).Content);
        Assert.Contains("with UTF8SMTPS id ", text, StringComparison.Ordinal);
        Assert.EndsWith(body, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plaintext_behind_STARTTLS_is_never_executed()
    {
        Write("one.pem");
        await using var server = await InboundServer.StartAsync(Options("one.pem"));
        using var client = await RawClient.GreetAsync(server.EndPoint);
        await client.SendAsync("STARTTLS\r\nMAIL FROM:<evil@example.org>\r\nRCPT TO:<taro@city.example.jp>\r\n");
        Assert.StartsWith("503 5.5.1 Data sent before", await client.ReadReplyAsync());
        Assert.Null(await client.ReadLineAsync());

        // Sent a moment later, it is a broken handshake.
        using var late = await RawClient.GreetAsync(server.EndPoint);
        Assert.StartsWith("220", await late.CommandAsync("STARTTLS"));
        await late.SendAsync("MAIL FROM:<evil@example.org>\r\nRCPT TO:<taro@city.example.jp>\r\n");
        Assert.DoesNotContain(await late.ReadToEndAsync(), l => l.StartsWith("250", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Required_TLS_is_required_of_the_verbs_of_mail()
    {
        Write("one.pem");
        await using var server = await InboundServer.StartAsync(Options("one.pem") with { RequireTls = true });
        using var client = await RawClient.GreetAsync(server.EndPoint);
        Assert.StartsWith("530 5.7.0", await client.CommandAsync("MAIL FROM:<>"));
        Assert.StartsWith("530 5.7.0", await client.CommandAsync("VRFY taro"));
        Assert.StartsWith("250", await client.CommandAsync("NOOP"));
        Assert.StartsWith("220", await client.CommandAsync("STARTTLS"));
        await client.SecureAsync((_, _, _, _) => true, SslProtocols.None);
        Assert.StartsWith("250", await client.CommandAsync("EHLO client"));
        Assert.StartsWith("250", await client.CommandAsync("MAIL FROM:<>"));
        await Assert.ThrowsAsync<InvalidDataException>(() => InboundServer.StartAsync(InboundServer.Options with { RequireTls = true }));
    }

    [Fact]
    public async Task A_silent_client_within_TLS_gets_421_through_TLS()
    {
        Write("one.pem");
        await using var server = await InboundServer.StartAsync(Options("one.pem") with { IdleSeconds = 1 });
        using var client = await RawClient.GreetAsync(server.EndPoint);
        Assert.StartsWith("220", await client.CommandAsync("STARTTLS"));
        await client.SecureAsync((_, _, _, _) => true, SslProtocols.None);
        Assert.StartsWith("421 4.4.2", await client.ReadReplyAsync());
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task What_is_no_certificate_stops_the_start()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        await Assert.ThrowsAsync<InvalidDataException>(() => InboundServer.StartAsync(Options("bad.pem")));
        await File.WriteAllBytesAsync(Path.Combine(_folder, "bad.pfx"), [1, 2, 3]);
        await Assert.ThrowsAsync<InvalidDataException>(() => InboundServer.StartAsync(Options("bad.pfx")));
        await Assert.ThrowsAnyAsync<IOException>(() => InboundServer.StartAsync(Options("missing.pem")));
    }

    private InboundOptions Options(string file) => InboundServer.Options with
    {
        CertificateFile = Path.Combine(_folder, file),
        CertificateKeyFile = file == "two.pem" ? Path.Combine(_folder, "two.key") : null,
    };

    private string Write(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={InboundServer.HostName}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var path = Path.Combine(_folder, file);
        if (file.EndsWith(".pfx", StringComparison.Ordinal))
            File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12));
        else if (file == "one.pem")
            File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        else
            File.WriteAllText(path, certificate.ExportCertificatePem() + "\n");
        if (file == "two.pem")
            File.WriteAllText(Path.Combine(_folder, "two.key"), key.ExportPkcs8PrivateKeyPem());
        return certificate.GetCertHashString();
    }

    private static async Task<List<string?>> ReadLinesAsync(RawClient client)
    {
        var lines = new List<string?>();
        do
            lines.Add(await client.ReadLineAsync());
        while (lines[^1] is { Length: > 3 } line && line[3] == '-');
        return lines;
    }
}
