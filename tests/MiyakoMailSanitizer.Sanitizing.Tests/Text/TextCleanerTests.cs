using CsCheck;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>What comes out obeys rule 7 of the canonical message; what is clean stays the same object.</summary>
public sealed class TextCleanerTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain\n\ttext\n")]
    [InlineData("日本語、カナ。ﾊﾝｶｸ 　\n１２３")]
    [InlineData("葛\U000E0100城市と葛\uFE00城")]
    [InlineData("か\u3099 NFD stays, e\u0301 too")]
    [InlineData("👨\u200D👩\u200D👧 👍🏽 ❤\uFE0F\u200D🔥 🏳\uFE0F\u200D🌈 𠮷野家")]
    [InlineData("\uE000\uF8FF private use, \uFFFD, \uFFFC")]
    public void Clean_text_is_the_same_object(string text)
    {
        var clean = TextCleaner.CleanLines(text, "body");
        Assert.Same(text, clean.Text);
        Assert.Empty(clean.Findings);
    }

    [Theory]
    [InlineData("a\r\nb\rc\nd\u0085e\u2028f\u2029g\fh\vi", "a\nb\nc\nd\ne\nf\ng\nh\ni", "")]
    [InlineData("a\r\n\r\nb\n\rc", "a\n\nb\n\nc", "")]
    [InlineData("\uFEFFtext", "text", "text.zero-width")]
    [InlineData("soft\u00ADhyphen \u200Bzw\u200Cnj\u2060", "softhyphen zwnj", "text.zero-width")]
    [InlineData("x\u180B\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0\uFFF9\uFFFA\uFFFBy", "xy", "text.zero-width")]
    [InlineData("x\u180F\U0001BCA0\U0001BCA3\U0001D173\U0001D17Ay", "xy", "text.zero-width")]
    [InlineData("a\u2800\u2800b\u2801", "a  b\u2801", "text.zero-width")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe", "text.bidi")]
    [InlineData("\u2066a\u2069\u200E\u200F\u061C", "a", "text.bidi")]
    [InlineData("a\0b\u0001c\u007Fd\u009Be", "abcde", "text.control")]
    [InlineData("\e[31mred\e[0m \e[1;4Hx", "red x", "text.control")]
    [InlineData("\e$B%F%9%H\e(B", "%F%9%H", "text.control")]
    [InlineData("\e]0;title\aok", "ok", "text.control")]
    [InlineData("\e]0;no end\nok", "]0;no end\nok", "text.control")]
    [InlineData("\eあ\e", "あ", "text.control")]
    [InlineData("\e\e[0m[1m", "[1m", "text.control")]
    [InlineData("\uFFFE\uFFFF\uFDD0", "\uFFFD\uFFFD\uFFFD", "text.control")]
    [InlineData("tag\U000E0041\U000E007F!", "tag!", "text.tag-characters")]
    [InlineData("a\u200Db", "ab", "text.zero-width")]
    [InlineData("👨\u200D", "👨", "text.zero-width")]
    [InlineData("👨\u200D\u200B👩", "👨👩", "text.zero-width")]
    [InlineData("\uFE0Fa\n\uFE0Fb\uFE0F\uFE0F", "a\nb\uFE0F", "text.zero-width")]
    [InlineData("a\u200B\n\u200B\uFE0Fb", "a\nb", "text.zero-width")]
    [InlineData("葛\U000E0100\U000E0101", "葛\U000E0100", "text.zero-width")]
    public void Lines(string text, string expected, string codes)
    {
        var clean = TextCleaner.CleanLines(text, "body");
        Assert.Equal(expected, clean.Text);
        Assert.Equal(codes, string.Join(' ', clean.Findings.Select(f => f.Code)));
        Assert.All(clean.Findings, f => Assert.Equal("body", f.Where));
    }

    [Fact]
    public void Lone_surrogates_are_shown()
    {
        var clean = TextCleaner.CleanLines("a\uD800b\uDC00\uD83D", "");
        Assert.Equal("a\uFFFDb\uFFFD\uFFFD", clean.Text);
        Assert.Equal("text.surrogate", Assert.Single(clean.Findings).Code);
    }

    [Theory]
    [InlineData("a\tb\r\nc\nd\u2028e", "a b c d e")]
    [InlineData("件名\tです", "件名 です")]
    [InlineData(" kept ", " kept ")]
    public void A_line(string text, string expected)
    {
        Assert.Equal(expected, TextCleaner.CleanLine(text, "").Text);
        Assert.Empty(TextCleaner.CleanLine(text, "").Findings);
    }

    [Fact]
    public void Details_count_and_name_the_characters()
    {
        var finding = Assert.Single(TextCleaner.CleanLines("\u202E\u202Ea\u200F", "body").Findings);
        Assert.Equal("3 bidi controls removed: U+200F, U+202E x 2", finding.Detail);
        var tenKinds = string.Concat(Enumerable.Range(1, 8).Concat([0x0E, 0x0F]).Select(c => (char)c));
        var many = Assert.Single(TextCleaner.CleanLines(tenKinds, "").Findings);
        Assert.EndsWith("U+0008, and others", many.Detail);
    }

    [Fact]
    public void Each_code_point_alone_obeys()
    {
        for (var codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            var text = codePoint is >= 0xD800 and <= 0xDFFF ? ((char)codePoint).ToString() : char.ConvertFromUtf32(codePoint);
            var lines = TextCleaner.CleanLines(text, "").Text;
            if (codePoint >= 0x20000 && lines == text && Rule7Allows(codePoint))
                continue;
            Assert.Null(Rule7.Fault(lines, lines: true));
            Assert.Null(Rule7.Fault(TextCleaner.CleanLine("x" + text, "").Text, lines: false));
        }

        static bool Rule7Allows(int codePoint) => codePoint >> 16 != 0xE;
    }

    [Fact]
    public void Nothing_else_is_lost()
    {
        for (var c = 0x20; c < 0xFFFE; c++)
        {
            var text = $"x{(char)c}y";
            if (!char.IsSurrogate((char)c) && c is not (>= 0xFDD0 and <= 0xFDEF) && c != '\t' && Rule7.Fault(text, lines: true) is null)
                Assert.Same(text, TextCleaner.CleanLines(text, "").Text);
        }
    }

    private static readonly string[] Pieces =
    [
        "\r", "\n", "\r\n", "\t", "\e", "[", "0m", "\e[", "$B", "(B", "]", "\a", "\0", "\u0085", "\u009B", "\u200D", "\uFE0F",
        "\uFE00", "\U000E0100", "\U000E0041", "👨", "👩", "🏽", "❤", "→", "\uD800", "\uDC00", "\uD83D", "\u202E", "\u200B", "\uFEFF",
        "\uFFFE", "あ", "が", "か\u3099", "a", " ", "\u2028", "葛", "𠮷", "ﾊﾟ", ".", "/", "\\", ":", ".exe", ".txt", "．ｔｘｔ", "CON",
        "\u3000", "\u0301",
        "_", "..", "?", "*", "\"", "<",
    ];

    /// <summary>Pieces that matter, in any order.</summary>
    internal static Gen<string> Hostile { get; } = Gen.OneOf(
        Gen.OneOf(Pieces.Select(Gen.Const).ToArray()),
        Gen.Char.Select(c => c.ToString()),
        Gen.Int[0x10000, 0x10FFFF].Select(char.ConvertFromUtf32)).Array[0, 40].Select(string.Concat);

    [Fact]
    public void Output_obeys_and_cleaning_twice_changes_nothing()
        => Hostile.Sample(
            text =>
            {
                var lines = TextCleaner.CleanLines(text, "").Text;
                var line = TextCleaner.CleanLine(text, "").Text;
                Assert.Null(Rule7.Fault(lines, lines: true));
                Assert.Null(Rule7.Fault(line, lines: false));
                Assert.Same(lines, TextCleaner.CleanLines(lines, "").Text);
                Assert.Same(line, TextCleaner.CleanLine(line, "").Text);
            },
            iter: 10_000);

    [Theory]
    [InlineData("\e[")]
    [InlineData("\e]x")]
    [InlineData("\e[000000000000000000000000000000000000")]
    [InlineData("👨\u200D")]
    [InlineData("\u202E")]
    [InlineData("\uD800")]
    public void Half_a_million_characters_of_it_are_no_matter(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 500_000 / piece.Length));
        var clean = TextCleaner.CleanLines(text, "");
        Assert.Null(Rule7.Fault(clean.Text, lines: true));
        Assert.InRange(clean.Findings.Sum(f => f.Detail.Length), 0, 400);
    }
}
