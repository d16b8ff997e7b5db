using MiyakoMailSanitizer.Sanitizing.Html;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Html;

/// <summary>A link that shows one host and leads to another is marked in the text; one that shows the truth, or no host, is not.</summary>
public class LinkMismatchTests
{
    private const string Mark = "【表示と異なるリンク先】";

    [Theory]
    [InlineData("http://evil.example/", "https://www.city.example.jp/")]
    [InlineData("http://evil.example/", "www.city.example.jp")]
    [InlineData("http://evil.example/", "市のサイトwww.city.example.jpへ")]
    [InlineData("http://evil.example/", "ｗｗｗ．ｃｉｔｙ．ｃｏｍ")]
    [InlineData("http://evil.example/", "city。com")]
    [InlineData("http://evil.example/", "https://日本語.jp/")]
    [InlineData("http://evil.example/", "soumu@city.example.jp")]
    [InlineData("http://evil.example/", "「https://www.city.example.jp/login」")]
    [InlineData("http://evil.example/", "bank.co.jp と evil.example")]
    [InlineData("https://www.city.example.jp@evil.example/", "手続き")]
    [InlineData("https://www.city.example.jp%2Fa@evil.example/", "手続き")]
    [InlineData("http://xn--pple-43d.com/", "apple.com")]
    [InlineData("http://\u0430pple.com/", "apple.com")]
    [InlineData("http://apple.com/", "\u0430pple.com")]
    [InlineData("http://3232235777/", "www.city.example.jp")]
    [InlineData("http://%65vil.example/", "www.city.example.jp")]
    [InlineData("http://city.example.jp.evil.example/", "city.example.jp")]
    [InlineData("mailto:x@evil.example", "soumu@city.example.jp")]
    [InlineData("ht\ttp:\\\\evil.example", "http://www.city.example.jp")]
    public void Another_host_is_marked(string href, string text)
        => Assert.Contains(Mark, Convert(href, text).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://www.city.example.jp/a", "https://www.city.example.jp/")]
    [InlineData("https://www.city.example.jp/a", "city.example.jp")]
    [InlineData("https://city.example.jp/a", "WWW.City.Example.JP")]
    [InlineData("https://m.city.example.jp/", "city.example.jp")]
    [InlineData("https://xn--wgv71a119e.jp/", "日本語.jp")]
    [InlineData("https://www.city.example.jp/r?to=https://evil.example/", "https://www.city.example.jp/r")]
    [InlineData("https://www.city.example.jp/", "https://www.city.example.jpをご覧ください")]
    [InlineData("https://www.city.example.jp/", "公式サイト")]
    [InlineData("https://a.example/", "README.md")]
    [InlineData("https://a.example/", "資料.pdf")]
    [InlineData("https://a.example/", "午前10.30から")]
    [InlineData("https://a.example/", "3.14")]
    [InlineData("https://user@a.example/", "a.example")]
    [InlineData("mailto:soumu@city.example.jp", "soumu@city.example.jp")]
    [InlineData("mailto:soumu@city.example.jp", "総務課")]
    [InlineData("tel:0751234567", "075-123-4567")]
    public void The_truth_is_not_marked(string href, string text)
    {
        var result = Convert(href, text);
        Assert.DoesNotContain(Mark, result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Findings, f => f.Code == "html.link-mismatch");
    }

    [Theory]
    [InlineData("http://3232235777/x", "<http://192.168.1.1/x>")]
    [InlineData("http://0xC0.0250.257/", "<http://192.168.1.1/>")]
    [InlineData("http://EVIL%2Eexample/", "<http://evil.example/>")]
    [InlineData("https://bank.example.jp@evil.example/p", "<https://evil.example/p>")]
    [InlineData("ftp://guest@ftp.example.jp/", "<ftp://guest@ftp.example.jp/>")]
    [InlineData("http:evil.example", "<http://evil.example>")]
    [InlineData("mailto:a@b.example?subject=%E4%BB%B6&cc=c@b.example", "<a@b.example> (件名: 件)")]
    public void The_true_target_is_shown(string href, string shown)
        => Assert.Contains(shown, Convert(href, "x").Text, StringComparison.Ordinal);

    private static HtmlText Convert(string href, string text)
        => HtmlToText.Convert($"<a href=\"{href}\">{text}</a>", LinkStyle.Keep, new Limits(), default);
}
