using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>How the gateway is seen from outside.</summary>
public sealed class MonitoringTests
{
    [Fact]
    public async Task Health_readiness_and_numbers()
    {
        var port = FreePorts.Take();
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(
            new GatewayConfig { NextHopPort = receiver.Port, Settings = s => s["monitoring"] = new JsonObject { ["listen"] = new JsonArray($"127.0.0.1:{port}") } });
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(http, "/healthz"));
        // Workers become warm while mail is accepted already.
        await Eventually.TrueAsync(() => GetAsync(http, "/readyz").Result.Code == HttpStatusCode.OK, () => gateway.Log);
        await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain("counted", "hello"));
        await receiver.SubjectAsync("counted", gateway);
        await gateway.SpoolIsEmptyAsync();
        await Eventually.TrueAsync(() => GetAsync(http, "/metrics").Result.Text.Contains("\nmiyako_delivery_duration_seconds_count 1\n", StringComparison.Ordinal), () => GetAsync(http, "/metrics").Result.Text);
        var (_, metrics) = await GetAsync(http, "/metrics");
        Assert.Contains("\nmiyako_messages_accepted_total 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nmiyako_relay_replies_total{code=\"250\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nmiyako_files_treated_total{format=\"mail\",outcome=\"rebuilt\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nmiyako_queue_messages{queue=\"incoming\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nmiyako_workers_live{kind=\"sanitize\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nmiyako_stage_duration_seconds_count{stage=\"sanitize\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("city.example.jp", metrics, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(http, "/")).Code);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.PostAsync("/metrics", null)).StatusCode);
    }

    [Fact]
    public async Task Where_no_mail_is_accepted_it_is_not_ready_but_alive()
    {
        var port = FreePorts.Take();
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig
        {
            NextHopPort = receiver.Port,
            MinFreeBytes = 1L << 40,
            Settings = s => s["monitoring"] = new JsonObject { ["listen"] = new JsonArray($"127.0.0.1:{port}") },
        });
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var (code, text) = await GetAsync(http, "/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.Contains("the spool has no room", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(http, "/healthz")).Code);
        Assert.Contains("\nmiyako_spool_has_room 0\n", (await GetAsync(http, "/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_go_out_by_otlp()
    {
        using var collector = new HttpListener();
        var address = $"http://127.0.0.1:{FreePorts.Take()}/";
        collector.Prefixes.Add(address);
        collector.Start();
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig
        {
            NextHopPort = receiver.Port,
            Settings = s => s["monitoring"] = new JsonObject { ["otlpEndpoint"] = address + "v1/metrics", ["otlpSeconds"] = 1 },
        });
        await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain("counted", "hello"));
        var found = false;
        for (var i = 0; i < 20 && !found; i++)
        {
            var context = await collector.GetContextAsync().WaitAsync(TimeSpan.FromSeconds(60));
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            context.Response.Close();
            Assert.Equal("/v1/metrics", context.Request.Url!.AbsolutePath);
            found = body.ToArray().AsSpan().IndexOf("miyako.messages.accepted"u8) >= 0;
        }

        Assert.True(found, gateway.Log);
    }

    [Fact]
    public async Task The_watchdog_of_systemd_hears_of_it()
    {
        var folder = Directory.CreateTempSubdirectory("miyako-notify-").FullName;
        var path = Path.Combine(folder, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        await using (var receiver = new RecordingReceiver())
        {
            await using var gateway = await RunningGateway.StartAsync(
                new GatewayConfig { NextHopPort = receiver.Port, Environment = { ["NOTIFY_SOCKET"] = path, ["WATCHDOG_USEC"] = "500000" } });
            var buffer = new byte[1_024];
            using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            for (var beats = 0; beats < 3;)
            {
                var length = await systemd.ReceiveAsync(buffer, end.Token);
                beats += Encoding.ASCII.GetString(buffer, 0, length).Contains("WATCHDOG=1", StringComparison.Ordinal) ? 1 : 0;
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(HttpStatusCode Code, string Text)> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
