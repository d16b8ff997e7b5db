namespace MiyakoMailSanitizer.Sanitizing.Tests.Html;

/// <summary>Mails as Japanese offices get them, and the text that people should read. The last line end is left out.</summary>
internal static partial class HtmlMailSamples
{
    public static readonly (string Name, string Html, string Text)[] All =
        [.. Newsletters, .. Replies, .. DataTables, .. Buttons, .. Words, .. Fields, .. Notices];

    private static (string, string, string)[] Newsletters =>
    [
        (
            "newsletter with preheader, header picture and footer",
            """
            <!DOCTYPE html><html><head><style>.pre{display:none!important;max-height:0;overflow:hidden;mso-hide:all}</style></head>
            <body bgcolor="#f4f4f4"><div class="pre">秋の特集号をお届けします&#847;&zwnj;&nbsp;</div>
            <table width="100%" cellpadding="0" cellspacing="0" role="presentation"><tr><td align="center">
            <table width="600" role="presentation"><tr><td><img src="https://img.example.jp/logo.png" alt="みやこ市"></td></tr>
            <tr><td style="font-size:0;line-height:0" height="20">&nbsp;</td></tr>
            <tr><td style="padding:20px"><h1 style="margin:0">みやこ通信 十一月号</h1><p>市民の皆さま、いつもご愛読ありがとうございます。</p></td></tr>
            <tr><td style="font-size:11px;color:#999999">発行：みやこ市広報課<br>〒600-0000　みやこ市中央1-1</td></tr></table>
            </td></tr></table></body></html>
            """,
            """
            [画像: みやこ市]

            ■ みやこ通信 十一月号

            市民の皆さま、いつもご愛読ありがとうございます。

            発行：みやこ市広報課
            〒600-0000　みやこ市中央1-1
            """),
        (
            "two columns of articles",
            """
            <table width="600"><tr>
            <td width="290" valign="top"><h2>図書館</h2><p>新刊が入りました。</p></td><td width="20">&nbsp;</td>
            <td width="290" valign="top"><h2>体育館</h2><p>冬の教室を開きます。</p></td>
            </tr></table>
            """,
            """
            ■ 図書館

            新刊が入りました。

            ■ 体育館

            冬の教室を開きます。
            """),
        (
            "three columns of products as inline blocks",
            """
            <div style="font-size:0;text-align:center">
            <div style="display:inline-block;width:33%;font-size:14px"><a href="https://shop.example.jp/1">新米 5kg</a><br>2,980円</div><!--
            --><div style="display:inline-block;width:33%;font-size:14px"><a href="https://shop.example.jp/2">りんご</a><br>1,280円</div>
            <div style="display:inline-block;width:33%;font-size:14px"><a href="https://shop.example.jp/3">緑茶</a><br>860円</div></div>
            """,
            """
            新米 5kg <https://shop.example.jp/1>
            2,980円
            りんご <https://shop.example.jp/2>
            1,280円
            緑茶 <https://shop.example.jp/3>
            860円
            """),
        (
            "spacer pictures and rows",
            """
            <table><tr><td colspan="3"><img src="s.gif" width="1" height="30" alt=""></td></tr>
            <tr><td width="10"><img src="s.gif" width="10" height="1"></td><td>本文はこちらです。</td><td width="10"></td></tr>
            <tr><td colspan="3" height="1" bgcolor="#cccccc" style="font-size:1px;line-height:1px">&nbsp;</td></tr></table>
            """,
            "本文はこちらです。"),
        (
            "for narrow screens and for wide ones",
            """
            <style>.sp{display:none} @media screen and (max-width:600px){.sp{display:block!important}.pc{display:none!important}}</style>
            <p class="pc">パソコンでご覧の方</p><p class="sp">スマートフォンでご覧の方</p>
            """,
            "パソコンでご覧の方"),
        (
            "dark mode pictures",
            """
            <style>.dark{display:none} @media (prefers-color-scheme: dark){.light{display:none}.dark{display:block}}
            [data-ogsc] .light{display:none}</style>
            <img class="light" src="https://a.example/l.png" alt="会社名"><img class="dark" src="https://a.example/d.png" alt="会社名（暗）">
            <p>お知らせです。</p>
            """,
            "[画像: 会社名]\n\nお知らせです。"),
        (
            "ranking with numbers in cells",
            """
            <table border="0" cellspacing="0"><tr><td bgcolor="#cc0000"><font color="#ffffff">1位</font></td><td>温泉宿</td></tr>
            <tr><td bgcolor="#999999"><font color="#ffffff">2位</font></td><td>城下町めぐり</td></tr></table>
            """,
            "1位  温泉宿\n2位  城下町めぐり"),
        (
            "footer links in one line",
            """
            <p style="font-size:11px"><a href="https://n.example.jp/stop">配信停止</a>｜<a href="https://n.example.jp/privacy">個人情報の取り扱い</a>｜
            <a href="https://n.example.jp/contact">お問い合わせ</a></p><p>Copyright &copy; みやこ市 All Rights Reserved.</p>
            """,
            """
            配信停止 <https://n.example.jp/stop>｜個人情報の取り扱い <https://n.example.jp/privacy>｜お問い合わせ <https://n.example.jp/contact>

            Copyright © みやこ市 All Rights Reserved.
            """),
        (
            "vertical layout of labels and values",
            """
            <table style="border-collapse:collapse"><tr><th align="left" bgcolor="#eeeeee">開催日</th></tr><tr><td>12月5日（土）</td></tr>
            <tr><th align="left" bgcolor="#eeeeee">会場</th></tr><tr><td>市民会館 大ホール</td></tr></table>
            """,
            "開催日\n12月5日（土）\n会場\n市民会館 大ホール"),
        (
            "decorated text newsletter",
            "<pre>━━━━━━━━━━━━━━\n ★ みやこメール ★\n━━━━━━━━━━━━━━\n■目次\n　１．防災訓練\n　２．ごみ収集</pre>",
            "━━━━━━━━━━━━━━\n ★ みやこメール ★\n━━━━━━━━━━━━━━\n■目次\n　１．防災訓練\n　２．ごみ収集"),
        (
            "article with picture on the left",
            """
            <table><tr><td><a href="https://e.example.jp/a"><img src="https://e.example.jp/a.jpg" alt="紅葉"></a></td>
            <td><b>紅葉の見ごろ</b><br>今年は例年より遅く、十一月下旬の見込みです。<a href="https://e.example.jp/a">続きを読む</a></td></tr></table>
            """,
            """
            [画像: 紅葉] <https://e.example.jp/a>
            紅葉の見ごろ
            今年は例年より遅く、十一月下旬の見込みです。続きを読む <https://e.example.jp/a>
            """),
    ];

