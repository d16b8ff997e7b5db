namespace MiyakoMailSanitizer.Sanitizing.Tests.Html;

/// <content>Tables of data, buttons, fields.</content>
internal static partial class HtmlMailSamples
{
    private static (string, string, string)[] DataTables =>
    [
        (
            "order with sums",
            """
            <table border="1"><thead><tr><th>商品</th><th>単価</th><th>数量</th><th>金額</th></tr></thead><tbody>
            <tr><td>ノートパソコン</td><td>128,000円</td><td>2</td><td>256,000円</td></tr><tr><td>Mouse</td><td>1,980円</td><td>10</td><td
            >19,800円</td></tr>
            </tbody><tfoot><tr><td colspan="3">合計</td><td>275,800円</td></tr></tfoot></table>
            """,
            """
            商品                 単価  数量       金額
            --------------  ---------  ----  ---------
            ノートパソコン  128,000円     2  256,000円
            Mouse             1,980円    10   19,800円
            合計                             275,800円
            """),
        (
            "timetable with rowspan",
            """
            <table border="1"><tr><th>時間</th><th>内容</th><th>会場</th></tr><tr><td>10:00</td><td>開会</td><td rowspan="2">大ホール</td></tr>
            <tr><td>10:30</td><td>講演</td></tr><tr><td>13:00</td><td>分科会</td><td>会議室</td></tr></table>
            """,
            """
            時間   内容    会場
            -----  ------  --------
            10:00  開会    大ホール
            10:30  講演
            13:00  分科会  会議室
            """),
        (
            "headings over several columns",
            """
            <table border="1"><tr><th rowspan="2">課名</th><th colspan="2">件数</th></tr><tr><th>今月</th><th>先月</th></tr>
            <tr><td>税務課</td><td>120</td><td>98</td></tr><tr><td>市民課</td><td>1,024</td><td>990</td></tr></table>
            """,
            """
            課名    件数
            ------  -----  ----
                    今月   先月
            税務課  120    98
            市民課  1,024  990
            """),
        (
            "list in a cell",
            """
            <table border="1"><tr><th>持ち物</th><td><ul><li>筆記用具</li><li>上履き</li></ul></td></tr><tr><th>費用</th><td>無料</td></tr></table>
            """,
            """
            持ち物  ・筆記用具
                    ・上履き
            費用    無料
            """),
        (
            "half-width and full-width in one column",
            """
            <table border="1"><tr><th>項目</th><th>値</th></tr><tr><td>ＡＢＣ</td><td>全角</td></tr><tr><td>ABCDEF</td><td>半角</td></tr>
            <tr><td>ｱｲｳｴｵ</td><td>半角カナ</td></tr></table>
            """,
            """
            項目    値
            ------  --------
            ＡＢＣ  全角
            ABCDEF  半角
            ｱｲｳｴｵ   半角カナ
            """),
        (
            "two lines in a cell",
            """
            <table border="1"><tr><th>日</th><th>行事</th></tr><tr><td>5日</td><td>防災訓練<br>（雨天中止）</td></tr><tr><td>12日</td><td>清掃</td></tr
            ></table>
            """,
            """
            日    行事
            ----  ------------
            5日   防災訓練
                  （雨天中止）
            12日  清掃
            """),
        (
            "table pasted from Excel",
            """
            <table border=0 cellpadding=0 cellspacing=0 width=216 style='border-collapse:collapse;width:162pt'><col
            width=72 span=3 style='width:54pt'>
            <tr height=25 style='height:18.75pt'><td height=25 class=xl63 style='height:18.75pt'>氏名</td><td class=xl63>部署</td><td
            class=xl63>内線</td></tr>
            <tr height=25><td class=xl63>青木</td><td class=xl63>財政課</td><td class=xl63 align=right>2101</td></tr>
            <tr height=25><td class=xl63>石井</td><td class=xl63>人事課</td><td class=xl63 align=right>2202</td></tr></table>
            """,
            """
            氏名  部署    内線
            青木  財政課  2101
            石井  人事課  2202
            """),
        (
            "table of Word paragraphs",
            """
            <table class=MsoTableGrid border=1 cellspacing=0><tr><td><p class=MsoNormal>担当<o:p></o:p></p></td><td><p
            class=MsoNormal>総務課</p></td></tr>
            <tr><td><p class=MsoNormal>期限</p></td><td><p class=MsoNormal>12月1日</p></td></tr></table>
            """,
            "担当  総務課\n期限  12月1日"),
        (
            "wide table as records",
            """
            <table border="1"><tr><th>件名</th><th>概要</th><th>期限</th></tr>
            <tr><td>道路補修</td><td>国道沿いの歩道に段差が生じているため、早急に補修工事を行い、通行の安全を確保する必要があります。</td><td>12月末</td></tr>
            <tr><td>街灯交換</td><td>老朽化した街灯を省電力型のものに順次交換し、夜間の明るさを保つとともに電気料金の節減を図ります。</td><td>3月末</td></tr></table>
            """,
            """
            件名: 道路補修
            概要: 国道沿いの歩道に段差が生じているため、早急に補修工事を行い、通行の安全を確保する必要があります。
            期限: 12月末

            件名: 街灯交換
            概要: 老朽化した街灯を省電力型のものに順次交換し、夜間の明るさを保つとともに電気料金の節減を図ります。
            期限: 3月末
            """),
        (
            "caption and notes",
            """
            <table border="1"><caption>ごみ収集日</caption><tr><th>種類</th><th>曜日</th></tr><tr><td>可燃</td><td>月・木</td></tr>
            <tr><td colspan="2">※祝日も収集します。</td></tr></table>
            """,
            "ごみ収集日\n種類  曜日\n----  ------\n可燃  月・木\n※祝日も収集します。"),
        (
            "table of data in a layout table",
            """
            <table width="600"><tr><td><p>料金表</p><table border="1"><tr><th>区分</th><th>料金</th></tr><tr><td>大人</td><td>500円</td></tr>
            <tr><td>小人</td><td>250円</td></tr></table></td></tr></table>
            """,
            """
            料金表

            区分   料金
            ----  -----
            大人  500円
            小人  250円
            """),
    ];

