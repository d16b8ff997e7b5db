using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>What text may hold, written a second time, from the rules and not from the code under test.</summary>
internal static class Rule7
{
    private const string Forbidden =
        "00-08 0B-1F 7F-9F AD 34F 61C 115F 1160 17B4 17B5 180B-180F 200B 200C 200E 200F 2028-202E"
        + " 2060-206F 2800 3164 D800-DFFF FEFF FFA0 FFF9-FFFB FFFE FFFF 1BCA0-1BCA3 1D173-1D17A E0000-E007F";

    private static readonly (int First, int Last)[] Ranges = [.. Forbidden.Split(' ').Select(range =>
    {
        var ends = range.Split('-').Select(end => int.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
        return (ends[0], ends[^1]);
    })];

    /// <summary>The first fault, or null.</summary>
    public static string? Fault(string text, bool lines)
    {
        var codePoints = new List<int>();
        for (var i = 0; i < text.Length; i++)
        {
            var pair = i + 1 < text.Length && char.IsSurrogatePair(text, i);
            codePoints.Add(pair ? char.ConvertToUtf32(text, i++) : text[i]);
        }
        for (var i = 0; i < codePoints.Count; i++)
        {
            var c = codePoints[i];
            var before = i == 0 ? '\n' : codePoints[i - 1];
            var after = i + 1 < codePoints.Count ? codePoints[i + 1] : '\n';
            if (Ranges.Any(r => c >= r.First && c <= r.Last) || (!lines && c is '\t' or '\n' && !lines))
                return $"U+{c:X4} at {i}";
            if (c == 0x200D && !(JoinsAfter(before) && JoinsBefore(after)))
                return $"joiner at {i}";
            if (IsSelector(c) && (before == '\n' || IsSelector(before)))
                return $"selector at {i}";
        }
        return null;
    }

    private static bool IsSelector(int c) => c is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool JoinsBefore(int c) => c is (>= 0x2190 and <= 0x2BFF) or (>= 0x1F000 and <= 0x1FAFF);

    private static bool JoinsAfter(int c) => c == 0xFE0F || JoinsBefore(c);
}
