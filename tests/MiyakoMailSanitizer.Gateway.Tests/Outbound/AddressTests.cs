using MiyakoMailSanitizer.Gateway.Outbound;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

/// <summary>Addresses leave as they came; what could be read as something else does not leave.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("da..ta.@docomo.ne.jp")]
    [InlineData(".abc.@ezweb.ne.jp")]
    [InlineData("\"da..ta.\"@docomo.ne.jp")]
    [InlineData("\"a b\"@example.jp")]
    [InlineData("\"a\\\"> SIZE=0 <b\"@example.jp")]
    [InlineData("\"a@b\"@example.jp")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("a@[IPv6:::1]")]
    [InlineData("a_b@x_y.jp")]
    [InlineData("postmaster")]
    [InlineData("A/B=C+d!e%f@EXAMPLE.jp")]
    [InlineData("総務-髙𠮷@example.jp")]
    public async Task Address_leaves_as_it_came(string address)
    {
        await using var sink = new SinkServer();
        await using var hop = Relaying.NextHop(sink.Port);
        var state = Assert.Single(await hop.SendAsync(Relaying.PlainMessage, address, address));
        Assert.Equal((address, RelayStatus.Relayed), (state.Recipient, state.Status));
        var taken = Assert.Single(sink.Taken);
        Assert.Equal([address], taken.Recipients);
        Assert.StartsWith($"MAIL FROM:<{address}> SIZE=", taken.Mail, StringComparison.Ordinal);
        Assert.Equal(!address.All(char.IsAscii), taken.Mail.EndsWith(" SMTPUTF8", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Null_reverse_path_leaves_as_null()
    {
        await using var sink = new SinkServer { Extensions = [] };
        await using var hop = Relaying.NextHop(sink.Port);
        await hop.SendAsync(Relaying.PlainMessage, "", "b@example.jp");
        Assert.Equal("MAIL FROM:<>", Assert.Single(sink.Taken).Mail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a@example.jp>\r\nRCPT TO:<c@example.jp")]
    [InlineData("a@example.jp\n")]
    [InlineData("a@example.jp\0")]
    [InlineData("a@example.jp\u0085")]
    [InlineData("a@example.jp\u2028")]
    [InlineData("a@example.jp> SIZE=1")]
    [InlineData("a b@example.jp")]
    [InlineData("<a@example.jp")]
    [InlineData("\"a@example.jp")]
    [InlineData("\"a\\\"@example.jp")]
    [InlineData("\"a\r\n\"@example.jp")]
    [InlineData("\"a\\\r\"@example.jp")]
    [InlineData("a\\>@example.jp")]
    [InlineData("a@例..jp")]
    public async Task Address_that_is_no_address_fails_for_itself_alone(string address)
    {
        await using var sink = new SinkServer();
        await using var hop = Relaying.NextHop(sink.Port);
        var states = await hop.SendAsync(Relaying.PlainMessage, "a@example.jp", address, "b@example.jp");
        Assert.Equal(RelayStatus.Failed, states[0].Status);
        Assert.StartsWith("553 5.1.3 ", states[0].Reply, StringComparison.Ordinal);
        Assert.Equal(RelayStatus.Relayed, states[1].Status);
        Assert.Equal(["b@example.jp"], Assert.Single(sink.Taken).Recipients);
        Assert.Equal(["EHLO", "MAIL", "RCPT", "DATA"], sink.Commands.Select(c => c[..4]));
    }

    [Theory]
    [InlineData("a@example.jp> SIZE=1")]
    [InlineData("a@example.jp\r\nDATA")]
    public async Task Sender_that_is_no_address_fails_without_a_connection(string address)
    {
        await using var sink = new SinkServer();
        await using var hop = Relaying.NextHop(sink.Port);
        var states = await hop.SendAsync(Relaying.PlainMessage, address, "b@example.jp", "c@example.jp");
        Assert.All(states, s => Assert.StartsWith("553 5.1.7 ", s.Reply, StringComparison.Ordinal));
        Assert.All(states, s => Assert.Equal(RelayStatus.Failed, s.Status));
        Assert.Equal(0, sink.Connections);
    }

    [Fact]
    public async Task Overlong_address_fails()
    {
        await using var sink = new SinkServer();
        await using var hop = Relaying.NextHop(sink.Port);
        Assert.Equal(RelayStatus.Failed, (await hop.SendOneAsync(new string('a', 100_000) + "@example.jp")).Status);
    }

    [Fact]
    public async Task Half_a_character_fails()
    {
        // Not as InlineData: attributes are kept in UTF-8, which has no lone surrogates.
        await using var sink = new SinkServer();
        await using var hop = Relaying.NextHop(sink.Port);
        Assert.Equal(RelayStatus.Failed, (await hop.SendOneAsync("a" + (char)0xD800 + "@example.jp")).Status);
        Assert.Equal(RelayStatus.Failed, (await hop.SendOneAsync("a@" + (char)0xDC00 + ".jp")).Status);
    }
}
