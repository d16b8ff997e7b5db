using System.Diagnostics;
using System.Globalization;
using MiyakoMailSanitizer.Gateway.Sandbox;

namespace MiyakoMailSanitizer.Gateway.Tests.Sandbox;

/// <summary>Each way of a worker to fail ends in a held message, and the next message flows.</summary>
public sealed class WorkerFailureTests
{
    public static TheoryData<bool, string, string> Drills()
    {
        (string Drill, string Detail)[] drills =
        [
            ("crash", "SIGABRT"),
            ("exit", "exit code 3"),
            ("throw", "SIGABRT"),
            ("stack", "SIGABRT"),
            ("memory", "SIGABRT"),
            ("native-memory", "SIGABRT"),
            ("threads", "SIGABRT"),
            ("garbage-frame", "broke the protocol"),
            ("long-frame", "broke the protocol"),
        ];
        var data = new TheoryData<bool, string, string>();
        foreach (var isolated in new[] { true, false })
        {
            foreach (var (drill, detail) in drills)
                data.Add(isolated, drill, detail);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Drills))]
    public async Task A_failing_worker_holds_the_message_and_the_next_one_flows(bool isolated, string drill, string detail)
    {
        await using var sandbox = new DrillSandbox(isolated);
        var first = await sandbox.SayAsync("pid");

        var reply = await sandbox.DrillAsync(drill);

        AssertHeld(reply, detail);
        Assert.Equal("ok", await sandbox.SayAsync("ok"));
        if (!isolated)
            Assert.NotEqual(first, await sandbox.SayAsync("pid"));
        Assert.Equal(2, sandbox.Log.Split('\n').Count(l => l.Contains("is dead", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hanging_worker_is_killed_by_the_wall_clock(bool isolated)
    {
        await using var sandbox = new DrillSandbox(isolated, wallSeconds: 1);
        AssertHeld(await sandbox.DrillAsync("sleep"), "no answer within 1 seconds");
        Assert.Equal("ok", await sandbox.SayAsync("ok"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_computing_worker_is_killed_by_the_kernel_though_it_ignores_the_token(bool isolated)
    {
        await using var sandbox = new DrillSandbox(isolated, cpuSeconds: 1);
        AssertHeld(await sandbox.DrillAsync("hang"), "SIGXCPU");
        Assert.Equal("ok", await sandbox.SayAsync("ok"));
    }

    [Fact]
    public async Task A_worker_that_heeds_the_token_lives_on()
    {
        await using var sandbox = new DrillSandbox(isolated: true, cpuSeconds: 1);
        Assert.Equal("cancelled", await sandbox.SayAsync("wait"));
        Assert.DoesNotContain("is dead", sandbox.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_killed_while_it_works_does_not_lose_the_message()
    {
        await using var sandbox = new DrillSandbox(isolated: false);
        var worker = int.Parse(await sandbox.SayAsync("pid"), CultureInfo.InvariantCulture);
        var slow = sandbox.DrillAsync("slow-ok");
        Process.GetProcessById(worker).Kill();

        var reply = await slow;

        Assert.Equal("slow-ok"u8.ToArray(), reply.Content!.Value.ToArray());
        Assert.NotEqual(worker, int.Parse(await sandbox.SayAsync("pid"), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_worker_killed_while_idle_costs_no_attempt()
    {
        await using var sandbox = new DrillSandbox(isolated: false);
        using var worker = Process.GetProcessById(int.Parse(await sandbox.SayAsync("pid"), CultureInfo.InvariantCulture));
        worker.Kill();
        await worker.WaitForExitAsync();

        Assert.Equal("ok", await sandbox.SayAsync("ok"));
    }

    [Fact]
    public async Task Printing_does_no_harm()
    {
        await using var sandbox = new DrillSandbox(isolated: true);
        Assert.Equal("print", await sandbox.SayAsync("print"));
        Assert.Equal("ok", await sandbox.SayAsync("ok"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_kills_the_worker_and_frees_the_place(bool isolated)
    {
        await using var sandbox = new DrillSandbox(isolated);
        await sandbox.SayAsync("ok");
        using var cancel = new CancellationTokenSource();
        var hanging = sandbox.DrillAsync("sleep", cancel.Token);
        var waiting = sandbox.DrillAsync("ok");
        var unwanted = sandbox.DrillAsync("sleep", cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unwanted);
        Assert.Equal("ok"u8.ToArray(), (await waiting).Content!.Value.ToArray());
    }

    [Fact]
    public async Task Going_down_cancels_what_is_on_its_way()
    {
        var sandbox = new DrillSandbox(isolated: true);
        await sandbox.SayAsync("ok");
        var hanging = sandbox.DrillAsync("sleep");
        var waiting = sandbox.DrillAsync("ok");
        await sandbox.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sandbox.DrillAsync("ok"));
    }

    private static void AssertHeld(SanitizeReply reply, string detail)
    {
        Assert.True(reply.WorkersFailed);
        Assert.Null(reply.Content);
        Assert.True(reply.Report.IsHeld);
        Assert.True(reply.Report.AnyWithheld);
        Assert.Equal("quarantined", reply.Report.Outcome);
        var finding = Assert.Single(reply.Report.Findings);
        Assert.Equal("sanitizer.failed", finding.Code);
        Assert.Contains(detail, finding.Detail, StringComparison.Ordinal);
    }
}
