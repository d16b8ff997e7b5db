using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Engine;

/// <summary>Writes hostile messages; the same seed gives the same bytes.</summary>
internal sealed class HostileMail(int seed)
{
    private static readonly string[] FieldNames =
    [
        "Received", "Authentication-Results", "Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Message-ID",
        "In-Reply-To", "References",
        "Auto-Submitted", "Importance", "X-Priority", "List-Id", "X-Mail-Sanitized", "MIME-Version", "subject", "FROM", "X-Evil",
        "Content-Type", "Resent-From",
        "Content-Transfer-Encoding", "Content-Disposition",
    ];

    /// <summary>What fields, names and texts are put together of.</summary>
    private static readonly string[] Pieces =
    [
        "a", "Hello", " ", "  ", "\t", "\r\n ", "\r\n\t", "\n ", "\r", "\0", "\x1B", "\x7F", ",", ";", ":", "<", ">", "@", "(", ")",
        "\"", "\\", "[", "]", "[]", ".", "..",
        "=?", "?=", "=?UTF-8?B?", "=?UTF-8?Q?=0D=0ABcc:_x@y.example?=", "=?UTF-8?B?44GC44GE?=", "=?utf-8?q?=E3=81?=", "=?utf-8?q?=82?=",
        "=?ISO-2022-JP?B?GyRCJCI=?=",
        "=?iso-2022-jp?B?GyRCJCIbKEI=?=", "=?us-ascii*en?Q?x?=", "=?utf-7?Q?+ADw-?=", "=?x?Q?y?=", "=?UTF-16?B?2D0=?=",
        "=?utf-8?Q?=F0=9F=91=A9=E2=80=8D?=",
        "=?utf-8?Q?=F0=9F=91=A9=E2=80=8D=F0=9F=91=A9?=", "=?utf-8?Q?=E2=80=AE?=", "=?utf-8?Q?=EF=B8=8F?=", "=?utf-8?Q?=F3=A0=84=80?=",
        "=?utf-8?Q?=C2=85=E2=80=A8?=",
        "<a@example.jp>", "b@example.com", "da..ta.@docomo.ne.jp", "\"quoted local\"@x.example", "<=?a?=@x.example>", "x@=?utf-8?Q?y?=",
        "x@[1.2.3.4]", "x@[]", "@a,@b:c@d.example",
        "x@\u00E3\u0083\u0086.example", "group: a@b.example, c@d.example;", "undisclosed-recipients:;", "<id@x.example>",
        "<=?id?=@x.example>", "<a@b@c>", "<<>>",
        "\u00E3\u0081\u0082", "\u0082\u00A0", "\u00A4\u00A2", "\x1B$B$\"\x1B(B", "\u00FF\u00FE", "\u00EF\u00BB\u00BF",
        "\u00E2\u0080\u008B", "\u00ED\u00A0\u0080", "\u00F0\u009F\u0091\u00A9\u00E2\u0080\u008D",
        "Mon, 23 Nov 2026 10:11:12 +0900", "Mon, 1 Jan 0001 00:00:00 +1400", "31 Dec 9999 23:59:60 -1200", "low", "high", "1", "5",
        "auto-replied",
        "--=_miyako-0123456789abcdef-00", "\r\n--=_miyako-0123456789abcdef-01--\r\n", "\r\n--b\r\n", "\r\n--b--\r\n", "\r\n.\r\n",
        "From ", "=cmd|' /C calc'!A0", "+1", "=\r\n", "=0D=0A", "%0d%0a",
        "../../etc/passwd", "CON", "a.txt", "\u00E2\u0080\u00AEtxt.exe", "x.exe", "\r\n\r\n", "<script>", "<b>", "&#x200d;",
        "&#xFE0F;&#xFE0F;", "<a href=http://x.example/>y</a>", "<p hidden>",
    ];

    private static readonly string[] Types =
    [
        "text/plain", "text/html", "TEXT/Plain; charset=iso-2022-jp", "text/plain; charset=shift_jis", "text/plain; charset=utf-7",
        "text/plain; charset=utf-16", "text/csv", "text/html; charset=x",
        "text/calendar", "text/rfc822-headers", "message/rfc822", "message/partial; id=1; number=1; total=2",
        "message/external-body; access-type=url", "message/delivery-status",
        "application/octet-stream", "application/ms-tnef", "image/png", "application/pgp-signature",
        "multipart/report; report-type=delivery-status", "text/plain; format=flowed", "bad", "text/", "",
    ];

