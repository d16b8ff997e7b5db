using static MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity.GapMaker;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>Gaps in the lines that part a multipart. RFC 2046 5.1.1.</summary>
internal static class DelimiterGaps
{
    private static readonly string[] Outside = ["mail.ambiguous.*", "mail.outside-parts"];

    public static IEnumerable<GapMaker> All =>
    [
        Of("delimiter-trailing-text", g => Last(g, b => $"\r\n--{b}{g.Turn(" junk", ";x", "\tjunk", "(x)")}\r\n")),
        Of("delimiter-trailing-space", g => Last(g, b => $"\r\n--{b}{g.Turn(" ", "\t", "   \t ")}\r\n")),
        Of("delimiter-trailing-odd-space", g => Last(g, b => $"\r\n--{b}{g.Turn("\v", "\f", "\xA0", "\0", "\r")}\r\n")),
        Of("delimiter-bare-lf-before", g => Last(g, b => $"\n--{b}\r\n")),
        Of("delimiter-bare-lf-after", g => Last(g, b => $"\r\n--{b}\n")),
        Of("delimiter-bare-cr-before", g => Last(g, b => $"\r--{b}\r\n")),
        Of("delimiter-bare-cr-after", g => Last(g, b => $"\r\n--{b}\r")),
        Of("delimiter-not-at-line-start", g => Last(g, b => $"\r\n{g.Turn("x", "> ", ".")}--{b}\r\n")),
        Of("delimiter-indented", g => Last(g, b => $"\r\n{g.Turn(" ", "\t", "\xEF\xBB\xBF", "\0")}--{b}\r\n")),
        Of("delimiter-dashes", g => Last(g, b => $"\r\n{g.Turn("-", "---", "----", "- -", "\xAD\xAD")}{b}\r\n")),
        Of("delimiter-other-case", g => Last(g, b => $"\r\n--{b.ToUpperInvariant()}\r\n")),
        Settled("delimiter-folded", g => Last(g, b => $"\r\n--{b[..3]}\r\n {b[3..]}\r\n")),
        Of("end-missing", g => { g.AttachMarker(); g.Target.Closing = b => g.Turn("\r\n", "", $"\r\n--{b}\r\n"); }),
        Of("end-early", EndEarly),
        Of("end-then-same-parts", g => g.Target.Epilogue = $"--{g.A}\r\n{g.Marker.Part().Render()}\r\n--{g.A}--\r\n"),
        Of("end-odd", EndOdd),
        Of("end-trailing-text", g => { g.AttachMarker(); g.Target.Closing = b => $"\r\n--{b}--{g.Turn("x", " x", "-", "--")}\r\n"; }),
        Of("preamble-with-part", g => g.Target.Preamble = g.Turn(g.Marker.Part().Render(), g.Marker.TextPart().Render(),
            g.Marker.Part().Fields[0] + "\r\n\r\n" + g.Marker.TextPayload)),
        new("preamble-with-text",
            g => { g.Target.Preamble = $"{g.Marker.TextPayload}{g.Turn("", "\r\n", "\r\n\r\n")}"; g.Marker.IsText = true; }, Outside),
        new("preamble-with-uuencode", g => g.Target.Preamble = Uuencode.Block(g.Marker), Outside),
        Of("epilogue-with-part", g => g.Target.Epilogue = g.Turn("\r\n", "") + g.Marker.Part().Render()),
        new("epilogue-with-text", g => { g.Target.Epilogue = g.Marker.TextPayload; g.Marker.IsText = true; }, Outside),
        new("epilogue-with-uuencode", g => g.Target.Epilogue = "\r\n" + Uuencode.Block(g.Marker), Outside),
        Of("epilogue-with-multipart",
            g => g.Target.Epilogue = $"\r\nContent-Type: multipart/mixed; boundary=\"{g.B}\"\r\n\r\n{g.OtherReading()}"),
        Of("delimiter-in-part-header", InHeader),
        Of("part-without-blank-line", NoBlank),
        Of("part-header-blank-of-space", g => Blank(g, g.Turn(" \r\n", "\t\r\n", "\r\r\n", "\n", "\r"))),
        Of("part-header-begins-with-blank", g => First(g, g.Turn("\r\n", " \r\n", "\n"))),
        Of("part-header-line-without-colon", g => First(g, g.Turn("no colon here\r\n", " folded\r\n", "--\r\n"))),
        Of("multipart-without-parts", g =>
        {
            g.Target.Preamble = g.Marker.Part().Render();
            g.Target.Delimiter = (_, _) => "\r\n";
            g.AttachMarker();
        }),
        Of("multipart-only-end", g => { g.Target.Delimiter = (i, b) => i == 0 ? $"\r\n--{b}--\r\n" : $"\r\n--{b}\r\n"; g.AttachMarker(); }),
        Of("delimiter-within-base64", WithinBase64),
        Of("inner-not-ended", InnerNotEnded),
        Of("outer-delimiter-in-inner-message", OuterInMessage),
        Settled("header-without-blank-before-first", g => { g.AttachMarker(); g.Target.HeaderEnd = "\r\n"; g.Target.Preamble = ""; }),
        Of("header-straight-into-delimiter", g => { g.AttachMarker(); g.Target.HeaderEnd = ""; }),
    ];

