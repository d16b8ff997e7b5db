using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail.Sender;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using static MiyakoMailSanitizer.Sanitizing.Tests.Mail.Sender.SenderCity;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail.Sender;

/// <summary>
/// Header fields in, codes of findings out, through the whole engine. <c>|</c> parts fields, <c>{…}</c> is an encoded-word.
/// </summary>
public sealed class SenderFindingsTests
{
    private static readonly SanitizeEngine Engine = Engines.With(p => p with { Mail = Options });

    [Theory]
    // The display name shows another address.
    [InlineData("From: \"mayor@city.example.jp\" <x@evil.example>", "display-address")]
    [InlineData("From: mayor@city.example.jp <x@evil.example>", "display-address")]
    [InlineData("From: x@evil.example (mayor@city.example.jp)", "display-address")]
    [InlineData("From: {市長 mayor@city.example.jp} <x@evil.example>", "display-address")]
    [InlineData("From: {市長＜ｍａｙｏｒ＠ｃｉｔｙ．ｅｘａｍｐｌｅ．ｊｐ＞} <x@evil.example>", "display-address")]
    [InlineData("From: {mayor＠city。example。jp} <x@evil.example>", "display-address")]
    [InlineData("From: {mayor @ city.example.jp} <x@evil.example>", "display-address")]
    [InlineData("From: {mayor@city.example.jpさん} <x@evil.example>", "display-address")]
    [InlineData("From: {mayor@city.example.jp（市長室）} <x@evil.example>", "display-address")]
    [InlineData("From: {市長@宮古市役所.jp} <x@evil.example>", "display-address")]
    [InlineData("From: \"bank@bank.example via Service\" <x@evil.example>", "display-address")]
    [InlineData("From: \"x@evil.example, mayor@city.example.jp\" <x@evil.example>", "display-address")]
    [InlineData("From: \"a@gmail.com\" <b@gmail.com>", "display-address")]
    [InlineData("From: \"a@docomo.ne.jp\" <b@docomo.ne.jp>", "display-address")]
    [InlineData("From: \"a@gmail.com\" <b@docomo.ne.jp>", "display-address")]
    [InlineData("From: \"city.example.jp\" <x@evil.example>", "display-address")]
    [InlineData("From: {宮古市 www.city.miyako.iwate.jp} <x@evil.example>", "display-address")]
    [InlineData("From: \"'mayor@city.example.jp' via G\" <g@groups.example>|List-Id: <g.example>", "display-address")]
    [InlineData("From: \"mayor@city.example.jp\" <>", "display-address")]
    [InlineData("From: {mayor@city.example.jp} <x\u00E9@evil.example>", "display-address")]
    [InlineData("From: a@x.example|Sender: \"b@y.example\" <a@x.example>", "display-address")]
    [InlineData("From: a@x.example|Reply-To: \"a@x.example\" <c@x2.example>", "display-address reply-to")]
    // Look-alikes of own domains.
    [InlineData("From: a@city-miyako.jp", "look-alike")]
    [InlineData("From: a@citymiyako.com", "look-alike")]
    [InlineData("From: a@miyako-city.jp", "look-alike")]
    [InlineData("From: a@mail.miyako-city.com", "look-alike")]
    [InlineData("From: a@city.miyako.example.com", "look-alike")]
    [InlineData("From: a@city.miyako.iwate.jp.evil.example", "look-alike")]
    [InlineData("From: a@city.miyako.iwate.jp-login.example", "look-alike")]
    [InlineData("From: a@city.miyako.iwate.com", "look-alike")]
    [InlineData("From: a@clty.miyako.iwate.jp", "look-alike")]
    [InlineData("From: a@CITY.MIYAKO.IWATE.CO", "look-alike")]
    [InlineData("From: a@c1ty.example.jp", "look-alike")]
    [InlineData("From: a@www.city-miyako-support.jp", "look-alike")]
    [InlineData("From: a@city-miyaco.jp", "look-alike")]
    [InlineData("From: a@city-miyakko.jp", "look-alike")]
    [InlineData("From: a@miyakokousha.or.jp", "look-alike")]
    [InlineData("From: a@miyako-kousha.com", "look-alike")]
    [InlineData("From: a@miyako-kosha.or.jp", "look-alike")]
    [InlineData("From: a@miyako-kuosha.or.jp", "look-alike")]
    [InlineData("From: a@miyako-kousna.or.jp", "look-alike")]
    [InlineData("From: a@rniyako-kousha.or.jp", "look-alike")]
    [InlineData("From: a@xn--m1yako-kousha.invalid.example", "homograph")]
    [InlineData("From: a@xn--pckua2a7gp15o89zb.com", "")]
    [InlineData("From: {a@city-miyako.jp} <a@x.example>", "display-address look-alike")]
    [InlineData("From: {city-miyako.jp} <a@x.example>", "look-alike")]
    [InlineData("From: a@x.example|Reply-To: a@city-miyako.jp", "look-alike reply-to")]
    [InlineData("From: a@x.example|Sender: a@city-miyako.jp", "look-alike on-behalf")]
    [InlineData("From: a@x.example|Reply-To: a@city-miyako.jp|List-Id: <l.example>", "look-alike")]
    // Honest neighbours.
    [InlineData("From: a@city.kamaishi.iwate.jp", "")]
    [InlineData("From: a@city.morioka.iwate.jp", "")]
    [InlineData("From: a@pref.iwate.jp", "")]
    [InlineData("From: a@city.miyako.lg.jp", "")]
    [InlineData("From: a@town.miyako.fukuoka.jp", "")]
    [InlineData("From: a@town.miyako.lg.jp", "")]
    [InlineData("From: a@vill.miyata.nagano.jp", "")]
    [InlineData("From: a@miyako-hotel.jp", "")]
    [InlineData("From: a@miyako.or.jp", "")]
    [InlineData("From: a@kousha.or.jp", "")]
    [InlineData("From: a@miyakojima.example.com", "")]
    [InlineData("From: a@example.jp", "")]
    [InlineData("From: a@soumu.go.jp", "")]
    [InlineData("From: a@[192.0.2.1]", "")]
    [InlineData("From: a@localhost", "")]
    // An own domain from outside.
    [InlineData("From: a@city.example.jp", "own-domain")]
    [InlineData("From: a@CITY.example.JP", "own-domain")]
    [InlineData("From: a@news.city.miyako.iwate.jp", "own-domain")]
    [InlineData("From: a@news.city.example.jp", "")]
    [InlineData("From: a@{宮古市役所.jp}", "")]
    [InlineData("From: a@x.example|Sender: a@city.example.jp", "own-domain on-behalf")]
    [InlineData("From: a@x.example|Reply-To: a@city.example.jp", "reply-to")]
    [InlineData("From: a@x.example, a@city.example.jp", "several own-domain")]
    [InlineData("From: a@city.example.jp|List-Id: <l.example>", "own-domain")]
    [InlineData("From: a@city.example.jp|Authentication-Results: mx.city.example.jp; dmarc=pass header.from=city.example.jp", "")]
    [InlineData("From: a@city.example.jp|Authentication-Results: mx.city.example.jp; spf=pass smtp.mailfrom=b@city.example.jp", "")]
    [InlineData("From: a@city.example.jp|Authentication-Results: mx.city.example.jp; spf=pass smtp.mailfrom=x@evil.example", "own-domain")]
    [InlineData("From: a@city.example.jp|Authentication-Results: mx.city.example.jp; dkim=pass header.d=example.jp", "")]
    [InlineData("From: a@city.example.jp|Authentication-Results: mx.city.example.jp; dkim=pass header.i=@evil.example", "own-domain")]
    [InlineData("From: a@city.example.jp|Authentication-Results: mx.city.example.jp.evil; dmarc=pass", "own-domain")]
    [InlineData("From: a@city.example.jp|Authentication-Results: MX.city.example.jp; dmarc=pass", "own-domain")]
    [InlineData("From: a@city.example.jp|Authentication-Results: (mx.city.example.jp;) evil; dmarc=pass", "own-domain")]
    [InlineData("From: a@city.example.jp|Authentication-Results: \"mx.city.example.jp\"; dmarc=pass", "own-domain")]
    [InlineData("From: a@city.example.jp|Authentication-Results: evil; dmarc=pass|Authentication-Results: mx.city.example.jp; dmarc=fail", "own-domain")]
    [InlineData(
        "Authentication-Results: mx.city.example.jp; dmarc=fail|From: a@city.example.jp|Authentication-Results: mx.city.example.jp; dmarc=pass",
        "own-domain")]
    [InlineData("From: a@city.example.jp|ARC-Authentication-Results: i=1; mx.city.example.jp; dmarc=pass", "own-domain")]
    // Homographs, whatever is own.
    [InlineData("From: a@xn--pple-43d.com", "homograph")]
    [InlineData("From: a@xn--80ak6aa92e.com", "homograph")]
    [InlineData("From: a@xn--a-.example", "")]
    [InlineData("From: a@x.example|Reply-To: a@xn--pple-43d.com", "homograph reply-to")]
    [InlineData("From: a@xn--e1afmkfd.xn--p1ai", "")]
    [InlineData("From: a@xn--wgv71a119e.jp", "")]
    [InlineData("From: a@xn--bcher-kva.example", "")]
    [InlineData("From: a@xn--eckwd4c7c.xn--zckzah", "")]
    // More than one author.
    [InlineData("From: a@x.example, b@y.example", "several")]
    [InlineData("From: a@x.example, b@x.example|Sender: a@x.example", "several")]
    [InlineData("From: a@x.example|From: b@y.example", "several")]
    [InlineData("From: a@x.example|From: a@X.example", "")]
    [InlineData("From: a@x.example, A <a@x.example>", "")]
    [InlineData("From: g: a@x.example, b@y.example;", "several")]
    // Replies go elsewhere.
    [InlineData("From: a@x.example|Reply-To: b@y.example", "reply-to")]
    [InlineData("From: a@x.example|Reply-To: a@x.example, b@y.example", "reply-to")]
    [InlineData("From: a@x.co.jp|Reply-To: a@y.co.jp", "reply-to")]
    [InlineData("From: a@x.co.jp|Reply-To: x.co.jp@gmail.com", "reply-to")]
    [InlineData("From: a@city.x.iwate.jp|Reply-To: a@city.y.iwate.jp", "reply-to")]
    [InlineData("From: mayor@city.example.jp|Reply-To: mayor@gmail.com|List-Id: <l.example>", "own-domain reply-to")]
    [InlineData("From: a@x.example|Sender: b@y.example", "on-behalf")]
    public void Something_is_odd(string fields, string codes) => AssertFindings(fields, codes);

