using System.Text;
using MiyakoMailSanitizer.Gateway.Sandbox;

namespace MiyakoMailSanitizer.Gateway.Tests.Sandbox;

public sealed class WorkerPoolTests
{
    [Fact]
    public async Task Two_hundred_requests_over_two_workers_are_each_answered_once()
    {
        await using var sandbox = new DrillSandbox(isolated: true, workers: 2);
        var requests = Enumerable.Range(0, 200).Select(i => Encoding.ASCII.GetBytes($"MIYAKO-FAULT-DRILL:digest {i}")).ToArray();

        var replies = await Task.WhenAll(requests.Select(r => sandbox.SendAsync(r)));

        for (var i = 0; i < requests.Length; i++)
            Assert.Equal(Digest(requests[i]), Encoding.ASCII.GetString(replies[i].Content!.Value.Span));
    }

    [Fact]
    public async Task Failures_among_many_requests_hit_nobody_else()
    {
        await using var sandbox = new DrillSandbox(isolated: true, workers: 2);
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => sandbox.DrillAsync(i % 20 == 7 ? "exit" : "ok")));
        Assert.Equal([7, 27], Enumerable.Range(0, 40).Where(i => replies[i].WorkersFailed));
    }

    [Fact]
    public async Task A_large_message_goes_both_ways()
    {
        await using var sandbox = new DrillSandbox(isolated: true);
        var content = new byte[8 << 20];
        "MIYAKO-FAULT-DRILL:fill "u8.CopyTo(content);

        var reply = await sandbox.SendAsync(content);

        Assert.Equal(content.Length, reply.Content!.Value.Length);
        Assert.Equal(-1, reply.Content.Value.Span.IndexOfAnyExcept((byte)'x'));
        Assert.Equal(content.Length, reply.Report.Size);
    }

    [Fact]
    public async Task A_message_over_the_bound_is_held_without_harm_to_the_worker()
    {
        await using var sandbox = new DrillSandbox(isolated: true);
        var reply = await sandbox.SendAsync(new byte[40 << 20]);
        Assert.True(reply.Report.IsHeld);
        Assert.Equal("ok", await sandbox.SayAsync("ok"));
    }

    [Fact]
    public async Task A_changed_policy_reaches_the_worker_before_the_next_request()
    {
        await using var sandbox = new DrillSandbox(isolated: true);
        var before = await sandbox.DrillAsync("ok");
        sandbox.ChangePolicy(DrillSandbox.Policy("1"));
        var after = await sandbox.DrillAsync("ok");

        Assert.Equal(("0", "0"), (before.PolicyHash, before.Report.Rule));
        Assert.Equal(("1", "1"), (after.PolicyHash, after.Report.Rule));
    }

    [Fact]
    public async Task A_policy_that_workers_do_not_take_stops_the_flow_and_a_better_one_lets_it_go_on()
    {
        await using var sandbox = new DrillSandbox(isolated: true);
        Assert.Equal("ok", await sandbox.SayAsync("ok"));
        sandbox.ChangePolicy(DrillSandbox.Policy("bad") with { RulesJson = "{ nonsense"u8.ToArray() });
        var refused = await Assert.ThrowsAsync<WorkersUnavailableException>(() => sandbox.DrillAsync("ok"));
        Assert.Contains("rules.json", refused.Message, StringComparison.Ordinal);
        sandbox.ChangePolicy(DrillSandbox.Policy("good"));
        Assert.Equal("ok", await sandbox.SayAsync("ok"));
    }


    private static string Digest(byte[] content) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
}
