namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail.Raw;

/// <summary>Messages that programs read in several ways, and honest ones. ␍ stands for a bare CR, ␊ for a bare LF, ␀ for NUL.</summary>
internal static class RawMessages
{
    /// <summary>A file that only some programs see in the rows of <see cref="Hiding"/>: base64 of what begins like a program.</summary>
    public const string Payload = "TVqQAAMAAAAEAAAA//8AALgAaGlkZGVuIG1hcmtlcg==";

    private const string Head = "From: a@x.example\nSubject: x\nMIME-Version: 1.0\n";
    private const string Part = "Content-Type: application/octet-stream; name=hidden.exe\nContent-Transfer-Encoding: base64\n\n" + Payload + "\n";
    private const string Shown = "--b\nContent-Type: text/plain\n\nhello\n";

    /// <summary>Name, code expected after <c>mail.ambiguous.</c>, message: something is hidden that must be withheld.</summary>
    public static readonly (string Name, string Code, string Message)[] Hiding =
    [
        ("two types, boundary in the second", "duplicate-field", Head
            + "Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b\n\n" + Shown + "--b\n" + Part + "--b--\n"),
        ("two types, two boundaries", "duplicate-field", Head
            + "Content-Type: multipart/mixed; boundary=b\nContent-Type: multipart/mixed; boundary=c\n\n" + Shown + "--b--\n--c\n" + Part + "--c--\n"),
        ("two boundaries in one type", "boundary", Head
            + "Content-Type: multipart/mixed; boundary=b; boundary=c\n\n" + Shown + "--b--\n--c\n" + Part + "--c--\n"),
        ("boundary in pieces", "boundary", Head
            + "Content-Type: multipart/mixed; boundary*0=c; boundary*1=d; boundary=b\n\n" + Shown + "--b--\n--cd\n" + Part + "--cd--\n"),
        ("boundary percent-encoded", "boundary", Head
            + "Content-Type: multipart/mixed; boundary=b; boundary*=utf-8''%63%64\n\n" + Shown + "--b--\n--cd\n" + Part + "--cd--\n"),
        ("boundary with a comment", "media-type", Head
            + "Content-Type: multipart/mixed; boundary=(c)b\n\n--(c)b\n" + Part + "--(c)b--\n" + Shown + "--b--\n"),
        ("boundary with quote and escape", "media-type", Head
            + "Content-Type: multipart/mixed; boundary=\"b\\c\"\n\n--b\\c\n" + Part + "--b\\c--\n--bc\nContent-Type: text/plain\n\nhello\n--bc--\n"),
        ("boundary cut at a space", "media-type", Head
            + "Content-Type: multipart/mixed; boundary=b c\n\n--b c\n" + Part + "--b c--\n" + Shown + "--b--\n"),
        ("part behind the end", "after-end", Head
            + "Content-Type: multipart/mixed; boundary=b\n\n" + Shown + "--b--\n--b\n" + Part + "--b--\n"),
        ("part before the first delimiter", "preamble", Head
            + "Content-Type: multipart/mixed; boundary=b\n\n--c\n" + Part + "--c--\n" + Shown + "--b--\n"),
        ("part in the epilogue", "epilogue", Head
            + "Content-Type: multipart/mixed; boundary=b\n\n" + Shown + "--b--\n--c\n" + Part + "--c--\n"),
        ("delimiter as a prefix", "delimiter", Head
            + "Content-Type: multipart/mixed; boundary=b\n\n" + Shown + "--bc\n" + Part + "--b--\n"),
        ("delimiter behind a CR", "line-end", Head
            + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhello␍--b␍" + Part + "\n--b--\n"),
        ("multipart in base64", "transfer-encoding", Head
            + "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n" + Base64("--b\n" + Part + "--b--\n") + "\n"),
        ("header ended by a line of spaces", "header-end", Head
            + "Content-Type: text/plain\n \t \nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + Part + "--b--\n"),
        ("header ended by a line without colon", "header-end", Head
            + "Content-Type: text/plain\nno colon\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + Part + "--b--\n"),
        ("base64 behind its padding", "base64", Head
            + "Content-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n" + Payload + "\n"),
        ("two encodings", "duplicate-field", Head
            + "Content-Type: text/plain; name=a.txt\nContent-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\n" + Payload + "\n"),
        ("encoding with a comment", "transfer-encoding", Head
            + "Content-Type: text/plain; name=a.txt\nContent-Transfer-Encoding: base64 (x)\n\n" + Payload + "\n"),
        ("MIME fields behind the blank line", "header-end", Head + "Content-Type: text/plain\n\n" + Part),
        ("type folded in its boundary", "media-type", Head
            + "Content-Type: multipart/mixed; boundary=\"b\n c\"\n\n--b c\n" + Part + "--b c--\n--bc\nContent-Type: text/plain\n\nhello\n--bc--\n"),
        ("comment in the type", "media-type", Head
            + "Content-Type: multi(x)part/mixed; boundary=b\n\n" + Shown + "--b\n" + Part + "--b--\n"),
    ];

    /// <summary>Ambiguous, but nothing hides.</summary>
    public static readonly (string Name, string Code, string Message)[] Plain =
    [
        ("space before the colon", "field-name", Head + "Content-Type : text/plain\n\nhello\n"),
        ("8-bit field name", "field-name", Head + "X-\u00E9: y\n\nhello\n"),
        ("long field name", "field-name", Head + "X-" + new string('a', 90) + ": y\n\nhello\n"),
        ("long line", "long-line", Head + "X-A: " + new string('a', 1_200) + "\n\nhello\n"),
        ("no end", "end-missing", Head + "Content-Type: multipart/mixed; boundary=b\n\n" + Shown),
        ("NUL in the header", "nul", Head + "X-A: a␀b\n\nhello\n"),
        ("NUL in the body", "nul", Head + "\nhel␀lo\n"),
        ("CR in the body", "line-end", Head + "\nhel␍lo\n"),
        ("LF among CR LF", "line-end", Head + "\nhello␊there\n"),
        ("another MIME version", "mime-version", "From: a@x.example\nMIME-Version: 2.0\nContent-Type: text/plain\n\nhello\n"),
        ("parts without MIME version", "mime-version",
            "From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n" + Shown + "--b--\n"),
        ("unknown encoding", "transfer-encoding", Head + "Content-Transfer-Encoding: 9bit\n\nhello\n"),
        ("partial message", "partial", Head + "Content-Type: message/partial; id=1; number=1; total=2\n\nhello\n"),
        ("broken quoted-printable", "quoted-printable", Head + "Content-Transfer-Encoding: quoted-printable\n\na =G1 b\n"),
        ("boundary too long", "boundary", Head
            + $"Content-Type: multipart/mixed; boundary={new string('b', 80)}\n\n--{new string('b', 80)}\n\nhello\n--{new string('b', 80)}--\n"),
        ("parameter twice", "parameter", Head + "Content-Type: text/plain; charset=utf-8; charset=iso-2022-jp\n\nhello\n"),
        ("disposition twice", "duplicate-field",
            Head + "Content-Disposition: inline\nContent-Disposition: attachment; filename=a.txt\n\nhello\n"),
        ("names of two kinds", "name",
            Head + "Content-Disposition: attachment; filename=\"a.txt\"; filename*=utf-8''b.exe\n\nhello\n"),
        ("boundary that begins like the outer one", "boundary", Head
            + "Content-Type: multipart/mixed; boundary=bc\n\n--bc\nContent-Type: multipart/mixed; boundary=b\n\n" + Shown + "--b--\n--bc--\n"),
        ("mailbox line", "mbox-line", "From a@x.example Mon Nov 23 10:00:00 2026\n" + Head + "\nhello\n"),
        ("padding behind a delimiter", "delimiter", Head + "Content-Type: multipart/mixed; boundary=b\n\n--b \t\n\nhello\n--b--\n"),
    ];

    /// <summary>What mail programs write: nothing to report.</summary>
    public static readonly (string Name, string Message)[] Honest =
    [
        ("plain", Head + "Content-Type: text/plain; charset=iso-2022-jp\nContent-Transfer-Encoding: 7bit\n\nhello\n"),
        ("no MIME at all", "From: a@x.example\nSubject: x\n\nhello\n"),
        ("type without MIME version", "From: a@x.example\nContent-Type: text/plain; charset=utf-8\n\nhello\n"),
        ("folded type", Head + "Content-Type: multipart/mixed;\n\tboundary=\"----=_NextPart_000_0001_01DB\"\n\nThis is a multi-part message in MIME format.\n\n"
            + "------=_NextPart_000_0001_01DB\nContent-Type: text/plain\n\nhello\n------=_NextPart_000_0001_01DB--\n\n"),
        ("nested, boundaries alike", Head + "Content-Type: multipart/mixed; boundary=\"=_a\"\n\n--=_a\nContent-Type: multipart/alternative;\n boundary=\"=_b\"\n\n"
            + "--=_b\nContent-Type: text/plain\n\nhello\n--=_b\nContent-Type: text/html\n\n<p>hello\n--=_b--\n\n--=_a--\n"),
        ("Apple Mail", Head.Replace("1.0", "1.0 (Mac OS X Mail 16.0 \\(3774.100.2.1.4\\))", StringComparison.Ordinal)
            + "Content-Type: multipart/mixed;\n\tboundary=\"Apple-Mail=_4C1D\"\n\n--Apple-Mail=_4C1D\nContent-Type: text/plain;\n\tcharset=utf-8\n\nhello\n--Apple-Mail=_4C1D--\n"),
        ("folded encoded-word name", Head + "Content-Type: application/pdf;\n name=\"=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=\n =?ISO-2022-JP?B?LnBkZg==?=\"\n"
            + "Content-Transfer-Encoding: base64\nContent-Disposition: attachment;\n filename=\"=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=\n =?ISO-2022-JP?B?LnBkZg==?=\"\n\nJVBERg==\n"),
        ("raw name", Head + "Content-Type: application/pdf; name=\u00E6\u0097\u00A5\u00E6\u009C\u00AC.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n"),
        ("RFC 2231 name beside a plain one", Head + "Content-Type: application/pdf; name=\"x.pdf\"\nContent-Transfer-Encoding: base64\n"
            + "Content-Disposition: attachment; filename=\"x.pdf\"; filename*=UTF-8''%E6%97%A5.pdf\n\nJVBERg==\n"),
        ("quoted-printable", Head + "Content-Transfer-Encoding: quoted-printable\n\na=3Db =\nc\n"),
        ("base64 without a last line end", Head + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\naGVsbG8="),
        ("attached message", Head + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: y\n\nhello\n--b--\n"),
        ("text about MIME", Head + "Content-Type: text/plain\n\nHello, the source says:\n--x\nContent-Type: text/plain\n\nfoo\n--x--\n"),
        ("footer behind the end", Head + "Content-Type: multipart/mixed; boundary=b\n\n" + Shown + "--b--\n_______\nA mailing list\n"),
        ("upper case", "FROM: a@x.example\nMIME-VERSION: 1.0\nCONTENT-TYPE: TEXT/PLAIN; CHARSET=UTF-8\nCONTENT-TRANSFER-ENCODING: 8BIT\n\nhello\n"),
    ];

    /// <summary>The bytes of a row.</summary>
    public static string Wire(string message)
        => message.Replace("\n", "\r\n", StringComparison.Ordinal)
            .Replace('␍', '\r').Replace('␊', '\n').Replace('␀', '\0');

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text));
}
