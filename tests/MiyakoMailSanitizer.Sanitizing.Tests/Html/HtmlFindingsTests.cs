using MiyakoMailSanitizer.Sanitizing.Html;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Html;

public class HtmlFindingsTests
{
    [Theory]
    [InlineData("<p style='display:none'>X</p>")]
    [InlineData("<p style='DISPLAY : None !important; display:block'>X</p>")]
    [InlineData("<p style='visibility:hidden'>X</p>")]
    [InlineData("<p style='font-size:0'>X</p>")]
    [InlineData("<p style='font-size:1px'>X</p>")]
    [InlineData("<p style='font:0/0 a'>X</p>")]
    [InlineData("<div style='font-size:0'><p style='font-size:2em'>X</p></div>")]
    [InlineData("<p style='opacity:0'>X</p>")]
    [InlineData("<p style='color:#ffffff'>X</p>")]
    [InlineData("<p style='color:rgb(255, 255, 255)'>X</p>")]
    [InlineData("<p style='color:rgba(0,0,0,0)'>X</p>")]
    [InlineData("<p style='color:transparent'>X</p>")]
    [InlineData("<font color=white>X</font>")]
    [InlineData("<table><tr><td bgcolor='#222222'><span style='color:#232323'>X</span></table>")]
    [InlineData("<div style='background:#eee url()'></div><div style='background:#336699;color:#369'>X</div>")]
    [InlineData("<p style='position:absolute;left:-9999px'>X</p>")]
    [InlineData("<p style='text-indent:-9999px'>X</p>")]
    [InlineData("<p style='max-height:0px;overflow:hidden'>X</p>")]
    [InlineData("<p style='height:0;width:0;overflow:hidden'>X</p>")]
    [InlineData("<p style='position:absolute;clip:rect(0, 0, 0, 0)'>X</p>")]
    [InlineData("<p style='clip-path:inset(50%)'>X</p>")]
    [InlineData("<p style='transform:scale(0)'>X</p>")]
    [InlineData("<p hidden>X</p>")]
    [InlineData("<style>.h{display:none}</style><p class='a h'>X</p>")]
    [InlineData("<style>/* } */ @media print{.x{color:red}} p.h, #q { display : none }</style><p class=h>X</p>")]
    [InlineData("<style><!-- #q{visibility:hidden} --></style><p id=q>X</p>")]
    [InlineData("<style>.h{display:none !important}</style><p class=h style='display:block'>X</p>")]
    [InlineData("<style>div > p.h:not(.v){d\\69splay:none}</style><div><p class=h>X</p></div>")]
    [InlineData("<style>p[data-x^='a' i], q{display:none}</style><p data-x=Abc>X</p>")]
    [InlineData("<style>h1 + p{display:none}</style><h1></h1><p>X</p>")]
    [InlineData("<style>b ~ p:nth-child(2n){visibility:hidden}</style><div><b></b><p>X</p></div>")]
    [InlineData("<style>@media screen and (min-width:600px){.h{display:none}}</style><p class=h>X</p>")]
    [InlineData("<style>@media print{p{display:block!important}} .h{display:none}</style><p class=h>X</p>")]
    [InlineData("<style>@media (prefers-color-scheme:dark){.h{color:red}} .h{color:#fff}</style><p class=h>X</p>")]
    [InlineData("<style>#a{display:none} .h.h.h{display:block}</style><p class=h id=a>X</p>")]
    [InlineData("<style>.h{color:white} p.h{color:black} p.h{color:white}</style><p class=h>X</p>")]
    [InlineData("<style>:root{--c:#fff} .h{color:var(--c)}</style><p class=h>X</p>")]
    [InlineData("<style>.h{display:var(--none,none)}</style><p class=h>X</p>")]
    [InlineData("<style>:where(.h):is(p,div){/* a */display/* b */:/* c */none}</style><p class=h>X</p>")]
    [InlineData("<style>.\\68 id\\:x{display:none}</style><p class='hid:x'>X</p>")]
    [InlineData("<style>.H{display:none}</style><p class=h>X</p>")]
    [InlineData("<style>@supports (display:grid){.h{display:none}} @layer a{.i{display:none}}</style><p class=h>X</p>")]
    [InlineData("<style>a:hover{background:#000}</style><p style='color:#fff'>X</p>")]
    [InlineData("<p style='color:rgba(255,255,255,.9)'>X</p>")]
    [InlineData("<p style='color:hsl(0 0% 99%)'>X</p>")]
    [InlineData("<p style='color:rgba(0,0,0,.02)'>X</p>")]
    [InlineData("<p style='color:#000;-webkit-text-fill-color:transparent'>X</p>")]
    [InlineData("<p style='color:transparent;text-shadow:0 0 0 #fff'>X</p>")]
    [InlineData("<div style='background:linear-gradient(#fff,white)'><p style='color:#fff'>X</p></div>")]
    [InlineData("<div style='opacity:.2'><p style='opacity:.2'>X</p></div>")]
    [InlineData("<p style='filter:opacity(0)'>X</p>")]
    [InlineData("<p style='font-size:calc(2px - 2px)'>X</p>")]
    [InlineData("<p style='font-size:max(0px, 1px)'>X</p>")]
    [InlineData("<p style='clip-path:circle(0 at 50% 50%)'>X</p>")]
    [InlineData("<p style='clip-path:polygon(0 0, 0 0, 0 0)'>X</p>")]
    [InlineData("<p style='position:absolute;right:9999px'>X</p>")]
    [InlineData("<p style='transform:translateX(-9999px)'>X</p>")]
    [InlineData("<p style='content-visibility:hidden'>X</p>")]
    [InlineData("<p style='overflow:hidden;line-height:0'>X</p>")]
    [InlineData("<p style='text-indent:100%;white-space:nowrap;overflow:hidden'>X</p>")]
    [InlineData("<p><font color=#fff></p><p>X</p></font>")]
    [InlineData("<div style='color:#fff'>X</div></div></span>")]
    [InlineData("<span style='display:inline-block;width:0;overflow:hidden'>X</span>")]
    [InlineData("<p aria-hidden=false hidden=until-found>X</p>")]
    public void Hidden_text_is_left_out_and_quoted(string html)
    {
        var result = Convert($"{html}<p>見える</p>");
        Assert.Equal("見える\n", result.Text);
        var finding = Assert.Single(result.Findings);
        Assert.Equal("html.hidden-text", finding.Code);
        Assert.EndsWith("'X'", finding.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<style>.h{display:none}</style><p class=h style='display:block'>X</p>")]
    [InlineData("<style>@media (max-width:600px){.h{display:none}}</style><p class=h>X</p>")]
    [InlineData("<style>.h:hover{display:none} a .h{display:none}</style><p class=h>X</p>")]
    [InlineData("<p style='color:#fff;background:#000'>X</p>")]
    [InlineData("<table><tr><td bgcolor=navy><font color=white>X</font></table>")]
    [InlineData("<div style='background-image:url(cid:1)'><p style='color:#fff'>X</p></div>")]
    [InlineData("<style>body .dark{background:#000}</style><div class=dark><p style='color:#fff'>X</p></div>")]
    [InlineData("<div style='visibility:hidden'><p style='visibility:visible'>X</p></div>")]
    [InlineData("<div style='font-size:0'><p style='font-size:12pt'>X</p></div>")]
    [InlineData("<p style='margin-left:-20px;opacity:.5;max-height:0'>X</p>")]
    [InlineData("<p style='mso-hide:all'>X</p>")]
    [InlineData("<p style='display:none;display:nosuch;display:block'>X</p>")]
    [InlineData("<style>@media print{.h{display:none}} @media (max-width:600px){p{display:none}}</style><p class=h>X</p>")]
    [InlineData("<style media=print>.h{display:none}</style><style type=text/x>p{display:none}</style><p class=h>X</p>")]
    [InlineData("<template><style>p{display:none}</style></template><p>X</p>")]
    [InlineData("<style>.h{display:none} p.h{display:block}</style><p class=h>X</p>")]
    [InlineData("<style>.h{display:none} .h{display:none;display:block}</style><p class=h>X</p>")]
    [InlineData("<style>p:nosuch, p{display:none}</style><p>X</p>")]
    [InlineData("<style>p::before{display:none} p:active{display:none} div p{display:none}</style><p>X</p>")]
    [InlineData("<!DOCTYPE html><style>.H{display:none}</style><p class=h>X</p>")]
    [InlineData("<style>p:not(.v){display:none}</style><p class=v>X</p>")]
    [InlineData("<p style='color:#dddddd'>X</p>")]
    [InlineData("<p style='color:transparent;text-shadow:0 0 0 #000'>X</p>")]
    [InlineData("<p style='background:linear-gradient(red,blue);-webkit-background-clip:text;color:transparent'>X</p>")]
    [InlineData("<div style='background:linear-gradient(#fff,#000)'><p style='color:#fff'>X</p></div>")]
    [InlineData("<span style='height:0;width:0;overflow:hidden;max-height:0'>X</span>")]
    [InlineData("<div style='height:0;overflow:hidden;padding-bottom:56%'>X</div>")]
    [InlineData("<div style='height:0%;max-height:0%;overflow:hidden'>X</div>")]
    [InlineData("<table><tr><td style='height:0;overflow:hidden;width:0'>X</td></tr></table>")]
    [InlineData("<div style='height:0'>X</div>")]
    [InlineData("<p style='text-indent:-20px;margin-left:20px'>X</p>")]
    [InlineData("<font color=white><table><tr><td>X</table></font>")]
    [InlineData("<table style='display:none'>X<tr><td></table>")]
    [InlineData("<font color=white><div></font>X</div>")]
    [InlineData("<p style='font-size:0;font-size:nosuch;font-size:12px'>X</p>")]
    [InlineData("<p style='color:white;color:black !important;color:white'>X</p>")]
    [InlineData("<p style='font:inherit;color:windowtext'>X</p>")]
    [InlineData("<p style='clip-path:inset(10%);clip:rect(0,0,0,0)'>X</p>")]
    [InlineData("<p aria-hidden=true>X</p>")]
    public void Text_that_is_seen_stays(string html)
    {
        var result = Convert(html);
        Assert.Equal("X\n", result.Text);
        Assert.Empty(result.Findings);
    }

    [Fact]
    public void Hidden_text_is_shortened_cleaned_and_bounded()
    {
        var many = string.Concat(Enumerable.Repeat("<p hidden>x</p>y", 20));
        var result = Convert($"<p hidden>a\u202e\n\u200b{new string('あ', 200)}</p>{many}");
        var hidden = result.Findings.Where(f => f.Code == "html.hidden-text").ToArray();
        Assert.Equal(9, hidden.Length);
        Assert.Equal("text hidden by the hidden attribute: 'a " + new string('あ', 78) + "…'", hidden[0].Detail);
        Assert.Equal("13 more pieces of hidden text", hidden[^1].Detail);
    }

    [Fact]
    public void Fillers_of_previews_are_no_hidden_text()
        => Assert.Empty(Convert("<div style='display:none'>&nbsp;&zwnj;&#847;&#8199;&shy; </div>").Findings);

    [Theory]
    [InlineData("<script>x</script><SCRIPT src=y></SCRIPT>", "html.script", "2 removed")]
    [InlineData("<p onclick='x' ONLOAD=y>a", "html.script", "2 event handlers removed")]
    [InlineData("<form action='http://a.example/'>a</form>", "html.form", "1 removed")]
    [InlineData("<iframe src='http://a.example/'></iframe>", "html.frame", "1 removed")]
    [InlineData("<frameset><frame src=a><frame src=b></frameset>", "html.frame", "2 removed")]
    [InlineData("<object data=x></object><embed src=y><applet></applet>", "html.object", "3 removed")]
    [InlineData("<meta http-equiv=Refresh content='0; url=http://a.example/'>", "html.meta-refresh",
        "the HTML asks to move on to http://a.example/")]
    [InlineData("<a href='javascript:a'>a</a><a href='JavaScript:b'>b</a>", "html.link-scheme", "2 links of the scheme javascript")]
    [InlineData("<a href='data:text/html,x'>a</a>", "html.link-scheme", "1 links of the scheme data")]
    [InlineData("<a href='jav&#97;&Tab;scr\nipt&colon;x'>a</a>", "html.link-scheme", "1 links of the scheme javascript")]
    [InlineData("<a href='\\\\server\\share'>a</a>", "html.link-scheme", "1 links of the scheme unc")]
    [InlineData("<a href='search-ms:query=x'>a</a>", "html.link-scheme", "1 links of the scheme search-ms")]
    [InlineData("<area href='ms-word:ofe|u|http://e.example/' alt=a>", "html.link-scheme", "1 links of the scheme ms-word")]
    [InlineData("<v:rect href='file:///x'>a</v:rect>", "html.link-scheme", "1 links of the scheme file")]
    [InlineData("<style>@import url('https://c.example/x.css');</style>", "html.remote-image", "1 images from c.example")]
    [InlineData("<a href='http://e.example/'>www.b.com</a>", "html.link-mismatch", "the link shown as 'www.b.com' leads to e.example")]
    [InlineData("<img src='http://I.example/a'><img srcset='http://i.example/b 2x'>", "html.remote-image", "2 images from i.example")]
    [InlineData("<td background='//b.example/x.png'>", "html.remote-image", "1 images from b.example")]
    [InlineData("<p style='background:url(\"https://c.example/x\")'>", "html.remote-image", "1 images from c.example")]
    [InlineData("<style>.a{background-image:url(https://c.example/x)}</style>", "html.remote-image", "1 images from c.example")]
    [InlineData("<img src='http://t.example/o.gif?id=1' width=1 height=1>", "html.tracker", "1 unseen images from t.example")]
    [InlineData("<img src='http://t.example/o.gif' style='width:1px;height:1px'>", "html.tracker", "1 unseen images from t.example")]
    [InlineData("<img src='http://t.example/o.gif' style='display:none'>", "html.tracker", "1 unseen images from t.example")]
    public void Active_content_is_named_once(string html, string code, string detail)
        => Assert.Equal(new Finding(code, "", detail), Assert.Single(Convert(html).Findings));

    [Fact]
    public void Images_that_come_with_the_mail_are_no_finding()
        => Assert.Empty(Convert("<img src='cid:a'><img src='data:image/png;base64,AA=='><img src=local.png>").Findings);

    [Fact]
    public void Many_hosts_are_bounded()
    {
        var html = string.Concat(Enumerable.Range(0, 100).Select(i => $"<img src='http://h{i}.example/'>"));
        var findings = Convert(html).Findings;
        Assert.Equal(21, findings.Length);
        Assert.Contains(findings, f => f.Detail == "80 images from (others)");
    }

    private static HtmlText Convert(string html) => HtmlToText.Convert(html, LinkStyle.Keep, new Limits(), CancellationToken.None);
}
