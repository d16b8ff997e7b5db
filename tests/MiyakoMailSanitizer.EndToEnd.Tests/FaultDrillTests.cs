using System.Text.Json.Nodes;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>Workers that crash, hang or burst by a file in a message: that message is held, everything else goes on.</summary>
public sealed class FaultDrillTests
{
    [Theory]
    [InlineData("crash", "exit", "stack", "hang")]
    [InlineData("memory")]
    [InlineData("native-memory")]
    public async Task What_breaks_its_workers_is_held_and_the_next_message_flows(params string[] drills)
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig
        {
            NextHopPort = receiver.Port,
            FaultDrill = true,
            MemoryMegabytes = 256,
            CpuSeconds = 6,
            WallSeconds = 12,
            Rules = Rules,
        });
        foreach (var drill in drills)
        {
            var id = await SendAsync(gateway, drill);
            await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain($"after {drill}", "hello"));
            await receiver.SubjectAsync($"after {drill}", gateway);
            await Eventually.TrueAsync(() => gateway.Cases().Contains(id), () => $"{drill}: not held\n{gateway.Log}");
            AssertHeld(gateway, id);
        }

        await SendAsync(gateway, "ok");
        await receiver.SubjectAsync("drill ok", gateway);
        await gateway.SpoolIsEmptyAsync();
        Assert.True(gateway.Process.IsRunning);
        Assert.Equal(drills.Length + 1, receiver.Messages.Count);
        Assert.All(receiver.Messages, WireShape.AssertUnambiguous);
        Assert.Empty(gateway.SpoolFiles("stuck"));
    }

    private static void Rules(JsonObject rules)
    {
        rules["limits"]!["maxSeconds"] = 6;
        rules["rules"]!.AsArray().Insert(0, new JsonObject
        {
            ["name"] = "drill",
            ["when"] = new JsonObject { ["formats"] = new JsonArray("fault-drill") },
            ["treat"] = "rebuild",
        });
    }

    private static Task<string> SendAsync(RunningGateway gateway, string drill) => RawSmtpClient.SendAcceptedAsync(
        gateway.Port, TestMail.WithAttachment($"drill {drill}", "see the file", "drill.bin", $"MIYAKO-FAULT-DRILL:{drill}"));

    private static void AssertHeld(RunningGateway gateway, string id)
    {
        var report = gateway.CaseReport(id);
        Assert.True(report.GetProperty("delivery").GetString() == "held", $"{report}\n{gateway.Log}");
        var codes = report.GetProperty("message").GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("code").GetString());
        Assert.Contains("sanitizer.failed", codes);
        Assert.True(File.Exists(gateway.Of("quarantine", "held", id, "original.eml")));
        Assert.False(File.Exists(gateway.Of("quarantine", "held", id, "sanitized.eml")));
    }
}
