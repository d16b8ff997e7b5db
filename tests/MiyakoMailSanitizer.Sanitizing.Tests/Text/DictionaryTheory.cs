using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>A theory over the words of a Japanese dictionary, which is no part of the project.</summary>
public sealed class DictionaryTheoryAttribute : TheoryAttribute
{
    public DictionaryTheoryAttribute()
    {
        if (!Directory.Exists(DictionaryWords.Folder))
            Skip = $"the dictionary is absent: no {DictionaryWords.Folder} (Debian package mecab-ipadic)";
    }
}

/// <summary>
/// Strings of real Japanese words: those of the dictionary alone, and joined as phrases. The words are split in two halves by a hash, so
/// that what the model was tuned on is never what it is measured by.
/// </summary>
internal static class DictionaryWords
{
    public const string Folder = "/usr/share/mecab/dic/ipadic";

    private const int PerBand = 2_500;

    private static readonly string[] Files =
    [
        "Noun.csv", "Noun.verbal.csv", "Noun.adjv.csv", "Noun.adverbal.csv", "Noun.name.csv", "Noun.place.csv", "Noun.org.csv",
        "Noun.proper.csv", "Adverb.csv", "Conjunction.csv", "Verb.csv", "Adj.csv",
    ];

    private static readonly string[] Joints = ["の", "と", "を", "は", "、", "に", "が", "で", "・", "も", "から", "について", " ", "／"];

    private static readonly Lazy<Dictionary<bool, string[]>> Halves = new(Read);

    /// <summary>10,000 different strings, 2,500 for each band of lengths, of the half that is asked for.</summary>
    public static IReadOnlyList<string> Strings(int shortest, int longest, bool heldOut)
    {
        var words = Halves.Value[heldOut];
        var random = new Random(20_261_123 + shortest);
        var strings = new HashSet<string>(StringComparer.Ordinal);
        while (strings.Count < PerBand)
        {
            var text = words[random.Next(words.Length)];
            while (text.Length < shortest)
                text += (shortest < 10 ? "" : Joints[random.Next(Joints.Length)]) + words[random.Next(words.Length)];
            if (text.Length <= longest)
                strings.Add(text);
        }
        return [.. strings];
    }

    private static Dictionary<bool, string[]> Read()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var euc = Encoding.GetEncoding(51932);
        return Files
            .SelectMany(file => File.ReadLines(Path.Combine(Folder, file), euc))
            .Select(line => line[..line.IndexOf(',', StringComparison.Ordinal)])
            .Where(word => word.Length is >= 2 and <= 40 && word.Any(c => c >= 0x3041) && euc.GetString(euc.GetBytes(word)) == word)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .GroupBy(IsHeldOut)
            .ToDictionary(half => half.Key, half => half.ToArray());
    }

    /// <summary>FNV-1a, so that the halves are the same everywhere.</summary>
    private static bool IsHeldOut(string word) => (word.Aggregate(2_166_136_261u, (hash, c) => (hash ^ c) * 16_777_619) >> 16 & 1) == 1;
}