    /// <summary>The marker as the last part, behind a delimiter of another kind.</summary>
    private static void Last(Gap g, Func<string, string> delimiter)
    {
        // A text goes before: what it takes up of a part that a reader misses is seen in it, and not hidden by its encoding.
        g.Attach(MailPart.Leaf("text before", "Content-Type: text/plain"));
        g.AttachMarker();
        var last = g.Target.Parts!.Count - 1;
        var before = g.Target.Delimiter;
        g.Target.Delimiter = (i, b) => i == last ? delimiter(b) : before(i, b);
    }

    private static void EndEarly(Gap g)
    {
        g.AttachMarker();
        var last = g.Target.Parts!.Count - 1;
        g.Target.Delimiter = (i, b) => i == last ? $"\r\n--{b}--{g.Turn("\r\n", "\r\n\r\n", "\n", " \r\n")}--{b}\r\n" : $"\r\n--{b}\r\n";
    }

    /// <summary>An end that not every reader takes for one, and a part behind it.</summary>
    private static void EndOdd(Gap g)
    {
        var end = g.Turn("-", "- -", " --", "--\0", "\t--");
        g.Target.Closing = b => $"\r\n--{b}{end}\r\n";
        g.Target.Epilogue = $"--{g.A}\r\n{g.Marker.Part().Render()}\r\n--{g.A}--\r\n";
    }

    private static void InHeader(Gap g)
    {
        var part = MailPart.Leaf("text", "Content-Type: text/plain",
            $"X-Odd: a\r\n--{g.A}\r\n{string.Join("\r\n", g.Marker.Part().Fields)}");
        part.Body = g.Marker.Base64;
        g.Attach(part);
    }

    private static void NoBlank(Gap g)
    {
        var part = g.Marker.TextPart();
        part.HeaderEnd = "";
        g.Attach(part);
    }

    private static void Blank(Gap g, string end)
    {
        var part = g.Marker.Part();
        part.HeaderEnd = end;
        g.Attach(part);
    }

    private static void First(Gap g, string start)
    {
        var part = g.Marker.Part();
        part.Fields[0] = start + part.Fields[0];
        g.Attach(part);
    }

    private static void WithinBase64(Gap g)
    {
        var text = g.Marker.Base64;
        var half = 76;
        g.AttachEncoded($"{text[..half]}\r\n--{g.A}{g.Turn("x", "\t", " x")}\r\n{text[(half + 2)..]}", "Content-Transfer-Encoding: base64");
    }

    private static void InnerNotEnded(Gap g)
    {
        var inner = MailPart.Multipart("mixed", g.B, MailPart.Leaf("inner", "Content-Type: text/plain"));
        inner.Closing = _ => "";
        g.Attach(inner);
        g.Attach(g.Marker.Part());
        g.Attach(MailPart.Leaf($"\r\n--{g.B}\r\n{g.Marker.Part().Render()}\r\n--{g.B}--", "Content-Type: text/plain"));
    }

    private static void OuterInMessage(Gap g)
    {
        var inner = MailPart.Multipart("mixed", g.B, MailPart.Leaf("inner", "Content-Type: text/plain"), g.Marker.Part());
        inner.Delimiter = (i, b) => i == 0 ? $"\r\n--{b}\r\n" : $"\r\n--{g.A}{g.Turn("", " ", "x")}\r\n";
        inner.Fields.Insert(0, "From: <inner@sender.example.jp>\r\nSubject: inner");
        g.Attach(MailPart.Leaf(inner.Render(), "Content-Type: message/rfc822"));
    }
}
