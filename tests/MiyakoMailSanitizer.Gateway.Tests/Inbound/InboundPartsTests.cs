using System.Net;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using MiyakoMailSanitizer.Gateway.Inbound;
using MiyakoMailSanitizer.Gateway.Settings;
using MiyakoMailSanitizer.Gateway.Spool;

namespace MiyakoMailSanitizer.Gateway.Tests.Inbound;

public sealed class InboundPartsTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.7/24", "192.0.2.8", true)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "192.0.2.1", false)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    public void Allowed_clients(string block, string client, bool expected)
        => Assert.Equal(expected, new AllowedClients([block]).Contains(IPAddress.Parse(client)));

    [Theory]
    [InlineData("")]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/-1")]
    [InlineData("client.example.org")]
    public void Blocks_that_are_none(string block)
    {
        Assert.False(AllowedClients.TryParse(block, out _));
        Assert.Throws<FormatException>(() => new AllowedClients([block]));
    }

    [Theory]
    [InlineData("127.0.0.1:25", "127.0.0.1:25")]
    [InlineData("[::1]:0", "[::1]:0")]
    [InlineData("*:10025", "[::]:10025")]
    [InlineData("127.0.0.1", null)]
    [InlineData("::1", null)]
    [InlineData("2001:db8::1:25", null)]
    [InlineData("127.0.0.1:65536", null)]
    [InlineData("mx.example.jp:25", null)]
    [InlineData("127.0.0.1:", null)]
    [InlineData("", null)]
    public void Listen_addresses(string text, string? expected)
    {
        Assert.Equal(expected is not null, InboundHosting.TryParse(text, out var endPoint));
        Assert.Equal(expected, endPoint?.ToString());
    }

    [Fact]
    public void Ids_are_dated_and_all_different()
    {
        var ids = new MessageIds(new ManualTime());
        var many = Enumerable.Range(0, 10_000).Select(_ => ids.Next()).ToHashSet();
        Assert.Equal(10_000, many.Count);
        Assert.All(many, id => Assert.Matches("^20261123-[0-9A-HJKMNP-TV-Z]{12}$", id));
    }

    [Fact]
    public void The_limiter_counts_exactly()
    {
        var limiter = new ConnectionLimiter(maxConnections: 3, maxPerClient: 2);
        IPAddress a = new([192, 0, 2, 1]), b = new([192, 0, 2, 2]);
        Assert.Equal([true, true, false, true, false], new[] { a, a, a, b, b }.Select(client => limiter.TryEnter(client)));
        limiter.Leave(a);
        Assert.True(limiter.TryEnter(b));
        Assert.False(limiter.TryEnter(a));
    }

    [Fact]
    public void A_recipient_list_is_read_again_and_a_bad_one_is_not_taken()
    {
        var file = System.IO.Path.GetTempFileName();
        try
        {
            var time = new ManualTime();
            File.WriteAllText(file, "taro@city.example.jp\n");
            var policy = Read(file, time);
            Assert.Equal((null, SmtpReplies.UnknownRecipient), (Check(policy, "taro"), Check(policy, "hanako")));
            File.WriteAllText(file, "taro@city.example.jp\nhanako@city.example.jp\n");
            time.Advance(2);
            Assert.Equal((null, null), (Check(policy, "taro"), Check(policy, "hanako")));
            File.WriteAllText(file, "taro@city.example.jp\nno address\n");
            time.Advance(2);
            Assert.Equal((null, null), (Check(policy, "taro"), Check(policy, "hanako")));
            File.Delete(file);
            time.Advance(2);
            Assert.Null(Check(policy, "hanako"));
            File.WriteAllText(file, "hanako@city.example.jp\n");
            time.Advance(2);
            Assert.Equal((SmtpReplies.UnknownRecipient, null), (Check(policy, "taro"), Check(policy, "hanako")));
            File.WriteAllText(file, "<taro@city.example.jp>");
            Assert.Throws<InvalidDataException>(() => Read(file, time));
        }
        finally
        {
            File.Delete(file);
        }

        static RecipientPolicy Read(string file, TimeProvider time)
            => new(InboundServer.Options with { RecipientListFile = file }, time, NullLogger.Instance);

        static SmtpReply? Check(RecipientPolicy policy, string local)
            => policy.Check(new SmtpPath(local, "city.example.jp", HasRoute: false, IsAscii: true));
    }

    [Fact]
    public void No_bytes_make_the_path_parser_throw_or_pass_a_control()
        => Gen.OneOf(Gen.Byte.Array[0, 40], Path)
            .Sample(bytes =>
            {
                if (bytes.AsSpan().ContainsAnyInRange<byte>(0, 31) || !PathParser.TryParse(bytes, out var path, out var length))
                    return;
                Assert.InRange(length, 2, bytes.Length);
                Assert.Equal((byte)'>', bytes[length - 1]);
                Assert.DoesNotContain(path.Address, c => char.IsControl(c));
                if (path.Domain.Length == 0)
                    return;
                Assert.True(PathParser.TryParse(Encoding.UTF8.GetBytes($"<{path.Address}>"), out var again, out _));
                Assert.Equal(path.Address, again.Address);
            });

    [Fact]
    public void Every_command_has_one_row_and_no_mail_goes_before_the_greeting()
    {
        Assert.Equal(SmtpStateTable.Rows.Length, SmtpStateTable.Rows.DistinctBy(r => r.Name, StringComparer.OrdinalIgnoreCase).Count());
        foreach (var verb in Enum.GetValues<SmtpVerb>().Except([SmtpVerb.Unknown]))
            Assert.Contains(SmtpStateTable.Rows, r => r.Verb == verb);
        Assert.All(SmtpStateTable.Rows.Where(r => r.Verb is SmtpVerb.Mail or SmtpVerb.Rcpt or SmtpVerb.Data), r =>
        {
            Assert.NotNull(r.In(SmtpState.Start).Refusal);
            Assert.False(r.BeforeTls);
        });
        var data = SmtpStateTable.Rows.Single(r => r.Verb == SmtpVerb.Data);
        Assert.All(Enum.GetValues<SmtpState>().Except([SmtpState.Recipients]), s => Assert.NotNull(data.In(s).Refusal));
    }

    [Theory]
    [InlineData("192.0.2.1", false, false, "[192.0.2.1]", "ESMTP")]
    [InlineData("2001:db8::1", true, false, "[IPv6:2001:db8::1]", "ESMTPS")]
    [InlineData("2001:db8::1", false, true, "[IPv6:2001:db8::1]", "UTF8SMTP")]
    public void Received_field(string client, bool isSecure, bool utf8, string literal, string protocol)
    {
        var mail = new SmtpTransaction { IsSecure = isSecure };
        mail.Greet("client", isExtended: true);
        mail.Begin(new MailParameters(new SmtpPath("", "", false, true), 0, utf8, "", ""));
        mail.TryAdd(new SmtpPath("a?=b", "city.example.jp", false, true), new RecipientWish("", "", ""), 10);
        var text = Encoding.ASCII.GetString(ReceivedField.Write(mail, IPAddress.Parse(client), "mx", "ID", new ManualTime().GetLocalNow()));
        Assert.Equal(
            $"Received: from client ({literal})\r\n by mx (MiyakoMailSanitizer) with {protocol} id ID;\r\n"
            + " Mon, 23 Nov 2026 10:11:12 +0900\r\n",
            text);
    }

    private static Gen<byte[]> Path => Gen.Int[0, PathPieces.Length - 1].Array[0, 20]
        .Select(p => Encoding.Latin1.GetBytes("<" + string.Concat(p.Select(i => PathPieces[i])) + ">"));

    private static readonly string[] PathPieces =
        ["a", "@", ".", "\"", "\\", "[", "]", "IPv6:", "::1", "1.2.3.4", ":", ",",
            "b.example", " ", ">", "\xe3\x81\x82", "\xff", "postmaster"];

    /// <summary>A clock that stands still in Japan.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private long _seconds;

        public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("JST", TimeSpan.FromHours(9), "JST", "JST");

        public override long TimestampFrequency => 1;

        public void Advance(int seconds) => _seconds += seconds;

        public override long GetTimestamp() => _seconds;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 23, 1, 11, 12, TimeSpan.Zero).AddSeconds(_seconds);
    }
}
