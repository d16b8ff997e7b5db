using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Calendars;

/// <summary>What address cards say, in Japanese.</summary>
internal static class CardSummary
{
    private static readonly (string Name, string Label)[] Labels =
    [
        ("FN", "氏名"), ("ORG", "組織"), ("TITLE", "役職"), ("TEL", "電話"), ("EMAIL", "メール"), ("ADR", "住所"), ("BDAY", "誕生日"), ("NOTE", "メモ"),
    ];

    /// <summary>Of the lines of one file; LF line ends.</summary>
    public static string Of(IReadOnlyList<ContentLine> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            if (line.Name == "BEGIN")
                text.Append(text.Length > 0 ? "\n" : "").Append("■ 連絡先\n");
            else if (Array.Find(Labels, l => l.Name == line.Name).Label is { } label)
                text.Append(label).Append(": ").Append(Plain(line.Value)).Append('\n');
        }
        return text.ToString();
    }

    private static string Plain(string value)
        => string.Join(' ', ContentValues.Parts(value, ';').Select(p => ContentValues.Unescape(p).Replace("\n", " ", StringComparison.Ordinal)).Where(p => p.Length > 0));
}
