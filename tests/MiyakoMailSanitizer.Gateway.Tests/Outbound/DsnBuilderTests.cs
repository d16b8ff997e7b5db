using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Outbound.Smtp;
using MiyakoMailSanitizer.Gateway.Spool;
using MiyakoMailSanitizer.Verifying;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

public sealed class DsnBuilderTests
{
    private const string Header =
        "Received: from a by b; Mon, 23 Nov 2026 10:11:12 +0900\r\n" +
        "Date: Mon, 23 Nov 2026 10:11:12 +0900\r\n" +
        "From: =?UTF-8?B?5bGx55Sw?= <yamada@example.jp>\r\n" +
        "To: b@example.lg.jp,\r\n c@example.lg.jp\r\n" +
        "Subject: =?UTF-8?B?5Lya6K2w?=\r\n" +
        "Message-ID: <1234@example.jp>\r\n" +
        "X-Mail-Sanitized: yes\r\n" +
        "MIME-Version: 1.0\r\n" +
        "Content-Type: text/plain; charset=utf-8\r\n" +
        "\r\n" +
        "To: secret body\r\n";

    private static DsnRequest Request(string from = "yamada@example.jp", params RecipientState[] failed) => new()
    {
        Envelope = Relaying.Envelope(from, [.. failed.Select(f => f.Recipient)]),
        Recipients = [.. failed],
        SanitizedHeader = Encoding.ASCII.GetBytes(Header),
        HostName = Relaying.HostName,
        Now = new DateTimeOffset(2026, 11, 28, 9, 8, 7, TimeSpan.FromHours(9)),
    };

    private static readonly RecipientState Refused = new("b@example.lg.jp", RelayStatus.Failed, "550 5.1.1 no such user", "mx.inside:25");
    private static readonly RecipientState Expired = new("c@example.lg.jp", RelayStatus.Pending, "connecting: Connection refused", "");

    /// <summary>Builds it; whatever goes in, the verifier must pass what comes out.</summary>
    private static string Build(DsnRequest request)
    {
        var bytes = DsnBuilder.Build(request);
        Assert.Empty(MessageVerifier.Verify(bytes).Faults);
        return Encoding.Latin1.GetString(bytes);
    }

