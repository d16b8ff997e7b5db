using static MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity.GapMaker;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>Gaps in what the boundary is. RFC 2046 5.1.1, RFC 2231 3 and 4.</summary>
internal static class BoundaryGaps
{
    public static IEnumerable<GapMaker> All =>
    [
        Of("boundary-twice", g => Other(g, g.Turn(
            $"boundary=\"{g.A}\"; boundary=\"{g.B}\"", $"boundary=\"{g.B}\"; boundary=\"{g.A}\"", $"boundary={g.A}; Boundary={g.B}"))),
        Of("boundary-unquoted-and-quoted", g => Other(g, g.Turn($"boundary={g.A}; boundary=\"{g.B}\"",
            $"boundary={g.B}; boundary=\"{g.A}\""))),
        Of("boundary-space-within-unquoted", g => As(g, $"boundary={g.B} x", g.Turn(g.B, g.B + " x"))),
        Of("boundary-trailing-space", g => As(g, $"boundary=\"{g.B}{g.Turn(" ", "\t", "  ")}\"", g.Pick(g.B, g.B + " "))),
        Of("boundary-leading-space", g => As(g, $"boundary=\"{g.Turn(" ", "\t")}{g.B}\"", g.Pick(g.B, " " + g.B))),
        Of("boundary-inner-tab", g => As(g, $"boundary=\"{g.B}\tx\"", g.Turn(g.B + "\tx", g.B + " x", g.B))),
        Of("boundary-space-around-equals", g => As(g, g.Turn($"boundary = \"{g.B}\"", $"boundary =\"{g.B}\"", $"boundary= {g.B}"), g.B)),
        Of("boundary-comment-after", g => As(g, g.Turn($"boundary={g.B}(x)", $"boundary=\"{g.B}\"(x)", $"boundary={g.B} (x)"), g.Pick(g.B,
            g.B + "(x)"))),
        Of("boundary-comment-before", g => As(g, g.Turn($"boundary=(x){g.B}", $"boundary=(x)\"{g.B}\"", $"boundary=((y)x) {g.B}"), g.B)),
        Of("boundary-comment-in-name", g => Other(g, g.Turn(
            $"boundary(c)=\"{g.A}\"; boundary=\"{g.B}\"", $"boundary((c))=\"{g.A}\"; boundary=\"{g.B}\"",
                $"boundary(\\))=\"{g.A}\"; boundary=\"{g.B}\""))),
        Of("boundary-in-comment", g => Other(g, g.Turn(
            $"(boundary=\"{g.B}\";) boundary=\"{g.A}\"", $"x=y (; boundary={g.B}); boundary={g.A}"))),
        Settled("boundary-single-quotes", g => As(g, $"boundary='{g.B}'", $"'{g.B}'")),
        Of("boundary-single-quotes-dropped", g => As(g, $"boundary='{g.B}'", g.B)),
        Of("boundary-quoted-pair", g => As(g, g.Turn($"boundary=\"{g.B}\\x\"", $"boundary={g.B}\\x", $"boundary=\"\\{g.B}x\""),
            g.Pick(g.B + "x", g.B + "\\x"))),
        Of("boundary-partly-quoted", g => As(g, g.Turn($"boundary={g.B}\"x\"", $"boundary=\"{g.B}\"x", $"boundary=\"{g.B}\" x"),
            g.Pick(g.B, g.B + "x", g.B + "\"x\""))),
        Of("boundary-doubled-quotes", g => As(g, g.Turn($"boundary=\"\"{g.B}\"\"", $"boundary=\"\\\"{g.B}\\\"\""), g.Pick(g.B,
            $"\"{g.B}\"", ""))),
        Of("boundary-escaped-end", g => As(g, $"boundary=\"{g.B}\\\"; x=\"y\"", g.Turn(g.B, g.B + "\\", g.B + "\"; x="))),
        Of("boundary-parameter-in-value", g => Other(g, g.Turn(
            $"x=\"; boundary={g.B}\"; boundary=\"{g.A}\"", $"x=\\\"; boundary={g.B}; y=\\\"; boundary={g.A}",
                $"x=\"\\\"; boundary={g.B}; y=\"; boundary={g.A}"))),
        Of("boundary-2231-pieces", g => As(g, $"boundary*0=\"{g.B}\"; boundary*1=\"x\"", g.Turn(g.B + "x", g.B))),
        Of("boundary-2231-and-plain", g => Other(g, g.Turn(
            $"boundary=\"{g.A}\"; boundary*0=\"{g.B[..3]}\"; boundary*1=\"{g.B[3..]}\"",
                $"boundary*0=\"{g.B[..3]}\"; boundary*1=\"{g.B[3..]}\"; boundary=\"{g.A}\"",
            $"boundary*0=\"{g.A[..3]}\"; boundary*1=\"{g.A[3..]}\"; boundary=\"{g.B}\""))),
        Of("boundary-2231-charset", g => As(g, g.Turn($"boundary*=utf-8''{g.B}", $"boundary*=us-ascii'en'%6F{g.B[1..]}",
            $"boundary*0*=utf-8''{g.B}"), g.B)),
        Of("boundary-2231-charset-and-plain", g => Other(g, g.Turn(
            $"boundary=\"{g.A}\"; boundary*=utf-8''{g.B}", $"boundary*=utf-8''{g.B}; boundary=\"{g.A}\"",
                $"boundary*=utf-8''{g.A}; boundary=\"{g.B}\""))),
        Of("boundary-2231-odd-pieces", g => As(g, g.Turn(
            $"boundary*1=\"x\"; boundary*0=\"{g.B}\"", $"boundary*0=\"{g.B}\"; boundary*2=\"x\"", $"boundary*0=\"{g.B}\"; boundary*0=\"x\"",
            $"boundary*00=\"{g.B}\"; boundary*01=\"x\"", $"boundary*1=\"{g.B}\"; boundary*2=\"x\""), g.Pick(g.B, g.B + "x", "x"))),
        Of("boundary-percent", g => As(g, $"boundary=\"{g.B}%41\"", g.Turn(g.B + "A", g.B + "%41"))),
        Of("boundary-encoded-word", g => As(g, g.Turn($"boundary=\"=?us-ascii?Q?{g.B}?=\"", $"boundary==?us-ascii?Q?{g.B}?="), g.Pick(g.B,
            $"=?us-ascii?Q?{g.B}?="))),
        Of("boundary-partly-encoded-word", g => As(g, $"boundary=\"x=?us-ascii?Q?{g.B}?=\"", g.Turn("x" + g.B, $"x=?us-ascii?Q?{g.B}?="))),
        Of("boundary-case-differs", g => As(g, $"boundary=\"{g.B.ToUpperInvariant()}\"", g.B)),
        Of("boundary-empty", g => As(g, g.Turn("boundary=\"\"", "boundary=", "boundary=;"), "")),
        Of("boundary-missing", g => { g.Types("multipart/mixed"); g.AttachMarker(); }),
        Of("boundary-in-other-field", g =>
        {
            g.RawTypes("Content-Type: multipart/mixed", g.Turn($"Content-Disposition: x; boundary=\"{g.A}\"",
                $"X-Type: x; boundary=\"{g.A}\""));
            g.AttachMarker();
        }),
        Of("boundary-long", BoundaryLong),
        Of("boundary-special-characters", g => As(g, g.Turn(
            $"boundary=a=b:{g.B}", $"boundary={g.B}/x?y", $"boundary=<{g.B}>@x", $"boundary={g.B},x", $"boundary=\"{g.B};x\"",
                $"boundary=\"{g.B}$^[.*\""),
            g.Turn($"a=b:{g.B}", $"{g.B}/x?y", $"<{g.B}>@x", $"{g.B},x", $"{g.B};x", $"{g.B}$^[.*"))),
        Of("boundary-special-cut", g => As(g, g.Turn($"boundary={g.B}=x", $"boundary={g.B}:x", $"boundary={g.B},x", $"boundary={g.B}?x"),
            g.B)),
        Of("boundary-8-bit", g => As(g, $"boundary=\"{g.B}\xE9\"", g.Turn(g.B + "\xE9", g.B, g.B + "\xC3\xA9"))),
        Of("boundary-control-character", g => As(g, $"boundary=\"{g.B}{g.Turn("\x01", "\x7F", "\v")}x\"", g.Pick(g.B, g.B + "x"))),
        Of("boundary-ends-with-dashes", g => As(g, $"boundary=\"{g.B}--\"", g.Turn(g.B + "--", g.B))),
        Of("boundary-begins-with-dashes", g => As(g, $"boundary=\"--{g.B}\"", g.Turn(g.B, "-" + g.B))),
        Of("nested-boundary-is-longer", g => Nested(g, g.A + g.Turn("x", "-", "--", " x"))),
        Of("nested-boundary-is-shorter", g => Nested(g, g.A[..^1])),
        Of("nested-boundary-is-same", g => Nested(g, g.A)),
        Of("boundary-prefix-of-delimiter", PrefixDelimiter),
        Of("boundary-first-part-guess", g => As(g, $"boundary=\"{g.B}\"", g.Turn($"{g.B}0", g.B[..^1], "wrong" + g.B))),
    ];

