using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>
/// A spool whose disk is full: the client hears 452 and keeps its message, nothing half-written stays, and all goes on by itself.
/// </summary>
public sealed class DiskFullTests
{
    private const int KiB = 1 << 10;

    private static readonly string Large = TestMail.Plain("large", string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 15_000)));
    private static readonly string Medium = TestMail.Plain("medium", string.Concat(Enumerable.Repeat(new string('y', 70) + "\r\n", 2_000)));

    [SmallDiskFact]
    public async Task A_disk_that_fills_up_while_a_message_comes_in_refuses_it_for_now()
    {
        using var disk = new SmallDisk(8 << 20);
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(
            new GatewayConfig { NextHopPort = receiver.Port, SpoolFolder = disk.Of("spool"), Settings = s => s["flow"]!["memoryBytes"] = 0 });

        // Room for the message as received, but not for its sanitized form beside it, and none in memory: it waits.
        disk.Fill(200 * KiB);
        await RawSmtpClient.SendAcceptedAsync(gateway.Port, Medium);
        for (var i = 0; i < 3; i++)
            Assert.StartsWith("452 4.3.1", await RawSmtpClient.SendMailAsync(gateway.Port, Large), StringComparison.Ordinal);
        Assert.Empty(gateway.SpoolFiles("tmp"));
        await gateway.LogsAsync("No space left on device");
        Assert.Single(gateway.SpoolFiles("incoming"));
        Assert.Empty(receiver.Messages);

        disk.MakeRoom();
        await receiver.SubjectAsync("medium", gateway);
        await RawSmtpClient.SendAcceptedAsync(gateway.Port, Large);
        await receiver.SubjectAsync("large", gateway);
        await gateway.SpoolIsEmptyAsync();
        Assert.Equal(2, receiver.Messages.Count);
        Assert.All(receiver.Messages, WireShape.AssertUnambiguous);
        Assert.Empty(gateway.SpoolFiles("tmp"));
        Assert.Empty(gateway.SpoolFiles("stuck"));
        Assert.True(gateway.Process.IsRunning);
    }

    [SmallDiskFact]
    public async Task Below_the_floor_of_free_space_no_message_begins()
    {
        using var disk = new SmallDisk(8 << 20);
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(
            new GatewayConfig { NextHopPort = receiver.Port, SpoolFolder = disk.Of("spool"), MinFreeBytes = 2 << 20 });
        disk.Fill(1 << 20);
        var refused = await RawSmtpClient.SendMailAsync(gateway.Port, TestMail.Plain("small", "hello"));
        Assert.StartsWith("452 4.3.1", refused, StringComparison.Ordinal);
        Assert.Empty(gateway.SpoolFiles("incoming"));

        disk.MakeRoom();
        await RawSmtpClient.SendAcceptedAsync(gateway.Port, TestMail.Plain("small", "hello"));
        await receiver.SubjectAsync("small", gateway);
    }
}
