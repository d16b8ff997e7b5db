using System.Text;
using static MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity.GapMaker;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>Gaps in the transfer encoding. RFC 2045 6.</summary>
internal static class EncodingGaps
{
    private const string Cte = "Content-Transfer-Encoding: ";

    private static readonly string[] FileInText = ["mail.ambiguous.*", "mail.file-in-text"];

    public static IEnumerable<GapMaker> All =>
    [
        Of("encoding-twice", g => Encoded(g, g.Turn<string[]>([Cte + "7bit", Cte + "base64"], [Cte + "base64", Cte + "7bit"],
            [Cte + "base64", Cte + "quoted-printable"]))),
        Of("encoding-unknown", g => Encoded(g, Cte + g.Turn("x-base64", "base-64", "base64x", "b", "mime64", "8-bit"))),
        Of("encoding-comment", g => Encoded(g, Cte + g.Turn("base64 (x)", "(x) base64", "base64(x)", "ba(x)se64"))),
        Of("encoding-trailing-text", g => Encoded(g, Cte + g.Turn("base64; x", "base64;", "base64 x", "base64, 7bit", "7bit base64",
            "base64.", "base64="))),
        Of("encoding-quoted", g => Encoded(g, Cte + g.Turn("\"base64\"", "'base64'", "<base64>", "\"base64"))),
        new("encoding-says-less", g => Encoded(g, Cte + g.Turn("7bit", "8bit", "binary")), "*"),
        Of("encoding-empty", g => Encoded(g, g.Turn(Cte, "Content-Transfer-Encoding:", Cte + ";base64"))),
        Of("encoding-folded", g => Encoded(g, g.Turn("Content-Transfer-Encoding:\r\n \r\n base64", Cte + "ba\r\n se64",
            "Content-Transfer-\r\n Encoding: base64"))),
        Of("encoding-space-before-colon", g => Encoded(g, g.Turn("Content-Transfer-Encoding : base64",
            "Content-Transfer-Encoding\t: base64"))),
        Of("encoding-odd-white-space", g => Encoded(g, Cte + g.Turn("base64\v", "\u00A0base64", "base64\0", "\fbase64", "base64\r"))),
        Of("encoding-encoded-word", g => Encoded(g, Cte + "=?us-ascii?Q?base64?=")),
        new("encoding-other-name", g => Encoded(g, g.Turn("Content-Encoding: base64", "Content_Transfer_Encoding: base64",
            "Content-Transfer-Encoding-: base64")), "*"),
        Settled("encoding-case", g => Encoded(g, Cte + g.Turn("BASE64", "Base64", "bASe64  "))),
        Of("multipart-base64", g => WholeEncoded(g, "base64", b => Marker.Wrap(Convert.ToBase64String(Encoding.Latin1.GetBytes(b))))),
        Of("multipart-base64-not-done", g => WholeEncoded(g, g.Turn("base64", "quoted-printable", "x-uuencode"), b => b)),
        Of("multipart-quoted-printable", g => WholeEncoded(g, "quoted-printable", b => b.Replace("=", "=3D", StringComparison.Ordinal))),
        Of("message-base64", g => Message(g, "base64", b => Marker.Wrap(Convert.ToBase64String(Encoding.Latin1.GetBytes(b))))),
        Of("message-base64-not-done", g => Message(g, g.Turn("base64", "quoted-printable"), b => b)),
        Of("message-quoted-printable", g => Message(g, "quoted-printable", b => b.Replace("=", "=3D", StringComparison.Ordinal))),
        Of("base64-garbage", g => Base64(g, (t, n) => t.Insert(n, g.Turn("!", "@#$", "\xE9", "(x)", "-", "\\")))),
        Of("base64-garbage-each-line", g => Base64(g, (t, _) => t.Replace("\r\n", g.Turn("!\r\n", " .\r\n", "%\r\n"),
            StringComparison.Ordinal))),
        Of("base64-padding-within", g => Base64(g, (t, _) => t.Insert(8, g.Turn("=", "==", "====")))),
        Of("base64-two-pieces", TwoPieces),
        Of("base64-text-after-padding", g => Base64(g, (_, _) => $"{B64("harmless text")}\r\n{g.Marker.Base64}")),
        Of("base64-loose-bits", LooseBits),
        Of("base64-without-padding", g => Base64(g, (t, _) => t.TrimEnd('='), 1)),
        Of("base64-padding-too-much", g => Base64(g, (t, _) => t + g.Turn("=", "==", "====\r\n===="))),
        Of("base64-url-alphabet", UrlAlphabet),
        Of("base64-nul", g => Base64(g, (t, n) => t.Insert(n, "\0"))),
        Of("base64-dashes-line", g => Base64(g, (t, _) => t.Replace("\r\n", g.Turn("\r\n--\r\n", "\r\n--x\r\n", "\r\n-- \r\n"),
            StringComparison.Ordinal))),
        Of("base64-header-within", g => Base64(g, (t, _) => t.Replace("\r\n", "\r\nX-Odd: a\r\n\r\n", StringComparison.Ordinal))),
        Settled("base64-long-line", g => Base64(g, (t, _) => t.Replace("\r\n", "", StringComparison.Ordinal))),
        Settled("base64-spaces", g => Base64(g, (t, n) => t.Insert(n, g.Turn(" ", "\t", "  ")))),
        Of("base64-odd-spaces", g => Base64(g, (t, n) => t.Insert(n, g.Turn("\v", "\xA0", "\f")))),
        Of("base64-text-follows", g => Base64(g, (t, _) => t + "\r\n\r\n" + g.Turn("-- \r\nA signature of a list",
            "This text was added."))),
        Of("base64-8-bit-high", g => Base64(g, (t, n) => t[..n] + (char)(t[n] | 0x80) + t[(n + 1)..])),
        Settled("quoted-printable-soft-break", g => Quoted(g, q => q.Replace("MIYAKO", g.Turn("MIY=\r\nAKO", "MIY= \r\nAKO",
            "MIY=\t\r\nAKO"), StringComparison.Ordinal))),
        Of("quoted-printable-bare-soft-break", g => Quoted(g, q => q.Replace("MIYAKO", g.Turn("MIY=\nAKO", "MIY=\rAKO", "MIY=\r\r\nAKO"),
            StringComparison.Ordinal))),
        Settled("quoted-printable-lower-case", g => Quoted(g, q => q.Replace("MIYAKO", "MIYAK=4f", StringComparison.Ordinal))),
        Of("quoted-printable-bad-hex", g => Quoted(g, q => q.Replace("MIYAKO", g.Turn("=ZZMIYAKO", "=4MIYAKO", "==4DIYAKO", "= 4DMIYAKO"),
            StringComparison.Ordinal))),
        Of("quoted-printable-equals-at-end", g => Quoted(g, q => q + g.Turn("=4", "=\r", "=4="))),
        Settled("quoted-printable-long-line", g => Quoted(g, q => q.Replace("\r\n", "=0D=0A", StringComparison.Ordinal) + new string('q',
            1200))),
        Settled("quoted-printable-raw-8-bit", g => Quoted(g, q => q.Replace("=90", "\x90", StringComparison.Ordinal) + "\xE3\x81")),
        Settled("quoted-printable-space-at-end", g => Quoted(g, q => q.Replace("MIYAKO", "MIYAKO \r\n\t", StringComparison.Ordinal))),
        Of("quoted-printable-encoded-boundary", EncodedBoundary),
        Of("encoding-uuencode", g => g.AttachEncoded(Uuencode.Block(g.Marker), Cte + g.Turn("x-uuencode", "uuencode", "x-uue", "uue"))),
        new("text-with-uuencode", g => InText(g, Uuencode.Block(g.Marker)), FileInText),
        new("text-with-uuencode-odd", g => InText(g, Uuencode.Block(g.Marker).Replace("begin 644 ", g.Turn("begin 0644 ", "begin  644 ",
            " begin 644 ", "BEGIN 644 "), StringComparison.Ordinal)), FileInText),
        new("text-with-begin-base64", g => InText(g, Uuencode.Base64Block(g.Marker)), FileInText),
        new("text-with-yenc", g => InText(g, Uuencode.YEnc(g.Marker)), FileInText),
        new("text-with-binhex", g => InText(g, Uuencode.BinHex(g.Marker)), FileInText),
        Settled("text-with-mime-part", g => InText(g, g.Marker.Part().Render())),
        new("binhex-type", g => g.AttachMarker(Uuencode.BinHex(g.Marker), $"Content-Type: application/mac-binhex40; name=\"{g.Name}\""),
            "*"),
    ];

