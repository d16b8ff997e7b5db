using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

public sealed class SanitizedMarkTests
{
    private const string Head = "From: a@example.jp\r\nTo: b@example.jp\r\nSubject: s\r\nX-Mail-Sanitized: forged\r\nMIME-Version: 1.0\r\n";
    private const string Html = "Content-Type: text/html\r\n\r\n<p>hello <a href=\"http://example.jp/\">there</a></p>\r\n";

    [Theory]
    [InlineData("\r\nhello\r\n", LinkStyle.Keep, "NONE")]
    [InlineData(Html, LinkStyle.Keep, "CHG_TEXT")]
    [InlineData(Html, LinkStyle.Defang, "CHG_TEXT,REP_LINK")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\nContent-Disposition: attachment; filename=a.exe\r\nContent-Transfer-Encoding: base64\r\n\r\nTVoAAAAAAAA=\r\n--b--\r\n", LinkStyle.Keep, "DEL_ATTACH")]
    public void The_field_says_what_was_done(string rest, LinkStyle links, string expected)
    {
        var engine = Engines.With(p => p with { Mail = p.Mail with { SanitizedField = true, Links = links } });
        Assert.Contains($"\r\nX-Mail-Sanitized: {expected}\r\n", Encoding.ASCII.GetString(engine.Treat(Head + rest).Delivered()), StringComparison.Ordinal);
        Assert.DoesNotContain("X-Mail-Sanitized", Encoding.ASCII.GetString(Engines.Standard.Treat(Head + rest).Delivered()), StringComparison.Ordinal);
    }
}
