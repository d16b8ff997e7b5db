namespace MiyakoMailSanitizer.Sanitizing.Tests.Html;

/// <summary>HTML and the text that people should read, written by hand. The last line end of the text is left out.</summary>
internal static class HtmlSamples
{
    public static readonly (string Name, string Html, string Text)[] All =
    [
        .. Texts, .. Blocks, .. Lists, .. Quotes, .. Tables, .. Links, .. Images, .. Inline, .. Forms, .. Broken, .. Mailers,
    ];

    private static (string, string, string)[] Texts =>
    [
        ("words", "Hello   <b>big</b>\n  world", "Hello big world"),
        ("line break between Japanese characters is nothing", "<p>市役所からの\n    お知らせ、\n重要。</p>", "市役所からのお知らせ、重要。"),
        ("also across inline elements", "<p>市役所\n<b>\n税務</b>\n<i>課</i></p>", "市役所税務課"),
        ("a space between Japanese characters stays", "<p>氏 名</p>", "氏 名"),
        ("between Japanese and Latin a break is a space", "<p>東京\nTokyo\n都庁</p>", "東京 Tokyo 都庁"),
        ("Korean keeps its spaces", "<p>한국\n사람</p>", "한국 사람"),
        ("beyond the BMP", "<p>𠮷\n𠮷野家</p>", "𠮷𠮷野家"),
        (
            "character references",
            "<p>&lt;A&amp;B&gt; &copy; &#x3042;&#12356; &yen;100 &hellip; &nosuch; &copy2</p>",
            "<A&B> © あい ¥100 … &nosuch; ©2"),
        ("Windows characters by number", "<p>&#147;a&#148;&#133;</p>", "“a”…"),
        ("no-break spaces are spaces and stay", "<p>a&nbsp;&nbsp;b &nbsp; c&nbsp;</p>", "a  b   c"),
        ("ideographic space stays but not at the end", "<p>　段落　</p>", "　段落"),
        ("carriage returns", "a\r\nb\rc<br>\r\nd", "a b c\nd"),
        ("no markup at all", "1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("empty", "", ""),
        ("only white space", " \n\t<p>&nbsp;</p> ", ""),
    ];

    private static (string, string, string)[] Blocks =>
    [
        ("paragraphs", "<p>a</p><p>b</p>c<p>d", "a\n\nb\n\nc\n\nd"),
        ("div and br", "<div>a</div>b<div>c<br>d<br></div><div>e</div>", "a\nb\nc\nd\ne"),
        ("empty lines of Gmail", "<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("at most two blank lines", "a<br><br><br><br><br><p><p>b", "a\n\n\nb"),
        ("no blank line at the start", "<br><br><p></p><p>a</p><br>", "a"),
        ("headings", "x<h1>大見出し</h1>y<h2>中</h2><h3>小</h3>z<h4></h4>", "x\n\n■ 大見出し\n\ny\n\n■ 中\n\n● 小\n\nz"),
        ("a heading with its own mark", "<h2>【重要】停電</h2><h2><b>■ 日程</b></h2>", "【重要】停電\n\n■ 日程"),
        ("pre", "<p>a</p><pre>\n  x\n    y  z\n\n\tw\n</pre><p>b</p>", "a\n\n  x\n    y  z\n\n\tw\n\nb"),
        (
            "white-space by style",
            "<div style='white-space:pre-wrap'>a\n  b</div><div style='white-space: pre-line'>c  d\ne</div>",
            "a\n  b\nc d\ne"),
        ("rule", "a<hr>b", "a\n\n----------------------------------------\n\nb"),
        (
            "title and template are no text",
            "<html><head><title>題</title><style>p{}</style></head><body>a<template>b</template></body></html>",
            "a"),
        ("details", "<details><summary>概要</summary>詳細</details>後", "概要\n詳細\n後"),
        ("display:block on inline elements", "a<span style='display:block'>b</span>c", "a\nb\nc"),
        ("figure", "<figure><img alt='図1'><figcaption>説明</figcaption></figure>", "[画像: 図1]\n説明"),
    ];

    private static (string, string, string)[] Lists =>
    [
        ("bullets", "前<ul><li>一</li><li>二</li></ul>後", "前\n\n・一\n・二\n\n後"),
        ("nested", "<ul><li>一<ul><li>一の一<li>一の二</ul><li>二</ul>", "・一\n  ・一の一\n  ・一の二\n・二"),
        ("numbers", "<ol><li>a<li>b<br>c<li>d</ol>", "1. a\n2. b\n   c\n3. d"),
        ("start and value", "<ol start=9><li>a<li>b<li value=20>c<li>d</ol>", "9. a\n10. b\n20. c\n21. d"),
        ("reversed", "<ol reversed><li>a<li>b<li>c</ol>", "3. a\n2. b\n1. c"),
        ("letters and Roman", "<ol type=A><li>x<li value=28>y</ol><ol type=i><li>x<li value=14>y</ol>", "A. x\nAB. y\n\ni. x\nxiv. y"),
        ("numbers in bullets", "<ul><li><ol><li>x<li>y</ol></ul>", "・1. x\n  2. y"),
        ("paragraphs in items", "<ul><li><p>a</p><p>b</p></li></ul>", "・a\n\n  b"),
        ("definitions", "<dl><dt>日時</dt><dd>1月1日</dd><dt>場所<dd>市役所</dl>", "日時\n  1月1日\n場所\n  市役所"),
        ("item without list", "<li>a<li>b", "・a\n・b"),
    ];

    private static (string, string, string)[] Quotes =>
    [
        ("quote", "a<blockquote>b<br>c</blockquote>d", "a\n\n> b\n> c\n\nd"),
        ("nested quotes", "<blockquote>1<blockquote>2<p>3</p></blockquote>4</blockquote>", "> 1\n>\n> > 2\n> >\n> > 3\n>\n> 4"),
        ("list in a quote", "<blockquote><ul><li>a<li>b</ul></blockquote>", "> ・a\n> ・b"),
        (
            "Gmail",
            "<div dir=ltr>はい。</div><br><div class=gmail_quote><div class=gmail_attr>2026年1月1日 田中:<br></div>" +
            "<blockquote class=gmail_quote style='margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex'><div>いかが</div>" +
            "</blockquote></div>",
            "はい。\n\n2026年1月1日 田中:\n\n> いかが"),
        ("Gmail's indent", "<blockquote style='margin:0 0 0 40px;border:none;padding:0px'>a</blockquote>b", "    a\n\nb"),
        (
            "Outlook's quote bar",
            "<p class=MsoNormal>返信</p><div style='border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt'><p " +
            "class=MsoNormal>元</p></div>",
            "返信\n\n> 元"),
        (
            "Outlook's header",
            "<p class=MsoNormal>返信</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>From:</b> " +
            "A<br><b>Sent:</b> B</p></div>",
            "返信\n\n----------------------------------------\nFrom: A\nSent: B"),
    ];

    private static (string, string, string)[] Tables =>
    [
        (
            "data with headings",
            "<table border=1><tr><th>品名</th><th>数</th><th>備考</th></tr><tr><td>りんご</td><td>3</td><td>赤い</td></tr><tr><td>Pear</td>" +
            "<td>12</td><td></td></tr></table>",
            "品名    数  備考\n------  --  ----\nりんご   3  赤い\nPear    12"),
        (
            "labels that fit",
            "<table border=1><tr><th>日時</th><td>1月10日</td></tr><tr><th>開催場所</th><td>市民会館</td></tr></table>",
            "日時      1月10日\n開催場所  市民会館"),
        (
            "labels with long text",
            "<table border=1><tr><th>内容：</th><td>" + Long + "</td></tr><tr><th>日時</th><td>一行<br>二行</td></tr></table>",
            "内容: " + Long + "\n日時: 一行\n  二行"),
        (
            "rows too wide",
            "<table border=1><tr><td>甲</td><td>" + Long + "</td><td>乙</td></tr></table>",
            "甲 | " + Long + " | 乙"),
        (
            "headings with long text",
            "<table><tr><th>甲<th>乙<tr><td>1<td>" + Long + "<tr><td>2<td>x</table>",
            "甲: 1\n乙: " + Long + "\n\n甲: 2\n乙: x"),
        (
            "rowspan and colspan",
            "<table border=1><tr><td rowspan=2>A<td>b<td>c<tr><td>d<td>e<tr><td colspan=3>全体の注記</table>",
            "A  b  c\n   d  e\n全体の注記"),
        ("layout with several lines", "<table><tr><td>左<br>左2</td><td>右</td></tr></table>", "左\n左2\n右"),
        ("layout nested", "<table><tr><td><table><tr><td>a</td></tr></table></td><td>b</td></tr></table>c", "a\n\nb\n\nc"),
        ("a row of short cells", "<table><tr><td>ホーム</td><td>&nbsp;</td><td>連絡先</td></tr></table>", "ホーム  連絡先"),
        ("caption", "<table><caption>表1</caption><tr><th>a<th>b<tr><td>1<td>2</table>", "表1\na  b\n-  -\n1  2"),
        ("text lost between rows", "<table><tr>x<td>a<td>b</table>y", "x\n\na  b\n\ny"),
        ("figures flush right", "<table><tr><td>計<td>1,000円<tr><td>税<td>80円</table>", "計  1,000円\n税     80円"),
        ("cells without a table", "<td>a</td><td>b</td>", "a\nb"),
        ("row not shown", "<table><tr><td>a<td>b<tr style='display:none'><td>c<td>d</table>", "a  b"),
    ];

    private const string Long = "この欄にはとても長い説明が入っているので一行の幅には収まらず、そのままでは列を揃えることができません。";

    private static (string, string, string)[] Links =>
    [
        ("link", "<a href='https://www.city.example/a?b=1&amp;c=2'>案内</a>をご覧ください", "案内 <https://www.city.example/a?b=1&c=2>をご覧ください"),
        (
            "said already",
            "<a href='https://www.city.example/'>https://www.city.example</a> <a href='http://www.city.example'>www.city.example</a>",
            "https://www.city.example www.city.example"),
        (
            "shown otherwise",
            "<a href='http://evil.example/x'>http://bank.co.jp/</a>",
            "http://bank.co.jp/ <http://evil.example/x> 【表示と異なるリンク先】"),
        (
            "domain shown otherwise",
            "<a href='http://evil.example/'>www.bank.co.jp へ</a>",
            "www.bank.co.jp へ <http://evil.example/> 【表示と異なるリンク先】"),
        (
            "shown with what is not seen",
            "<a href='http://evil.example/'>www.ba&#8203;nk.com</a> <a href='http://evil.example/'>ｗｗｗ．ｂａｎｋ．ｃｏｍ</a>",
            "www.ba\u200bnk.com <http://evil.example/> 【表示と異なるリンク先】 ｗｗｗ．ｂａｎｋ．ｃｏｍ <http://evil.example/> 【表示と異なるリンク先】"),
        ("full-width host", "<a href='http://ｅｖｉｌ。example/'>x</a>", "x <http://evil.example/>"),
        ("the same owner", "<a href='https://mail.bank.co.jp/x'>bank.co.jp</a>", "bank.co.jp <https://mail.bank.co.jp/x>"),
        ("a file name is no host", "<a href='http://a.example/x'>README.md</a>", "README.md <http://a.example/x>"),
        (
            "user name as disguise",
            "<a href='https://www.bank.com@evil.example/'>口座</a>",
            "口座 <https://evil.example/> 【表示と異なるリンク先】"),
        ("international host", "<a href='http://日本語.jp/パス'>x</a>", "x <http://xn--wgv71a119e.jp/パス>"),
        ("backslashes and white space", "<a href=' ht\ntp:\\\\evil.example\\a b'>x</a>", "x <http://evil.example/a%20b>"),
        ("bracket in a URL", "<a href='http://a.example/?q=<\"\u202e'>x</a>", "x <http://a.example/?q=%3C%22%E2%80%AE>"),
        (
            "mail address",
            "<a href='mailto:a@city.example?subject=x'>担当</a> <a href='mailto:b@city.example'>b@city.example</a>",
            "担当 <a@city.example> (件名: x) b@city.example"),
        ("telephone", "<a href='tel:+81-3-0000-0000'>お電話</a>", "お電話 <+81-3-0000-0000>"),
        ("anchors and relative", "<a href='#top'>上へ</a> <a href='/x'>相対</a> <a name=y>名</a>", "上へ 相対 名"),
        ("base", "<base href='https://a.example/d/'><a href='e'>x</a>", "x <https://a.example/d/e>"),
        ("without scheme", "<a href='//a.example/b'>x</a>", "x <https://a.example/b>"),
        ("around blocks", "<a href='http://a.example/'><div>見出し</div><p>文</p></a>後", "見出し\n\n文 <http://a.example/>\n\n後"),
        (
            "refused",
            "<a href='JAVA&#9;script:alert(1)'>a</a><a href='data:text/html,x'>b</a><a href='vbscript:x'>c</a><a " +
            "href='file:///c:/x'>d</a>",
            "abcd"),
        ("space before the end", "<a href='http://a.example/'>x </a>y", "x <http://a.example/> y"),
        ("link in link", "<a href='http://a.example/'>x<a href='http://b.example/'>y</a>", "x <http://a.example/>y <http://b.example/>"),
        ("misnested", "<a href='http://a.example/'><p>x</a>y</p>z", "x <http://a.example/>y\n\nz"),
    ];

    private static (string, string, string)[] Images =>
    [
        ("alt", "<img src=x alt='市章 '>京", "[画像: 市章]京"),
        ("spacers are nothing", "a<img src=x alt=''><img src=y width=1 height=20>b", "ab"),
        ("without alt", "<img src='cid:1'>", "[画像]"),
        (
            "linked",
            "<a href='http://a.example/'><img src=x alt='申込'></a> <a href='http://b.example/'><img src=x alt=''></a>",
            "[画像: 申込] <http://a.example/> [画像] <http://b.example/>"),
        ("linked spacer", "x<a href='http://a.example/'><img src=x width=1 height=1></a>", "x"),
        ("map", "<map name=m><area href='http://a.example/' alt='北'><area href='#' alt='南'></map>", "北 <http://a.example/>\n南"),
        ("SVG and MathML", "a<svg><title>t</title><text>u</text></svg>b<math><mi>x</mi></math>c", "a\nu\nbxc"),
    ];

    private static (string, string, string)[] Inline =>
    [
        ("ruby", "<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>と<ruby>都<rt>みやこ</ruby>", "漢字(かんじ)と都(みやこ)"),
        ("deleted and inserted", "<del>1,000円</del> <ins>800円</ins><s></s>", "[取消: 1,000円] 800円"),
        ("superscripts", "10<sup>2</sup> m<sup>3</sup> 1<sup>st</sup> H<sub>2</sub>O", "10² m³ 1st H₂O"),
        ("quotation", "<q>はい</q>と", "\"はい\"と"),
        ("wbr and unknown elements", "long<wbr>word <x-y>z</x-y><o:p>&nbsp;</o:p>", "longword z"),
        ("noscript", "<noscript>a</noscript>b", "ab"),
    ];

    private static (string, string, string)[] Forms =>
    [
        (
            "fields",
            "<form>氏名 <input value='山田'> <input placeholder='例'><input type=hidden value=h><input type=password value=p></form>",
            "氏名 [山田] [例]"),
        ("boxes", "<input type=checkbox checked>同意 <input type=radio>否", "[x] 同意 ( ) 否"),
        (
            "selection",
            "<select><option>甲<option selected>乙</select> <select><optgroup label=x><option>丙</option></optgroup></select>",
            "[乙] [丙]"),
        ("text area", "<textarea>\na\n b</textarea>", "a\n b"),
        ("buttons", "<button> 送信 </button> <input type=submit value='登録'>", "[送信] [登録]"),
    ];

    private static (string, string, string)[] Broken =>
    [
        ("paragraphs not closed", "<p>a<p>b<div>c<p>d</div>e", "a\n\nb\n\nc\n\nd\n\ne"),
        ("wrong order", "<b><i>a</b>b</i>c", "abc"),
        ("end tags too many", "</div></p></table>a</b></td>b", "ab"),
        ("span over a block", "<span><div>a</span>b</div>c", "ab\nc"),
        ("comment not closed", "a<!-- b", "a"),
        ("tag not closed", "a<b class='x", "a"),
        ("script not closed", "a<script>b", "a"),
        ("content after the end", "<html><body>a</body></html>b", "ab"),
        ("content in the head", "<head><title>x</title>a<p>b</head>c", "a\n\nbc"),
        ("cells not closed", "<table border=1><tr><td>a<td>b<tr><td>c<td>d</table>", "a  b\nc  d"),
        ("table in a paragraph", "<p>a<table><tr><td>b</table>c", "a\n\nb\n\nc"),
        ("double attribute, the first counts", "<a href='http://a.example/' href='http://b.example/'>x</a>", "x <http://a.example/>"),
    ];

    private static (string, string, string)[] Mailers =>
    [
        ("conditional comments", "<!--[if mso]>x<![endif]-->a<![if !mso]>b<![endif]><!--[if !mso]><!-->c<!--<![endif]-->", "abc"),
        (
            "Outlook's lines",
            "<p class=MsoNormal>a</p><p class=MsoNormal>b<o:p></o:p></p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>c</p>",
            "a\nb\n\nc"),
        ("lines with margin 0", "<p style='margin:0'>a</p><p style='margin: 0px 0 0 0'>b</p>", "a\nb"),
        ("preheader", "<div style='display:none;max-height:0'>先読み &zwnj;&nbsp;&#847;</div><p>本文</p>", "本文"),
        ("font-size 0 around blocks", "<div style='font-size:0'> <div style='font-size:14px'>見える</div> </div>", "見える"),
        (
            "button of tables",
            "<p>a</p><table role=presentation><tr><td><a href='http://a.example/'>確認</a></td></tr></table><p>b</p>",
            "a\n\n確認 <http://a.example/>\n\nb"),
        ("for all but Outlook", "<a href='http://a.example/' style='mso-hide:all'>確認</a>", "確認 <http://a.example/>"),
    ];
}
