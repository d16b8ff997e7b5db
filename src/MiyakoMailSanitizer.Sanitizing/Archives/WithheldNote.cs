using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Findings;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>
/// The text that stands in an archive for a file that does not come: <c>NAME.withheld.txt</c>, Japanese and English, UTF-8 with CRLF. Without a
/// byte order mark, as all texts that we write: Notepad tells UTF-8 without one.
/// </summary>
internal static class WithheldNote
{
    private const int MaxReasons = 5, MaxNameBytes = 150;

    public static string Name(string original)
        => FileNames.Clean(NameParts.Cut(Shown(original), MaxNameBytes) + ".withheld.txt", FileFormat.Text, "file.withheld").Name;

    public static byte[] Content(string original, Outcome outcome, string reference)
    {
        var removed = outcome is Outcome.Removed;
        // The last finding is the one that withheld the file.
        ImmutableArray<FindingText> reasons =
            [.. outcome.Findings.Reverse().Select(f => f.Code).Distinct().Take(MaxReasons).Select(FindingCatalog.Describe)];
        string[] lines =
        [
            removed ? "このファイルは削除したため、お渡ししていません。" : "このファイルは保管したため、お渡ししていません。",
            $"ファイル名: {Shown(original)}",
            $"理由: {string.Join("、", reasons.Select(r => r.Japanese))}",
            $"管理番号: {reference}",
            "",
            removed ? "This file was removed and is not delivered." : "This file was withheld and is kept for the operator.",
            $"Name: {Shown(original)}",
            $"Reason: {string.Join("; ", reasons.Select(r => r.English))}",
            $"Reference: {reference}",
        ];
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\r\n")));
    }

    private static string Shown(string original) => FileNames.Display(NameComposer.Compose(original)) is { Length: > 0 } name ? name : "file";
}
