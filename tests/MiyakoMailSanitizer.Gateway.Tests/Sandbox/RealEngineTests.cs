using System.Text;
using MiyakoMailSanitizer.Gateway.Sandbox;

namespace MiyakoMailSanitizer.Gateway.Tests.Sandbox;

/// <summary>The engine, the rules that are built in, and the verifier, in their real processes.</summary>
public sealed class RealEngineTests
{
    private const string Mail =
        "From: a@example.jp\r\nTo: b@example.jp\r\nDate: Mon, 23 Nov 2026 10:11:12 +0900\r\nSubject: test\r\nMIME-Version: 1.0\r\n" +
        "Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n" +
        "--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n" +
        "--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"a.bin\"\r\n" +
        "\r\nATTACHMENT\r\n--x--\r\n";

    [Fact]
    public async Task A_message_is_made_safe_and_stamped()
    {
        await using var sandbox = Start();
        var reply = await SendAsync(sandbox, "plain words");

        Assert.False(reply.WorkersFailed, DrillSandbox.Failure(reply));
        Assert.Equal("rebuilt", reply.Report.Outcome);
        Assert.Equal(64, reply.PolicyHash.Length);
        var verified = await sandbox.Host.Gate.VerifyAsync(reply.Content!.Value, CancellationToken.None);
        Assert.Empty(verified.Faults);
        Assert.Contains("hello", Encoding.ASCII.GetString(verified.Message!.Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_original_of_a_message_is_not_stamped()
    {
        await using var sandbox = Start();
        var reply = await sandbox.Host.Gate.VerifyAsync(Encoding.ASCII.GetBytes(Mail), CancellationToken.None);
        Assert.Null(reply.Message);
        Assert.NotEmpty(reply.Faults);
    }

    [Theory]
    [InlineData("crash", "SIGABRT")]
    [InlineData("stack", "SIGABRT")]
    [InlineData("memory", "72")]
    [InlineData("native-memory", "72")]
    [InlineData("threads", "72")]
    public async Task An_attachment_that_kills_the_worker_holds_the_message(string drill, string detail)
    {
        await using var sandbox = Start();
        var reply = await SendAsync(sandbox, $"MIYAKO-FAULT-DRILL:{drill}");
        Assert.True(reply.WorkersFailed);
        Assert.True(reply.Report.IsHeld);
        Assert.Null(reply.Content);
        Assert.Contains(detail, DrillSandbox.Failure(reply), StringComparison.Ordinal);
        Assert.False((await SendAsync(sandbox, "plain words")).WorkersFailed);
    }

    [Fact]
    public async Task A_message_that_a_rule_holds_has_no_bytes()
    {
        await using var sandbox = Start(drills: "hold");
        var reply = await SendAsync(sandbox, "MIYAKO-FAULT-DRILL:ok");
        Assert.False(reply.WorkersFailed, DrillSandbox.Failure(reply));
        Assert.True(reply.Report.IsHeld);
        Assert.Null(reply.Content);
    }

    [Fact]
    public async Task An_attachment_that_the_engine_survives_is_withheld_alone()
    {
        await using var sandbox = Start();
        var reply = await SendAsync(sandbox, "MIYAKO-FAULT-DRILL:throw");
        Assert.False(reply.WorkersFailed, DrillSandbox.Failure(reply));
        Assert.NotNull(reply.Content);
        Assert.Contains(reply.Report.Walk(), n => n.IsWithheld && n.Findings.Any(f => f.Code == "sanitizer.failed"));
        Assert.False((await SendAsync(sandbox, "plain words")).WorkersFailed);
    }

    private static DrillSandbox Start(string drills = "convert")
    {
        var sandbox = new DrillSandbox(isolated: true);
        var (source, faults) = PolicySources.Read(null);
        Assert.Empty(faults);
        var rules = Encoding.UTF8.GetString(source!.RulesJson.Span);
        var changed = Encoding.UTF8.GetBytes(WithDrillRule(rules, drills));
        sandbox.ChangePolicy(source with { RulesJson = changed, Hash = new string('d', 64) });
        return sandbox;
    }

    /// <summary>The rules that are built in, and before them one for drills.</summary>
    private static string WithDrillRule(string rules, string treatment)
    {
        const string Begin = "\"rules\": [";
        var at = rules.IndexOf(Begin, StringComparison.Ordinal);
        Assert.True(at >= 0);
        var rule = $$""" { "name": "drills", "when": { "formats": ["fault-drill"] }, "treat": "{{treatment}}" }, """;
        return rules.Insert(at + Begin.Length, rule);
    }

    private static Task<SanitizeReply> SendAsync(DrillSandbox sandbox, string attachment)
        => sandbox.SendAsync(Encoding.ASCII.GetBytes(Mail.Replace("ATTACHMENT", attachment, StringComparison.Ordinal)));
}
