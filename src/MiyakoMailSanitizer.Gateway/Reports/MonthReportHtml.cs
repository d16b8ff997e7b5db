using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Findings;

namespace MiyakoMailSanitizer.Gateway.Reports;

/// <summary>The report as one HTML file in Japanese: no scripts, nothing from elsewhere, A4 when printed.</summary>
internal static class MonthReportHtml
{
    private const int Shown = 20;

    private const string Style = """
        @page { size: A4; margin: 16mm; }
        body { font: 10.5pt/1.6 "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", "IPAexGothic", sans-serif; color: #1a1f26; max-width: 180mm; margin: 0 auto; overflow-wrap: anywhere; }
        h1 { font-size: 16pt; border-bottom: 2px solid #14507a; } h2 { font-size: 12pt; margin: 1.6em 0 .4em; break-after: avoid; }
        table { width: 100%; border-collapse: collapse; } tr { break-inside: avoid; }
        th, td { border: 1px solid #c5ccd5; padding: 3px 8px; text-align: left; } th { background: #eef1f5; font-weight: 600; } td.n { text-align: right; white-space: nowrap; }
        svg { width: 100%; height: auto; border: 1px solid #c5ccd5; break-inside: avoid; } svg text { font-size: 9px; fill: #5b6470; text-anchor: middle; }
        .ok { color: #1d6b3a; font-weight: 700; } .bad { color: #a1201c; font-weight: 700; } footer { margin-top: 2em; color: #5b6470; }
        """;

    private static readonly ImmutableArray<(string Method, string Words)> Methods =
    [
        ("converted", "テキスト化（文字だけを取り出して配送）"), ("imaged", "画像PDF化して配送"), ("rebuilt", "サニタイズ（安全な部品だけで作り直して配送）"),
        ("quarantined", "隔離（本文は配送し、ファイルは届けない）"), ("removed", "削除"), ("held", "メール全体の保留"),
    ];

