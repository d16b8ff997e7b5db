using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Gateway.Outbound;
using MiyakoMailSanitizer.Gateway.Quarantine;

namespace MiyakoMailSanitizer.Gateway.Digests;

/// <summary>A case as a digest names it.</summary>
internal sealed record WaitingLine(CaseReport Report, CaseState State);

/// <summary>Writes a digest in the one shape that the verifier accepts: text alone. What quotes a sender is cut down to plain characters.</summary>
internal static class DigestMessage
{
    private const int MaxLines = 200, MaxText = 80, MaxFiles = 5;

    /// <summary>The message.</summary>
    /// <param name="id">Of the message, for its Message-ID.</param>
    /// <param name="recipient">Who gets it.</param>
    /// <param name="isOperator">The list of all, with senders and recipients; else that of her own.</param>
    /// <param name="waiting">Oldest first.</param>
    /// <param name="hostName">Our name.</param>
    /// <param name="now">The date.</param>
    public static byte[] Write(string id, string recipient, bool isOperator, IReadOnlyList<WaitingLine> waiting, string hostName, DateTimeOffset now)
    {
        var host = HeaderText.IsDomain(hostName) ? hostName : "localhost";
        var subject = string.Create(CultureInfo.InvariantCulture, $"【無害化】判断を待っているメール {waiting.Count} 通");
        var message = new StringBuilder()
            .Append($"Date: {now.ToString("ddd, dd MMM yyyy HH':'mm':'ss ", CultureInfo.InvariantCulture)}{now.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal)}\r\n")
            .Append($"From: MAILER-DAEMON@{host}\r\n")
            .Append($"To: {HeaderText.AddrSpec(recipient) ?? "undisclosed-recipients:;"}\r\n")
            .Append($"Subject: {HeaderText.EncodedWords(subject)}\r\n")
            .Append($"Message-ID: <{id}@{host}>\r\n")
            .Append("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n")
            .Append(HeaderText.Base64Lines(Text(isOperator, waiting)))
            .Append("\r\n");
        return Encoding.ASCII.GetBytes(message.ToString());
    }

    private static string Text(bool isOperator, IReadOnlyList<WaitingLine> waiting)
    {
        var text = new StringBuilder()
            .Append(isOperator ? "隔離に、判断を待っているメールがあります。\r\n" : "あなた宛てのメールのうち、次のものを保管しています。必要なものは、受付番号をシステム担当へお知らせください。\r\n")
            .Append("\r\n");
        foreach (var (report, state) in waiting.Take(MaxLines))
        {
            text.Append("■ ").Append(report.Id).Append("  ").Append(report.ReceivedAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).Append("  ")
                .Append(report.Delivery == "held" ? "メール全体を保留" : state == CaseState.WaitingForPassword ? "パスワード待ち" : "ファイルを保管").Append("\r\n");
            text.Append("   件名: ").Append(Plain(report.Subject)).Append("\r\n");
            text.Append("   差出人: ").Append(Plain(report.From.Length > 0 ? report.From : report.ReversePath)).Append("\r\n");
            if (isOperator)
                text.Append("   宛先: ").Append(Plain(string.Join(", ", report.Recipients))).Append("\r\n");
            var files = report.Message.Walk().Where(n => n != report.Message && n.IsWithheld && n.Name.Length > 0).Select(n => Plain(n.Name)).Distinct().Take(MaxFiles).ToList();
            if (files.Count > 0)
                text.Append("   ファイル: ").AppendJoin("、", files).Append("\r\n");
        }
        if (waiting.Count > MaxLines)
            text.Append(CultureInfo.InvariantCulture, $"ほか {waiting.Count - MaxLines} 通\r\n");
        return text.ToString();
    }

    /// <summary>Letters, marks, digits, punctuation, symbols and single spaces.</summary>
    private static string Plain(string raw)
    {
        var plain = new StringBuilder();
        foreach (var rune in raw.EnumerateRunes())
        {
            if (plain.Length >= MaxText)
                return plain.Append('…').ToString();
            var category = Rune.GetUnicodeCategory(rune);
            if (rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF))
                continue; // variation selectors
            if (category is UnicodeCategory.SpaceSeparator)
                plain.Append(' ');
            else if (category < UnicodeCategory.SpaceSeparator && category is not UnicodeCategory.EnclosingMark
                || category is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherSymbol && rune.Value != 0xFFFD)
                plain.Append(rune.ToString());
        }
        return plain.Length > 0 ? plain.ToString() : "（なし）";
    }
}
