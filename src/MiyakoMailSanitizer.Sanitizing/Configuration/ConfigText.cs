using System.Buffers;
using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Configuration;

/// <summary>Words for faults: quoting what a file says, and "did you mean".</summary>
public static class ConfigText
{
    private const int MaxQuoted = 60;
    private const int MaxQuotedPath = 1_024;
    private const int MaxCompared = 64;

    /// <summary>The text in double quotes, at most 60 characters of it, with everything escaped that can't be seen.</summary>
    public static string Quote(string text) => Quoted(text, MaxQuoted);

    /// <summary>The same for paths, whose ends matter; at most 1,024 characters.</summary>
    public static string QuotePath(string path) => Quoted(path, MaxQuotedPath);

    private static string Quoted(string text, int maxLength)
    {
        var quoted = new StringBuilder("\"");
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++count > maxLength)
                return quoted.Append("…\"").ToString();
            if (rune.Value is '"' or '\\')
                quoted.Append('\\').Append((char)rune.Value);
            else if (IsVisible(rune))
                quoted.Append(rune.ToString());
            else
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X4}}}");
        }

        return quoted.Append('"').ToString();
    }

    /// <summary><c>; did you mean "docx"?</c> where a candidate is near enough, else empty.</summary>
    public static string DidYouMean(string text, IEnumerable<string> candidates)
        => Nearest(text, candidates) is { } nearest ? $"; did you mean {Quote(nearest)}?" : "";

    /// <summary>All candidates, quoted: <c>"a", "b" or "c"</c>.</summary>
    public static string OneOf(IReadOnlyList<string> candidates)
        => candidates.Count <= 1
            ? string.Concat(candidates.Select(Quote))
            : $"{string.Join(", ", candidates.Take(candidates.Count - 1).Select(Quote))} or {Quote(candidates[^1])}";

    /// <summary>The candidate with the fewest typing slips, at most a third of the text's length; null where none is that near.</summary>
    internal static string? Nearest(string text, IEnumerable<string> candidates)
    {
        if (text.Length is 0 or > MaxCompared)
            return null;
        string? nearest = null;
        var least = Math.Max(1, text.Length / 3) + 1;
        foreach (var candidate in candidates.Where(c => c.Length <= MaxCompared && c != text))
        {
            var slips = Slips(text.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (slips < least)
                (nearest, least) = (candidate, slips);
        }

        return nearest;
    }

    /// <summary>Index of the first byte that is not UTF-8; the length where all is.</summary>
    internal static int FirstInvalidUtf8(ReadOnlySpan<byte> content)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(content[offset..], out _, out var length) == OperationStatus.Done)
            offset += length;
        return offset;
    }

    /// <summary>Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.</summary>
    private static int Slips(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            cost[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            cost[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }

    private static bool IsVisible(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or
        UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or
        UnicodeCategory.SpaceSeparator);
}
