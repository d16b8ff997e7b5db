using System.Text;
using static MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity.GapMaker;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>Gaps in lines and characters, and in who sent the message. RFC 5322 2.3, 3.4 and 3.6.2.</summary>
internal static class LineGaps
{
    private const string Sender = "sender@sender.example.jp";
    private static readonly string[] Look = ["mail.*", "sender.*", "address.*", "text.*"];

    public static IEnumerable<GapMaker> All =>
    [
        Of("bare-cr-in-body", g => Text(g, g.Turn("one\rtwo\rthree", "one\r\r\ntwo", $"one\r--{g.A}\rtwo"))),
        Of("bare-lf-mixed", g => Text(g, g.Turn("one\ntwo\r\nthree", "one\n\r\ntwo", $"one\n\ntwo\r\n"))),
        Of("bare-cr-message", g => { g.AttachMarker(); g.AtEnd(m => m.Replace("\r\n", "\r", StringComparison.Ordinal)); }),
        Settled("bare-lf-message", g => { g.AttachMarker(); g.AtEnd(m => m.Replace("\r\n", "\n", StringComparison.Ordinal)); }),
        Of("lf-header-crlf-body", g => { g.AttachMarker(); g.Target.FieldEnd = "\n"; g.Target.HeaderEnd = "\n"; }),
        Of("cr-header", g => { g.AttachMarker(); g.Target.FieldEnd = "\r"; g.Target.HeaderEnd = g.Turn("\r", "\r\r", "\r\n\r\n"); }),
        Of("nul-in-body", g => Text(g, g.Turn("one\0two", "\0\0\0", "one\r\n\0\r\ntwo"))),
        Of("nul-before-delimiter", g => { g.Target.Parts![0].Body += "\r\n\0"; g.AttachMarker(); }),
        new("control-z", g => { g.Target.Parts![0].Body += "\r\n\x1A\r\n"; g.AttachMarker(); }, "*"),
        Settled("dot-line", g => { g.Target.Parts![0].Body += "\r\n.\r\nmore"; g.AttachMarker(); }),
        new("long-line-in-body", g => Text(g, new string('l', g.Turn(1000, 5000))), "*"),
        Settled("body-utf-16", g => Charset(g, "utf-16", Encoding.BigEndianUnicode.GetBytes(g.Marker.TextPayload))),
        new("body-utf-7", g => Charset(g, "utf-7", Encoding.Latin1.GetBytes(g.Marker.TextPayload.Replace("MIYAKO", "+AE0-IYAKO",
            StringComparison.Ordinal))), "*"),
        new("charset-twice", g => g.Attach(MailPart.Leaf(g.Marker.TextPayload, g.Turn(
            "Content-Type: text/plain; charset=us-ascii; charset=utf-7", "Content-Type: text/plain; charset=utf-16; charset=us-ascii"))),
                "*"),
        Of("from-twice", g => Fields(g, "From", $"From: <{Sender}>",
            $"From: {g.Turn("<other@other.example.jp>", "\"Mayor\" <mayor@office.example.org>")}")),
        Of("subject-twice", g => Fields(g, "Subject", "Subject: one", "Subject: two")),
        Of("date-twice", g => Fields(g, "Date", "Date: Mon, 23 Nov 2026 10:11:12 +0900", "Date: Tue, 24 Nov 2026 10:11:12 +0900")),
        new("from-several", g => Fields(g, "From", $"From: <{Sender}>, <other@other.example.jp>"), Look),
        new("from-group", g => Fields(g, "From", g.Turn($"From: city: <{Sender}>, <b@other.example.jp>;",
            $"From: mayor@office.example.org:<{Sender}>;")), Look),
        new("from-name-is-address", g => Fields(g, "From", g.Turn($"From: \"mayor@office.example.org\" <{Sender}>",
            $"From: =?utf-8?Q?mayor=40office.example.org?= <{Sender}>")), Look),
        new("from-two-addresses", g => Fields(g, "From", g.Turn($"From: <mayor@office.example.org> <{Sender}>",
            $"From: <{Sender}>x<mayor@office.example.org>", $"From: <mayor@office.example.org>{Sender}")), Look),
        Settled("from-comment", g => Fields(g, "From", g.Turn($"From: mayor@office.example.org(<{Sender}>)",
            $"From: (mayor@office.example.org) <{Sender}>"))),
        Settled("from-route", g => Fields(g, "From", $"From: <@office.example.org:{Sender}>")),
        new("from-encoded-address", g => Fields(g, "From", g.Turn("From: <=?utf-8?Q?mayor=40office.example.org?=@sender.example.jp>",
            "From: =?utf-8?Q?=3Cmayor=40office.example.org=3E?=" + $" <{Sender}>")), Look),
        new("from-homograph", g => Fields(g, "From", g.Turn("From: <mayor@xn--ity-jddd.example.jp>",
            "From: <mayor@\xD1\x81ity.example.jp>")), Look),
        new("from-nul", g => Fields(g, "From", $"From: <mayor@office.example.org\0@sender.example.jp>"), Look),
        Of("from-space-before-colon", g => Fields(g, "From", $"From : <mayor@office.example.org>", $"From: <{Sender}>")),
        new("to-group", g => Fields(g, "To", "To: friends: <a@city.example.jp>, <b@city.example.jp>;"), Look),
    ];

    private static void Text(Gap g, string text)
    {
        g.Target.Parts![0].Body += $"\r\n{text}\r\n";
        g.AttachMarker();
    }

    private static void Charset(Gap g, string charset, byte[] text)
    {
        g.Marker.IsText = true;
        g.Attach(MailPart.Leaf(
            Marker.Wrap(Convert.ToBase64String(text)), $"Content-Type: text/plain; charset={charset}",
                "Content-Transfer-Encoding: base64"));
    }

    private static void Fields(Gap g, string name, params string[] fields) => g.Target.Replace(name + ":", fields);
}