    [Theory]
    // The same address, written twice.
    [InlineData("From: \"yamada@a.example\" <yamada@a.example>")]
    [InlineData("From: {山田太郎 <yamada@a.example>} <yamada@a.example>")]
    [InlineData("From: {山田太郎＜Yamada＠A．example＞} <yamada@a.example>")]
    [InlineData("From: \"'yamada@a.example'\" <yamada@a.example>")]
    [InlineData("From: yamada@a.example (yamada@a.example)")]
    [InlineData("From: \"a@city.example.jp\" <a@city.example.jp>|Authentication-Results: mx.city.example.jp; dmarc=pass header.from=city.example.jp")]
    // Another address of the same organisation.
    [InlineData("From: \"info@shop.co.jp\" <noreply@mail.shop.co.jp>")]
    [InlineData("From: {総務課 soumu@city.morioka.iwate.jp} <no-reply@mail.city.morioka.iwate.jp>")]
    // What only resembles an address.
    [InlineData("From: {山田@札幌支店} <yamada@a.example>")]
    [InlineData("From: {山田＠営業部} <yamada@a.example>")]
    [InlineData("From: {営業@3F} <yamada@a.example>")]
    [InlineData("From: \"@yamada\" <yamada@a.example>")]
    [InlineData("From: {株式会社A.B.C} <yamada@a.example>")]
    [InlineData("From: \"Dr. Yamada Ph.D.\" <yamada@a.example>")]
    [InlineData("From: \"Amazon.co.jp\" <store-news@amazon.co.jp>")]
    [InlineData("From: \"Booking.com\" <noreply@mailer.booking.com>")]
    [InlineData("From: {楽天ブックス(rakuten.co.jp)} <info@mail.rakuten.co.jp>")]
    [InlineData("From: {ver.2.0@更新のお知らせ} <a@x.example>")]
    // Mobile carriers.
    [InlineData("From: da..ta.@docomo.ne.jp|Reply-To: da..ta.@docomo.ne.jp")]
    [InlineData("From: .abc.@ezweb.ne.jp")]
    [InlineData("From: \".abc.\"@ezweb.ne.jp|Reply-To: .abc.@ezweb.ne.jp")]
    [InlineData("From: {花子} <hana-ko.@i.softbank.jp>|Reply-To: hana-ko.@i.softbank.jp")]
    [InlineData("From: {花子 da..ta.@docomo.ne.jp} <da..ta.@docomo.ne.jp>")]
    // Newsletters by delivery services.
    [InlineData("From: {お店} <news@shop.example>|Reply-To: shop@delivery.example|List-Unsubscribe: <mailto:u@delivery.example>")]
    [InlineData("From: {お店} <news@shop.example>|Sender: bounce@delivery.example|Precedence: bulk")]
    [InlineData("From: {自治体情報} <news@mag.example>|Sender: magazine@mag2.example|Reply-To: owner@x.example|Precedence: list")]
    [InlineData("From: {お店} <news@shop.co.jp>|Reply-To: support@cs.shop.co.jp")]
    [InlineData("From: {お店} <news@shop.example>|Reply-To: shop@delivery.example|Feedback-ID: 1:2:3:delivery")]
    [InlineData("From: {お店} <news@shop.example>|Reply-To: shop@delivery.example|Precedence: Junk ")]
    // Mailing lists.
    [InlineData("From: yamada@a.example|Reply-To: list@lists.example|X-ML-Name: list|X-MLServer: fml")]
    [InlineData("From: yamada@a.example|Sender: list-bounces@lists.example|Reply-To: list@lists.example|List-Id: <list.lists.example>")]
    [InlineData("From: \"yamada@a.example via List\" <list@lists.example>|Reply-To: yamada@a.example|List-Id: <list.lists.example>")]
    [InlineData("From: \"'Yamada' via Group\" <g@googlegroups.com>|Reply-To: yamada@a.example|Mailing-List: list g@googlegroups.com")]
    [InlineData("From: \"yamada at a.example\" <list@lists.example>|List-Post: <mailto:list@lists.example>")]
    // Forwarded, by Gmail and by redirecting.
    [InlineData("From: yamada@a.example|X-Forwarded-To: a@city.example.jp|X-Forwarded-For: b@gmail.com a@city.example.jp|Delivered-To: b@gmail.com")]
    [InlineData("From: yamada@a.example|Resent-From: a@city.example.jp|Resent-Sender: a@city.example.jp")]
    // Reports, and what lacks a sender.
    [InlineData("From: Mail Delivery System <MAILER-DAEMON@a.example>|Auto-Submitted: auto-replied")]
    [InlineData("From: MAILER-DAEMON (Mail Delivery System)")]
    [InlineData("From: <>")]
    [InlineData("Subject: x")]
    [InlineData("From: {山田} <山田@例え.jp>")]
    [InlineData("From: a@x.example|Reply-To: <>")]
    [InlineData("From: a@x.example|Reply-To: {名前だけ}")]
    [InlineData("From: a@x.example|Reply-To: a@X.EXAMPLE")]
    [InlineData("From: a@x.example|Sender: b@mail.x.example")]
    [InlineData("From: a@sub.x.iwate.jp|Reply-To: b@mail.sub.x.iwate.jp")]
    [InlineData("From: a@city.x.iwate.jp|Reply-To: b@mail.city.x.iwate.jp")]
    [InlineData("From: a@x.lg.jp|Reply-To: b@www.x.lg.jp")]
    [InlineData("From: a@x.ed.jp|Reply-To: b@sub.x.ed.jp")]
    [InlineData("From: a@x.co.uk|Reply-To: b@mail.x.co.uk")]
    [InlineData("From: a@x.com.tw|Reply-To: b@mail.x.com.tw")]
    public void Nothing_is_odd(string fields) => AssertFindings(fields, "");

