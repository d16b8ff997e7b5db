using System.Net;
using System.Text;
using MiyakoMailSanitizer.Gateway.Settings;

namespace MiyakoMailSanitizer.Gateway.Tests.Inbound;

/// <summary>Servers that speak for others: PROXY protocol version 2 and XCLIENT.</summary>
public sealed class FrontTests
{
    private static readonly byte[] Signature = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10];

    private static InboundOptions Proxied => InboundServer.Options with { ProxyProtocolFrom = ["127.0.0.1/32"], AllowedClients = ["192.0.2.0/24", "2001:db8::/32"] };

    private static InboundOptions Fronted => InboundServer.Options with { XclientFrom = ["127.0.0.1/32"], AllowedClients = ["192.0.2.0/24", "2001:db8::/32"] };

    [Theory]
    [InlineData("192.0.2.7")]
    [InlineData("2001:db8::7")]
    public async Task The_client_is_the_one_that_the_header_tells(string address)
    {
        await using var server = await InboundServer.StartAsync(Proxied);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync(Header(0x21, address, more: 20));
        Assert.StartsWith("220 ", await client.ReadReplyAsync());
        await SendMessageAsync(client);
        Assert.Equal(address, Assert.Single(server.Spool.Messages).Envelope.ClientAddress);
    }

    [Fact]
    public async Task A_header_in_pieces_and_mail_in_the_same_packet()
    {
        await using var server = await InboundServer.StartAsync(Proxied);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        var header = Header(0x21, "192.0.2.7");
        await client.SendAsync(header.AsMemory(0, 5));
        await Task.Delay(50);
        await client.SendAsync((byte[])[.. header[5..], .. "HELO client\r\n"u8]);
        Assert.StartsWith("220 ", await client.ReadReplyAsync());
        Assert.StartsWith("250 ", await client.ReadReplyAsync());
    }

    [Fact]
    public async Task Who_is_not_allowed_is_not_allowed_behind_a_front_either()
    {
        await using var server = await InboundServer.StartAsync(Proxied);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync(Header(0x21, "198.51.100.1"));
        Assert.StartsWith("554 5.7.1", await client.ReadReplyAsync());
        using var local = await RawClient.ConnectAsync(server.EndPoint);
        await local.SendAsync(Header(0x20, "192.0.2.7"));
        Assert.StartsWith("554 5.7.1", await local.ReadReplyAsync()); // LOCAL: the front itself
    }

    [Theory]
    [InlineData("EHLO client\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 192.0.2.1 5 25\r\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0031\u0011\0\u000c............")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0021\u0012\0\u000c............")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\u0004....")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0021\u0011\u00ff\u00ff............")]
    public async Task Anything_else_gets_no_word(string bytes)
    {
        await using var server = await InboundServer.StartAsync(Proxied);
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync(bytes);
        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Where_no_front_is_trusted_a_header_is_no_command()
    {
        await using var server = await InboundServer.StartAsync();
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync(Header(0x21, "192.0.2.7"));
        Assert.StartsWith("220 ", await client.ReadReplyAsync());
        Assert.StartsWith("5", await client.ReadReplyAsync());
        Assert.StartsWith("502", (await (await RawClient.GreetAsync(server.EndPoint)).CommandAsync("XCLIENT ADDR=192.0.2.7"))!);
    }

    [Theory]
    [InlineData("ADDR=192.0.2.7", "192.0.2.7", "client.example.jp")]
    [InlineData("ADDR=IPV6:2001:db8::7 NAME=x.example.org PORT=5 PROTO=ESMTP HELO=x+2Dy", "2001:db8::7", "x-y")]
    public async Task Xclient_tells_the_client_and_all_begins_anew(string parameters, string address, string helo)
    {
        await using var server = await InboundServer.StartAsync(Fronted);
        using var client = await RawClient.GreetAsync(server.EndPoint);
        Assert.StartsWith("530", await client.CommandAsync("MAIL FROM:<a@example.org>"));
        Assert.StartsWith("220 mx.city", await client.CommandAsync($"XCLIENT {parameters}"));
        Assert.StartsWith("503", await client.CommandAsync("MAIL FROM:<a@example.org>"));
        await SendMessageAsync(client);
        var envelope = Assert.Single(server.Spool.Messages).Envelope;
        Assert.Equal((address, helo), (envelope.ClientAddress, envelope.Helo));
        Assert.StartsWith("502", await client.CommandAsync("XCLIENT ADDR=192.0.2.8")); // not a front any more
    }

    [Theory]
    [InlineData("ADDR=198.51.100.1", "554 5.7.1")]
    [InlineData("ADDR=[UNAVAILABLE]", "554 5.7.1")]
    [InlineData("ADDR=nonsense", "501 5.5.4")]
    [InlineData("ADDR", "501 5.5.4")]
    [InlineData("COLOR=red", "501 5.5.4")]
    public async Task Xclient_opens_no_door(string parameters, string reply)
    {
        await using var server = await InboundServer.StartAsync(Fronted);
        using var client = await RawClient.GreetAsync(server.EndPoint);
        Assert.StartsWith(reply, await client.CommandAsync($"XCLIENT {parameters}"));
    }

    private static byte[] Header(byte command, string address, int more = 0)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        byte[] addresses = [.. bytes, .. bytes, 0, 5, 0, 25, .. new byte[more]];
        return [.. Signature, command, (byte)(bytes.Length == 4 ? 0x11 : 0x21), 0, (byte)addresses.Length, .. addresses];
    }

    private static async Task SendMessageAsync(RawClient client)
    {
        Assert.StartsWith("250", await client.CommandAsync("HELO client.example.jp"));
        Assert.StartsWith("250", await client.CommandAsync("MAIL FROM:<a@example.org>"));
        Assert.StartsWith("250", await client.CommandAsync("RCPT TO:<taro@city.example.jp>"));
        Assert.StartsWith("354", await client.CommandAsync("DATA"));
        Assert.StartsWith("250", await client.CommandAsync("Subject: x\r\n\r\nhello\r\n."));
    }
}