    private static readonly string[] Multiparts = ["mixed", "alternative", "related", "signed", "digest", "report", "encrypted", "parallel", "x-unknown"];
    private static readonly string[] Encodings = ["7bit", "8bit", "base64", "quoted-printable", "x-uuencode", "binary", "BASE64 ", "none", "7bit\r\n x"];
    private readonly Random _random = new(seed);
    private int _boundaries;

    public byte[] Generate()
    {
        var message = new StringBuilder();
        for (var i = _random.Next(12); i > 0; i--)
            message.Append(Pick(FieldNames)).Append(_random.Next(10) == 0 ? " " : "").Append(": ").Append(Words(_random.Next(1, _random.Next(20) == 0 ? 400 : 8))).Append("\r\n");
        message.Append(Entity(_random.Next(6)));
        return Encoding.Latin1.GetBytes(message.ToString());
    }

    /// <summary>A real message with some bytes changed, moved or doubled.</summary>
    public byte[] Mutate(byte[] original)
    {
        var bytes = original.ToList();
        for (var i = _random.Next(1, 12); i > 0 && bytes.Count > 0; i--)
        {
            var at = _random.Next(bytes.Count);
            var length = Math.Min(_random.Next(1, 60), bytes.Count - at);
            switch (_random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(_random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.Latin1.GetBytes(Pick(Pieces)));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.Latin1.GetBytes(Pick(FieldNames) + ": " + Words(3) + "\r\n"));
                    break;
            }
        }

        return [.. bytes];
    }

    private string Entity(int depth)
    {
        var header = new StringBuilder();
        string content;
        if (depth > 0 && _random.Next(3) > 0)
        {
            var boundary = string.Create(CultureInfo.InvariantCulture, $"b{(_random.Next(8) == 0 ? 0 : _boundaries++)}");
            header.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/{Pick(Multiparts)}");
            header.Append(_random.Next(15) == 0 ? "" : $"; boundary=\"{(_random.Next(15) == 0 ? "other" : boundary)}\"").Append("\r\n");
            var parts = Enumerable.Range(0, _random.Next(5)).Select(_ => $"\r\n--{boundary}\r\n{Entity(depth - 1)}");
            content = (_random.Next(4) == 0 ? Words(3) : "") + string.Concat(parts) + (_random.Next(4) == 0 ? "" : $"\r\n--{boundary}--\r\n") + (_random.Next(8) == 0 ? Words(3) : "");
        }
        else if (depth > 0 && _random.Next(4) == 0)
        {
            header.Append("Content-Type: message/rfc822\r\n");
            content = Encoding.Latin1.GetString(new HostileMail(_random.Next()).Generate());
        }
        else
        {
            if (_random.Next(8) > 0)
                header.Append(CultureInfo.InvariantCulture, $"Content-Type: {Pick(Types)}{Parameter("name")}\r\n");
            if (_random.Next(3) == 0)
                header.Append(CultureInfo.InvariantCulture, $"Content-Disposition: {(_random.Next(3) == 0 ? "inline" : "attachment")}{Parameter("filename")}\r\n");
            content = Encoded(header, Words(_random.Next(_random.Next(10) == 0 ? 1_500 : 30)));
        }

        return header + "\r\n" + content;
    }

    private string Parameter(string name) => _random.Next(5) switch
    {
        0 => "",
        1 => $"; {name}*=utf-8''{Uri.EscapeDataString(Words(3))}",
        2 => $"; {name}*0=\"{Words(2)}\"; {name}*1*=%E3%81; {name}*2*=%82",
        3 => $"; {name}={Words(1)}.txt",
        _ => $"; {name}=\"{Words(3)}.csv\"",
    };

    private string Encoded(StringBuilder header, string text)
    {
        if (_random.Next(3) == 0)
            return text;
        var encoding = Pick(Encodings);
        header.Append(CultureInfo.InvariantCulture, $"Content-Transfer-Encoding: {encoding}\r\n");
        return encoding == "base64" && _random.Next(5) > 0 ? Convert.ToBase64String(Encoding.Latin1.GetBytes(text), Base64FormattingOptions.InsertLineBreaks) : text;
    }

    private string Words(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => Pick(Pieces)));

    private string Pick(string[] values) => values[_random.Next(values.Length)];
}
