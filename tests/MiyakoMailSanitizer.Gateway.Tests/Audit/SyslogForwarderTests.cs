using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using MiyakoMailSanitizer.Gateway.Audit;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Tests.Audit;

/// <summary>The lines arrive at a server of the test's own, in their order, also those that it missed.</summary>
public sealed partial class SyslogForwarderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("miyako-syslog-").FullName;

    [Fact]
    public async Task Each_line_arrives_in_its_order_also_after_the_server_was_away()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var options = new AuditOptions { Folder = _folder, Syslog = $"127.0.0.1:{port}", SyslogTls = false };
        using var log = new FileAuditLog(options, TimeProvider.System);
        log.Write(new("accepted", "ID-1", [new("subject", "見積書")]));
        var first = await RunUntilAsync(options, listener, 1);
        // While nobody forwards, and then more than one.
        log.Write(new("held", "ID-1", []));
        log.Write(new("released", "ID-1", [new("by", "taro")]));
        var second = await RunUntilAsync(options, listener, 2);
        string[] messages = [.. first, .. second];
        Assert.Equal(["accepted", "held", "released"], messages.Select(m => Message().Match(m)).Select(m => m.Groups["kind"].Value));
        Assert.Equal(Directory.GetFiles(_folder, "audit-*.jsonl").SelectMany(File.ReadAllLines), messages.Select(m => Message().Match(m).Groups["line"].Value));
    }

    [Fact]
    public async Task A_server_whose_certificate_is_not_valid_gets_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var key = RSA.Create(2_048);
        using var own = new CertificateRequest("CN=elsewhere.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var options = new AuditOptions { Folder = _folder, Syslog = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}" };
        using (var log = new FileAuditLog(options, TimeProvider.System))
            log.Write(new("accepted", "ID-1", []));
        using var forwarder = new SyslogForwarder(options, "gw.example.jp", TimeProvider.System, NullLogger<SyslogForwarder>.Instance);
        await forwarder.StartAsync(CancellationToken.None);
        using var client = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = own });
            if (await tls.ReadAsync(new byte[1]) == 0)
                throw new IOException("closed");
        });
        await forwarder.StopAsync(CancellationToken.None);
        Assert.False(File.Exists(Path.Combine(_folder, "syslog.position")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<List<string>> RunUntilAsync(AuditOptions options, TcpListener listener, int count)
    {
        using var forwarder = new SyslogForwarder(options, "gw.example.jp", TimeProvider.System, NullLogger<SyslogForwarder>.Instance);
        await forwarder.StartAsync(CancellationToken.None);
        var messages = new List<string>();
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (messages.Count < count)
        {
            using var client = await listener.AcceptTcpClientAsync(time.Token);
            var stream = client.GetStream();
            while (await ReadAsync(stream, time.Token) is { } message)
                messages.Add(message);
        }
        // What arrived is remembered a moment later.
        var position = Path.Combine(options.Folder, "syslog.position");
        while (!File.Exists(position) || long.Parse(File.ReadAllText(position).Split(' ')[1], CultureInfo.InvariantCulture) != Directory.GetFiles(options.Folder, "audit-*.jsonl").Sum(f => new FileInfo(f).Length))
            await Task.Delay(20, time.Token);
        await forwarder.StopAsync(CancellationToken.None);
        return messages;
    }

    private static async Task<string?> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var digits = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) == 1 && one[0] != ' ')
            digits.Append((char)one[0]);
        if (digits.Length == 0)
            return null;
        var message = new byte[int.Parse(digits.ToString(), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(message, cancellationToken);
        return Encoding.UTF8.GetString(message);
    }

    [GeneratedRegex(@"^<110>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00 gw\.example\.jp miyako \d+ (?<kind>[a-z-]+) - \uFEFF(?<line>\{.*\})$")]
    private static partial Regex Message();
}
