using System.Reflection;
using System.Text;
using MiyakoMailSanitizer.Gateway.Sandbox;

namespace MiyakoMailSanitizer.Gateway.Tests.Sandbox;

public sealed class VerifierGateTests
{
    [Fact]
    public async Task Only_what_a_verify_worker_passes_is_stamped()
    {
        await using var sandbox = new DrillSandbox(isolated: true);
        var passed = await VerifyAsync(sandbox, "ok");
        Assert.Empty(passed.Faults);
        Assert.Equal("MIYAKO-FAULT-DRILL:ok", Encoding.ASCII.GetString(passed.Message!.Content.Span));

        var refused = await VerifyAsync(sandbox, "print");
        Assert.Null(refused.Message);
        Assert.Equal("drill", Assert.Single(refused.Faults).Rule);
    }

    [Theory]
    [InlineData("crash", "SIGABRT")]
    [InlineData("sleep", "no answer within")]
    [InlineData("garbage-frame", "broke the protocol")]
    public async Task A_verify_worker_that_fails_passes_nothing(string drill, string detail)
    {
        await using var sandbox = new DrillSandbox(isolated: true, wallSeconds: 2);
        var reply = await VerifyAsync(sandbox, drill);
        Assert.Null(reply.Message);
        var fault = Assert.Single(reply.Faults);
        Assert.Equal("verifier.failed", fault.Rule);
        Assert.Contains(detail, fault.Detail, StringComparison.Ordinal);
        Assert.NotNull((await VerifyAsync(sandbox, "ok")).Message);
    }

    [Fact]
    public async Task A_message_over_the_bound_is_not_passed()
    {
        await using var sandbox = new DrillSandbox(isolated: true);
        var reply = await sandbox.Host.Gate.VerifyAsync(new byte[40 << 20], CancellationToken.None);
        Assert.Null(reply.Message);
        Assert.Equal("verifier.failed", Assert.Single(reply.Faults).Rule);
    }

    [Fact]
    public void Nobody_but_the_gate_can_make_a_verified_message()
    {
        Assert.All(
            typeof(VerifiedMessage).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public),
            c => Assert.True(c.IsPrivate));
    }

    private static Task<VerifyReply> VerifyAsync(DrillSandbox sandbox, string drill)
        => sandbox.Host.Gate.VerifyAsync(Encoding.ASCII.GetBytes($"MIYAKO-FAULT-DRILL:{drill}"), CancellationToken.None).AsTask();
}
