using System.Text;
using static MiyakoMailSanitizer.Benchmarks.Growth.Shape;

namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>Messages.</summary>
internal static class MailFamilies
{
    /// <summary>Under the limit of one field; longer ones are cut.</summary>
    private const int LongField = 60_000;

    private const string Fields = "From: a@example.com\r\nTo: b@example.jp\r\nMIME-Version: 1.0\r\n";
    private const string Mixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    private const string Part = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n";
    private const string File = "--b\r\nContent-Type: application/octet-stream; name=a.txt\r\n\r\nx\r\n";
    private const string Message = "Content-Type: message/rfc822\r\n\r\n";

    public static readonly IReadOnlyList<Family> Rows =
    [
        // The header.
        Mail("many fields", n => Numbered("X-", ": y\r\n", n) + "\r\nx"),
        Mail("many fields of one name", n => Repeat("Received: from a by b; Mon, 23 Nov 2026 10:11:12 +0900\r\n", n) + "\r\nx"),
        Mail("many fields where one is allowed", n => Repeat("Subject: x\r\nFrom: a@b\r\nDate: x\r\n", n) + "\r\nx"),
        Mail("many content types", n => Repeat("Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n", n) + "\r\nx"),
        Mail("lines that are no fields", n => Repeat("no field\r\n", n) + "\r\nx"),
        Mail("fields without value", n => Repeat("a:\r\n", n) + "\r\nx"),
        Mail("one long field", n => "Subject: " + Repeat("x", n) + "\r\n\r\nx"),
        Mail("one field, folded", n => "Subject: x" + Repeat("\r\n x", n) + "\r\n\r\nx"),
        Mail("one field, folds of white space", n => "Subject: x" + Repeat("\r\n  ", n) + "\r\n\r\nx"),
        Mail("fields, folded up to the limit", n => Each(n, _ => "X-A: x" + Repeat("\r\n x", Math.Min(n, LongField)) + "\r\n") + "\r\nx"),
        Mail("one 8-bit name", n => Repeat("\u00E9", n / 2) + ": x\r\n\r\nx"),
        Mail("raw 8-bit fields", n => Repeat("Subject: 日本語\r\n", n) + "\r\nx"),
        Mail("address fields at the limit", n => Each(n, i => $"{(i % 2 == 0 ? "To" : "Cc")}: {Repeat("<a@b.example>, ", Math.Min(n, LongField))}\r\n") + "\r\nx"),
        Mail("trace fields of encoded-words", n => Each(n, _ => "Received: " + Repeat("=?UTF-8?Q?a?= ", 900) + "\r\n") + "\r\nx"),
        Mail("bare CR in the header", n => "Subject: x" + Repeat("\rA: b", n) + "\r\n\r\nx"),
        Mail("header alone", n => "Subject: x\r\nX-A: " + Repeat("a ", n)),

        Mail("white lines in the header", n => Repeat(" \r\nX-A: b\r\n", n) + "\r\nx"),
        Mail("transfer encodings", n => Repeat("Content-Transfer-Encoding: base64, quoted-printable\r\n", n) + "\r\n5pel"),
        Mail("the word boundary", n => "Content-Type: multipart/mixed; " + Repeat("boundary", n) + "=b\r\n\r\n--b\r\n\r\nx"),
        Mail("the word name", n => "Content-Disposition: attachment; " + Repeat("name", n) + "=b\r\n\r\nx"),
        Mail("name in pieces", n => "Content-Disposition: attachment" + Each(n, i => $"; filename*{i}=a") + "\r\n\r\nx"),
        Mail("boundaries", n => "Content-Type: multipart/mixed" + Numbered("; boundary=b", "", n) + "\r\n\r\n--b1\r\n\r\nx"),
        Mail("boundary in pieces", n => "Content-Type: multipart/mixed" + Each(n, i => $"; boundary*{i}=b") + "\r\n\r\n--b1\r\n\r\nx"),
        Mail("content types with a boundary each", n => Numbered("Content-Type: multipart/mixed; boundary=b", "\r\n", n) + "\r\n--b1\r\n\r\nx"),
        Mail("names that hold addresses", n => "From: \"" + Repeat("a@example.jp ", n) + "\" <a@example.com>\r\n\r\nx", ""),
        Mail("authentication results", n => Repeat("Authentication-Results: a; spf=pass smtp.mailfrom=b\r\n", n) + "\r\nx"),

        // The body.
        Mail("one long line", n => "\r\n" + Repeat("x", n)),
        Mail("short lines", n => "\r\n" + Repeat("x\r\n", n)),
        Mail("empty lines", n => "\r\n" + Repeat("\r\n", n)),
        Mail("bare CR", n => "\r\n" + Repeat("x\r", n)),
        Mail("bare LF", n => "\r\n" + Repeat("x\n", n)),
        Mail("NUL", n => "\r\n" + Repeat("\0", n)),
        Mail("lines with two dashes", n => "\r\n" + Repeat("--\r\n", n)),
        Mail("lines with From", n => "\r\n" + Repeat("From x\r\n", n)),
        Mail("mbox lines first", n => Repeat("From x\r\n", n) + "\r\nx", fields: ""),
        Mail("trailing spaces", n => "\r\n" + Repeat("x \r\n", n)),
        Mail("base64", n => "Content-Transfer-Encoding: base64\r\n\r\n" + Repeat("5pel5pys6Kqe\r\n", n)),
        Mail("base64 garbage", n => "Content-Transfer-Encoding: base64\r\n\r\n" + Noise("!?=AZaz09+/ \r\n", n)),
        Mail("base64 padding", n => "Content-Transfer-Encoding: base64\r\n\r\n" + Repeat("=", n)),
        Mail("quoted-printable", n => "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + Repeat("=E6=97=A5", n)),
        Mail("quoted-printable garbage", n => "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + Repeat("==E\r\n=  ", n)),
        Mail("quoted-printable soft breaks", n => "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + Repeat("=\r\n", n)),
        Mail("uuencode", n => "Content-Transfer-Encoding: x-uuencode\r\n\r\n" + Repeat("begin 644 a\r\n#86)C\r\n", n)),
        Mail("uuencoded files in text", n => "\r\n" + Repeat("begin 644 a\r\n#86)C\r\n`\r\nend\r\n", n)),
        Mail("uuencode starts in text", n => "\r\n" + Repeat("begin 644 a\r\n", n)),
        Mail("base64 padding in the middle", n => "Content-Transfer-Encoding: base64\r\n\r\n" + Repeat("5pel5pys6Kqe5g==\r\n", n)),
        Mail("HTML newsletter", n => "Content-Type: text/html; charset=utf-8\r\n\r\n" + NewsletterHtml.Write(n)),
        Mail("ISO-2022-JP", n => "Content-Type: text/plain; charset=ISO-2022-JP\r\n\r\n" + Repeat("\u001B$BF|K\\8l\u001B(B\r\n", n)),

        // Multiparts.
        Mail("parts", n => Mixed + Repeat(Part, n) + "--b--\r\n"),
        Mail("parts of HTML", n => Mixed + Repeat("--b\r\nContent-Type: text/html\r\n\r\n<p>x\r\n", n)),
        Mail("files", n => Mixed + Repeat(File, n) + "--b--\r\n"),
        Mail("files of another name each", n => Mixed + Numbered("--b\r\nContent-Disposition: attachment; filename=", ".txt\r\n\r\nx\r\n", n)),
        Mail("files of tables", n => Mixed + Repeat("--b\r\nContent-Type: text/csv; name=a.csv\r\n\r\na,b\r\n", n)),
        Mail("empty parts", n => Mixed + Repeat("--b\r\n\r\n", n)),
        Mail("delimiters alone", n => Mixed + Repeat("--b\r\n", n)),
        Mail("end delimiters", n => Mixed + Part + Repeat("--b--\r\n", n)),
        Mail("parts that are headers", n => Mixed + Repeat("--b\r\nContent-Type: text/plain\r\n", n)),
        Mail("long preamble", n => Mixed + Repeat("x\r\n", n) + Part),
        Mail("long epilogue", n => Mixed + Part + "--b--\r\n" + Repeat("x\r\n", n)),
        Mail("boundary that never comes", n => Mixed + Repeat("--c\r\n", n)),
        Mail("lines that begin like the boundary", n => Long("a") + Repeat("--" + new string('a', 69) + "c\r\n", n)),
        Mail("boundary longer than lines", n => Long("a") + Repeat("--a\r\n", n)),
        Mail("boundary and spaces", n => Mixed + Repeat("--b" + new string(' ', 60) + "x\r\n", n)),
        Mail("parts before the first delimiter", n => Mixed + Numbered("--c", "\r\nContent-Type: text/plain\r\n\r\nx\r\n", n) + Part + "--b--\r\n"),
        Mail("parts after the last delimiter", n => Mixed + Part + "--b--\r\n" + Repeat("--c\r\nContent-Type: text/plain\r\n\r\nx\r\n", n)),
        Mail("parts behind bare CR", n => Mixed + Repeat("--b\rContent-Type: text/plain\r\rx\r", n)),
        Mail("delimiters and text", n => Mixed + Repeat("--b x\r\nContent-Type: text/html\r\n\r\nx\r\n", n)),
        Mail("multipart in base64", n => "Content-Transfer-Encoding: base64\r\n" + Mixed + Repeat(Convert.ToBase64String("--b\r\n\r\nx\r\n"u8) + "\r\n", n)),
        Mail("two boundaries that cross", n => "Content-Type: multipart/mixed; boundary=c\r\n" + Mixed + Repeat("--b\r\nContent-Type: multipart/mixed; boundary=c; boundary=b\r\n\r\n--c\r\n\r\nx\r\n", n)),
        Mail("multiparts nested", n => Each(n, i => $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n") + "\r\nx"),
        Mail("multiparts nested, one boundary", n => Repeat(Mixed + "--b\r\n", n) + "\r\nx"),
        Mail("multiparts nested, then lines", n => Each(1_500, i => $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n") + "\r\n" + Repeat("--b\r\n", n)),
        Mail("multiparts beside each other", n => Mixed + Repeat("--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n", n)),
        Mail("multiparts without boundary", n => Mixed + Repeat("--b\r\nContent-Type: multipart/mixed\r\n\r\nx\r\n", n)),
        Mail("alternatives", n => Mixed.Replace("mixed", "alternative") + Repeat("--b\r\nContent-Type: text/html\r\n\r\n<p>x\r\n", n)),
        Mail("related parts", n => Mixed.Replace("mixed", "related") + Repeat("--b\r\nContent-ID: <a>\r\nContent-Type: image/png\r\n\r\nx\r\n", n)),
        Mail("signatures", n => Mixed + Repeat("--b\r\nContent-Type: multipart/signed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c\r\nContent-Type: application/pkcs7-signature\r\n\r\nx\r\n--c--\r\n", n)),
        Mail("part fields", n => Mixed + "--b\r\n" + Numbered("Content-", ": x\r\n", n) + "\r\nx"),
        Mail("part fields, folded up to the limit", n => Mixed + Each(n, _ => "--b\r\nContent-Type: text/plain" + Repeat(";\r\n a=b", Math.Min(n, LongField)) + "\r\n\r\nx\r\n")),
        Mail("parameters up to the limit", n => Mixed + Each(n, _ => "--b\r\nContent-Disposition: attachment" + Numbered("; filename*", "=a", Math.Min(n, LongField)) + "\r\n\r\nx\r\n")),

        // Messages in messages.
        Mail("messages nested", n => Repeat(Message, n) + "Subject: x\r\n\r\nx"),
        Mail("messages nested in multiparts", n => Each(n, i => $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n" + Message) + "Subject: x\r\n\r\nx"),
        Mail("messages nested, then lines", n => Repeat(Message, 32 * 7) + "Subject: x\r\n\r\n" + Repeat("x\r\n", n)),
        Mail("messages", n => Mixed + Repeat("--b\r\n" + Message + "From: a@example.com\r\n\r\nx\r\n", n)),
        Mail("digest", n => Mixed.Replace("mixed", "digest") + Repeat("--b\r\n\r\nSubject: x\r\n\r\nx\r\n", n)),
        Mail("delivery status", n => "Content-Type: message/delivery-status\r\n\r\n" + Repeat("Final-Recipient: rfc822; a@b\r\n\r\n", n)),
        Mail("returned header", n => "Content-Type: text/rfc822-headers\r\n\r\n" + Numbered("X-", ": y\r\n", n)),
    ];

    private static Family Mail(string name, Func<int, string> make, string fields = Fields)
        => new(name, InputKind.Mail, n => Encoding.UTF8.GetBytes(fields + make(n)));

    private static string Long(string letter) => $"Content-Type: multipart/mixed; boundary={Repeat(letter, 70)}\r\n\r\n";
}
