using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Sanitizing.Findings;

namespace MiyakoMailSanitizer.Gateway.Quarantine;

/// <summary><c>report.txt</c>: what was withheld and why, for people who are not programmers.</summary>
internal static class JapaneseReport
{
    public static string Write(QuarantineCase quarantineCase)
    {
        var envelope = quarantineCase.Envelope;
        var text = new StringBuilder()
            .AppendLine("無害化 隔離記録")
            .AppendLine("================")
            .Append("受付番号　: ").AppendLine(envelope.Id)
            .Append("受信日時　: ").AppendLine(envelope.ReceivedAt.ToString("yyyy年MM月dd日 HH:mm:ss zzz", CultureInfo.InvariantCulture))
            .Append("件名　　　: ").AppendLine(quarantineCase.Heading.Subject.Length > 0 ? quarantineCase.Heading.Subject : "（なし）")
            .Append("差出人　　: ").AppendLine(Sender(quarantineCase))
            .Append("宛先　　　: ").AppendJoin("、", envelope.Recipients).AppendLine()
            .Append("送信元　　: ").AppendLine(envelope.ClientAddress)
            .Append("配送状況　: ").AppendLine(quarantineCase.IsHeld
                ? "メール全体を保留しています。宛先には何も届いていません。"
                : "無害化したメールは配送しました。下記の「隔離」のファイルは届いていません。")
            .AppendLine()
            .AppendLine("ファイルごとの結果")
            .AppendLine("------------------");
        AppendFile(text, quarantineCase.Report, 0);
        text.AppendLine()
            .AppendLine("次にすること")
            .AppendLine("------------")
            .AppendLine("1. 差出人と内容に心当たりがあるか、宛先の職員に確認してください。")
            .AppendLine("2. このフォルダーの original.eml は無害化前の原本です。業務用の端末で開かないでください。")
            .AppendLine("3. 不審な場合は、情報セキュリティ担当に受付番号を伝えてください。");
        if (quarantineCase.State == CaseState.WaitingForPassword)
        {
            text.AppendLine("4. パスワードが分かったときは、次のコマンドで開きます。無害化したファイルが宛先にあらためて届きます。")
                .Append("   miyako quarantine unlock ").Append(envelope.Id).AppendLine(" --password-stdin");
        }

        return text.ToString();
    }

    /// <summary>What the reader sees as the sender, and the one of the envelope where that is another.</summary>
    private static string Sender(QuarantineCase quarantineCase)
    {
        var (shown, envelope) = (quarantineCase.Heading.From, quarantineCase.Envelope.ReversePath);
        if (shown.Length == 0)
            return envelope.Length > 0 ? envelope : "（空の差出人。配送エラー通知など）";
        return shown.Equals(envelope, StringComparison.OrdinalIgnoreCase) ? shown : $"{shown}（封筒の差出人: {(envelope.Length > 0 ? envelope : "空")}）";
    }

    private static void AppendFile(StringBuilder text, ReportNode file, int depth)
    {
        var indent = new string('　', depth);
        text.Append(indent).Append("■ ").Append(depth == 0 ? "メール本体" : file.Name.Length > 0 ? file.Name : "（名前なし）")
            .Append(CultureInfo.InvariantCulture, $"（{file.Format}、{file.Size:N0} バイト）: ").AppendLine(Outcome(file));
        text.Append(indent).Append("　規則: ").AppendLine(file.Rule);
        foreach (var finding in file.Findings.DistinctBy(f => (f.Code, f.Where)).Take(20))
        {
            text.Append(indent).Append("　検出: ").Append(FindingCatalog.Describe(finding.Code).Japanese)
                .Append(" [").Append(finding.Code).Append(']');
            if (finding.Where.Length > 0)
                text.Append(" 場所: ").Append(finding.Where);
            if (finding.Detail.Length > 0)
                text.Append(" / ").Append(finding.Detail);
            text.AppendLine();
        }

        foreach (var nested in file.Nested)
            AppendFile(text, nested, depth + 1);
    }

    private static string Outcome(ReportNode file) => file.Outcome switch
    {
        "rebuilt" => "再構築して配送",
        "converted" => "変換して配送",
        "removed" => "削除",
        _ when file.Treatment == "hold" => "メール全体を保留",
        _ => "隔離",
    };
}
