using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Html;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Html;

/// <summary>What is made to cost time or memory: the work must grow with the length and no faster.</summary>
public class HtmlAttackTests
{
    private const int Small = 25_000;
    private const int Factor = 8;

    private static readonly Dictionary<string, Func<int, string>> Attacks = new()
    {
        ["bold never closed"] = n => Repeat("<b>x", n),
        ["links never closed"] = n => Repeat("<a href=http://a.example/>x", n),
        ["fonts never closed"] = n => Repeat("<font color=red>x", n),
        ["depth"] = n => Repeat("<div>", n),
        ["depth, closed"] = n => Repeat("<div>", n / 2) + Repeat("</div>", n / 2),
        ["tables in tables"] = n => Repeat("<table><tr><td>", n),
        ["foster parenting"] = n => "<table>" + Repeat("<b>x<tr>y", n),
        ["adoption agency"] = n => Repeat("<b><div>x</b>", n),
        ["adoption agency, deep"] = n => Repeat("<a><p>", n / 2) + Repeat("</a>", n / 2),
        ["end tags against a deep stack"] = n => "<p><table><td>" + Repeat("<b>", 1_400) + Repeat("</p>", n),
        ["flattened names"] = n => Repeat("<b>", 1_600) + Numbered("<x", "></p><p>", n),
        ["attributes"] = n => "<p " + Numbered("a", " ", n) + ">x",
        ["attributes we read, twice and more"] = n => "<p " + Repeat("class=a id=b ", n) + ">x",
        ["event handlers"] = n => "<p " + Repeat("onclick=a ", n) + ">x",
        ["classes"] = n => "<style>.a{color:red}</style><p class='" + Numbered("c", " ", n) + "'>x",
        ["rules"] = n => "<style>" + Numbered(".a", "{color:red}", n) + "</style>" + Repeat("<p class='a1 a2'>x", n),
        ["empty at-rules"] = n => "<style>" + Repeat("@{}", n) + "</style>",
        ["blocks never closed"] = n => "<style>" + Repeat("a{", n) + "</style>",
        ["selectors"] = n => "<style>" + Repeat(".a,", n) + "b{}</style>",
        ["style attributes"] = n => "<p style='" + Repeat("color:red;", n) + "'>x",
        ["quotes and lines"] = n => Repeat("<blockquote>", 5_760) + Repeat("a<br>", n),
        ["lists in lists"] = n => Repeat("<ul><li>x", n),
        ["reversed lists in lists"] = n => Repeat("<ol reversed><li>x", n),
        ["cells"] = n => "<table border=1><tr>" + Repeat("<td>x", n),
        ["rows"] = n => "<table border=1>" + Repeat("<tr><td>x<td>y", n),
        ["long headings"] = n => $"<table><tr><th>{Repeat("x", n / 2)}<th>y{Repeat("<tr><td>x<td>" + new string('z', 90), n / 2)}",
        ["long base"] = n => $"<base href=http://a.example/{Repeat("x", n / 2)}/>" + Repeat("<a href=b>x</a>", n / 2),
        ["spans"] = n => "<table border=1>" + Repeat("<tr><td rowspan=99999 colspan=99999>x<td>y", n),
        ["options"] = n => "<select>" + Repeat("<option>x", n),
        ["selections in selections"] = n => Repeat("<select><option>x", n),
        ["rules to be tested"] = n => "<style>" + Repeat("x .a{color:red}", n / 2) + "</style>" + Repeat("<p class=a>x", n / 2),
        ["rules with siblings"] = n => "<style>x ~ p{color:red}</style>" + Repeat("<p>x", n),
        ["rules that nest"] = n => "<style>" + Repeat("b ", 20) + "i{color:red}</style>" + Repeat("<b>", 800) + Repeat("<i>x</i>", n),
        ["rules that count"] = n => "<style>p:nth-child(2n+1):last-child{color:red}</style>" + Repeat("<p>x", n),
        ["attribute values"] = n => "<style>" + Repeat("[class*=b]{color:red}", 2_000) + "</style>" + Repeat("<p class=aaaaaaaaaaaa>x", n),
        ["rules for everything"] = n => "<style>" + Repeat("*{color:red}", n / 2) + "</style>" + Repeat("<p>x", n / 2),
        ["media in media"] = n => "<style>" + Repeat("@media screen{", n),
        ["variables in variables"] = n => Repeat("<p style='--a:var(--b);--b:var(--a);color:var(--a)'>x", n),
        ["variables of variables"] = n => Repeat("<div style='--a:1;color:var(--c,var(--d,var(--e)))'>", n),
        ["brackets in style"] = n => "<p style='color:" + Repeat("(", n) + "'>x",
        ["quotes in style"] = n => "<style>" + Repeat("a{b:'\n", n) + "</style>x",
        ["escapes in style"] = n => "<style>" + Repeat("\\61 ", n) + "{color:red}</style>x",
        ["calculations"] = n => Repeat("<p style='font-size:calc((((1px + 1px) * 2) / 2) - 1px)'>x", n),
        ["fonts reopened"] = n => "<p>" + Repeat("<font color=red>", 200) + Repeat("<p>x", n),
        ["fonts ended out of order"] = n => Repeat("<font color=red><div>x</font>y", n),
        ["fonts ended out of order, deep"] = n => Repeat(
            Repeat("<font color=red><div>", 8_000) + Repeat("</font>", 4_000) + Repeat("</div>", 8_000), n),
        ["text between rows"] = n => "<table>" + Repeat("x<tr>", n),
        ["tables between rows"] = n => Repeat("<table><div>x<tr>", n),
        ["many bodies"] = n => Repeat("<body class=a id=b><html lang=c>x", n),
        ["colspan of a million"] = n => "<table border=1>" + Repeat("<tr><td colspan=1000000>x<td rowspan=1000000>y", n),
        ["areas and maps"] = n => Repeat("<map><area href=http://a.example alt=x>", n),
        ["mail addresses"] = n => Repeat("<a href='mailto:a@b.example?subject=%41&subject=%42'>a@b.example</a>", n),
        ["readings"] = n => "<ruby>" + Repeat("<rt>x", n),
        ["raised"] = n => Repeat("<sup>1", n),
        ["decimal hosts"] = n => "<a href=http://" + Repeat("9", n) + ">x</a>",
        ["document types"] = n => Repeat("<!doctype html>", n),
        ["script in comments in scripts"] = n => "<script>" + Repeat("<!--<script>", n),
        ["foreign elements"] = n => Repeat("<svg><g>", n) + Repeat("</g>", n),
        ["foreign and back"] = n => Repeat("<svg><p>", n),
        ["comment"] = n => "<!--" + Repeat("-", n),
        ["comments"] = n => Repeat("<!--x-->", n),
        ["references"] = n => Repeat("&amp;&notit", n),
        ["angle brackets"] = n => Repeat("<", n),
        ["script ends"] = n => "<script>" + Repeat("</scrip", n),
        ["pending marks"] = n => Repeat("<q>", n) + "x",
        ["link text"] = n => "<a href=http://a.example>" + Repeat("www.", n) + "</a>",
        ["long target"] = n => "<a href='http://a.example/" + Repeat("%41", n) + "'>y</a>",
        ["base"] = n => "<base href=http://a.example/>" + Repeat("<a href=b>x</a>", n),
        ["hidden pieces"] = n => Repeat("<p hidden>x", n),
        ["many hosts"] = n => Numbered("<img src=http://h", ".example/a.gif>", n),
        ["no-break spaces"] = n => Repeat("&nbsp;", n),
        ["breaks"] = n => Repeat("<br>", n),
    };

