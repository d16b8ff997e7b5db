using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Tests.Sandbox;

/// <summary>What a worker that was taken over could do: nothing.</summary>
public sealed class IsolationTests
{
    [Fact]
    public async Task There_is_no_network()
    {
        await using var sandbox = new DrillSandbox(isolated: true);
        Assert.StartsWith("refused", await sandbox.SayAsync("connect"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_file_can_be_written()
    {
        await using var sandbox = new DrillSandbox(isolated: true);
        foreach (var line in Lines(await sandbox.SayAsync("make-files")))
            Assert.Contains("refused", line, StringComparison.Ordinal);
        // The empty temp folder takes names, but no byte: RLIMIT_FSIZE is 0, and that kills.
        var reply = await sandbox.DrillAsync("write-temp");
        Assert.Contains("SIGXFSZ", DrillSandbox.Failure(reply), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_program_and_the_systems_libraries_can_be_seen()
    {
        Environment.SetEnvironmentVariable("MIYAKO_DRILL_SECRET", "a secret of the gateway");
        await using var sandbox = new DrillSandbox(isolated: true);
        var seen = Lines(await sandbox.SayAsync("look-around")).Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1]);

        string[] expected = ["/dev", "/etc", "/lib", "/lib64", "/proc", "/tmp", "/usr", "/var", FirstFolderOfProgram];
        Assert.All(seen["/"].Split(' '), f => Assert.Contains(f, expected));
        Assert.All(seen["/etc"].Split(' '), f => Assert.Contains(f, (string[])["/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts"]));
        Assert.Equal(IsOnTheWay("/tmp") ? $"/tmp/{AppContext.BaseDirectory.Split('/')[2]}" : "", seen["/tmp"]);
        string[] places = ["/home", "/root", "/var/lib", "/var/log", "/var/spool", "/etc/passwd", "/etc/hostname", "write /proc/sys/kernel/core_pattern"];
        foreach (var place in places.Where(p => !IsOnTheWay(p)))
            Assert.Contains("refused", seen[place], StringComparison.Ordinal);
        Assert.DoesNotContain("MIYAKO_DRILL_SECRET", seen["/proc/1/environ"], StringComparison.Ordinal);
        Assert.True(seen["processes"].Split(' ').Length <= 2, seen["processes"]);
    }

    /// <summary>The program, or the runtime, lies below: then the way to it can be seen, with nothing else on it.</summary>
    private static bool IsOnTheWay(string folder)
        => AppContext.BaseDirectory.StartsWith(folder + "/", StringComparison.Ordinal)
            || Environment.ProcessPath?.StartsWith(folder + "/", StringComparison.Ordinal) == true;

    [Fact]
    public async Task No_capability_is_left()
    {
        await using var sandbox = new DrillSandbox(isolated: true);
        var status = await sandbox.SayAsync("status");
        Assert.Matches(@"CapEff:\s+0+\n", status);
        Assert.Matches(@"CapBnd:\s+0+\n", status);
        Assert.Matches(@"NoNewPrivs:\s+1\n", status);
        Assert.Matches(@"Uid:\s+65534\s+65534\s", status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_limits_are_set_for_good(bool isolated)
    {
        await using var sandbox = new DrillSandbox(isolated, memoryMegabytes: 200, cpuSeconds: 7);
        var limits = await sandbox.SayAsync("limits");
        var data = (200 + 256 << 20).ToString(CultureInfo.InvariantCulture);
        Assert.Matches($@"Max data size\s+{data}\s+{data}\s", limits);
        Assert.Matches(@"Max core file size\s+0\s+0\s", limits);
        Assert.Matches(@"Max file size\s+0\s+0\s", limits);
        Assert.Matches(@"Max open files\s+256\s+256\s", limits);
        Assert.Equal(isolated, Regex.IsMatch(limits, @"Max processes\s+128\s+128\s"));
        var cpu = int.Parse(Regex.Match(limits, @"Max cpu time\s+(\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(cpu, 8, 20);
    }

    [Fact]
    public async Task Without_bubblewrap_it_says_so()
    {
        await using var sandbox = new DrillSandbox(isolated: false);
        Assert.Contains("Warning: Workers are plain child processes", sandbox.Log, StringComparison.Ordinal);
        Assert.Contains(DrillSandbox.NoBubblewrap, sandbox.Host.Status.Explanation, StringComparison.Ordinal);
        Assert.Equal(sandbox.Host.Status, SandboxHost.Probe(new SandboxOptions { Bubblewrap = DrillSandbox.NoBubblewrap }));
    }

    [Fact]
    public void A_bubblewrap_that_does_not_work_is_none()
    {
        var status = SandboxHost.Probe(new SandboxOptions { Bubblewrap = "/usr/bin/false" });
        Assert.False(status.Isolated);
        Assert.Contains("exit code 1", status.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_bubblewrap_that_is_missing_stops_the_start()
    {
        var options = new SandboxOptions { Bubblewrap = DrillSandbox.NoBubblewrap, RequireBubblewrap = true };
        Assert.Throws<SandboxRefusedException>(
            () => SandboxHost.Start(options, 1 << 20, () => DrillSandbox.Policy("0"), NullLogger.Instance));
    }

    private static string FirstFolderOfProgram => "/" + AppContext.BaseDirectory.Split('/')[1];

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
