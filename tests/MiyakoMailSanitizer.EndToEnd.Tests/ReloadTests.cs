using System.Text.Json.Nodes;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>Rules are read again while the gateway runs.</summary>
public sealed class ReloadTests
{
    private const string Link = "http://www.example.com/a";

    [Fact]
    public async Task Changed_rules_decide_the_next_message_and_faulty_ones_change_nothing()
    {
        await using var receiver = new RecordingReceiver();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = receiver.Port });
        Assert.Contains(Link, (await SendAsync(gateway, receiver, "keep")).Text, StringComparison.Ordinal);

        gateway.ChangeRules(rules => Links(rules, "remove"));
        await gateway.LogsAsync("New rules are in force");
        Assert.DoesNotContain("example.com/a", (await SendAsync(gateway, receiver, "remove")).Text, StringComparison.Ordinal);

        gateway.ChangeRules(rules =>
        {
            Links(rules, "keep");
            rules["rules"]!.AsArray().Add(new JsonObject { ["name"] = "wrong", ["when"] = new JsonObject(), ["treat"] = "rebiuld" });
        });
        await gateway.LogsAsync("those of before stay in force");
        Assert.Contains("rebiuld", gateway.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com/a", (await SendAsync(gateway, receiver, "still-removed")).Text, StringComparison.Ordinal);

        gateway.ChangeRules(rules =>
        {
            Links(rules, "keep");
            rules["rules"]!.AsArray().Single(r => (string?)r!["name"] == "messages")!["treat"] = "hold";
        });
        await Eventually.TrueAsync(() => gateway.Log.Split("New rules are in force").Length == 3, () => gateway.Log);
        var id = await RawSmtpClient.SendAcceptedAsync(gateway.Port, Mail("held"));
        await gateway.SpoolIsEmptyAsync();
        Assert.Equal("held", gateway.CaseReport(id).GetProperty("delivery").GetString());
        Assert.Equal(3, receiver.Messages.Count);
    }

    private static void Links(JsonObject rules, string treatment) => rules["mail"]!["links"] = treatment;

    private static string Mail(string subject)
        => TestMail.Html(subject, $"<html><body><p>Look <a href=\"{Link}\">here</a> please</p></body></html>");

    private static async Task<ReceivedMessage> SendAsync(RunningGateway gateway, RecordingReceiver receiver, string subject)
    {
        await RawSmtpClient.SendAcceptedAsync(gateway.Port, Mail(subject));
        return await receiver.SubjectAsync(subject, gateway);
    }
}
