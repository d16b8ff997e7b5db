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

    private static readonly string[] Styles =
    [
        "p", ".a", "#b", "*", "a:hover", "b > .a", "td + td", "p ~ .a", "[href^='h']", ":not(.a)", ":is(p,.a)", "::before",
        ":nth-child(2n+1)",
        "{", "}", ";", ",", " ", "color:#fff", "color:var(--x)", "--x:#000", "display:none", "display:block!important",
        "font-size:calc(1px*",
        "font:0/0 a", "background:url(x) #fff", "background:linear-gradient(#fff,#fff)", "clip-path:inset(50%)", "overflow:hidden;height:0",
        "@media print", "@media (min-width:1px) and (max-width:", "@import 'x'", "@supports (a:b)", "/*", "*/", "\\", "\\61 ", "'", "\"",
        "(", ")", "[", "]", "<!--", "-->", "rgb(1,2", "hsl(400deg 1% 2% / 3)", "!important", "text-shadow:0 0 red", "transform:scale(0",
    ];

    [Fact]
    public void Tag_soup_never_throws_and_keeps_the_promises() => FuzzRun.For(20261123, random =>
    {
        var html = Soup(random);
        Check(HtmlToText.Convert(
            html, (LinkStyle)random.Next(3), new Limits { MaxHtmlDepth = random.Next(2) == 0 ? 50 : 500 }, default));
    });

    [Fact]
    public void Style_sheet_soup_never_throws() => FuzzRun.For(20261125, random =>
    {
        var css = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Styles[random.Next(Styles.Length)]));
        var inline = string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => Styles[random.Next(Styles.Length)])).Replace('"', '\'');
        Check(Convert($"<style>{css}</style><p style=\"{inline}\">x{Soup(random)}"), isSoup: false);
    });

    [Fact]
    public void Changed_mails_never_throw() => FuzzRun.For(20261126, random =>
    {
        var html = new StringBuilder(HtmlMailSamples.All[random.Next(HtmlMailSamples.All.Length)].Html);
        for (var count = random.Next(1, 12); count > 0; count--)
        {
            var at = random.Next(html.Length);
            var length = Math.Min(random.Next(1, 20), html.Length - at);
            switch (random.Next(4))
            {
                case 0:
                    html.Remove(at, Math.Min(length, html.Length - 1));
                    break;
                case 1:
                    html.Insert(random.Next(html.Length), html.ToString(at, length));
                    break;
                case 2:
                    html[at] = (char)random.Next(0x3100);
                    break;
                default:
                    html.Insert(at, Texts[random.Next(Texts.Length)]);
                    break;
            }
        }
        Check(Convert(html.ToString()), isSoup: false);
    });

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