    private static void Encoded(Gap g, params string[] encodings) => g.AttachEncoded(g.Marker.Base64, encodings);

    private static string B64(string text) => Convert.ToBase64String(Encoding.Latin1.GetBytes(text));

    /// <summary>Spoils the encoded payload; n is a place in its middle.</summary>
    private static void Base64(Gap g, Func<string, int, string> change, int extra = 0)
    {
        var text = Marker.Wrap(B64(g.Marker.Payload + new string('+', (3 - (g.Marker.Payload.Length % 3)) % 3 + extra)));
        g.AttachEncoded(change(text, 100 + g.Random.Next(40)), Cte + "base64");
    }

    private static void TwoPieces(Gap g)
    {
        var payload = g.Marker.Payload;
        var cut = g.Turn(40, 41, 1);
        g.AttachEncoded(B64(payload[..cut]) + g.Pick("", "\r\n") + Marker.Wrap(B64(payload[cut..])), Cte + "base64");
    }

    /// <summary>The bits that the padding leaves over are not zero (RFC 4648 3.5).</summary>
    private static void LooseBits(Gap g)
    {
        Base64(g, (t, _) => t.TrimEnd('=')[..^1] + "f==", 1);
    }

    private static void UrlAlphabet(Gap g)
    {
        var payload = g.Marker.Payload + "\xFB\xEF\xBE\xFF\xFF\xFF";
        g.AttachEncoded(Marker.Wrap(B64(payload).Replace('+', '-').Replace('/', '_')), Cte + "base64");
    }

