using System.Text;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>Messages as common programs write them: none is ambiguous. One char is one byte.</summary>
internal static class HonestMails
{
    private const string Outlook = "----=_NextPart_000_0012_01DC5C2A.7B1E5A30";
    private const string Gmail = "000000000000a1b2c3062d4e5f60";
    private const string Thunderbird = "------------0Xk3vYq1bW7sTn5RmZcL2p8H";
    private const string Apple = "Apple-Mail=_6C1F7E2A-9D53-4B1B-8A0E-2F4B7A1C9D10";
    private static readonly Encoding Jis = CodePagesEncodingProvider.Instance.GetEncoding(50220)!;
    private static readonly Encoding Sjis = CodePagesEncodingProvider.Instance.GetEncoding(932)!;
    private static readonly string PlainText = "Content-Type: text/plain; charset=\"utf-8\"\r\n"
        + "Content-Transfer-Encoding: 8bit\r\n\r\n" + Utf8("お世話になっております。\r\n");

    private static readonly string Html = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + Utf8("<p>お世話になっております。</p>\r\n");

    public static IReadOnlyList<string> All { get; } =
    [
        Mail("Subject: hello\r\n\r\nA plain message without MIME.\r\n"),
        Mail($"Subject: {Word("お知らせ")}\r\nMIME-Version: 1.0\r\n"
            + $"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + $"{B64("お世話になっております。\r\n")}\r\n"),
        Mail($"Subject: {Word("お知らせ")}\r\nMIME-Version: 1.0\r\n"
            + $"Content-Type: text/plain; charset=ISO-2022-JP\r\n"
            + $"Content-Transfer-Encoding: 7bit\r\n\r\n{Bytes(Jis, "お世話になっております。\r\n-- \r\n山田\r\n")}"),
        Mail($"Subject: {Word("SJIS")}\r\nMIME-Version: 1.0\r\n"
            + $"Content-Type: text/plain; charset=Shift_JIS\r\n"
            + $"Content-Transfer-Encoding: 8bit\r\n\r\n{Bytes(Sjis, "㈱都庁の①番窓口\r\n")}"),
        Mail("Subject: qp\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            + "=E3=81=8A=E7=9F=A5=E3=82=89=E3=81=9B a =3D b and a long line that is broken =\r\n"
            + "softly.\r\n"),
        Multi("mixed", "simple", PlainText, File("note.txt", "text/plain", "note\r\n")),
        Multi("mixed", "a=b?c:d", PlainText, File("note.txt", "text/plain", "note\r\n")),
        Mail($"Subject: outlook\r\nX-Mailer: Microsoft Outlook 16.0\r\n"
            + $"Thread-Index: AdxcKgAA\r\nMIME-Version: 1.0\r\n"
            + $"Content-Type: multipart/alternative;\r\n\tboundary=\"{Outlook}\"\r\n"
            + $"Content-Language: ja\r\n\r\nThis is a multipart message in MIME format.\r\n\r\n"
            + Parts(Outlook, PlainText,
                "Content-Type: text/html;\r\n\tcharset=\"utf-8\"\r\n"
                    + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                    + "<html><body><p>=E3=81=8A=E4=B8=96=E8=A9=B1=E3=81=AB=E3=81=AA=E3=81=A3=\r\n"
                    + "=E3=81=A6=E3=81=8A=E3=82=8A=E3=81=BE=E3=81=99=E3=80=82</p></body></html>\r\n")),
        Mail($"Subject: outlook file\r\nMIME-Version: 1.0\r\n"
            + $"Content-Type: multipart/mixed;\r\n\tboundary=\"{Outlook}\"\r\n\r\n"
            + $"This is a multi-part message in MIME format.\r\n\r\n"
            + Parts(Outlook, PlainText,
                $"Content-Type: text/plain;\r\n\tname=\"{Word("議事録.txt")}\"\r\n"
                    + $"Content-Transfer-Encoding: base64\r\n"
                    + $"Content-Disposition: attachment;\r\n\tfilename=\"{Word("議事録.txt")}\"\r\n\r\n"
                    + $"{B64("議事録\r\n")}\r\n\r\n")),
        Mail($"Subject: gmail\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"{Gmail}\"\r\n\r\n"
            + Parts(Gmail, $"Content-Type: text/plain; charset=\"UTF-8\"\r\n"
                + $"Content-Transfer-Encoding: base64\r\n\r\n"
                + $"{B64("こんにちは\r\n")}\r\n", $"Content-Type: text/html; charset=\"UTF-8\"\r\n"
                + $"Content-Transfer-Encoding: base64\r\n\r\n"
                + $"{B64("<div dir=\"ltr\">こんにちは</div>\r\n")}\r\n")),
        Mail($"Subject: gmail file\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{Gmail}\"\r\n\r\n"
            + Parts(Gmail, $"Content-Type: multipart/alternative; boundary=\"{Gmail[..^1]}1\"\r\n\r\n"
                + Parts(Gmail[..^1] + "1", PlainText, "Content-Type: text/html; charset=\"UTF-8\"\r\n\r\n<div>hello</div>\r\n"),
                $"Content-Type: text/csv; charset=\"UTF-8\"; name=\"{Word("一覧.csv")}\"\r\n"
                    + $"Content-Disposition: attachment; filename=\"{Word("一覧.csv")}\"\r\n"
                    + $"Content-Transfer-Encoding: base64\r\n"
                    + $"Content-ID: <f_m1>\r\nX-Attachment-Id: f_m1\r\n\r\n"
                    + $"{B64("a,b\r\n1,2\r\n")}\r\n")),
        Mail($"Subject: {Word("サンダーバード")}\r\nUser-Agent: Mozilla Thunderbird\r\n"
            + $"Content-Language: ja\r\nMIME-Version: 1.0\r\n"
            + $"Content-Type: multipart/mixed; boundary=\"{Thunderbird}\"\r\n\r\n"
            + $"This is a multi-part message in MIME format.\r\n"
            + Parts(Thunderbird, PlainText,
                $"Content-Type: text/plain; charset=UTF-8; name=\"{Word("予算.txt")}\"\r\n"
                    + $"Content-Disposition: attachment; filename*=UTF-8''%E4%BA%88%E7%AE%97.txt\r\n"
                    + $"Content-Transfer-Encoding: base64\r\n\r\n"
                    + $"{B64("予算\r\n")}\r\n\r\n")),
        Mail($"Subject: apple\r\nMime-Version: 1.0 (Mac OS X Mail 16.0 \\(3774.600.62\\))\r\n"
            + $"X-Mailer: Apple Mail (2.3774.600.62)\r\nContent-Type: multipart/mixed;\r\n"
            + $"\tboundary=\"{Apple}\"\r\n\r\n\r\n"
            + Parts(Apple, "Content-Transfer-Encoding: 7bit\r\nContent-Type: text/plain;\r\n\tcharset=us-ascii\r\n\r\nhello\r\n",
                $"Content-Disposition: attachment;\r\n\tfilename*=utf-8''%E3%83%A1%E3%83%A2.txt\r\n"
                    + $"Content-Type: text/plain;\r\n\tx-unix-mode=0644;\r\n"
                    + $"\tname=\"{Word("メモ.txt")}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                    + $"{B64("メモ\r\n")}\r\n", "Content-Transfer-Encoding: 7bit\r\n"
                    + "Content-Type: text/plain;\r\n\tcharset=us-ascii\r\n\r\n\r\n")),
        Multi("mixed", "long-name", PlainText,
            "Content-Type: text/plain\r\nContent-Disposition: attachment;\r\n"
                + " filename*0*=UTF-8''%E4%BB%A4%E5%92%8C%EF%BC%98%E5%B9%B4%E5%BA%A6;\r\n"
                + " filename*1*=%E4%BA%88%E7%AE%97;\r\n filename*2=.txt\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\nbm90ZQ0K\r\n"),
        Multi("mixed", "both-names", PlainText,
            "Content-Type: text/plain; name=\"note.txt\"\r\nContent-Disposition: attachment; filename=\"note.txt\"; size=6\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\nbm90ZQ0K\r\n"),
        Multi("mixed", "forward", PlainText,
            $"Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename=\"forwarded.eml\"\r\n\r\n"
                + $"{Mail("Subject: inner\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\ninner text\r\n")}"),
        Multi("mixed", "forward-multi", PlainText,
            $"Content-Type: message/rfc822\r\n\r\n{Multi("mixed", "innerpart", PlainText, File("note.txt", "text/plain", "note\r\n"))}"),
        Multi("mixed", "quoted-forward",
            "Content-Type: text/plain\r\n\r\n-----Original Message-----\r\n"
                + "From: someone\r\nSubject: x\r\n\r\n> quoted\r\n"
                + "-- \r\nsignature\r\n"),
        Multi("related", "related", "Content-Type: text/html; charset=us-ascii\r\n\r\n<p>hello</p>\r\n",
            "Content-Type: text/plain; name=\"a.txt\"\r\nContent-ID: <a@b>\r\n"
                + "Content-Disposition: inline; filename=\"a.txt\"\r\n\r\n"
                + "x\r\n"),
        Multi("mixed", "three", PlainText, File("a.txt", "text/plain", "a\r\n"), File("b.csv", "text/csv", "a,b\r\n"), File("c.txt",
            "text/plain", "c\r\n")),
        Mail($"Subject: no space\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;boundary=unquoted.boundary_1\r\n\r\n"
            + $"{Parts("unquoted.boundary_1", PlainText)}"),
        Mail("Subject: folded\r\n subject over\r\n several lines\r\n"
            + "MIME-Version: 1.0\r\nContent-Type: text/plain;\r\n"
            + " charset=us-ascii;\r\n format=flowed;\r\n delsp=yes\r\n\r\n"
            + "text \r\nflows\r\n"),
        Mail("Subject: list\r\nList-Id: <a.example.jp>\r\nPrecedence: list\r\n"
            + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n"
            + "Content-Transfer-Encoding: 7bit\r\n\r\ntext\r\n"
            + "_______________________________________________\r\n"
            + "list mailing list\r\n"),
        Mail("Subject: html\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=us-ascii\r\n\r\n<html><body>hello</body></html>\r\n"),
        Mail($"Subject: {Word("題名")}\r\n {Word("続き")}\r\nReply-To: <reply@sender.example.jp>\r\n"
            + $"Cc: {Word("鈴木")} <suzuki@city.example.jp>,\r\n"
            + $" <b@city.example.jp>\r\nMessage-ID: <1@sender.example.jp>\r\n\r\n"
            + $"text\r\n"),
        Mail("Subject: dashes\r\n\r\n--\r\n-- \r\n--not a boundary\r\n--------\r\ntext = sign\r\n"),
        Mail("Subject: code\r\n\r\nThey begin to work at 9:00.\r\nbegin the day\r\nend\r\nYWJjZA==\r\n"),
        Mail($"Subject: empty file\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"e\"\r\n\r\n"
            + Parts("e", PlainText, File("empty.txt", "text/plain", ""))),
        Mail($"Subject: epilogue\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"e\"\r\n\r\n{Parts("e", PlainText)}\r\n"),
        Mail($"Subject: signed\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"alt_1\"; charset=utf-8\r\n\r\n"
            + Parts("alt_1", PlainText, Html)),
        Mail("Subject: received\r\nDKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=sender.example.jp; s=a;\r\n"
            + " h=from:to:subject:mime-version:content-type;\r\n"
            + " bh=YWJj; b=YWJj\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=\"us-ascii\"\r\n\r\n"
            + "text\r\n"),
    ];

    private static string Mail(string rest)
        => "Received: from a.example.jp (a.example.jp [192.0.2.1])\r\n\tby mx.city.example.jp; Mon, 23 Nov 2026 10:11:12 +0900\r\n"
        + $"From: {Word("送信者")} <sender@sender.example.jp>\r\n"
            + $"To: <tanto@city.example.jp>\r\nDate: Mon, 23 Nov 2026 10:11:12 +0900\r\n"
            + $"{rest}";

    private static string Multi(string subtype, string boundary, params string[] parts)
        => Mail($"Subject: {boundary}\r\nMIME-Version: 1.0\r\n"
            + $"Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\r\n\r\n"
            + $"{Parts(boundary, parts)}");

    private static string Parts(string boundary, params string[] parts)
        => string.Concat(parts.Select((p, i) => $"{(i == 0 ? "" : "\r\n")}--{boundary}\r\n{p}")) + $"\r\n--{boundary}--\r\n";

    private static string File(string name, string type, string content)
        => $"Content-Type: {type}; name=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n"
            + $"Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n"
            + $"{B64(content)}\r\n";

    private static string Word(string text) => $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";

    private static string B64(string text) => Marker.Wrap(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

    private static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string Bytes(Encoding encoding, string text) => Encoding.Latin1.GetString(encoding.GetBytes(text));
}
