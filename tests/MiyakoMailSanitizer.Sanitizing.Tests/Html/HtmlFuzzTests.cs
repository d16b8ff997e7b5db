using System.Text;
using MiyakoMailSanitizer.Sanitizing.Html;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Html;

/// <summary>Random tag soup. No character references for angle brackets in it, so that none can come into the text as text.</summary>
public class HtmlFuzzTests
{
    private static readonly string[] Names =
    [
        "a", "b", "p", "div", "span", "table", "tbody", "thead", "tr", "td", "th", "caption", "ul", "ol", "li", "dl", "dd", "dt",
        "blockquote", "pre", "h1", "h3",
        "br", "hr", "img", "area", "map", "svg", "math", "foreignobject", "template", "script", "style", "title", "textarea",
        "select", "option", "optgroup",
        "button", "input", "ruby", "rt", "rp", "q", "del", "sup", "form", "iframe", "object", "noscript", "html", "head", "body",
        "font", "plaintext", "frameset",
        "base", "meta", "center", "label", "x-y", "image", "marquee", "col", "colgroup", "tfoot", "xmp", "details", "summary", "nobr", "u",
    ];

    private static readonly string[] Attributes =
    [
        " href='javascript:alert(1)'", " href='http://a.example/x'", " href='http://b.co.jp'", " href=' \tjAvA\nscript:x'",
        " href='vbscript:x'", " href='data:,x'",
        " href='mailto:a@b.example'", " href='//c.example'", " href='x'", " src='http://i.example/a'", " alt='図'", " alt=''",
        " width=1", " height=1", " hidden",
        " style='display:none'", " style='color:#fff'", " style='font-size:0'", " style='border:none;border-left:solid'",
        " style='white-space:pre'",
        " style='display:block'", " style='background:url(http://i.example)'", " class=a", " id=b", " colspan=3", " rowspan=0",
        " start=-5", " value=7", " type=i",
        " type=checkbox", " type=image", " border=1", " role=presentation", " reversed", " onclick='x'",
        " http-equiv=refresh content='0;url=x'", " '\"", " =", "/",
    ];

    private static readonly string[] Texts =
    [
        "x", "漢字", " ", "\n", "\r", "\t", "&nbsp;", "&#0;", "&#x1F600;", "\u0000", "\ud800", "\udc00", "<", "<!", "<!--", "-->",
        "<![CDATA[", "]]>", "</", "<?", ">",
        "\"", "'", "&", "&#", "www.bank.com", "http://bank.com/", ".a{display:none}", "@media{", "{", "}", "/*", "3", "\u200b",
        "\u202e", "　",
    ];

    [Fact]
    public void Tag_soup_never_throws_and_keeps_the_promises()
    {
        FuzzRun.For(20, random =>
        {
            var html = Soup(random);
            try
            {
                Check(HtmlToText.Convert(html, (LinkStyle)random.Next(3), new Limits { MaxHtmlDepth = random.Next(2) == 0 ? 50 : 500 }, default));
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{e.GetType().Name} for {html}\n{e}");
            }
        });
    }

    [Fact]
    public void The_same_input_gives_the_same_text()
    {
        var random = new Random(4);
        for (var i = 0; i < 300; i++)
        {
            var html = Soup(random);
            Assert.Equal(Convert(html).Text, Convert(html).Text);
        }
    }

    [Fact]
    public void Random_characters_never_throw()
    {
        var random = new Random(5);
        for (var i = 0; i < 2_000; i++)
        {
            var text = new char[random.Next(400)];
            foreach (ref var c in text.AsSpan())
                c = (char)random.Next(0x10000);
            Check(Convert(new string(text)), isSoup: false);
        }
    }

    [Fact]
    public void Cut_anywhere_never_throws()
    {
        var whole = string.Concat(HtmlSamples.All.Select(s => s.Html));
        for (var i = 0; i < whole.Length; i += 7)
            Check(Convert(whole[..i]), isSoup: false);
    }

    private static void Check(HtmlText result, bool isSoup = true)
    {
        var text = result.Text;
        Assert.True(text.Length == 0 || text[^1] == '\n', "ends with a line end");
        Assert.DoesNotContain('\r', text);
        Assert.DoesNotContain("\n\n\n\n", text, StringComparison.Ordinal);
        foreach (var line in text.Split('\n'))
            Assert.Equal(line.TrimEnd(' ', '\t', '　'), line);
        Assert.DoesNotContain("<javascript:", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<vbscript:", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<data:", text, StringComparison.OrdinalIgnoreCase);
        if (isSoup)
            Assert.All(result.Findings, f => Assert.InRange(f.Detail.Length, 1, 250));
    }

    private static string Soup(Random random)
    {
        var html = new StringBuilder();
        for (var count = random.Next(120); count > 0; count--)
        {
            switch (random.Next(4))
            {
                case 0:
                    html.Append(Pick(Texts));
                    break;
                case 1:
                    html.Append("</").Append(Pick(Names)).Append('>');
                    break;
                default:
                    html.Append('<').Append(Pick(Names));
                    for (var attributes = random.Next(4); attributes > 0; attributes--)
                        html.Append(Pick(Attributes));
                    html.Append('>');
                    break;
            }
        }
        return html.ToString();

        string Pick(string[] from) => from[random.Next(from.Length)];
    }

    private static HtmlText Convert(string html) => HtmlToText.Convert(html, LinkStyle.Keep, new Limits(), default);
}