    /// <summary>A parameter that names two boundaries, and parts for both.</summary>
    private static void Other(Gap g, string parameters)
    {
        g.Types($"multipart/{g.Pick("mixed", "related")}; {parameters}");
        g.HideOtherReading();
    }

    /// <summary>One parameter, and delimiters that only some readers take for it.</summary>
    private static void As(Gap g, string parameters, string written)
    {
        g.Types($"multipart/mixed; {parameters}");
        g.Target.Boundary = written;
        g.AttachMarker();
    }

    private static void BoundaryLong(Gap g)
    {
        var declared = new string('b', g.Turn(71, 200, 1100, 2100));
        As(g, $"boundary=\"{declared}\"", g.Pick(declared, declared[..70]));
    }

    private static void Nested(Gap g, string boundary)
    {
        var inner = MailPart.Multipart("mixed", boundary, MailPart.Leaf("inner text", "Content-Type: text/plain"), g.Marker.Part());
        if (g.Random.Next(2) == 0)
            inner.Closing = _ => "";
        g.Attach(inner);
    }

    /// <summary>Delimiters of a longer name, which readers that compare the beginning take for their own.</summary>
    private static void PrefixDelimiter(Gap g)
    {
        var text = g.Target.Parts![0];
        text.Body += $"\r\n--{g.A}{g.Turn("x", "0", "-x")}\r\n{g.Marker.Part().Render()}\r\n";
    }
}