    private static void WholeEncoded(Gap g, string encoding, Func<string, string> encode)
    {
        g.AttachMarker();
        g.Target.Replace("Content-Transfer-Encoding", Cte + encoding);
        var before = g.Target.Finish;
        g.Target.Finish = b => encode(before(b));
    }

    private static void Message(Gap g, string encoding, Func<string, string> encode)
    {
        var inner = MailPart.Multipart("mixed", g.B, MailPart.Leaf("inner", "Content-Type: text/plain"), g.Marker.Part());
        inner.Fields.InsertRange(0, ["From: <inner@sender.example.jp>", "Subject: inner", "MIME-Version: 1.0"]);
        g.Attach(MailPart.Leaf(encode(inner.Render()), "Content-Type: message/rfc822", Cte + encoding));
    }

    private static void Quoted(Gap g, Func<string, string> change)
    {
        var text = g.Marker.Payload.Replace("\x90", "=90", StringComparison.Ordinal).Replace("\0", "=00", StringComparison.Ordinal)
            .Replace("\x03", "=03", StringComparison.Ordinal);
        g.AttachEncoded(change(text), Cte + "quoted-printable");
    }

    /// <summary>A delimiter that is there only once the part is decoded.</summary>
    private static void EncodedBoundary(Gap g)
    {
        var hidden = g.Turn($"=2D-{g.A}", $"-=\r\n-{g.A}", $"--{g.A[..4]}=\r\n{g.A[4..]}");
        g.Attach(MailPart.Leaf($"text\r\n{hidden}\r\n{g.Marker.Part().Render()}\r\n", "Content-Type: text/plain",
            Cte + "quoted-printable"));
    }

    private static void InText(Gap g, string block)
        => g.Attach(MailPart.Leaf($"See this:\r\n\r\n{block}\r\nbye\r\n", g.Turn("Content-Type: text/plain",
            "Content-Type: text/plain; charset=us-ascii", "X-None: 1")));
}
