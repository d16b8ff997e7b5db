using static MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity.GapMaker;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>Gaps in the header section and in the media type. RFC 5322 2.2 and RFC 2045 5.1.</summary>
internal static class HeaderGaps
{
    public static IEnumerable<GapMaker> All =>
    [
        Of("content-type-twice", Twice),
        Of("content-type-twice-and-message", TwiceAndNested),
        Of("content-type-twice-same", g => Marked(g, T(g), T(g))),
        Of("content-type-text-and-multipart", g => Marked(g, g.Turn("text/plain", "text/html", "application/octet-stream"), T(g))),
        Of("content-type-multipart-and-text", g => Marked(g, T(g), g.Turn("text/plain", "text/html", ""))),
        Of("content-type-broken-and-multipart", g => Marked(g, g.Turn("multipart", "text", ";", "text/plain text/html"), T(g))),
        Settled("content-type-case", g => Raw(g, g.Turn($"CONTENT-type: MULTIPART/Mixed; BOUNDARY=\"{g.A}\"",
            $"content-TYPE: Multipart/MIXED; bOuNdArY=\"{g.A}\""))),
        Settled("content-type-folded", g => Raw(g, g.Turn($"Content-Type:\r\n multipart/mixed;\r\n\tboundary=\"{g.A}\"",
            $"Content-Type: multipart/mixed\r\n ;\r\n boundary=\"{g.A}\""))),
        Of("content-type-folded-within", g => Raw(g, g.Turn(
            $"Content-Type: multi\r\n part/mixed; boundary=\"{g.A}\"",
            $"Content-Type: multipart/\r\n mixed; boundary=\"{g.A}\"",
            $"Content-Type: multipart/mixed; bound\r\n ary=\"{g.A}\"",
            $"Content-Type: multipart/mixed; boundary\r\n =\r\n \"{g.A}\""))),
        Of("boundary-folded", BoundaryFolded),
        Of("fold-with-empty-line", g => Raw(g, g.Turn(
            $"Content-Type: multipart/mixed;\r\n \r\n boundary=\"{g.A}\"",
                $"Content-Type:\r\n\t\r\n multipart/mixed; boundary=\"{g.A}\""))),
        Of("space-before-colon", g => Raw(g, g.Turn(
            $"Content-Type : multipart/mixed; boundary=\"{g.A}\"", $"Content-Type\t: multipart/mixed; boundary=\"{g.A}\""))),
        Of("space-before-colon-twice", SpaceTwice),
        Of("type-in-folded-subject", TypeInSubject),
        Of("line-without-colon", g => Inserted(g, g.Turn("this line is no field", "Content-Type multipart/mixed", "-----"))),
        Of("field-without-name", g => Inserted(g, g.Turn(": nothing", " : nothing"))),
        Of("header-begins-folded", g => First(g, g.Turn(" folded before any field", "\tX-Odd: folded"))),
        Of("blank-line-of-white-space", g => Inserted(g, g.Turn(" ", "\t", " \t ", "\v", "\f"))),
        Of("blank-line-of-cr", g => Inserted(g, g.Turn("\r", "X-Odd: a\r\r\nX-Odd: b", "\r\r"))),
        Of("header-after-blank-line", AfterBlank),
        Of("mime-version-missing", g => Version(g)),
        Of("mime-version-other", g => Version(g, g.Turn("MIME-Version: 2.0", "MIME-Version: x", "MIME-Version:"))),
        Of("mime-version-twice", g => Version(g, "MIME-Version: 1.0", "MIME-Version: 2.0")),
        Settled("mime-version-comment", g => Version(g, g.Turn("MIME-Version: 1.0 (a comment)", "Mime-Version: (x) 1.0"))),
        Of("media-type-comment", g => Marked(g, g.Turn(
            $"multi(x)part/mixed; boundary=\"{g.A}\"", $"multipart(x)/mixed; boundary=\"{g.A}\"",
                $"multipart/(x)mixed; boundary=\"{g.A}\""))),
        Of("comment-holds-type", g => Marked(g, g.Turn(
            $"text/plain (; ) ; x=(\"); boundary=\"{g.A}\"", $"(text/plain;) multipart/mixed; boundary=\"{g.A}\"",
            $"multipart/mixed (; boundary=\"{g.B}\"); boundary=\"{g.A}\""), true)),
        Of("separators", g => Marked(g, g.Turn(
            $"multipart/mixed, boundary=\"{g.A}\"", $"multipart/mixed boundary=\"{g.A}\"", $"multipart/mixed; x, boundary=\"{g.A}\"",
            $"multipart/mixed; boundary:\"{g.A}\"", $"multipart/mixed: boundary=\"{g.A}\""))),
        Of("separator-too-many", g => Marked(g, g.Turn(
            $"multipart/mixed;; boundary=\"{g.A}\"", $"; multipart/mixed; boundary=\"{g.A}\"", $"multipart/mixed; ;boundary=\"{g.A}\""))),
        Of("invalid-parameter-before", g => Marked(g, g.Turn(
            $"multipart/mixed; foo; boundary=\"{g.A}\"", $"multipart/mixed; x y z; boundary=\"{g.A}\"",
                $"multipart/mixed; =x; boundary=\"{g.A}\"",
            $"multipart/mixed; a=b=c; boundary=\"{g.A}\""))),
        Of("quote-not-ended", g => Marked(g, g.Turn(
            $"multipart/mixed; boundary=\"{g.A}", $"multipart/mixed; x=\"y; boundary={g.A}",
                $"multipart/mixed; x=\"\\\"; boundary=\"{g.A}\""))),
        Of("quoted-media-type", g => Marked(g, g.Turn(
            $"\"multipart/mixed\"; boundary=\"{g.A}\"", $"'multipart/mixed'; boundary=\"{g.A}\"",
                $"<multipart/mixed>; boundary=\"{g.A}\""))),
        Of("encoded-word-media-type", g => Marked(g, g.Turn(
            $"=?us-ascii?Q?multipart/mixed?=; boundary=\"{g.A}\"", $"=?utf-8?B?bXVsdGlwYXJ0L21peGVk?=; boundary=\"{g.A}\""))),
        Of("odd-white-space", g => Marked(g, g.Turn(
            $"multipart/mixed\v; boundary=\"{g.A}\"", $"multipart/mixed;\fboundary=\"{g.A}\"", $"multipart/mixed\xA0; boundary=\"{g.A}\"",
            $"\vmultipart/mixed; boundary=\"{g.A}\"", $"multipart/mixed; boundary=\v\"{g.A}\"", $"multipart / mixed; boundary=\"{g.A}\""))),
        Of("media-type-incomplete", g => Marked(g, g.Turn(
            $"multipart; boundary=\"{g.A}\"", $"multipart/; boundary=\"{g.A}\"", $"/mixed; boundary=\"{g.A}\"", $"; boundary=\"{g.A}\"",
            $"multipart/mixed/x; boundary=\"{g.A}\""))),
        Of("nul-in-header", g => Raw(g, g.Turn(
            $"Content-Type: multipart/mixed\0; boundary=\"{g.A}\"", $"Content\0-Type: multipart/mixed; boundary=\"{g.A}\"",
            $"X-Odd: \0\r\nContent-Type: multipart/mixed; boundary=\"{g.A}\"", $"Content-Type: multipart/mixed; boundary=\"{g.A}\0\""))),
        Of("8-bit-field-name", g => Raw(g, g.Turn(
            $"Content-Type\xA0: multipart/mixed; boundary=\"{g.A}\"",
                $"\u00EF\u00BB\u00BFContent-Type: multipart/mixed; boundary=\"{g.A}\"",
            $"Content-T\xFFype: text/plain\r\nContent-Type: multipart/mixed; boundary=\"{g.A}\""))),
        Of("byte-order-mark", g => g.AtEnd(m => "\xEF\xBB\xBF" + m)),
        Of("mbox-line", g => First(g, g.Turn("From sender@sender.example.jp Mon Nov 23 10:11:12 2026",
            ">From sender@sender.example.jp Mon Nov 23 10:11:12 2026"))),
        Of("long-field-name", g => Inserted(g, $"X-{new string('n', 1200)}: a")),
        Of("long-line-cut", LongLine),
        Of("bare-cr-field", g => BareField(g, "\r")),
        Settled("bare-lf-field", g => BareField(g, "\n")),
        Of("duplicate-in-resent", g => Marked(g, T(g), g.Turn("text/plain; x=", "TEXT/plain; charset=us-ascii; boundary=x"))),
    ];

