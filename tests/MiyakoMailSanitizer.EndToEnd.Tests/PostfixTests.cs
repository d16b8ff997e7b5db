using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace MiyakoMailSanitizer.EndToEnd.Tests;

/// <summary>Real Postfix on both sides: what one sends the other gets.</summary>
public sealed partial class PostfixTests(ITestOutputHelper output)
{
    private const int Messages = 1_000;
    private const int Connections = 10;

    [PostfixFact]
    public async Task A_thousand_messages_arrive_once_each()
    {
        await using var inside = await PostfixInstance.DeliverAsync();
        await using var gateway = await RunningGateway.StartAsync(new GatewayConfig { NextHopPort = inside.Port, Workers = 0 });
        await using var outside = await PostfixInstance.RelayToAsync(gateway.Port, Connections);
        await outside.SendAsync(Messages, Connections);
        await AllThroughAsync(outside, gateway, inside);

        var copies = Copies(inside);
        Assert.Equal(Messages, copies.Length);
        Assert.Equal(Expected(), copies.Select(c => c.Recipient).Order(StringComparer.Ordinal));
        Assert.Empty(gateway.SpoolFiles("stuck"));
        Assert.Empty(gateway.Cases());
    }

    [PostfixFact]
    public async Task A_thousand_messages_arrive_although_the_gateway_is_killed_three_times()
    {
        await using var inside = await PostfixInstance.DeliverAsync();
        await using var gateway = await RunningGateway.StartAsync(
            new GatewayConfig { NextHopPort = inside.Port, Workers = 0, RelayAtOnce = Connections });
        await using var outside = await PostfixInstance.RelayToAsync(gateway.Port, Connections);
        var sending = outside.SendAsync(Messages, Connections);
        int[] killAt = [100, 350, 600];
        foreach (var progress in killAt)
        {
            await Eventually.TrueAsync(() => inside.Delivered().Length >= progress, () => State(outside, gateway, inside));
            output.WriteLine($"killed at {State(outside, gateway, inside)}");
            await gateway.Process.KillAsync();
            await gateway.StartAgainAsync();
        }

        await sending;
        await AllThroughAsync(outside, gateway, inside);
        var copies = Copies(inside);
        var lost = Expected().Except(copies.Select(c => c.Recipient)).ToArray();
        Assert.True(lost.Length == 0, $"{lost.Length} messages are lost: {string.Join(' ', lost.Take(20))}");

        // A second copy under the same id: the reply of the next hop was in flight. Under another id: our reply to the sender was.
        var relayed = copies.Length - copies.DistinctBy(c => c.GatewayId).Count();
        var accepted = copies.DistinctBy(c => c.GatewayId).Count() - Messages;
        output.WriteLine($"{copies.Length} copies of {Messages} messages: {relayed} relayed twice, {accepted} accepted twice");
        Assert.InRange(relayed, 0, Connections * killAt.Length);
        Assert.InRange(accepted, 0, Connections * killAt.Length);
        Assert.Empty(gateway.SpoolFiles("stuck"));
        Assert.Empty(gateway.SpoolFiles("tmp"));
        Assert.Empty(gateway.Cases());
    }

    private static IEnumerable<string> Expected()
        => Enumerable.Range(1, Messages).Select(i => $"{i}user@city.example.jp").Order(StringComparer.Ordinal);

    private static async Task AllThroughAsync(PostfixInstance outside, RunningGateway gateway, PostfixInstance inside)
    {
        await Eventually.TrueAsync(() => outside.Queued() == 0, () => State(outside, gateway, inside));
        await gateway.SpoolIsEmptyAsync();
        await Eventually.TrueAsync(() => inside.Queued() == 0, () => State(outside, gateway, inside));
    }

    private static string State(PostfixInstance outside, RunningGateway gateway, PostfixInstance inside)
        => $"{outside.Queued()} outside, {gateway.SpoolFiles("incoming").Length} incoming, "
        + $"{gateway.SpoolFiles("outgoing").Length} outgoing, {inside.Queued()} inside, {inside.Delivered().Length} delivered";

    private static ImmutableArray<(string Recipient, string GatewayId)> Copies(PostfixInstance inside)
        => [.. inside.Delivered().Select(path => Copy(File.ReadAllText(path, Encoding.Latin1)))];

    private static (string Recipient, string GatewayId) Copy(string mail)
    {
        var written = mail[mail.IndexOf("Date: ", StringComparison.Ordinal)..];
        WireShape.AssertClean(Encoding.Latin1.GetBytes(written.ReplaceLineEndings("\r\n")));
        return (DeliveredTo().Match(mail).Groups[1].Value, GatewayId().Match(mail).Groups[1].Value);
    }

    [GeneratedRegex(@"^Delivered-To: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex DeliveredTo();

    [GeneratedRegex(@"\(MiyakoMailSanitizer\)\s+with\s+\S+\s+id\s+(\S+)")]
    private static partial Regex GatewayId();
}
