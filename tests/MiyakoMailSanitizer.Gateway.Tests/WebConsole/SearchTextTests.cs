using MiyakoMailSanitizer.Gateway.WebConsole.Cases;

namespace MiyakoMailSanitizer.Gateway.Tests.WebConsole;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("ＡＢＣ－１２３", "abc-123")]
    [InlineData("ﾐﾔｺ市　ｶﾞﾊﾟｳﾞ", "ミヤコ市 ガパヴ")]
    [InlineData("Ünïcode", "ünïcode")]
    [InlineData("ﾞﾟ", "ﾞﾟ")]
    public void Widths_and_cases_are_the_same(string text, string expected) => Assert.Equal(expected, SearchText.Fold(text));
}
