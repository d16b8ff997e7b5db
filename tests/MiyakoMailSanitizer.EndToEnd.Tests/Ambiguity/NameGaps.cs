using static MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity.GapMaker;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>Gaps in what a file is called, and in whether it is one. RFC 2183, RFC 2231.</summary>
internal static class NameGaps
{
    private const string Octets = "Content-Type: application/octet-stream";
    private const string Attachment = "Content-Disposition: attachment; ";
    private const string Cte = "Content-Transfer-Encoding: base64";
    private static readonly string[] Anything = ["*"];

    public static IEnumerable<GapMaker> All =>
    [
        Of("disposition-twice", g => Named(g, Octets, g.Turn<string[]>(
            [Attachment + Q(g, "note.txt"), Attachment + Q(g)], [Attachment + Q(g), Attachment + Q(g, "note.txt")],
                ["Content-Disposition: inline", Attachment + Q(g)]))),
        Of("filename-twice", g => Named(g, Octets, g.Turn(
            $"{Attachment}{Q(g, "note.txt")}; {Q(g)}", $"{Attachment}{Q(g)}; {Q(g, "note.txt")}",
                $"{Attachment}FILENAME=note.txt; {Q(g)}"))),
        Of("name-against-filename", g => Named(g, g.Turn<string[]>(
            [$"{Octets}; name=\"note.txt\"", Attachment + Q(g)], [$"{Octets}; name=\"{g.Name}\"", Attachment + Q(g, "note.txt")]))),
        Of("filename-against-extended", g => Named(g, Octets, g.Turn(
            $"{Attachment}filename=\"note.txt\"; filename*=utf-8''{g.Name}", $"{Attachment}filename*=utf-8''note.txt; {Q(g)}"))),
        Of("filename-pieces-and-plain", g => Named(g, Octets, g.Turn(
            $"{Attachment}filename*0=\"{g.Name[..6]}\"; filename*1=\"{g.Name[6..]}\"; filename=\"note.txt\"",
            $"{Attachment}filename=\"note.txt\"; filename*0*=utf-8''{g.Name[..6]}; filename*1=\"{g.Name[6..]}\""))),
        Of("filename-pieces-odd", g => Named(g, Octets, g.Turn(
            $"{Attachment}filename*0=\"{g.Name}\"; filename*2=\".txt\"",
            $"{Attachment}filename*0=\"{g.Name}\"; filename*0=\".txt\"", $"{Attachment}filename*1=\"{g.Name}\""))),
        new("filename-quoted-pair", g => Named(g, Octets, g.Turn(
            $"{Attachment}filename=\"marker-{g.Marker.Number}.e\\xe\"", $"{Attachment}filename=\"note.txt\\\" {g.Name}\"",
                $"{Attachment}filename=\"C:\\{g.Name}\"")), Anything),
        Settled("filename-encoded-word", g => Named(g, Octets, g.Turn(
            $"{Attachment}filename=\"=?utf-8?Q?{g.Name}?=\"", $"{Attachment}filename==?utf-8?Q?{g.Name}?=",
                $"{Attachment}filename=\"note.=?utf-8?Q?txt_{g.Name}?=\""))),
        Settled("filename-double-percent", g => Named(g, Octets, $"{Attachment}filename*=utf-8''marker-{g.Marker.Number}%252Eexe",
            $"{g.Turn("X-A", "X-B")}: {g.Name}")),
        Settled("filename-percent-plain", g => Named(g, Octets, $"{Attachment}filename=\"marker-{g.Marker.Number}%2Eexe\"",
            $"X-A: {g.Name}")),
        Of("filename-nul", g => Named(g, Octets, g.Turn(
            $"{Attachment}filename=\"{g.Name}\0.txt\"", $"{Attachment}filename=\"note.txt\0{g.Name}\"",
                $"{Attachment}filename*=utf-8''{g.Name}%00.txt"))),
        Of("filename-not-ended", g => Named(g, Octets, g.Turn($"{Attachment}filename=\"{g.Name}", $"{Attachment}filename={g.Name}\"",
            $"{Attachment}x=\"y; filename={g.Name}"))),
        Of("filename-unquoted-space", g => Named(g, Octets, g.Turn($"{Attachment}filename=note.txt {g.Name}",
            $"{Attachment}filename={g.Name} note.txt"))),
        Of("filename-comment", g => Named(g, Octets, g.Turn($"{Attachment}filename={g.Name}(.txt)",
            $"{Attachment}filename=(note.txt){g.Name}"))),
        Of("filename-semicolon", g => Named(g, Octets, g.Turn($"{Attachment}filename={g.Name};.txt",
            $"{Attachment}filename={g.Name};txt"))),
        new("filename-folded", g => Named(g, Octets, g.Turn($"{Attachment}filename=\"{g.Name}\r\n .txt\"",
            $"{Attachment}filename=\"marker-\r\n {g.Marker.Number}.exe\"")), Anything),
        Settled("filename-charset-odd", g => Named(g, Octets, g.Turn(
            $"{Attachment}filename*=''{g.Name}", $"{Attachment}filename*={g.Name}", $"{Attachment}filename*=x-unknown''{g.Name}",
                $"{Attachment}filename*=utf-7''{g.Name}"))),
        Of("disposition-unknown", g => Named(g, Octets, g.Turn($"Content-Disposition: ; {Q(g)}", $"Content-Disposition: {Q(g)}",
            $"Content-Disposition: \"attachment\"; {Q(g)}"))),
        Of("disposition-space-before-colon", g => Named(g, Octets, $"Content-Disposition : attachment; {Q(g)}")),
        Of("disposition-comment", g => Named(g, Octets, g.Turn($"Content-Disposition: (inline) attachment; {Q(g)}",
            $"Content-Disposition: att(x)achment; {Q(g)}"))),
        new("text-inline-with-name", g => Named(g, $"Content-Type: text/plain; name=\"{g.Name}\"", "Content-Disposition: inline"),
            Anything),
        new("name-without-disposition", g => Named(g, $"Content-Type: text/plain; name=\"{g.Name}\""), Anything),
        new("declared-picture", g => Named(g, $"Content-Type: image/png; name=\"{g.Name}\"", Attachment + Q(g)), Anything),
        Of("part-content-type-twice", g => Named(g, g.Turn<string[]>(
            ["Content-Type: text/plain", $"{Octets}; name=\"{g.Name}\""], [$"{Octets}; name=\"{g.Name}\"", "Content-Type: text/plain"]))),
        new("alternative-with-attachment", g => Typed(g, "alternative"), Anything),
        Settled("unknown-multipart", g => Typed(g, g.Turn("x-unknown", "mixedx", "parallel", "form-data"))),
        new("digest-default-type", Digest, Anything),
        new("message-partial", g => g.Attach(MailPart.Leaf(
            g.Marker.Part().Render(), g.Turn("Content-Type: message/partial; id=a@b; number=1; total=2",
                "Content-Type: message/partial; number=1; id=a@b; total=1"))), Anything),
        new("message-external-body", g => g.Attach(MailPart.Leaf(
            $"Content-Type: application/octet-stream; name=\"{g.Name}\"\r\n\r\n{g.Marker.TextPayload}",
            $"Content-Type: message/external-body; access-type=URL; URL=\"http://sender.example.jp/{g.Name}\"; name=\"{g.Name}\"")),
                Anything),
        new("message-named-program", g => g.Attach(MailPart.Leaf(
            $"Subject: inner\r\n\r\n{g.Marker.TextPayload}", $"Content-Type: message/rfc822; name=\"{g.Name}\"", Attachment + Q(g))),
                Anything),
        new("message-other-types", g => g.Attach(MailPart.Leaf(
            $"Subject: inner\r\nMIME-Version: 1.0\r\n{g.Marker.Part().Render()}",
                $"Content-Type: {g.Turn("message/global", "message/news", "message/x-unknown", "text/rfc822-headers")}")), Anything),
        new("nested-deep", Deep, Anything),
        new("related-not-shown", g => { g.Types($"multipart/related; start=\"<no-such>\"; boundary=\"{g.A}\""); g.AttachMarker(); }),
    ];

    private static string Q(Gap g, string? name = null) => $"filename=\"{name ?? g.Name}\"";

    private static void Named(Gap g, params string[] fields) => g.AttachMarker(g.Marker.Base64, [.. fields, Cte]);

    private static void Named(Gap g, string type, string[] fields) => Named(g, [type, .. fields]);

    private static void Typed(Gap g, string subtype)
    {
        g.Types($"multipart/{subtype}; boundary=\"{g.A}\"");
        g.AttachMarker();
    }

    private static void Digest(Gap g)
    {
        g.Attach(MailPart.Multipart("digest", g.B, MailPart.Leaf($"Subject: inner\r\nMIME-Version: 1.0\r\n{g.Marker.Part().Render()}")));
    }

    private static void Deep(Gap g)
    {
        var depth = g.Turn(30, 70, 150);
        var part = g.Marker.Part();
        for (var i = 0; i < depth; i++)
            part = i % 3 == 2
                ? MailPart.Leaf($"Subject: {i}\r\nMIME-Version: 1.0\r\n{part.Render()}", "Content-Type: message/rfc822")
                : MailPart.Multipart("mixed", $"deep.{i}.{g.B}", part);
        g.Attach(part);
    }
}