    [Fact]
    public void Verifier_passes_it_without_a_returned_header()
    {
        var dsn = Build(Request(failed: [Refused]) with { SanitizedHeader = default });
        Assert.EndsWith("7bit\r\n\r\n\r\n", dsn[..dsn.LastIndexOf("--=_miyako-", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_sender_said_of_the_message_and_of_a_recipient_comes_back()
    {
        var request = Request(failed: [Refused, Expired]);
        var dsn = Build(request with
        {
            Envelope = request.Envelope with
            {
                Dsn = new DsnWish
                {
                    EnvelopeId = "id+2B1+20x",
                    Recipients = [new(Refused.Recipient, "", "rfc822;B+3Dx@example.lg.jp"), new(Expired.Recipient, "", "rfc822;+0D+0AX: y")],
                },
            },
        });
        Assert.Contains("\r\n\r\nOriginal-Envelope-Id: id+1 x\r\nReporting-MTA: ", dsn, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\nOriginal-Recipient: rfc822; B=x@example.lg.jp\r\nFinal-Recipient: rfc822; b@example.lg.jp\r\n", dsn, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\nFinal-Recipient: rfc822; c@example.lg.jp\r\n", dsn, StringComparison.Ordinal);
    }

    [Fact]
    public void A_success_names_no_reply_and_no_server()
    {
        var dsn = Build(Request(failed: [new("b@example.lg.jp", RelayStatus.Relayed, "250 2.0.0 Ok: queued as 4XyZ", "mx.inside:25")]) with { IsSuccess = true });
        Assert.Contains("Final-Recipient: rfc822; b@example.lg.jp\r\nAction: relayed\r\nStatus: 2.0.0\r\n\r\n", dsn, StringComparison.Ordinal);
        Assert.DoesNotContain("4XyZ", dsn, StringComparison.Ordinal);
        Assert.DoesNotContain("inside", dsn, StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_message()
    {
        var lines = Build(Request(failed: [Refused, Expired])).Split("\r\n");
        var boundary = Regex.Match(string.Join('\n', lines), "boundary=\"(.*?)\"").Groups[1].Value;
        Assert.Matches("^=_miyako-[0-9a-f]{16}-00$", boundary);
        var expected = $"""
            Date: Sat, 28 Nov 2026 09:08:07 +0900
            From: MAILER-DAEMON@miyako.example.jp
            To: yamada@example.jp
            Subject: =?UTF-8?B?6YWN5L+h44Gn44GN44Gq44GL44Gj44Gf44Oh44O844Or44Gu44GK55+l44KJ?=
             =?UTF-8?B?44GbIChVbmRlbGl2ZXJlZCBtYWlsKQ==?=
            Message-ID: <20261123-abcdefghijkl.dsn@miyako.example.jp>
            In-Reply-To: <1234@example.jp>
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"

            --{boundary}
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: base64

            (text)
            --{boundary}
            Content-Type: message/delivery-status
            Content-Transfer-Encoding: 7bit

            Reporting-MTA: dns; miyako.example.jp
            Arrival-Date: Mon, 23 Nov 2026 10:11:12 +0900

            Final-Recipient: rfc822; b@example.lg.jp
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 no such user

            Final-Recipient: rfc822; c@example.lg.jp
            Action: failed
            Status: 4.4.7

            --{boundary}
            Content-Type: text/rfc822-headers
            Content-Transfer-Encoding: 7bit

            Date: Mon, 23 Nov 2026 10:11:12 +0900
            From: =?UTF-8?B?5bGx55Sw?= <yamada@example.jp>
            To: b@example.lg.jp,
             c@example.lg.jp
            Subject: =?UTF-8?B?5Lya6K2w?=
            Message-ID: <1234@example.jp>

            --{boundary}--

            """.ReplaceLineEndings("\n").Split('\n');
        var textStart = Array.IndexOf(expected, "(text)");
        var textEnd = Array.IndexOf(lines, "--" + boundary, textStart);
        Assert.All(lines[textStart..(textEnd - 1)], line => Assert.Equal(76, line.Length));
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(string.Concat(lines[textStart..textEnd])));
        Assert.Contains("お送りいただいたメールは、次の宛先に届けることができませんでした。\r\n", text, StringComparison.Ordinal);
        Assert.Contains("could not be delivered", text, StringComparison.Ordinal);
        Assert.Contains("  b@example.lg.jp\r\n    550 5.1.1 no such user\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Replace("\r\n", "", StringComparison.Ordinal), char.IsControl);
        Assert.Equal(expected, (string[])[.. lines[..textStart], "(text)", .. lines[textEnd..]]);
        Assert.DoesNotContain("mx.inside", string.Join(' ', lines) + text, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_readers_understand_it()
    {
        var bytes = DsnBuilder.Build(Request(failed: [Refused]));
        var report = Assert.IsType<MultipartReport>(MimeMessage.Load(new MemoryStream(bytes)).Body);
        Assert.Equal("delivery-status", report.ReportType);
        var status = Assert.IsType<MessageDeliveryStatus>(report[1]);
        Assert.Equal("rfc822; b@example.lg.jp", status.StatusGroups[1]["Final-Recipient"]);
        Assert.IsType<TextRfc822Headers>(report[2]);
        Assert.Equal("配信できなかったメールのお知らせ (Undelivered mail)", MimeMessage.Load(new MemoryStream(bytes)).Subject);
    }

    [Fact]
    public void Same_request_same_bytes()
        => Assert.Equal(DsnBuilder.Build(Request(failed: [Refused])), DsnBuilder.Build(Request(failed: [Refused])));

    [Theory]
    [InlineData("a.b@example.jp", "a.b@example.jp")]
    [InlineData("da..ta.@docomo.ne.jp", "\"da..ta.\"@docomo.ne.jp")]
    [InlineData("\"a.b\"@example.jp", "a.b@example.jp")]
    [InlineData("\"a \\\"b\\\\\"@example.jp", "\"a \\\"b\\\\\"@example.jp")]
    [InlineData("\"a\\ b\"@example.jp", "\"a b\"@example.jp")]
    [InlineData("a@[127.0.0.1]", "a@[127.0.0.1]")]
    [InlineData("a@都庁.jp", "a@xn--uwts73i.jp")]
    [InlineData("総務@example.jp", "undisclosed-recipients:;")]
    [InlineData("a@x_y.jp", "undisclosed-recipients:;")]
    [InlineData("a@example.jp\r\nBcc: x@example.jp", "undisclosed-recipients:;")]
    [InlineData("a\r\nBcc: x@example.jp", "undisclosed-recipients:;")]
    [InlineData("postmaster", "undisclosed-recipients:;")]
    public void Reverse_path_is_written_as_header_address(string from, string to)
        => Assert.Contains($"\r\nTo: {to}\r\nSubject: ", Build(Request(from, Refused)), StringComparison.Ordinal);

    [Theory]
    [InlineData("550 5.1.1 x", "5.1.1", true)]
    [InlineData("550 x", "5.0.0", true)]
    [InlineData("550 4.1.1 x", "5.0.0", true)]
    [InlineData("550", "4.4.7", false)]
    [InlineData("451 4.7.1 x", "4.4.7", true)]
    [InlineData("", "4.4.7", false)]
    [InlineData("550 5.1.1 a\r\nX-Injected: b\u3042", "5.1.1", true)]
    public void Status_comes_from_the_reply(string reply, string status, bool diagnostic)
    {
        var dsn = Build(Request(failed: [Refused with { Reply = reply }]));
        Assert.Contains($"\r\nStatus: {status}\r\n", dsn, StringComparison.Ordinal);
        Assert.Equal(diagnostic, dsn.Contains("\r\nDiagnostic-Code: smtp; ", StringComparison.Ordinal));
        Assert.DoesNotContain("\r\nX-Injected", dsn, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("総務@example.jp", "utf-8; \\x{7DCF}\\x{52D9}@example.jp")]
    [InlineData("𠮷\u202E+@example.jp", "utf-8; \\x{20BB7}\\x{202E}\\x{2B}@example.jp")]
    [InlineData("\"a b\"@example.jp", "rfc822; \"a b\"@example.jp")]
    [InlineData("a\r\nX: b@example.jp", "rfc822; a\\x{0D}\\x{0A}X: b@example.jp")]
    public void Recipient_is_written_in_ascii(string recipient, string expected)
        => Assert.Contains(
            $"\r\nFinal-Recipient: {expected}\r\n",
            Build(Request(failed: [Refused with { Recipient = recipient }])),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\nTo: x")]
    [InlineData("To: x")]
    [InlineData("To: \u00e9\r\n b\r\n")]
    [InlineData(" To: b\r\n")]
    [InlineData("To : b\r\nTo\r\n: b\r\nBcc: c\r\nX: y\r\n")]
    public void Header_that_is_not_ours_is_left_out(string header)
        => Assert.Equal("", ReturnedHeader.Select(Encoding.Latin1.GetBytes(header)));

    [Fact]
    public void Huge_hostile_header_is_bounded_and_quick()
    {
        var folded = "To: a\r\n" + string.Concat(Enumerable.Repeat(" " + new string('x', 900) + "\r\n", 20_000)) + "Subject: b\r\n";
        Assert.Equal("Subject: b\r\n", ReturnedHeader.Select(Encoding.ASCII.GetBytes(folded)));
    }

    [Fact]
    public void Everything_hostile_still_gives_canonical_lines()
    {
        var all = new string([.. Enumerable.Range(0, 0x3000).Select(i => (char)i)]);
        var request = Request("a" + all + "@example.jp", Refused with { Recipient = all, Reply = "550 " + all }) with
        {
            HostName = all,
            SanitizedHeader = Encoding.UTF8.GetBytes("Subject: " + all + "\r\nTo: " + new string('x', 2_000) + "\r\n"),
        };
        var dsn = Build(request);
        Assert.True(DotStuffing.CanCarry(Encoding.ASCII.GetBytes(dsn)));
        Assert.All(dsn.Split("\r\n"), line =>
        {
            Assert.InRange(line.Length, 0, 998);
            Assert.DoesNotContain(line, c => c is < ' ' or > '~');
        });
    }
}
