using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

/// <summary>Header fields as they come in and as they leave, through the whole engine and past the verifier.</summary>
public sealed class HeaderRebuilderTests
{
    private const string Nobody = "From: no-sender@address.invalid";

    private static readonly SanitizeEngine Engine = Engines.With(p => p with { Mail = p.Mail with { TrustedAuthServIds = ["mx.city.example"] } });

    [Theory]
    // Each row of the table.
    [InlineData("Received: from a by b; Mon, 23 Nov 2026 10:11:12 +0900", null)]
    [InlineData("Received: a\r\n\tb\r\n  c", "Received: a b c")]
    [InlineData("Received: =?utf-8?q?x?= \u00E9", "Received: = ?utf-8?q?x?= ?")]
    [InlineData("Authentication-Results: mx.city.example; spf=pass", null)]
    [InlineData("authentication-results: MX.city.example; spf=pass", "Authentication-Results: MX.city.example; spf=pass")]
    [InlineData("Authentication-Results: evil.example; spf=pass", "")]
    [InlineData("Authentication-Results: (mx.city.example) evil; spf=pass", "")]
    [InlineData("Authentication-Results: mx.city.example.evil; spf=pass", "")]
    [InlineData("Authentication-Results: =?utf-8?q?mx.city.example?=; spf=pass", "")]
    [InlineData("Date: Mon, 23 Nov 2026 10:11:12 +0900", null)]
    [InlineData("Date: Tue, 23 Nov 26 1:1 JST", "Date: Mon, 23 Nov 2026 01:01:00 +0900")]
    [InlineData("Date: now\r\n", "")]
    [InlineData("Sender: a@x.example, b@x.example", "Sender: a@x.example")]
    [InlineData("Reply-To: A <a@x.example>", "Reply-To: \"A\" <a@x.example>")]
    [InlineData("To: g: a@x.example, \"B, C\" <b@x.example>;", "To: a@x.example, \"B, C\" <b@x.example>")]
    [InlineData("To: undisclosed-recipients:;", null)]
    [InlineData("To: ", "To: undisclosed-recipients:;")]
    [InlineData("Cc: ", "")]
    [InlineData("Cc: da..ta.@docomo.ne.jp", "Cc: \"da..ta.\"@docomo.ne.jp")]
    [InlineData("Bcc: a@x.example", "")]
    [InlineData("Resent-From: a@x.example", "")]
    [InlineData("X-Mail-Sanitized: yes", "")]
    [InlineData("Content-Language: ja", "")]
    [InlineData("Subject: plain  words\r\n  folded", "Subject: plain words folded")]
    [InlineData("Subject: =?x", "Subject: =?UTF-8?B?PT94?=")]
    [InlineData("Subject: \r\n ", "")]
    [InlineData("Message-ID: <a@b>", null)]
    [InlineData("Message-ID: <a@b> <c@d>", "Message-ID: <a@b>")]
    [InlineData("Message-ID: <a@b@c>", "")]
    [InlineData("Message-ID: <=?utf-8?q?a?=@b>", "")]
    [InlineData("Message-ID: a@b", "")]
    [InlineData("In-Reply-To: text <a@b> text", "In-Reply-To: <a@b>")]
    [InlineData("References: <a@b>\r\n <c@d> <bad> <e@f>", "References: <a@b> <c@d> <e@f>")]
    [InlineData("Auto-Submitted: Auto-Replied; owner-email=x", "Auto-Submitted: auto-replied")]
    [InlineData("Auto-Submitted: other", "")]
    [InlineData("Importance: HIGH", "Importance: high")]
    [InlineData("X-Priority: 1 (Highest)", "X-Priority: 1")]
    [InlineData("X-Priority: 6", "")]
    [InlineData("List-Id: News <news.example>", "List-Id: <news.example>")]
    [InlineData("List-Id: <=?utf-8?q?a?=>", "")]
    // Smuggling.
    [InlineData("Subject: =?utf-8?Q?a=0D=0ABcc:_x@y.example?=", "Subject: a Bcc: x@y.example")]
    [InlineData("Subject: =?utf-8?B?YQ0KQmNjOiB4QHkuZXhhbXBsZQ==?=", "Subject: a Bcc: x@y.example")]
    [InlineData("Subject: a\rBcc: x@y.example", "Subject: aBcc: x@y.example")]
    [InlineData("Subject: =?utf-8?Q?=3D=3Futf-8=3FQ=3Fx=3F=3D?=", "Subject: x")]
    [InlineData("To: =?utf-8?Q?a=22_=3Cevil=40x.example=3E,?= <b@x.example>", "To: \"a\\\" <evil@x.example>,\" <b@x.example>")]
    [InlineData("To: \"=?utf-8?Q?a=0D=0A?=\" <b@x.example>", "To: \"a\" <b@x.example>")]
    [InlineData("To: <=?utf-8?Q?a?=@x.example>", "To: \"<= ?utf-8?Q?a?=@x.example>\" <unreadable-address@address.invalid>")]
    [InlineData("To: <a@[]>", "To: \"<a@[]>\" <unreadable-address@address.invalid>")]
    [InlineData("To: <a@[1.2.3.4]>", "To: a@[1.2.3.4]")]
    [InlineData("To: <a@b\r\n c>", "To: \"<a@b c>\" <unreadable-address@address.invalid>")]
    [InlineData("Sub=?x?=ject: a", "")]
    [InlineData("=?utf-8?q?Bcc?=: a@x.example", "")]
    [InlineData("Subject : a", "Subject: a")]
    public void A_field_leaves_as(string field, string? expected)
    {
        var report = Engine.Treat($"{field}\r\nMIME-Version: 1.0\r\n\r\nbody");
        Engines.AssertFit(report, field);
        var header = Encoding.ASCII.GetString(report.Delivered()).Split("\r\n\r\n")[0].Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n");
        var fields = header.Where(h => h != Nobody && !h.StartsWith("MIME-", StringComparison.Ordinal) && !h.StartsWith("Content-", StringComparison.Ordinal)).ToList();
        Assert.Contains(Nobody, header);
        var wanted = expected ?? field;
        if (wanted.Contains("unreadable-address", StringComparison.Ordinal))
            Assert.Contains("mail.address", report.Codes());
        Assert.Equal(wanted.Length == 0 ? [] : [wanted], fields);
    }