    [Fact]
    public void Without_trusted_servers_every_own_address_is_found()
    {
        var engine = Engines.With(p => p with { Mail = Options with { TrustedAuthServIds = [] } });
        var report = engine.Treat("Authentication-Results: mx.city.example.jp; dmarc=pass\r\nFrom: a@city.example.jp\r\n\r\nbody");
        Assert.Contains("sender.own-domain", report.Codes());
    }

    [Fact]
    public void Without_own_domains_nothing_is_known_of_them()
    {
        var report = Engines.Standard.Treat("From: \"city.example.jp\" <a@city-miyako.jp>\r\nSender: a@city-miyako.jp\r\n\r\nbody");
        Assert.DoesNotContain(report.Codes(), c => c.StartsWith("sender.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_of_ours_that_comes_back_within_a_report_is_no_fraud()
    {
        var report = Engine.Treat(
            "From: MAILER-DAEMON@a.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsorry\r\n--b\r\n"
            + "Content-Type: message/rfc822\r\n\r\nFrom: a@city.example.jp\r\nReply-To: b@x.example\r\n\r\nours\r\n--b--\r\n");
        Assert.Single(report.Walk().Skip(1));
        Assert.All(report.Walk(), r => Assert.DoesNotContain(r.Codes(), c => c.StartsWith("sender.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("sender.*", "From: a@x.example\r\nReply-To: a@y.example", true)]
    [InlineData("sender.own-domain", "From: a@city.example.jp", true)]
    [InlineData("sender.own-domain", "From: a@x.example\r\nReply-To: a@y.example", false)]
    public void A_rule_holds_on_a_finding(string code, string fields, bool held)
    {
        var rule = new Rule("pretended", new() { Findings = [new(code)] }, Treatment.Hold);
        var engine = Engines.With(p => p with { Mail = Options, Rules = new([rule, .. p.Rules.Rules]) });
        var report = engine.Treat(fields + "\r\n\r\nbody");
        Assert.Equal(held ? Treatment.Hold : Treatment.Rebuild, report.Decision.Treatment);
        Assert.Equal(held, report.Outcome.Delivered is null);
        Assert.Equal(held, report.Codes().Contains("rule.hold"));
    }

    [Theory]
    [InlineData("From: \"http://evil.example/ <b>\"@x.example\r\nReply-To: c@y.example", "http???evil.example???b?@x.example → c@y.example")]
    [InlineData("From: a@x.example\r\nReply-To: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb@y.example", "a@x.example → bbbbbbbbbbbbbbbbbbbbbbbbbbbbb…@y.example")]
    [InlineData(
        "From: a@x.example\r\nReply-To: b@city.example.jp.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.evil.example",
        "a@x.example → b@…aaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.evil.example")]
    public void What_is_shown_is_short_and_no_link(string fields, string detail)
    {
        var finding = Assert.Single(Engines.Standard.Treat(fields + "\r\n\r\nbody").Outcome.Findings, f => f.Code == "sender.reply-to");
        Assert.Equal(detail, finding.Detail);
    }

    private static void AssertFindings(string fields, string codes)
    {
        var message = Encode(fields).Replace("|", "\r\n", StringComparison.Ordinal);
        var report = Engine.TreatMessage(Encoding.UTF8.GetBytes(message + "\r\n\r\nbody"), "", Engines.Context, CancellationToken.None);
        Engines.AssertFit(report, fields);
        var found = report.Outcome.Findings.Where(f => f.Code.StartsWith("sender.", StringComparison.Ordinal)).ToList();
        var expected = codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => "sender." + c).Order(StringComparer.Ordinal);
        Assert.True(
            expected.SequenceEqual(found.Select(f => f.Code).Distinct().Order(StringComparer.Ordinal)),
            $"expected '{codes}' but found {string.Join("; ", found)}");
        Assert.All(found, f => Assert.InRange(f.Detail.Length, 3, 300));
    }
}
