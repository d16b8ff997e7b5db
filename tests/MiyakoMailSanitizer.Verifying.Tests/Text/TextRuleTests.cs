using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests.Text;

/// <summary>Rule 7: which characters, asked of every code point through the public surface.</summary>
public class TextRuleTests
{
    /// <summary>The list as people agreed on it, written down once more.</summary>
    private const string NeverAllowed = """
        0000-0008 000B-000C 000E-001F 007F-009F 00AD 034F 061C 115F-1160 17B4-17B5 180B-180F 200B-200C 200E-200F 2028-202E 2060-206F 2800 3164
        FDD0-FDEF FEFF FFA0 FFF9-FFFB FFFE-FFFF 1BCA0-1BCA3 1D173-1D17A 1FFFE-1FFFF 2FFFE-2FFFF 3FFFE-3FFFF 4FFFE-4FFFF 5FFFE-5FFFF 6FFFE-6FFFF 7FFFE-7FFFF
        8FFFE-8FFFF 9FFFE-9FFFF AFFFE-AFFFF BFFFE-BFFFF CFFFE-CFFFF DFFFE-DFFFF E0000-E007F EFFFE-EFFFF FFFFE-FFFFF 10FFFE-10FFFF
        """;

    private static readonly HashSet<int> Forbidden = [.. Ranges(NeverAllowed)];

    /// <summary>Each of these decides by its neighbours; own tests below.</summary>
    private static readonly HashSet<int> ByPlace = [.. Ranges("000A 000D 200D FE00-FE0F E0100-E01EF")];

    [Fact]
    public void Every_code_point_alone()
    {
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (value is >= 0xD800 and <= 0xDFFF || ByPlace.Contains(value))
                continue;
            var passes = PassesAsFile($"a{char.ConvertFromUtf32(value)}b");
            if (passes == Forbidden.Contains(value))
                Assert.Fail($"U+{value:X4} {(passes ? "passes" : "is refused")}");
        }
    }

    [Fact]
    public void Allowed_code_points_of_the_first_plane_pass_in_a_subject()
    {
        for (var value = 0x20; value <= 0xFFFF; value += 7)
        {
            if (!char.IsSurrogate((char)value) && !ByPlace.Contains(value))
                Assert.Equal(!Forbidden.Contains(value), PassesAsSubject($"a{(char)value}b"));
        }

    }

    [Theory]
    [InlineData("a\r\nb\r\n", true)]
    [InlineData("\r\n\r\n", true)]
    [InlineData("\tTAB\t", true)]
    [InlineData("\r", false)]
    [InlineData("\n", false)]
    [InlineData("a\r", false)]
    [InlineData("a\n", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\rb", false)]
    [InlineData("\n\r", false)]
    [InlineData("a\r\r\nb", false)]
    [InlineData("a\r\n\nb", false)]
    [InlineData("a\n\r\nb", false)]
    [InlineData("a\u2028b", false)]
    [InlineData("a\u2029b", false)]
    [InlineData("a\u0085b", false)]
    [InlineData("", true)]
    public void Line_ends(string text, bool passes)
    {
        Assert.Equal(passes, PassesAsFile(text));
        Assert.False(text.Length > 0 && PassesAsSubject(text));
    }

    [Theory]
    [InlineData("👨\u200D👩\u200D👧", true)]
    [InlineData("🏳\uFE0F\u200D🌈", true)]
    [InlineData("👩🏽\u200D⚕\uFE0F", true)]
    [InlineData("☀\u200D☀", true)]
    [InlineData("\u200D👩", false)]
    [InlineData("👩\u200D", false)]
    [InlineData("a\u200D👩", false)]
    [InlineData("👩\u200Da", false)]
    [InlineData("👩\u200D\u200D👩", false)]
    [InlineData("👩\u200D\uFE0F", false)]
    [InlineData("क्\u200Dष", false)]
    [InlineData("\r\n\u200D👩", false)]
    [InlineData("👩\u200D\r\n👩", false)]
    [InlineData("☀\uFE0F", true)]
    [InlineData("1\uFE0F\u20E3", true)]
    [InlineData("葛\U000E0100", true)]
    [InlineData("a\uFE00", true)]
    [InlineData(" \uFE0F", true)]
    [InlineData("\uFE0F", false)]
    [InlineData("\U000E0100", false)]
    [InlineData("a\r\n\uFE0F", false)]
    [InlineData("☀\uFE0F\uFE0F", false)]
    [InlineData("葛\U000E0100\U000E0101", false)]
    [InlineData("葛\uFE00\U000E0101", false)]
    [InlineData("葛\U000E01F0", true)] // not assigned, but no variation selector
    [InlineData("\U0001FAFF\u200D\U0001F000", true)]
    [InlineData("\U0001FB00\u200D\U0001F000", false)]
    [InlineData("\U0001FAFF\u200D\U0001EFFF", false)]
    [InlineData("\u2190\u200D\u2BFF", true)]
    [InlineData("\u218F\u200D\u2BFF", false)]
    [InlineData("\u2190\u200D\u2C00", false)]
    public void Joiners_and_selectors(string text, bool passes)
    {
        Assert.Equal(passes, PassesAsFile(text));
        Assert.Equal(passes && !text.Contains('\r', StringComparison.Ordinal), PassesAsSubject(text));
    }

    public static TheoryData<byte[]> NoUtf8() =>
    [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE3, 0x81],
        [0xE3, 0x41, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE],
        [0xFF], [0xFF, 0xFE], [0xFE, 0xFF], [0x93, 0xFA, 0x96, 0x7B],
    ];

    [Theory]
    [MemberData(nameof(NoUtf8))]
    public void What_is_no_utf8(byte[] bytes)
    {
        foreach (var file in new byte[][] { bytes, [0x41, .. bytes, 0x41] })
            Assert.Equal("text.charset", MessageVerifier.VerifyFile("text/plain", "a.txt", file).Faults.Single().Rule);
        Verdict.Refuses(CanonicalSample.Single(Convert.ToBase64String(bytes) + "\r\n", "base64"), "text.charset");
        Verdict.Refuses(CanonicalSample.WithSubject(bytes), "header.grammar");
    }

    private static bool PassesAsFile(string text) => MessageVerifier.VerifyFile("text/plain", "a.txt", Encoding.UTF8.GetBytes(text)).Passed;

    private static bool PassesAsSubject(string text) => Verdict.Of(CanonicalSample.WithSubject(Encoding.UTF8.GetBytes(text))).Passed;

    private static IEnumerable<int> Ranges(string list)
    {
        foreach (var range in list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-').Select(end => Convert.ToInt32(end, 16)).ToList();
            for (var value = ends[0]; value <= ends[^1]; value++)
                yield return value;
        }
    }
}