    public static TheoryData<string> Names => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Work_and_memory_are_linear(string name)
    {
        var limits = new Limits { MaxHtmlCharacters = 20_000_000 };
        Measure(Attacks[name](1_000), limits);
        var small = Measure(Attacks[name](Small), limits);
        var large = Measure(Attacks[name](Small * Factor), limits);
        Assert.True(large.Steps <= small.Steps * Factor * 1.3 + 10_000, $"{small.Steps} steps, then {large.Steps}");
        Assert.True(large.Steps <= 4L * large.Length + 10_000, $"{large.Steps} steps for {large.Length} characters");
        Assert.True(large.Allocated <= small.Allocated * Factor * 1.5 + 2_000_000, $"{small.Allocated} bytes, then {large.Allocated}");
        Assert.True(large.Allocated <= 400L * large.Length + 2_000_000, $"{large.Allocated} bytes for {large.Length} characters");
    }

    /// <summary>
    /// Pages put together of random pieces of the attacks: twice as many of them may cost two and a half times as much, or what is linear
    /// anyway (some work begins only where a page is long enough to nest as deep as is looked at).
    /// </summary>
    [Fact]
    public void Mixed_attacks_are_linear() => FuzzRun.For(20261124, random =>
    {
        var names = Attacks.Keys.ToArray();
        var piece = new StringBuilder();
        for (var count = random.Next(1, 4); count > 0; count--)
            piece.Append(Attacks[names[random.Next(names.Length)]](random.Next(200, 3_000)));
        var once = Repeat(piece.ToString(), piece.Length * 4);
        var limits = new Limits { MaxHtmlCharacters = 20_000_000 };
        var small = Measure(once, limits).Steps;
        var large = Measure(once + once, limits);
        Assert.True(large.Steps <= Math.Max(2.5 * small, 2L * large.Length) + 10_000, $"{small} steps, then {large}");
    });