    private static string T(Gap g) => $"multipart/mixed; boundary=\"{g.A}\"";

    private static void Marked(Gap g, params string[] values)
    {
        g.Types(values);
        g.AttachMarker();
    }

    private static void Marked(Gap g, string value, bool other)
    {
        g.Types(value);
        g.AttachMarker();
        if (other)
            g.Target.Epilogue += $"--{g.B}\r\n\r\nother\r\n--{g.B}--\r\n";
    }

    private static void Raw(Gap g, params string[] fields)
    {
        g.RawTypes(fields);
        g.AttachMarker();
    }

    private static void Twice(Gap g)
    {
        var other = $"multipart/{g.Pick("mixed", "alternative", "related")}; boundary=\"{g.B}\"";
        g.Types(g.Turn<string[]>([T(g), other], [other, T(g)]));
        g.HideOtherReading();
    }

    /// <summary>What only one reading sees is itself a message or a multipart.</summary>
    private static void TwiceAndNested(Gap g)
    {
        var inner = MailPart.Multipart("mixed", g.B + "i", MailPart.Leaf("inner", "Content-Type: text/plain"), g.Marker.Part());
        var message = $"Subject: inner\r\nMIME-Version: 1.0\r\n{inner.Render()}";
        var part = g.Turn(
            MailPart.Leaf(message, "Content-Type: message/rfc822"),
            inner,
            MailPart.Leaf(message, "Content-Type: message/rfc822", "Content-Transfer-Encoding: base64"));
        g.Types(T(g), $"multipart/mixed; boundary=\"{g.B}\"");
        g.Target.Preamble += $"--{g.B}\r\n{part.Render()}\r\n--{g.B}--\r\n";
    }

