using MiyakoMailSanitizer.Sanitizing.Html;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Html;

public class HtmlToTextTests
{
    public static TheoryData<string> SampleNames => [.. HtmlSamples.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Sample_reads_as_people_expect(string name)
    {
        var (_, html, text) = HtmlSamples.All.Single(s => s.Name == name);
        var converted = Convert(html).Text;
        Assert.Equal(text.Length == 0 ? "" : text + "\n", converted);
    }

    public static TheoryData<string> MailSampleNames => [.. HtmlMailSamples.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(MailSampleNames))]
    public void Mail_reads_as_people_expect(string name)
    {
        var (_, html, text) = HtmlMailSamples.All.Single(s => s.Name == name);
        Assert.Equal(text + "\n", Convert(html).Text);
    }

    [Fact]
    public void Mails_are_many() => Assert.True(HtmlMailSamples.All.Length >= 60, HtmlMailSamples.All.Length.ToString());

    [Fact]
    public void Samples_are_many() => Assert.True(HtmlSamples.All.Length >= 100, HtmlSamples.All.Length.ToString());

    [Theory]
    [InlineData("<a href='https://www.city.example/a.b?c.d'>案内</a>", "案内 <hxxps://www[.]city[.]example/a.b?c.d>")]
    [InlineData("<a href='http://a.example/'>http://a.example/</a>", "http://a.example/ <hxxp://a[.]example/>")]
    [InlineData("<a href='ftp://a.example/'>x</a>", "x <fxp://a[.]example/>")]
    [InlineData("<a href='mailto:a@city.example'>x</a>", "x <a@city.example>")]
    [InlineData("<a href='http://evil.example/'>www.bank.com</a>", "www.bank.com <hxxp://evil[.]example/> 【表示と異なるリンク先】")]
    public void Links_are_defanged(string html, string text)
        => Assert.Equal(text + "\n", HtmlToText.Convert(html, LinkStyle.Defang, new Limits(), CancellationToken.None).Text);

    [Theory]
    [InlineData("<a href='https://www.city.example/'>案内</a>。", "案内。")]
    [InlineData("<a href='http://evil.example/'>www.bank.com</a>。", "www.bank.com 【表示と異なるリンク先】。")]
    [InlineData("<a href='http://a.example/'><img src=x alt=''></a>。", "。")]
    public void Links_are_removed(string html, string text)
        => Assert.Equal(text + "\n", HtmlToText.Convert(html, LinkStyle.Remove, new Limits(), CancellationToken.None).Text);

    [Fact]
    public void Cancellation_ends_it()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var html = string.Concat(Enumerable.Repeat("<p>x", 5_000));
        Assert.Throws<OperationCanceledException>(() => HtmlToText.Convert(html, LinkStyle.Keep, new Limits(), source.Token));
    }

    private static HtmlText Convert(string html) => HtmlToText.Convert(html, LinkStyle.Keep, new Limits(), CancellationToken.None);
}
