using System.Globalization;
using System.Text;
using static MiyakoMailSanitizer.Benchmarks.Growth.Shape;

namespace MiyakoMailSanitizer.Benchmarks.Growth;

/// <summary>What a sanitizer might write that an attacker has taken over: near enough to the one shape for all checks to run.</summary>
internal static class CanonicalFamilies
{
    private const string From = "From: a@example.com\r\n";
    private const string Version = "MIME-Version: 1.0\r\n";
    private const string Plain = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ";
    private const string Body = Plain + "7bit\r\n\r\nx\r\n";
    private const string Table = "Content-Type: text/csv; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"a.csv\"\r\n\r\n";
    private const string Nested = "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\nContent-Disposition: attachment; filename=\"a.eml\"\r\n\r\n";

    public static readonly IReadOnlyList<Family> Rows =
    [
        Mail("body, 7bit", n => Text("7bit", Repeat("Plain text.\r\n", n))),
        Mail("body, empty lines", n => Text("7bit", Repeat("\r\n", n))),
        Mail("body, lines like the delimiter", n => Text("7bit", Repeat("--=_miyak\r\n", n))),
        Mail("body, quoted-printable", n => Text("quoted-printable", Repeat("=E6=97=A5=E6=9C=AC=\r\n", n) + "x\r\n")),
        Mail("body, base64", n => Text("base64", Base64(Repeat("日本\r\n", n / 3)))),
        Mail("body, base64 broken at the end", n => Text("base64", Base64(Repeat("日本\r\n", n / 3)) + "!\r\n")),
        Mail("body, pictographs joined", n => Text("base64", Base64(Repeat("\U0001F468\u200D\U0001F468", n / 8)))),
        Mail("body, ISO-2022-JP", n => Text("7bit", "").Replace("utf-8", "iso-2022-jp").Replace("7bit", "base64")
            + Base64(Encoding.Latin1.GetBytes(Repeat("\u001B$BF|\u001B(Ba", n)))),
        Mail("subject of encoded-words", n => From + "Subject: =?UTF-8?B?5pel?=" + Repeat("\r\n =?UTF-8?B?5pel?=", n) + "\r\n" + Version + Body),
        Mail("subject of words", n => From + "Subject: x" + Repeat("\r\n x", n) + "\r\n" + Version + Body),
        Mail("addresses", n => From + "To: a@b" + Repeat(",\r\n a@b", n) + "\r\n" + Version + Body),
        Mail("names", n => From + "To: =?UTF-8?B?5pel?= <a@b>" + Repeat(",\r\n =?UTF-8?B?5pel?= <a@b>", n) + "\r\n" + Version + Body),
        Mail("names without address", n => From + "To: =?UTF-8?B?5pel?=" + Repeat("\r\n =?UTF-8?B?5pel?=", n) + "\r\n" + Version + Body),
        Mail("labels", n => From + "To: a@b" + Repeat(".\r\n b", n) + "\r\n" + Version + Body),
        Mail("references", n => From + "References: <a@b>" + Repeat("\r\n <a@b>", n) + "\r\n" + Version + Body),
        Mail("trace fields", n => Repeat("Received: x\r\n", n) + From + Version + Body),
        Mail("unknown fields", n => From + Numbered("X-", ": y\r\n", n) + Version + Body),
        Mail("no fields", n => Repeat("x\r\n", n)),
        Mail("tables", n => Multi(0, Repeat(Delimiter(0) + Table + "eA==\r\n", n))),
        Mail("empty files", n => Multi(0, Repeat(Delimiter(0) + Table + "\r\n", n))),
        Mail("one large table", n => Multi(0, Delimiter(0) + Table + Base64(Repeat("日本,1\r\n", n / 3)) + "\r\n")),
        Mail("delimiters alone", n => Multi(0, Repeat(Delimiter(0), n))),
        Mail("delimiters of another depth", n => Multi(0, Delimiter(0) + Nested + Repeat(Delimiter(9), n))),
        Mail("file name in pieces", n => Multi(0, Delimiter(0)
            + Table.Replace("filename=\"a.csv\"", "filename*0*=UTF-8''a" + Each(n, i => $";\r\n filename*{i + 1}*=%E6%97%A5")) + "eA==\r\n")),
        Mail("messages", n => Multi(0, Repeat(Delimiter(0) + Nested + From + Version + Body + "\r\n", n))),
        Mail("messages nested", n => Deep(64, n, "x")),
        Mail("messages nested, then lines", n => Deep(60, 0, Repeat("x\r\n", n) + "x")),
        Mail("report of many recipients", n => Multi(0, Delimiter(0)
            + "Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: 7bit\r\n\r\nReporting-MTA: dns; a\r\n"
            + Repeat("\r\nFinal-Recipient: rfc822; a@b\r\nAction: failed\r\nStatus: 5.0.0\r\n", n) + "\r\n"
            + Delimiter(0) + "Content-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: 7bit\r\n\r\n" + From + "\r\n")
            .Replace("multipart/mixed;", "multipart/report; report-type=delivery-status;")),
    ];

    private static Family Mail(string name, Func<int, string> make) => Family.Of(InputKind.Canonical, name, make);

    private static string Text(string encoding, string content) => $"{From}{Version}{Plain}{encoding}\r\n\r\n{content}";

    private static string Boundary(int depth) => string.Create(CultureInfo.InvariantCulture, $"=_miyako-0123456789abcdef-{depth:D2}");

    private static string Delimiter(int depth) => $"--{Boundary(depth)}\r\n";

    /// <summary>A multipart with a body; each part of <paramref name="parts"/> begins with its delimiter and ends with a line end.</summary>
    private static string Multi(int depth, string parts)
        => $"{From}{Version}Content-Type: multipart/mixed; boundary=\"{Boundary(depth)}\"\r\n\r\n{Delimiter(depth)}{Body}\r\n{parts}--{Boundary(depth)}--\r\n";

    /// <summary>So many messages in each other, beside each a file; the length is shared among these.</summary>
    private static string Deep(int depth, int length, string innermost)
    {
        var content = $"{From}{Version}{Plain}7bit\r\n\r\n{innermost}\r\n";
        var file = length == 0 ? "" : Base64(Repeat("x", length / depth * 3 / 4)) + "\r\n";
        for (var level = depth - 1; level >= 0; level--)
            content = Multi(level, (length == 0 ? "" : Delimiter(level) + Table + file) + Delimiter(level) + Nested + content + "\r\n");
        return content;
    }

    private static string Base64(string text) => Base64(Encoding.UTF8.GetBytes(text));

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks);
}
