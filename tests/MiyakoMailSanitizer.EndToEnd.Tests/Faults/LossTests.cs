using System.Globalization;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Faults;

/// <summary>Whatever breaks under load: what a 250 was given for arrives, and log and folders explain every message.</summary>
public sealed class LossTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_gateway_is_killed_at_random_moments()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port, Workers = 2 });
        await using var load = new MailLoad(gateway.Port);
        var random = new Random(8);
        for (var kill = 0; kill < Long.Or(3, 50); kill++)
        {
            await Task.Delay(random.Next(200, 2_500));
            await gateway.Process.KillAsync();
            await gateway.StartAgainAsync();
        }

        await SettleAsync(gateway, receiver, load);
    }

    [Fact]
    public async Task Its_workers_are_killed_every_second()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port, Workers = 2 });
        await using var load = new MailLoad(gateway.Port);
        var killed = 0;
        for (var second = 0; second < Long.Or(5, 60); second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            killed += gateway.Process.KillWorkers();
        }

        Assert.True(killed > 0, "no worker was found");
        output.WriteLine($"{killed} workers killed");
        await SettleAsync(gateway, receiver, load);
    }

    [Fact]
    public async Task The_next_hop_does_what_next_hops_do()
    {
        var random = new Random(8);
        var isFaulty = true;
        string[] faults = [RecordingReceiver.HangUp, "421 4.3.2 going down", "450 4.2.0 later", "garbage", "354 what"];
        // After the end of data a client waits ten minutes for the rest of a reply (RFC 5321 §4.5.3.2.6).
        string[] before = [.. faults, "250-half"], after = [.. faults, RecordingReceiver.TakeAndHangUp];
        await using var receiver = new RecordingReceiver
        {
            Reply = line =>
            {
                var those = line == "." ? after : before;
                lock (random)
                {
                    var fault = isFaulty && random.Next(8) == 0 ? those[random.Next(those.Length)] : null;
                    return line == "DATA" && fault == "354 what" ? null : fault; // no fault there
                }
            },
        };
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port, Workers = 2 });
        await using var load = new MailLoad(gateway.Port);
        await Task.Delay(TimeSpan.FromSeconds(Long.Or(6, 60)));
        isFaulty = false;
        await SettleAsync(gateway, receiver, load);
    }

    [SmallDiskFact]
    public async Task The_disk_of_the_spool_is_full_again_and_again()
    {
        using var disk = new SmallDisk(12 << 20);
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port, Workers = 2, SpoolFolder = disk.Of("spool") });
        await using var load = new MailLoad(gateway.Port);
        await FillAgainAndAgainAsync(disk);
        await SettleAsync(gateway, receiver, load);
    }

    [SmallDiskFact]
    public async Task The_disk_of_the_audit_log_is_full_again_and_again()
    {
        using var disk = new SmallDisk(12 << 20);
        Directory.CreateDirectory(disk.Of("audit"));
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig
        {
            NextHopPort = receiver.Port,
            Workers = 2,
            Settings = s => Directory.CreateSymbolicLink((string)s["audit"]!["folder"]!, disk.Of("audit")),
        });
        await using var load = new MailLoad(gateway.Port);
        await FillAgainAndAgainAsync(disk);
        await SettleAsync(gateway, receiver, load);
    }

    private static async Task FillAgainAndAgainAsync(SmallDisk disk)
    {
        var random = new Random(8);
        for (var i = 0; i < Long.Or(3, 20); i++)
        {
            await Task.Delay(1_000);
            disk.Fill(random.Next(0, 100_000));
            await Task.Delay(1_500);
            disk.MakeRoom();
        }
    }

    /// <summary>After the storm: all that was accepted has arrived or is held, and reconcile finds nothing lost.</summary>
    private async Task SettleAsync(RunningGateway gateway, RecordingReceiver receiver, MailLoad load)
    {
        await Task.Delay(1_000);
        await load.StopAsync();
        await gateway.SpoolIsEmptyAsync();
        var report = await gateway.ReconcileAsync();
        var delivered = receiver.Messages.Select(Subject).ToLookup(s => s);
        // Two workers that were killed on one message, one after the other, make it a suspect.
        var held = gateway.Cases().Where(c => gateway.CaseReport(c).GetProperty("delivery").GetString() == "held").ToHashSet();
        var missing = load.Accepted.Where(m => !delivered.Contains(m.Subject) && !held.Contains(m.Id)).ToList();
        var twice = delivered.Count(d => d.Count() > 1);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load.Accepted.Count} accepted, {delivered.Count} delivered, {twice} of them more than once, {held.Count} held; {report}"));
        Assert.True(missing.Count == 0, $"missing: {string.Join(' ', missing.Take(10))}\n{report}\n{gateway.Log}");
        Assert.True(load.Accepted.Count > 20, $"only {load.Accepted.Count} were accepted\n{gateway.Log}");
        Assert.Empty(gateway.SpoolFiles("stuck"));
        Assert.All(receiver.Messages, WireShape.AssertUnambiguous);
    }

    private static string Subject(ReceivedMessage message)
    {
        var start = message.Header.IndexOf("\r\nSubject: ", StringComparison.Ordinal) + 11;
        return message.Header[start..message.Header.IndexOf("\r\n", start, StringComparison.Ordinal)];
    }
}
