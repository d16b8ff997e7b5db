using System.Security.Cryptography.X509Certificates;
using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Outbound.Smtp;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    public enum Shown { Right, WrongName, Expired, SelfSigned }

    private X509Certificate2 Certificate(Shown shown) => shown switch
    {
        Shown.Right => _certificates.Issue("localhost"),
        Shown.WrongName => _certificates.Issue("other.example.jp"),
        Shown.Expired => _certificates.Issue("localhost", expired: true),
        _ => _certificates.SelfSigned("localhost"),
    };

    private SmtpNextHop NextHop(int port, TlsPolicy policy, string? pin = null)
        => Relaying.NextHop(
            new ManualTime(),
            [new NextHopOptions { Host = "localhost", Port = port, Tls = policy, PinnedKeySha256 = pin }],
            roots: [_certificates.Root]);

    [Theory]
    [InlineData(TlsPolicy.Required, Shown.Right, true)]
    [InlineData(TlsPolicy.Required, Shown.WrongName, false)]
    [InlineData(TlsPolicy.Required, Shown.Expired, false)]
    [InlineData(TlsPolicy.Required, Shown.SelfSigned, false)]
    [InlineData(TlsPolicy.Opportunistic, Shown.Right, true)]
    [InlineData(TlsPolicy.Opportunistic, Shown.WrongName, true)]
    [InlineData(TlsPolicy.Opportunistic, Shown.Expired, true)]
    [InlineData(TlsPolicy.Opportunistic, Shown.SelfSigned, true)]
    public async Task Policy_decides_on_certificate(TlsPolicy policy, Shown shown, bool relayed)
    {
        using var certificate = Certificate(shown);
        await using var sink = new SinkServer { Certificate = certificate };
        await using var hop = NextHop(sink.Port, policy);
        var state = await hop.SendOneAsync();
        Assert.Equal(relayed ? RelayStatus.Relayed : RelayStatus.Pending, state.Status);
        Assert.Equal(relayed, sink.Taken.Any());
        Assert.All(sink.Taken, taken => Assert.True(taken.Secure));
        if (!relayed)
            Assert.StartsWith("STARTTLS: ", state.Reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_asks_for_our_certificate_sees_it_and_the_new_one_after_a_change()
    {
        using var folder = new TemporaryFolder();
        using var certificate = Certificate(Shown.Right);
        await using var sink = new SinkServer { Certificate = certificate, AsksForCertificate = true, MessagesPerConnection = 1 };
        var options = new NextHopOptions { Host = "localhost", Port = sink.Port, Tls = TlsPolicy.Required, ClientCertificateFile = folder.Of("own.pem") };
        await using var hop = Relaying.NextHop(new ManualTime(), [options], roots: [_certificates.Root]);
        Assert.StartsWith("STARTTLS: our own certificate", (await hop.SendOneAsync()).Reply, StringComparison.Ordinal);
        foreach (var name in new[] { "first", "second" })
        {
            using var own = _certificates.SelfSigned(name);
            File.WriteAllText(folder.Of("own.pem"), own.ExportCertificatePem() + "\n" + own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
            await using var next = Relaying.NextHop(new ManualTime(), [options], roots: [_certificates.Root]);
            Assert.Equal(RelayStatus.Relayed, (await next.SendOneAsync()).Status);
        }

        Assert.Equal(["CN=first", "CN=second"], sink.ClientCertificates);
    }

    [Theory]
    [InlineData(Shown.Right)]
    [InlineData(Shown.WrongName)]
    [InlineData(Shown.Expired)]
    [InlineData(Shown.SelfSigned)]
    public async Task Pin_stands_in_place_of_the_checks(Shown shown)
    {
        using var certificate = Certificate(shown);
        await using var sink = new SinkServer { Certificate = certificate };
        await using var right = NextHop(sink.Port, TlsPolicy.Required, HopCertificate.KeySha256(certificate).ToUpperInvariant());
        await using var wrong = NextHop(sink.Port, TlsPolicy.Required, new string('0', 64));
        Assert.Equal(RelayStatus.Relayed, (await right.SendOneAsync()).Status);
        Assert.Equal(RelayStatus.Pending, (await wrong.SendOneAsync()).Status);
        Assert.True(Assert.Single(sink.Taken).Secure);
    }

    [Theory]
    [InlineData(TlsPolicy.Required, RelayStatus.Pending)]
    [InlineData(TlsPolicy.Opportunistic, RelayStatus.Relayed)]
    public async Task Stripped_starttls_stops_what_requires_it(TlsPolicy policy, RelayStatus status)
    {
        await using var sink = new SinkServer();
        await using var hop = NextHop(sink.Port, policy);
        Assert.Equal(status, (await hop.SendOneAsync()).Status);
        Assert.Equal(status == RelayStatus.Relayed, sink.Commands.Any(c => c.StartsWith("MAIL", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Off_leaves_starttls_alone()
    {
        using var certificate = Certificate(Shown.Right);
        await using var sink = new SinkServer { Certificate = certificate };
        await using var hop = NextHop(sink.Port, TlsPolicy.Off);
        Assert.Equal(RelayStatus.Relayed, (await hop.SendOneAsync()).Status);
        Assert.False(Assert.Single(sink.Taken).Secure);
    }

    [Theory]
    [InlineData(TlsPolicy.Required, "220 go\r\n250 injected\r\n", RelayStatus.Pending, 1)]
    [InlineData(TlsPolicy.Opportunistic, "220 go\r\n250 injected\r\n", RelayStatus.Relayed, 2)]
    [InlineData(TlsPolicy.Required, "454 4.7.0 not now\r\n", RelayStatus.Pending, 1)]
    [InlineData(TlsPolicy.Opportunistic, "454 4.7.0 not now\r\n", RelayStatus.Relayed, 1)]
    [InlineData(TlsPolicy.Required, "220 go\r\n!", RelayStatus.Pending, 1)]
    [InlineData(TlsPolicy.Opportunistic, "220 go\r\n!", RelayStatus.Relayed, 2)]
    public async Task Broken_handshake_is_plain_text_only_where_allowed(TlsPolicy policy, string reply, RelayStatus status, int connections)
    {
        await using var server = new LoopbackServer(async (connection, _) =>
        {
            await connection.SendAsync("220 mx\r\n");
            while (await connection.ReadLineAsync() is { } line)
            {
                if (line == "STARTTLS")
                {
                    await connection.SendAsync(reply.TrimEnd('!'));
                    if (!reply.EndsWith('!'))
                        continue;
                    await connection.SendAsync("this is no handshake, not at all\r\n");
                    return;
                }
                if (line == "DATA")
                {
                    await connection.SendAsync("354 go\r\n");
                    await connection.ReadContentAsync();
                }
                await connection.SendAsync(line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-mx\r\n250 STARTTLS\r\n" : "250 ok\r\n");
            }
        });
        await using var hop = NextHop(server.Port, policy);
        Assert.Equal(status, (await hop.SendOneAsync()).Status);
        Assert.Equal(connections, server.Connections);
    }

    [Fact]
    public async Task What_was_offered_in_plain_text_is_forgotten()
    {
        using var certificate = Certificate(Shown.Right);
        await using var server = new LoopbackServer(async (connection, _) =>
        {
            await connection.SendAsync("220 mx\r\n");
            await connection.ReadLineAsync();
            await connection.SendAsync("250-mx\r\n250-SMTPUTF8\r\n250 STARTTLS\r\n");
            await connection.ReadLineAsync();
            await connection.SendAsync("220 go\r\n");
            await connection.StartTlsAsync(certificate);
            while (await connection.ReadLineAsync() is not null)
                await connection.SendAsync("250 mx\r\n");
        });
        await using var hop = NextHop(server.Port, TlsPolicy.Required);
        Assert.StartsWith("553 5.6.7 ", (await hop.SendOneAsync("総務@example.jp")).Reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secure_connections_are_kept()
    {
        using var certificate = Certificate(Shown.Right);
        await using var sink = new SinkServer { Certificate = certificate };
        await using var hop = NextHop(sink.Port, TlsPolicy.Required);
        for (var i = 0; i < 5; i++)
            Assert.Equal(RelayStatus.Relayed, (await hop.SendOneAsync()).Status);
        Assert.Equal((1, 5), (sink.Connections, sink.Taken.Count));
    }
}
