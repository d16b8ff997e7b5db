using System.Text;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Harness;

/// <summary>Messages as tests send them: CRLF lines, dots not stuffed.</summary>
internal static class TestMail
{
    private const string Header =
        "From: <sender@sender.example.jp>\r\nTo: <tanto@city.example.jp>\r\nDate: Mon, 23 Nov 2026 10:11:12 +0900\r\n";

    public static string Plain(string subject, string body) => $"{Header}Subject: {subject}\r\n\r\n{body}\r\n";

    public static string Html(string subject, string html)
        => $"{Header}Subject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n";

    public static string Base64Body(string subject, string decoded)
        => $"{Header}Subject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + $"{Convert.ToBase64String(Encoding.Latin1.GetBytes(decoded), Base64FormattingOptions.InsertLineBreaks)}\r\n";

    public static string WithAttachment(string subject, string body, string fileName, string content)
        => WithFile(subject, body, fileName, Encoding.UTF8.GetBytes(content));

    public static string WithFile(string subject, string body, string fileName, byte[] content)
        => $"{Header}Subject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=xyz\r\n\r\n"
        + $"--xyz\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
        + $"--xyz\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"{fileName}\"\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + $"{Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)}\r\n--xyz--\r\n";
}
