using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Benchmarks;

/// <summary>HTML as newsletters have it: style sheet, layout tables in tables, inline styles, pictures, tracking links.</summary>
internal static class NewsletterHtml
{
    private const string Head = """
        <!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>みやこ通信</title><style>
        body { margin: 0; background: #f4f4f4; font-family: sans-serif; } .wrap { width: 600px; } .hide { display: none; max-height: 0; }
        .title { font-size: 20px; color: #224466; } .lead { line-height: 1.7; }
        a.button { background: #d33; color: #fff; padding: 8px 24px; }
        @media (max-width: 620px) { .wrap { width: 100%; } .column { display: block; } }
        </style></head><body><div class="hide">今月のお得な情報をお届けします</div>
        <table class="wrap" width="600" cellpadding="0" cellspacing="0" align="center"><tr><td>
        """;

    private const string Foot = """
        </td></tr></table><p style="font-size:11px;color:#888888">配信停止は<a href="https://news.example.com/stop?u=12345">こちら</a></p>
        <img src="https://news.example.com/open.gif?u=12345" width="1" height="1" alt=""></body></html>
        """;

    /// <summary>At least that many bytes in UTF-8, and at most an article more.</summary>
    public static string Write(int bytes)
    {
        var html = new StringBuilder(Head);
        var size = Encoding.UTF8.GetByteCount(Head) + Encoding.UTF8.GetByteCount(Foot);
        for (var number = 1; size < bytes; number++)
        {
            var article = Article(number);
            html.Append(article);
            size += Encoding.UTF8.GetByteCount(article);
        }

        return html.Append(Foot).ToString();
    }

    private static string Article(int number) => string.Create(CultureInfo.InvariantCulture, $"""
        <table width="100%" cellpadding="8" style="border-bottom:1px solid #dddddd"><tr>
        <td class="column" width="200" valign="top">
        <a href="https://news.example.com/c?id={number}&amp;to=https%3A%2F%2Fshop.example.com%2F{number}">
        <img src="https://img.example.com/{number}.jpg" width="180" height="120" alt="商品の写真 {number}"
        style="display:block;border:0"></a></td>
        <td class="column" valign="top"><h2 class="title" style="margin:0 0 8px 0">第{number}回 季節の特集 &amp; おすすめ</h2>
        <p class="lead">秋の味覚が出そろいました。地元の農家から届いた<b>新米</b>と<span style="color:#cc0000">旬の野菜</span>を、数量限定でご用意しています。<br>
        お申し込みは今月末までに、窓口または下のボタンからお願いいたします。</p>
        <ul><li>送料無料（税込三千円以上）</li><li>ポイント二倍&nbsp;キャンペーン中</li></ul>
        <a class="button" href="https://shop.example.com/item/{number}?utm_source=mail&amp;utm_campaign=autumn">くわしく見る</a></td></tr></table>
        """);
}
