using System.Text;

namespace MiyakoMailSanitizer.Gateway.WebConsole.Cases;

/// <summary>
/// The same text for full and half width, upper and lower case, as people search. By our own table, as normalization does nothing under invariant
/// globalization.
/// </summary>
internal static class SearchText
{
    // U+FF66 to U+FF9D in their full width.
    private const string FullWidth = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
    private const string TakesVoiced = "カキクケコサシスセソタチツテトハヒフヘホ", TakesHalfVoiced = "ハヒフヘホ";

    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var one in text)
        {
            var last = folded.Length > 0 ? folded[^1] : '\0';
            switch (one)
            {
                case >= '\uFF01' and <= '\uFF5E': folded.Append((char)(one - 0xFEE0)); break;
                case '\u3000' or '\u00A0': folded.Append(' '); break;
                case >= '\uFF66' and <= '\uFF9D': folded.Append(FullWidth[one - '\uFF66']); break;
                case '\uFF9E' when TakesVoiced.Contains(last, StringComparison.Ordinal): folded[^1] = (char)(last + 1); break;
                case '\uFF9E' when last == 'ウ': folded[^1] = 'ヴ'; break;
                case '\uFF9F' when TakesHalfVoiced.Contains(last, StringComparison.Ordinal): folded[^1] = (char)(last + 2); break;
                default: folded.Append(one); break;
            }
        }
        return folded.ToString().ToLowerInvariant();
    }
}
