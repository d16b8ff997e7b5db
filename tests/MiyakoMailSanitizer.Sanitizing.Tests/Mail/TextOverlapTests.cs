using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

/// <summary>Two texts of one message say the same, or both are shown.</summary>
public sealed class TextOverlapTests
{
    private const string Invoice = "先月分の請求書をお送りします。金額をご確認のうえ、月末までにお振り込みください。ご不明な点は会計課までお問い合わせください。";

    [Theory]
    [InlineData(Invoice, Invoice, 1)]
    [InlineData("先月分の 請求書を\nお送りします。", "先月分の請求書をお送りします", 1)]
    [InlineData("Hello <https://x.example/a/b/c/d/e/f> World", "hello world", 1)]
    [InlineData("", Invoice, 1)]
    [InlineData(Invoice, "", 0)]
    [InlineData(Invoice, "Please log in to your account at once, as it will be closed tomorrow.", 0)]
    public void The_share_is_that_of_the_first_text(string text, string other, double share)
        => Assert.Equal(share, TextOverlap.Share(text, other), 0.02);

    [Fact]
    public void Alternatives_that_say_different_things_are_both_shown()
    {
        var report = Engines.Standard.Treat(
            "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
            + "--b\r\nContent-Type: text/plain\r\n\r\nThe meeting of the office takes place on Monday at ten o'clock in the large hall.\r\n"
            + "--b\r\nContent-Type: text/html\r\n\r\n<p>Your password expires today. <a href=\"https://evil.example/\">Sign in here</a> or lose your mailbox.\r\n--b--\r\n");
        using var stream = new MemoryStream(report.Delivered());
        var text = MimeKit.MimeMessage.Load(stream).TextBody;
        Assert.Contains("mail.alternatives-differ", report.Codes());
        Assert.Contains("meeting of the office", text, StringComparison.Ordinal);
        Assert.Contains("password expires", text, StringComparison.Ordinal);
    }
}
