using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Findings;

/// <summary>What a finding code means, for people.</summary>
/// <param name="Japanese">One short clause, without a full stop.</param>
/// <param name="English">One short clause, without a full stop.</param>
public sealed record FindingText(string Japanese, string English);

/// <summary>Every finding code with its words. A test names codes that are used but missing here.</summary>
public static class FindingCatalog
{
    private static readonly FrozenDictionary<string, FindingText> Rows = new Dictionary<string, FindingText>(StringComparer.Ordinal)
    {
        ["sanitizer.failed"] = new("無害化処理に失敗しました", "the sanitizer failed on it"),
        ["sanitizer.missing"] = new("この形式の無害化には対応していません", "there is no sanitizer for this format"),
        ["rule.quarantine"] = new("規則により保管しました", "a rule keeps it back"),
        ["rule.remove"] = new("規則により削除しました", "a rule removes it"),
        ["rule.hold"] = new("規則によりメール全体を保留しました", "a rule holds the whole message"),
        ["limit.depth"] = new("入れ子が深すぎます", "files are nested too deeply"),
        ["limit.files"] = new("ファイルの数が多すぎます", "there are too many files"),
        ["limit.bytes"] = new("展開後の大きさが上限を超えています", "it is too large when unpacked"),
        ["limit.time"] = new("処理時間が上限を超えました", "it took too long"),
        ["file.polyglot"] = new("二つの形式として読めるファイルです", "it can be read as two formats at once"),
        ["file.unknown"] = new("形式を判別できません", "its format is not known"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All codes.</summary>
    public static IEnumerable<string> Codes => Rows.Keys;

    /// <summary>The words for a code; the code itself where it has no row.</summary>
    public static FindingText Describe(string code) => Rows.TryGetValue(code, out var text) ? text : new(code, code);
}
