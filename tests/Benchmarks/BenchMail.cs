using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>A message that is sent again and again, each time with another number in its Message-ID.</summary>
internal sealed class BenchMail
{
    /// <summary>What stands before the number, at the sender as at the sink.</summary>
    public const string BeforeNumber = "Message-ID: <bench-";

    /// <summary>Decimal digits of the number, with leading zeros.</summary>
    public const int NumberDigits = 10;

    private const string Paragraph =
        "総務課の鈴木です。いつもお世話になっております。来月の防災訓練について、下記のとおりご案内いたします。\r\n"
        + "日時：十二月十日（木）午前九時三十分から正午まで　場所：市役所本庁舎３階 大会議室①\r\n"
        + "参加される方は、添付の様式に所属・氏名・連絡先をご記入のうえ、金曜日までにご返信ください。\r\n\r\n";

    private const string PlainStub = "このメールはHTML形式です。HTMLメールに対応したソフトでご覧ください。\r\n";

    private BenchMail(string name, byte[] content)
    {
        Name = name;
        Content = content;
    }

    /// <summary>Shown in tables.</summary>
    public string Name { get; }

    /// <summary>The whole message with CRLF, numbered 0; no line starts with a dot.</summary>
    public byte[] Content { get; }

    /// <summary>Where the number starts in <see cref="Content"/>.</summary>
    public int NumberAt => Content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(BeforeNumber)) + BeforeNumber.Length;

    /// <summary>About 2 KB of Japanese text, as older mail programs write it.</summary>
    public static BenchMail Iso2022Jp()
    {
        var iso2022Jp = CodePagesEncodingProvider.Instance.GetEncoding("iso-2022-jp")!;
        var subject = $"=?ISO-2022-JP?B?{Convert.ToBase64String(iso2022Jp.GetBytes("防災訓練のご案内"))}?=";
        // ① has no place in the pure character set of .NET's encoder; the UTF-8 message has it.
        var body = iso2022Jp.GetBytes(Text(iso2022Jp.GetByteCount, 1_700).Replace('①', '１'));
        return Of("text ISO-2022-JP", subject, "text/plain; charset=ISO-2022-JP", "7bit", body);
    }

    /// <summary>About 2 KB of Japanese text, as newer mail programs write it.</summary>
    public static BenchMail Utf8()
        => Of(
            "text UTF-8",
            Subject("防災訓練のご案内"),
            "text/plain; charset=UTF-8",
            "base64",
            Base64(Encoding.UTF8.GetBytes(Text(Encoding.UTF8.GetByteCount, 1_200))));

    /// <summary>A newsletter with <paramref name="htmlBytes"/> of HTML and a plain part that says nothing.</summary>
    public static BenchMail Newsletter(int htmlBytes)
    {
        var body = new StringBuilder();
        Part("text/plain", PlainStub);
        Part("text/html", NewsletterHtml.Write(htmlBytes));
        body.Append("--=_bench--\r\n");
        return Of(
            string.Create(CultureInfo.InvariantCulture, $"newsletter {htmlBytes / 1000} KB HTML"),
            Subject("【みやこ通信】今月のお知らせ"),
            "multipart/alternative; boundary=\"=_bench\"",
            "7bit",
            Encoding.ASCII.GetBytes(body.ToString()));

        void Part(string type, string text) => body
            .Append("--=_bench\r\nContent-Type: ").Append(type).Append("; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n")
            .Append(Encoding.ASCII.GetString(Base64(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>A short text with one attachment.</summary>
    public static BenchMail WithAttachment(string fileName, byte[] file)
    {
        var body = new StringBuilder("--=_bench\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n")
            .Append(Encoding.ASCII.GetString(Base64(Encoding.UTF8.GetBytes(Paragraph))))
            .Append("--=_bench\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=UTF-8''")
            .Append(Uri.EscapeDataString(fileName)).Append("\r\nContent-Transfer-Encoding: base64\r\n\r\n")
            .Append(Encoding.ASCII.GetString(Base64(file))).Append("--=_bench--\r\n");
        return Of(
            $"attachment {Path.GetExtension(fileName)}", Subject("資料の送付"), "multipart/mixed; boundary=\"=_bench\"", "7bit",
            Encoding.ASCII.GetBytes(body.ToString()));
    }

    /// <summary>Writes the number of a copy into its bytes.</summary>
    public void Number(Span<byte> copy, long number)
        => number.TryFormat(copy.Slice(NumberAt, NumberDigits), out _, "D10", CultureInfo.InvariantCulture);

    private static string Subject(string text) => $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";

    private static byte[] Base64(byte[] content)
        => Encoding.ASCII.GetBytes(Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks) + "\r\n");

    /// <summary>Whole paragraphs, up to that many bytes at least.</summary>
    private static string Text(Func<string, int> count, int bytes)
        => string.Concat(Enumerable.Repeat(Paragraph, (bytes + count(Paragraph) - 1) / count(Paragraph)));

    private static BenchMail Of(string name, string subject, string contentType, string encoding, byte[] body)
    {
        var header = "Received: from pc.example.com (pc.example.com [192.0.2.10])\r\n by mail.example.com with ESMTP id 4Xy1Z20abc;\r\n"
            + " Mon, 23 Nov 2026 10:11:12 +0900\r\nDate: Mon, 23 Nov 2026 10:11:11 +0900\r\n"
            + $"From: {Subject("鈴木一郎")} <suzuki@example.com>\r\nTo: {Subject("総務課")} <soumu@city.example.jp>\r\n"
            + $"Subject: {subject}\r\n{BeforeNumber}{new string('0', NumberDigits)}@example.com>\r\nX-Mailer: Benchmark\r\n"
            + $"MIME-Version: 1.0\r\nContent-Type: {contentType}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n";
        return new BenchMail(name, [.. Encoding.ASCII.GetBytes(header), .. body]);
    }
}