    private static (string, string, string)[] Buttons =>
    [
        (
            "button of VML and its twin",
            """
            <div
            ><!--[if mso]><v:roundrect
            xmlns:v="urn:schemas-microsoft-com:vml" href="https://apply.example.jp/form" style="height:40px;width:200px"
            arcsize="10%" fillcolor="#d62828"><w:anchorlock/><center>申し込む</center></v:roundrect><![endif]--><!--[if !mso]><!--><a
            href="https://apply.example.jp/form" style="background-color:#d62828;color:#ffffff;display:inline-block">申し込む</a
            ><!--<![endif]--></div>
            """,
            "申し込む <https://apply.example.jp/form>"),
        (
            "button of VML with mso-hide",
            """
            <!--[if mso]><v:rect href="https://a.example.jp/"><center>くわしく</center></v:rect><![endif]-->
            <a href="https://a.example.jp/" style="background:#036;color:#fff;mso-hide:all">くわしく</a>
            """,
            "くわしく <https://a.example.jp/>"),
        (
            "ghost tables for Outlook",
            """
            <!--[if (gte mso 9)|(IE)]><table width="600"><tr><td width="300"><![endif]--><div class="col">左の列</div>
            <!--[if (gte mso 9)|(IE)]></td><td width="300"><![endif]--><div class="col">右の列</div><!--[if mso]></td></tr></table><![endif]-->
            """,
            "左の列\n右の列"),
        (
            "VML out of its comment",
            """<v:roundrect href="https://a.example.jp/x"><center>予約する</center></v:roundrect>""",
            "予約する <https://a.example.jp/x>"),
        (
            "button of a coloured cell",
            """
            <table role="presentation"><tr><td bgcolor="#0b5394" style="border-radius:4px"><a href="https://b.example.jp/"
            style="color:#ffffff;display:block">マイページへ</a></td></tr></table>
            """,
            "マイページへ <https://b.example.jp/>"),
        (
            "background of VML",
            """
            <td background="https://i.example.jp/bg.jpg" bgcolor="#222222"><!--[if gte mso 9]><v:rect fill="true"><v:fill type="tile"
            src="https://i.example.jp/bg.jpg"/><v:textbox inset="0,0,0,0"><![endif]--><div><font color="#ffffff">白い文字の見出し</font></div>
            <!--[if gte mso 9]></v:textbox></v:rect><![endif]--></td>
            """,
            "白い文字の見出し"),
        (
            "image map of a flyer",
            """
            <img src="cid:flyer" usemap="#m" alt="秋祭りのご案内"><map name="m"><area
            shape="rect" coords="0,0,100,50" href="https://f.example.jp/map"
            alt="会場地図"><area shape="rect" coords="0,50,100,100" href="https://f.example.jp/time" title="時刻表"></map>
            """,
            "[画像: 秋祭りのご案内]\n会場地図 <https://f.example.jp/map>\n時刻表 <https://f.example.jp/time>"),
    ];

    private static (string, string, string)[] Fields =>
    [
        (
            "questionnaire",
            """
            <form action="https://q.example.jp/"><p>ご満足いただけましたか。</p><label><input type="radio" name="q" checked>はい</label>
            <label><input type="radio" name="q">いいえ</label><p>ご意見</p><textarea>とても
            よかった</textarea><p><select><option>十代</option><option selected>二十代</option></select></p><input type="submit" value="送信する"></form>
            """,
            """
            ご満足いただけましたか。

            (x) はい ( ) いいえ

            ご意見

            とても
            よかった

            [二十代]

            [送信する]
            """),
        (
            "tasks with boxes",
            """<ul><li><input type="checkbox" checked> 会場の予約</li><li><input type="checkbox"> 案内状の発送</li></ul>""",
            "・[x] 会場の予約\n・[ ] 案内状の発送"),
        (
            "details and summary",
            """<details open><summary>よくある質問</summary><p>駐車場はありません。</p></details><details><summary>交通</summary>駅から徒歩五分</details>""",
            "よくある質問\n\n駐車場はありません。\n\n交通\n駅から徒歩五分"),
    ];
}