    private static void BoundaryFolded(Gap g)
    {
        g.RawTypes($"Content-Type: multipart/mixed; boundary=\"{g.B}{g.Turn("\r\n ", "\r\n\t", " \r\n ")}x\"");
        g.Target.Boundary = g.Pick(g.B + "x", g.B + " x", g.B + "\tx", g.B);
        g.AttachMarker();
    }

    private static void SpaceTwice(Gap g)
    {
        string[] fields = [$"Content-Type : multipart/mixed; boundary=\"{g.B}\"", $"Content-Type: {T(g)}"];
        if (g.Turn(true, false))
            Array.Reverse(fields);
        g.RawTypes(fields);
        g.HideOtherReading();
    }

    private static void TypeInSubject(Gap g)
    {
        g.Target.Fields.Insert(0, g.Turn(
            $"Subject: budget\r\n Content-Type: multipart/mixed; boundary=\"{g.B}\"",
            $"Subject: budget\r\n\tContent-Type: multipart/mixed; boundary=\"{g.B}\"",
            $"Subject: budget\n Content-Type: multipart/mixed; boundary=\"{g.B}\""));
        g.HideOtherReading();
    }

    private static void Inserted(Gap g, string line)
    {
        var at = g.Target.Fields.FindIndex(f => f.StartsWith("Content-Type", StringComparison.OrdinalIgnoreCase));
        g.Target.Fields.Insert(Math.Max(at, 0), line);
        g.AttachMarker();
    }

    private static void First(Gap g, string line)
    {
        g.Target.Fields.Insert(0, line);
        g.AttachMarker();
    }

    private static void AfterBlank(Gap g)
    {
        var type = $"Content-Type: {T(g)}";
        g.RawTypes();
        g.Target.HeaderEnd = g.Turn($"\r\n{type}\r\n\r\n", $"\n{type}\r\n\r\n", $"\r\nMIME-Version: 1.0\r\n{type}\r\n\r\n");
        g.AttachMarker();
    }

    private static void Version(Gap g, params string[] fields)
    {
        g.Target.Replace("MIME-Version", fields);
        g.AttachMarker();
    }

    private static void LongLine(Gap g)
    {
        var room = new string('x', g.Turn(970, 1000, 2030));
        g.Types(g.Turn(
            $"multipart/mixed; boundary=\"{g.A}\"; x=\"{room}\"; boundary=\"{g.B}\"",
            $"multipart/mixed; x=\"{room}\"; boundary=\"{g.A}\"",
            $"multipart/mixed; x=\"{room}\r\n\"; boundary=\"{g.A}\""));
        g.AttachMarker();
        g.HideOtherReading();
    }

    private static void BareField(Gap g, string end)
    {
        g.RawTypes(g.Turn(
            $"X-Odd: a{end}Content-Type: multipart/mixed; boundary=\"{g.B}\"\r\nContent-Type: {T(g)}",
            $"X-Odd: a{end}Content-Type: {T(g)}",
            $"Content-Type: text/plain;{end}X-Odd: b\r\nContent-Type: {T(g)}"));
        g.AttachMarker();
        g.HideOtherReading();
    }
}
