using System.Collections.Immutable;
using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests;

/// <summary>Builds messages of the canonical shape piece by piece, so that each test can spoil one. All is ASCII with CRLF.</summary>
internal sealed record CanonicalSample
{
    public const string Boundary0 = "=_miyako-0123456789abcdef-00";

    /// <summary>Full fields, with folds, without the last CRLF. Those of MIME are not among them.</summary>
    public ImmutableArray<string> Fields { get; init; } =
    [
        "Received: from mx.example.com (mx.example.com [192.0.2.1])\r\n by gateway.example.jp; Mon, 23 Nov 2026 10:11:13 +0900",
        "Received: from pc.example.com by mx.example.com; Mon, 23 Nov 2026 10:11:12 +0900",
        "Authentication-Results: gateway.example.jp; spf=pass smtp.mailfrom=example.com",
        "Date: Mon, 23 Nov 2026 10:11:12 +0900",
        "From: =?UTF-8?B?5bGx55Sw?= =?UTF-8?B?5aSq6YOO?= <yamada@example.com>",
        "Sender: office@example.com",
        "Reply-To: \"Yamada \\\"Taro\\\"\" <yamada@example.com>",
        "To: a@city.example.jp, =?ISO-2022-JP?B?GyRCOzMbKEI=?= <b@city.example.jp>,\r\n \"..c.\"@docomo.example",
        "Cc: d@[192.0.2.7]",
        "Subject: Re: =?UTF-8?B?5Lya6K2w?=\r\n =?UTF-8?B?44Gu5Lu2?= (2)",
        "Message-ID: <1.2.3@mx.example.com>",
        "In-Reply-To: <0@city.example.jp>",
        "References: <0@city.example.jp>\r\n <00@city.example.jp>",
        "Auto-Submitted: no",
        "Importance: normal",
        "X-Priority: 3",
        "List-Id: <news.example.com>",
        "X-Mail-Sanitized: gateway.example.jp 2",
    ];

    public string Mime { get; init; } = $"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{Boundary0}\"";

    public string Boundary { get; init; } = Boundary0;

    /// <summary>Header and content of each part, without the CRLF of the delimiter.</summary>
    public ImmutableArray<string> Parts { get; init; } = [Body("Hello"), TextFile("a.txt", "some text\r\n")];

    /// <summary>Everything, ready to verify.</summary>
    public string Text
        => $"{Header}\r\n\r\n{string.Concat(Parts.Select(part => $"--{Boundary}\r\n{part}\r\n"))}--{Boundary}--\r\n";

    private string Header => string.Join("\r\n", [.. Fields, Mime]);

    /// <summary>The header, and a body alone.</summary>
    public static string Single(string content, string encoding = "7bit", string charset = "utf-8")
        => new CanonicalSample { Mime = $"MIME-Version: 1.0\r\n{TypeOfBody(charset, encoding)}" }.Header + "\r\n\r\n" + content;

    /// <summary>A message of one field and the MIME ones.</summary>
    public static string WithField(string field)
        => new CanonicalSample
        {
            Fields = field.StartsWith("From:", StringComparison.Ordinal) ? [field]
                : Before("From").Contains(field.Split(':')[0]) ? [field, "From: a@example.com"] : ["From: a@example.com", field],
        }.Text;

    /// <summary>The full sample with another body part.</summary>
    public static string WithBody(string part) => new CanonicalSample { Parts = [part, TextFile("a.txt", "text")] }.Text;

    /// <summary>The full sample with another file part.</summary>
    public static string WithFile(string part) => new CanonicalSample { Parts = [Body("Hello"), part] }.Text;

    /// <summary>A message with an encoded-word as subject.</summary>
    public static string WithSubject(byte[] bytes, string charset = "UTF-8")
        => WithField($"Subject: =?{charset}?B?{Convert.ToBase64String(bytes)}?=");

    /// <summary>The full sample with one piece replaced.</summary>
    public static string Replaced(string piece, string by)
    {
        var text = new CanonicalSample().Text;
        Assert.Contains(piece, text, StringComparison.Ordinal);
        return text.Replace(piece, by, StringComparison.Ordinal);
    }

    public static string Body(string content, string encoding = "7bit", string charset = "utf-8")
        => $"{TypeOfBody(charset, encoding)}\r\n\r\n{content}";

    public static string TextFile(string name, string text, string mediaType = "text/plain")
        => Part($"{mediaType}; charset=utf-8", "base64", $"attachment; filename=\"{name}\"", Base64(Encoding.UTF8.GetBytes(text)));

    public static string Part(string type, string encoding, string disposition, string content)
        => $"Content-Type: {type}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Disposition: {disposition}\r\n\r\n{content}";

    public static string Nested(string message, string name = "mail.eml")
        => Part("message/rfc822", "7bit", $"attachment; filename=\"{name}\"", message);

    /// <summary>Lines of 76 characters, the last without CRLF.</summary>
    public static string Base64(byte[] bytes)
        => string.Join("\r\n", Convert.ToBase64String(bytes).Chunk(76).Select(line => new string(line)));

    public static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    /// <summary>A multipart in a multipart and so on; the innermost one is a text alone.</summary>
    public static string Deep(int levels)
    {
        var text = "From: a@example.com\r\nMIME-Version: 1.0\r\n" + Body("the innermost\r\n");
        for (var depth = levels - 1; depth >= 0; depth--)
        {
            var boundary = $"=_miyako-0123456789abcdef-{depth:D2}";
            text = new CanonicalSample
            {
                Fields = ["From: a@example.com"],
                Mime = $"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"",
                Boundary = boundary,
                Parts = [Body("outer"), Nested(text)],
            }.Text;
        }

        return text;
    }

    private static string TypeOfBody(string charset, string encoding)
        => $"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}";

    private static string[] Before(string name)
        => [.. new CanonicalSample().Fields.Select(f => f.Split(':')[0]).TakeWhile(n => n != name)];
}