    public static string Write(MonthReport report, DateTimeOffset madeAt)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><title>")
            .Append(Title(report)).Append("</title><style>").Append(Style).Append("</style></head><body>\n<h1>").Append(Title(report)).Append("</h1>\n");
        Summary(html, report);
        html.Append("<h2>日ごとの受信</h2>\n");
        Chart(html, report);
        var files = report.Methods.Sum(m => m.Count);
        Table(html, "無害化の方法ごとのファイル数", "方法", [.. Methods.Select(m => (m.Words, report.Methods.First(t => t.Name == m.Method).Count)), ("確認後に解放したメール", report.Count("released")), ("パスワードで開いて送ったメール", report.Count("unlocked"))], $"メール本体を含め {Number(files)} 件");
        Table(html, "形式ごとのファイル数", "形式", Rows(report.Formats), Rest(report.Formats));
        Table(html, "適用した規則", "規則", Rows(report.Rules), Rest(report.Rules));
        Table(html, "差出人のドメインごとの受信", "ドメイン", Rows(report.SenderDomains), Rest(report.SenderDomains));
        Table(html, "主な検出（メール数）", "検出", [.. report.Findings.Take(Shown).Select(f => ($"{FindingCatalog.Describe(f.Name).Japanese} [{f.Name}]", f.Count))], Rest(report.Findings));
        Table(html, "監査記録の行数", "種類", [.. report.Lines.Select(l => (l.Name, l.Count))], $"計 {Number(report.Lines.Sum(l => l.Count))} 行");
        html.Append("<footer>").Append(madeAt.ToLocalTime().ToString("yyyy年M月d日 HH:mm", CultureInfo.InvariantCulture)).Append(" MiyakoMailSanitizer により監査記録から作成</footer>\n</body></html>\n");
        return html.ToString();
    }

    /// <summary>The value below which that part of an ascending list lies; null where it is empty.</summary>
    public static TimeSpan? Percentile(ImmutableArray<TimeSpan> ascending, double part)
        => ascending.IsEmpty ? null : ascending[(int)Math.Min(ascending.Length - 1, Math.Floor(part * ascending.Length))];

    private static string Title(MonthReport report) => $"無害化通信 自己点検報告 {report.Month.Year}年{report.Month.Month}月";

    private static void Summary(StringBuilder html, MonthReport report)
    {
        var (up, whole) = report.Availability;
        html.Append("<h2>まとめ</h2>\n<table>\n");
        Row("受信したメール", $"{Number(report.Count("accepted"))} 通");
        Row("配送（宛先数）", $"{Number(report.Count("relayed"))} 件（拒否 {Number(report.Count("refused"))}、差し戻し {Number(report.Count("bounced"))}）");
        Row("メール全体の保留", $"{Number(report.Count("held"))} 通");
        Row("担当者の判断", $"解放 {Number(report.Count("released"))}、破棄 {Number(report.Count("discarded"))}、パスワード解除 {Number(report.Count("unlocked"))}");
        Row("判断までの時間", report.TimesToDecision.IsEmpty ? "判断はありません" : $"中央値 {Span(report, 0.5)}、9割 {Span(report, 0.9)} 以内、最長 {Span(report, 1)}");
        Row("稼働率", whole > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"{up / whole * 100:0.000}%（停止 {Span(whole - up)}）") : "-");
        Row("処理中", $"{Number(report.OnTheirWay)} 通");
        Row("行方の説明がつかないメール", report.Unexplained.IsEmpty
            ? "<span class=\"ok\">0 通</span>"
            : $"<span class=\"bad\">{Number(report.Unexplained.Length)} 通: {Encode(string.Join(", ", report.Unexplained.Take(Shown)))}</span>");
        if (report.AuditFaults is { } faults)
            Row("監査記録の検証", faults == 0 ? "<span class=\"ok\">改変・欠落なし</span>" : $"<span class=\"bad\">{Number(faults)} か所の誤り。miyako audit verify で確認してください</span>");
        html.Append("</table>\n");

        void Row(string name, string value) => html.Append("<tr><th>").Append(name).Append("</th><td>").Append(value).Append("</td></tr>\n");
    }

    private static void Chart(StringBuilder html, MonthReport report)
    {
        const int Width = 620, Height = 130, Floor = 112;
        var (days, most) = (report.AcceptedByDay.Length, Math.Max(1, report.AcceptedByDay.Max()));
        html.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"日ごとの受信\">");
        for (var day = 0; day < days; day++)
        {
            var (x, height) = (day * 20, report.AcceptedByDay[day] * 96 / most);
            html.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x + 3}\" y=\"{Floor - height}\" width=\"14\" height=\"{height}\" fill=\"#14507a\"/><text x=\"{x + 10}\" y=\"{Floor + 12}\">{day + 1}</text>");
        }
        html.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - 20}\" y=\"10\">{most}</text></svg>\n");
    }

    private static IEnumerable<(string, int)> Rows(ImmutableArray<Tally> tallies) => tallies.Take(Shown).Select(t => (t.Name, t.Count));

    private static string Rest(ImmutableArray<Tally> tallies) => tallies.Length > Shown ? $"ほか {Number(tallies.Skip(Shown).Sum(t => t.Count))}（{tallies.Length - Shown} 種類）" : "";

    private static void Table(StringBuilder html, string title, string head, IEnumerable<(string Name, int Count)> rows, string rest)
    {
        html.Append("<h2>").Append(title).Append("</h2>\n<table><thead><tr><th>").Append(head).Append("</th><th>件数</th></tr></thead><tbody>\n");
        foreach (var (name, count) in rows)
            html.Append("<tr><td>").Append(Encode(name)).Append("</td><td class=\"n\">").Append(Number(count)).Append("</td></tr>\n");
        html.Append("</tbody></table>\n");
        if (rest.Length > 0)
            html.Append("<p>").Append(rest).Append("</p>\n");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Span(MonthReport report, double part) => Span(Percentile(report.TimesToDecision, part) ?? default);

    private static string Span(TimeSpan span) => span.TotalDays >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays}日{span.Hours}時間")
        : span.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.Hours}時間{span.Minutes}分") : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}分{span.Seconds}秒");
}
