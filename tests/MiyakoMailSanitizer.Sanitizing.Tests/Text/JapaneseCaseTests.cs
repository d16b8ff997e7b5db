using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>Every case of <see cref="JapaneseCases"/>.</summary>
public sealed class JapaneseCaseTests
{
    public static TheoryData<string, string, string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string, string, string>();
            foreach (var (group, c) in JapaneseCases.All)
                rows.Add(group, c.Charset, c.Hex, c.Text, c.Codes);
            return rows;
        }
    }

    [Fact]
    public void There_are_enough()
        => Assert.True(JapaneseCases.All.Distinct().Count() >= 400, $"{JapaneseCases.All.Distinct().Count()} cases");

    [Theory]
    [MemberData(nameof(Rows))]
    public void Bytes_give_the_text(string group, string charset, string hex, string text, string codes)
    {
        var decoded = TextDecoder.Decode(Convert.FromHexString(hex), charset, "body");
        Assert.Equal((group, text), (group, decoded.Text));
        Assert.Equal(codes, string.Join(' ', decoded.Findings.Select(f => f.Code)));
        Assert.Equal(codes.Split(' ').Contains("text.mojibake"), decoded.IsPoor);
        // What is delivered is the same but for line ends.
        var clean = TextCleaner.CleanLines(decoded.Text, "body").Text;
        Assert.Null(Rule7.Fault(clean, lines: true));
    }
}