    [Fact]
    public void Length_is_cut_with_a_finding_and_a_mark()
    {
        var html = "<p>" + new string('x', 30_000) + "</p>";
        var result = HtmlToText.Convert(html, LinkStyle.Keep, new Limits { MaxHtmlCharacters = 10_000 }, default);
        Assert.Equal(new string('x', 9_997) + "\n【以下省略】\n", result.Text);
        Assert.Equal("html.truncated", Assert.Single(result.Findings).Code);
    }

    [Fact]
    public void Text_is_cut_with_a_finding_and_a_mark()
    {
        var html = Repeat("<blockquote>", 1_200) + Repeat("a<br>", 100_000);
        var result = HtmlToText.Convert(html, LinkStyle.Keep, new Limits { MaxTextCharacters = 10_000 }, default);
        Assert.InRange(result.Text.Length, 9_900, 10_200);
        Assert.EndsWith("\n【以下省略】\n", result.Text, StringComparison.Ordinal);
        Assert.Equal("html.truncated", Assert.Single(result.Findings).Code);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void Depth_is_flattened_and_nothing_lost(int depth)
    {
        var html = Repeat("<div>", 5 * depth) + "<b>deep</b>" + Repeat("</div>", 6 * depth) + "after";
        var result = HtmlToText.Convert(html, LinkStyle.Keep, new Limits(), default);
        Assert.Equal("deep\nafter\n", result.Text);
        Assert.Equal("html.depth", Assert.Single(result.Findings).Code);
    }

    [Fact]
    public void Elements_below_the_depth_limit_do_not_end_those_above_it()
    {
        var inner = Repeat("<blockquote>", 12 * 10) + "x" + Repeat("</blockquote>", 13 * 10);
        var html = "<blockquote>" + Repeat("<div>", 5 * 49) + inner + "y";
        var result = HtmlToText.Convert(html, LinkStyle.Keep, new Limits { MaxHtmlDepth = 50 }, default);
        Assert.StartsWith("> ", result.Text.Split('\n')[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_are_bounded()
    {
        var findings = new HtmlFindings();
        var root = HtmlTreeBuilder.Build(Repeat("<br>", 40_000), 100, findings, new HtmlWork(default), maxNodes: 1_000);
        Assert.Equal(1_000, root.Root.FirstChild!.Children().Count() + 1);
        Assert.Equal("html.truncated", Assert.Single(findings.Build()).Code);
    }

    private static (int Length, long Steps, long Allocated) Measure(string html, Limits limits)
    {
        var work = new HtmlWork(default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        HtmlToText.ConvertCounted(html, LinkStyle.Keep, limits, work);
        return (html.Length, work.Steps, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Repeat(string text, int length)
        => new StringBuilder(length).Insert(0, text, Math.Max(1, length / text.Length)).ToString();

    private static string Numbered(string before, string after, int length)
    {
        var text = new StringBuilder(length);
        for (var i = 0; text.Length < length; i++)
            text.Append(before).Append(i.ToString(CultureInfo.InvariantCulture)).Append(after);
        return text.ToString();
    }
}
