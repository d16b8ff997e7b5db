using CsCheck;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Rules;

public sealed class GlobTests
{
    private static readonly Gen<string> Pattern = Gen.Char["ab*?"].Array[1, 8].Select(c => new string(c));
    private static readonly Gen<string> Text = Gen.Char["ab"].Array[0, 9].Select(c => new string(c));

    [Fact]
    public void It_matches_as_the_plain_definition_says()
        => Gen.Select(Pattern, Text).Sample((p, t) => new Glob(p).Matches(t) == Reference(p, t), iter: 50_000);

    [Fact]
    public void What_a_pattern_covers_it_matches()
        => Gen.Select(Pattern, Pattern, Text).Sample(
            (wide, narrow, t) => !new Glob(wide).Covers(new(narrow)) || !Reference(narrow, t) || Reference(wide, t), iter: 50_000);

    [Fact]
    public void It_covers_itself_and_star_covers_all()
        => Pattern.Sample(p => new Glob(p).Covers(new(p)) && new Glob("*").Covers(new(p)));

    [Theory]
    [InlineData("*.exe", "SETUP.EXE", true)]
    [InlineData("é?", "ÉX", true)]
    [InlineData("[ab]", "a", false)]
    [InlineData("[ab]", "[AB]", true)]
    [InlineData("a.b", "axb", false)]
    [InlineData("**", "", true)]
    [InlineData("?", "", false)]
    public void Examples(string pattern, string text, bool expected) => Assert.Equal(expected, new Glob(pattern).Matches(text));

    [Theory]
    [InlineData("*.doc?", "x*.docm", true)]
    [InlineData("*.doc?", "*.doc", false)]
    [InlineData("a?c", "a*c", false)]
    [InlineData("a*c", "a?c", true)]
    [InlineData("*@*.jp", "*@a.*.jp", true)]
    [InlineData("*@a.jp", "*@*.jp", false)]
    public void Cover_examples(string wide, string narrow, bool expected) => Assert.Equal(expected, new Glob(wide).Covers(new(narrow)));

    [Fact]
    public void Patterns_have_a_length()
    {
        Assert.Throws<ArgumentException>(() => new Glob(""));
        Assert.Throws<ArgumentException>(() => new Glob(new string('a', Glob.MaxLength + 1)));
        Assert.True(new Glob(new string('*', Glob.MaxLength)).Matches("a"));
    }

    /// <summary>A table of all prefixes of both: slow and plain.</summary>
    private static bool Reference(string pattern, string text)
    {
        var fits = new bool[pattern.Length + 1, text.Length + 1];
        fits[0, 0] = true;
        for (var p = 1; p <= pattern.Length; p++)
        {
            fits[p, 0] = fits[p - 1, 0] && pattern[p - 1] == '*';
            for (var t = 1; t <= text.Length; t++)
            {
                fits[p, t] = pattern[p - 1] == '*'
                    ? fits[p - 1, t] || fits[p, t - 1]
                    : fits[p - 1, t - 1] && (pattern[p - 1] == '?' || pattern[p - 1] == text[t - 1]);
            }
        }

        return fits[pattern.Length, text.Length];
    }
}
