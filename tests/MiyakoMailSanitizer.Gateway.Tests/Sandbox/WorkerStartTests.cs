using System.Diagnostics;
using System.Globalization;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Sandbox.Worker;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Tests.Sandbox;

public sealed class WorkerStartTests
{
    private static readonly WorkerLimits Limits = new() { MemoryMegabytes = 256, CpuSeconds = 20, MaxContentBytes = 1 << 20 };

    [Fact]
    public async Task Workers_that_cannot_start_are_not_tried_without_end_and_keep_nobody_waiting()
    {
        // The runtime does not come up in a heap of 1 MiB.
        await using var sandbox = new DrillSandbox(isolated: true, memoryMegabytes: 1);
        await Assert.ThrowsAsync<WorkersUnavailableException>(() => sandbox.DrillAsync("ok"));

        Assert.Equal((0, 0), sandbox.Host.Live);
        var tries = sandbox.Log.Split('\n').Count(l => l.Contains("sanitize-worker could not be started", StringComparison.Ordinal));
        Assert.InRange(tries, 3, 4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Going_down_while_workers_start_ends_and_leaves_nobody_behind(bool isolated)
    {
        // The limit is the mark by which our processes are told from those of other tests.
        var memory = isolated ? 251 : 252;
        for (var round = 0; round < 10; round++)
        {
            var sandbox = new DrillSandbox(isolated, workers: 2, memoryMegabytes: memory);
            for (var turn = 0; turn < round * 2000; turn++)
                await Task.Yield();
            await sandbox.DisposeAsync();
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var mark = $"--memory-megabytes={memory}";
        foreach (var process in Process.GetProcesses().Where(p => CommandLine(p.Id).Contains(mark, StringComparison.Ordinal)))
            await process.WaitForExitAsync(patience.Token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worker_dies_with_the_process_that_started_it(bool isolated)
    {
        var launcher = SandboxLauncher.Probe(new SandboxOptions { Bubblewrap = isolated ? "bwrap" : DrillSandbox.NoBubblewrap });
        Assert.Equal(isolated, launcher.Status.Isolated);
        var folder = Directory.CreateTempSubdirectory("miyako-");
        try
        {
            // We hold its standard input open, so that the end of input is not what ends it.
            var fifo = Path.Join(folder.FullName, "input");
            await Process.Start("mkfifo", [fifo]).WaitForExitAsync();
            using var input = File.Open(fifo, FileMode.Open, FileAccess.ReadWrite);
            var line = string.Join(' ', launcher.CommandLine("sanitize-worker", Limits).Select(a => $"'{a}'"));
            var script = $"{line} < '{fifo}' & echo $!; wait";
            using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true })!;
            var worker = int.Parse((await shell.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            var ready = new char[20];
            Assert.NotEqual(0, await shell.StandardOutput.ReadAsync(ready));
            var family = Descendants(worker).Select(Process.GetProcessById).ToList();

            shell.Kill();

            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            foreach (var process in family)
                await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_worker_without_limits_does_not_start()
    {
        Assert.Equal(Limits, WorkerLimits.Parse([.. Limits.ToArguments()]));
        var all = Limits with { FaultDrill = true, Isolated = true };
        Assert.Equal(all, WorkerLimits.Parse([.. all.ToArguments()]));
        string[][] wrong =
        [
            [],
            [.. Limits.ToArguments().Skip(1)],
            [.. Limits.ToArguments(), "--cpu-seconds=1"],
            [.. Limits.ToArguments(), "--more"],
            [.. Limits.ToArguments(), "--more=1"],
            [.. Limits.ToArguments().SkipLast(1), "--max-content-bytes=-1"],
            [.. Limits.ToArguments().SkipLast(1), "--max-content-bytes=0"],
        ];
        Assert.All(wrong, w => Assert.Null(WorkerLimits.Parse(w)));
    }

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static IEnumerable<int> Descendants(int process)
    {
        var children = File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return children.Select(c => int.Parse(c, CultureInfo.InvariantCulture)).SelectMany(Descendants).Prepend(process);
    }
}
