using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

/// <summary>Against Postfix's own test receiver.</summary>
public sealed class SmtpSinkTests
{
    private const string Program = "/usr/sbin/smtp-sink";

    [SmtpSinkFact]
    public async Task Postfix_sink_gets_each_message_once()
    {
        var folder = Directory.CreateTempSubdirectory("miyako-sink-");
        var port = FreePort();
        var user = Environment.IsPrivilegedProcess ? "-u nobody " : "";
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_111_111);
        var start = new ProcessStartInfo(Program, $"{user}-d m. 127.0.0.1:{port} 100") { WorkingDirectory = folder.FullName };
        using var sink = Process.Start(start)!;
        try
        {
            await WaitForAsync(port);
            await using var hop = Relaying.NextHop(TimeProvider.System, [Relaying.Hop(port, TlsPolicy.Opportunistic)]);
            var states = await Task.WhenAll(Enumerable.Range(0, 200).Select(
                i => hop.SendAsync($"Subject: number-{i:000}\r\n\r\n.dot\r\n..\r\nend\r\n", "a@example.jp", $"r{i}@example.lg.jp")));
            Assert.All(states, s => Assert.Equal(RelayStatus.Relayed, Assert.Single(s).Status));
            var texts = Directory.GetFiles(folder.FullName)
                .Select(f => File.ReadAllText(f, Encoding.Latin1).ReplaceLineEndings("\n")).ToArray();
            Assert.Equal(200, texts.Length);
            for (var i = 0; i < 200; i++)
                Assert.Single(texts, t => t.Contains($"Subject: number-{i:000}\n\n.dot\n..\nend\n", StringComparison.Ordinal));
        }
        finally
        {
            sink.Kill();
            await sink.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task WaitForAsync(int port)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (tries < 200)
            {
                await Task.Delay(25);
            }
        }
    }

    private sealed class SmtpSinkFactAttribute : FactAttribute
    {
        public SmtpSinkFactAttribute()
        {
            if (!File.Exists(Program))
                Skip = $"{Program} is missing: install the package postfix.";
        }
    }
}
