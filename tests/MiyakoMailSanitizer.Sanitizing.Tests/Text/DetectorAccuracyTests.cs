using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;
using Xunit.Abstractions;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>How often the charset of a string of real words is told without any declaration.</summary>
public sealed class DetectorAccuracyTests(ITestOutputHelper output)
{
    static DetectorAccuracyTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TheoryData<string, int, int, double> Bands
    {
        get
        {
            var rows = new TheoryData<string, int, int, double>();
            foreach (var charset in new[] { "shift_jis", "euc-jp", "iso-2022-jp", "utf-8", "utf-16le", "utf-16be" })
            {
                // Two kanji of UTF-16 are four bytes that may as well be anything else.
                rows.Add(charset, 2, 3, charset.StartsWith("utf-16", StringComparison.Ordinal) ? 0.7 : 0.99);
                rows.Add(charset, 4, 9, 0.95);
                rows.Add(charset, 10, 19, 0.99);
                rows.Add(charset, 20, 40, 0.99);
            }
            return rows;
        }
    }

    [DictionaryTheory]
    [MemberData(nameof(Bands))]
    public void Words_of_a_dictionary_are_told(string charset, int shortest, int longest, double atLeast)
    {
        var tuned = Share(charset, DictionaryWords.Strings(shortest, longest, heldOut: false), out var missed);
        var examples = missed.Take(20).Select(m => $"{m} as {TextDecoder.Decode(Bytes(charset, m), null, "").Charset}");
        output.WriteLine($"{charset} {shortest}-{longest}: tuning half {tuned:P2}; wrong: {string.Join(", ", examples)}");
        var share = Share(charset, DictionaryWords.Strings(shortest, longest, heldOut: true), out _);
        output.WriteLine($"{charset} {shortest}-{longest}: held-out half {share:P2}");
        Assert.True(share >= atLeast, $"{charset}, {shortest} to {longest} characters: {share:P2}");
    }

    /// <summary>Bytes declared as something else, in strings of ten characters and more.</summary>
    [DictionaryTheory]
    [InlineData("shift_jis")]
    [InlineData("euc-jp")]
    [InlineData("iso-2022-jp")]
    [InlineData("utf-8")]
    public void A_wrong_declaration_is_seen_through(string charset)
    {
        string[] declarations =
            ["us-ascii", "iso-8859-1", "utf-8", "windows-1252", "shift_jis", "euc-jp", "iso-2022-jp", "gb2312", "big5", "euc-kr", "koi8-r"];
        foreach (var declared in declarations.Where(d => d != charset && !(charset == "euc-jp" && IsFar(d))))
        {
            foreach (var (shortest, longest, atLeast) in new[] { (4, 9, 0.95), (10, 19, 0.99) })
            {
                var strings = DictionaryWords.Strings(shortest, longest, heldOut: true);
                var wrong = strings.Where(t => TextDecoder.Decode(Bytes(charset, t), declared, "").Text != t).ToList();
                var share = 1 - ((double)wrong.Count / strings.Count);
                output.WriteLine($"{charset} declared {declared}, {shortest}-{longest}: {share:P2}; {string.Join(' ', wrong.Take(5))}");
                Assert.True(share >= atLeast, $"{charset} declared {declared}: {share:P2}");
            }
        }
    }

    /// <summary>Their bytes are those of EUC-JP; who declares them is believed there.</summary>
    private static bool IsFar(string declared) => declared is "gb2312" or "big5" or "euc-kr" or "koi8-r";

    private static double Share(string charset, IReadOnlyList<string> strings, out List<string> wrong)
    {
        wrong = [.. strings.Where(text => TextDecoder.Decode(Bytes(charset, text), null, "").Text != text)];
        return 1 - ((double)wrong.Count / strings.Count);
    }

    private static byte[] Bytes(string charset, string text) => charset switch
    {
        "shift_jis" => Encoding.GetEncoding(932).GetBytes(text),
        "euc-jp" => Encoding.GetEncoding(51932).GetBytes(text),
        "iso-2022-jp" => Encoding.GetEncoding(50220).GetBytes(text),
        "utf-16le" => Encoding.Unicode.GetBytes(text),
        "utf-16be" => Encoding.BigEndianUnicode.GetBytes(text),
        _ => Encoding.UTF8.GetBytes(text),
    };
}