    private static (string, string, string)[] Replies =>
    [
        (
            "Outlook reply with original message",
            """
            <div class="WordSection1"><p class="MsoNormal"><span lang="EN-US">田中様<o:p></o:p></span></p><p class="MsoNormal">承知しました。</p>
            <p class="MsoNormal"><span lang="EN-US"><o:p>&nbsp;</o:p></span></p>
            <div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0mm 0mm 0mm"><p class="MsoNormal"><b>From:</b> 田中 太郎
            &lt;tanaka@city.example.jp&gt;<br><b>Sent:</b> Monday, November 23, 2026 9:00 AM<br><b>To:</b> 鈴木<br><b>Subject:</b> 会議の件</p
            ></div></div>
            <p class="MsoNormal">明日の会議は十時からです。</p></div>
            """,
            """
            田中様
            承知しました。

            ----------------------------------------
            From: 田中 太郎 <tanaka@city.example.jp>
            Sent: Monday, November 23, 2026 9:00 AM
            To: 鈴木
            Subject: 会議の件
            明日の会議は十時からです。
            """),
        (
            "Outlook plain marker",
            "<p>了解です。</p><p>-----Original Message-----<br>From: 山田<br>Sent: 2026年11月20日<br>Subject: 資料</p><p>資料を送ります。</p>",
            "了解です。\n\n-----Original Message-----\nFrom: 山田\nSent: 2026年11月20日\nSubject: 資料\n\n資料を送ります。"),
        (
            "Outlook on the web",
            """
            <div class="elementToProof">ありがとうございます。</div><div id="appendonsend"></div><hr
            style="display:inline-block;width:98%" tabindex="-1">
            <div id="divRplyFwdMsg" dir="ltr"><font face="Calibri" style="font-size:11pt" color="#000000"><b>差出人:</b> 佐藤<br>
            <b>送信日時:</b> 2026年11月22日 18:00<br><b>件名:</b> 見積</font><div>&nbsp;</div></div><div>見積書を添付します。</div>
            """,
            """
            ありがとうございます。

            ----------------------------------------

            差出人: 佐藤
            送信日時: 2026年11月22日 18:00
            件名: 見積

            見積書を添付します。
            """),
        (
            "copy marks of the new Outlook",
            """<div class="olk-copy-source" id="olk-copy-source"><div>一行目</div><div><br></div><div>二行目</div></div>""",
            "一行目\n\n二行目"),
        (
            "Outlook's blue bar",
            """
            <p class=MsoNormal>下記の通り。</p><div style='border:none;border-left:solid blue 1.5pt;padding:0mm 0mm 0mm 4.0pt'>
            <p class=MsoNormal>質問一</p><p class=MsoNormal>質問二</p></div><p class=MsoNormal>以上</p>
            """,
            "下記の通り。\n\n> 質問一\n> 質問二\n\n以上"),
        (
            "Gmail thread three deep",
            """
            <div dir="ltr">はい、伺います。</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">2026年11月23日(月)
            10:00 田中 &lt;<a href="mailto:tanaka@example.jp">tanaka@example.jp</a>&gt;:<br></div><blockquote class="gmail_quote"
            style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><div dir="ltr">明日はいかがですか。</div><br>
            <div class="gmail_quote"><div class="gmail_attr">2026年11月22日(日) 鈴木:<br></div><blockquote class="gmail_quote"
            style="border-left:1px solid">日程を教えてください。</blockquote></div></blockquote></div>
            """,
            """
            はい、伺います。

            2026年11月23日(月) 10:00 田中 <tanaka@example.jp>:

            > 明日はいかがですか。
            >
            > 2026年11月22日(日) 鈴木:
            >
            > > 日程を教えてください。
            """),
        (
            "Gmail forward",
            """
            <div dir="ltr">転送します。<br><br><div class="gmail_quote"><div
            dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From:
            <strong class="gmail_sendername" dir="auto">防災課</strong> <span dir="auto">&lt;<a
            href="mailto:bousai@city.example.jp">bousai@city.example.jp</a>&gt;</span><br>Date: 2026年11月20日(金) 12:00<br>Subject: 訓練<br
            >To: 総務課<br>
            </div><br><br>訓練を行います。</div></div>
            """,
            """
            転送します。

            ---------- Forwarded message ---------
            From: 防災課 <bousai@city.example.jp>
            Date: 2026年11月20日(金) 12:00
            Subject: 訓練
            To: 総務課


            訓練を行います。
            """),
        (
            "Apple Mail reply with blank signature",
            """
            <html><head></head><body style="overflow-wrap: break-word; -webkit-nbsp-mode: space;">受け取りました。<br
            id="lineBreakAtBeginningOfMessage">
            <div><br><blockquote type="cite"><div>2026/11/20 12:00、高橋 &lt;t@example.jp&gt;のメール:</div><br class="Apple-interchange-newline">
            <div><div>資料です。</div></div></blockquote></div><br></body></html>
            """,
            """
            受け取りました。

            > 2026/11/20 12:00、高橋 <t@example.jp>のメール:
            >
            > 資料です。
            """),
        (
            "Thunderbird reply",
            """
            <p>確認しました。<br></p><div class="moz-cite-prefix">2026/11/20 9:00、伊藤 様は書きました:<br></div>
            <blockquote type="cite" cite="mid:abc@example.jp"><pre class="moz-quote-pre" wrap="">一行目
            二行目</pre></blockquote><div class="moz-signature">-- <br>みやこ市 総務課</div>
            """,
            """
            確認しました。

            2026/11/20 9:00、伊藤 様は書きました:

            > 一行目
            > 二行目

            --
            みやこ市 総務課
            """),
        (
            "Yahoo! Japan mail",
            """
            <div class="yahoo-style-wrap" style="font-size:13px"><div dir="ltr">お世話になっております。</div><div><br></div></div>
            <div id="yahoo_quoted_1" class="yahoo_quoted"><div style="font-size:13px;color:#26282a;"><div
            >2026年11月20日金曜日 12:00:00 JST、小林さん:</div>
            <div><br></div><div><div dir="ltr">ご確認ください。</div></div></div></div>
            """,
            """
            お世話になっております。

            2026年11月20日金曜日 12:00:00 JST、小林さん:

            ご確認ください。
            """),
        (
            "signature of a company",
            """
            <div>よろしくお願いいたします。</div><div><br></div><div>-- <br></div><div dir="ltr" class="gmail_signature"><div>＊＊＊＊＊＊＊＊＊＊＊＊</div>
            <div>株式会社みやこ商事　営業部</div><div>渡辺　一郎</div><div>TEL：<a href="tel:0751234567">075-123-4567</a></div>
            <div>E-mail：<a href="mailto:w@miyako.example.jp">w@miyako.example.jp</a></div></div>
            """,
            """
            よろしくお願いいたします。

            --
            ＊＊＊＊＊＊＊＊＊＊＊＊
            株式会社みやこ商事　営業部
            渡辺　一郎
            TEL：075-123-4567
            E-mail：w@miyako.example.jp
            """),
        (
            "answers between quoted lines",
            """
            <blockquote type="cite">何時に始まりますか。</blockquote><div>十時です。</div><blockquote type="cite">場所はどこですか。</blockquote><div
            >二階の会議室です。</div>
            """,
            "> 何時に始まりますか。\n\n十時です。\n\n> 場所はどこですか。\n\n二階の会議室です。"),
    ];
}
