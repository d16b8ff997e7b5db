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
        output.WriteLine($"{charset} {shortest}-{longest}: tuning half {tuned:P2}; wrong: {string.Join(' ', missed.Take(60).Select(m => m + "=" + TextDecoder.Decode(Bytes(charset, m), null, "").Charset))}");
        var share = Share(charset, DictionaryWords.Strings(shortest, longest, heldOut: true), out _);
        output.WriteLine($"{charset} {shortest}-{longest}: held-out half {share:P2}");
        Assert.True(share >= atLeast, $"{charset}, {shortest} to {longest} characters: {share:P2}");
    }

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