    [Theory]
    [InlineData("From: a@x.example\r\nFROM: b@x.example", "From", "From: a@x.example")]
    [InlineData("Subject: a\r\nsubject: b\r\nSubject: c", "Subject", "Subject: a")]
    [InlineData("To: a@x.example\r\nTo: b@x.example", "To", "To: a@x.example")]
    [InlineData("Message-ID: <a@b>\r\nMessage-Id: <c@d>", "Message-ID", "Message-ID: <a@b>")]
    public void Of_doubled_fields_the_first_is_kept_with_a_finding(string fields, string name, string kept)
    {
        var report = Engine.Treat(fields + "\r\n\r\nbody");
        Assert.Contains(report.Outcome.Findings, f => f.Code == "mail.ambiguous.duplicate-field" && f.Where == name);
        Assert.Single(Encoding.ASCII.GetString(report.Delivered()).Split("\r\n"), line => line.StartsWith(name + ":", StringComparison.Ordinal) && line == kept);
        Engines.AssertFit(report, fields);
    }

    [Theory]
    [InlineData("Received", 500, 100)]
    [InlineData("Authentication-Results", 50, 10)]
    public void Trace_fields_are_bounded(string name, int count, int kept)
    {
        var report = Engine.Treat(string.Concat(Enumerable.Repeat($"{name}: mx.city.example; {new string('x', 2_000)}\r\n", count)) + "\r\nbody");
        Engines.AssertFit(report, name);
        Assert.Equal(kept, Encoding.ASCII.GetString(report.Delivered()).Split("\r\n").Count(l => l.StartsWith(name + ":", StringComparison.Ordinal)));
    }

    public static TheoryData<string> Huge =>
    [
        "Subject: " + string.Concat(Enumerable.Repeat("=?", 500_000)) + "?=",
        "Subject: " + string.Concat(Enumerable.Repeat("=?x", 300_000)) + "?=",
        "Subject: " + string.Concat(Enumerable.Repeat("=?utf-8?Q?a?=\r\n ", 60_000)) + "x",
        "Subject: " + string.Concat(Enumerable.Repeat("=?a?Q?a?==?b?Q?a?=", 60_000)),
        "To: " + string.Concat(Enumerable.Repeat("a@x.example,\r\n ", 60_000)) + "b@x.example",
        "To: " + new string('(', 1_000_000),
        "To: " + new string('<', 1_000_000),
        "To: a@[" + new string('1', 40_000) + "]",
        "To: a@" + new string('\u00E9', 40_000) + ".example",
        "To: \"" + new string('\\', 40_000) + "\" <a@x.example>",
        "References: " + string.Concat(Enumerable.Repeat("<a@b> ", 100_000)),
        "References: " + new string('<', 1_000_000),
        "Received: " + string.Concat(Enumerable.Repeat("x ", 500_000)),
        "Content-Type: text/plain" + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"; name*{i}*=x")),
    ];

    [Theory]
    [MemberData(nameof(Huge))]
    public void Huge_fields_leave_small_and_well_formed(string field)
    {
        var report = Engine.Treat(field + "\r\n\r\nbody");
        Engines.AssertFit(report, field[..20]);
        Assert.InRange(report.Delivered().Length, 50, 200_000);
    }
}
