using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>ISO-2022-JP output for old groupware.</summary>
public sealed class JapaneseEncoderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text ~\\", "plain text ~\\")]
    [InlineData("日本", "\e$BF|K\\\e(B")]
    [InlineData("a日b", "a\e$BF|\e(Bb")]
    [InlineData("日\r\n本", "\e$BF|\e(B\r\n\e$BK\\\e(B")]
    [InlineData("日 本\t", "\e$BF|\e(B \e$BK\\\e(B\t")]
    [InlineData("〜～", "\e$B!A!A\e(B")]
    [InlineData("−－", "\e$B!]!]\e(B")]
    [InlineData("‖∥", "\e$B!B!B\e(B")]
    [InlineData("¢£¬￠￡￢", "\e$B!q!r\"L!q!r\"L\e(B")]
    [InlineData("—―", "\e$B!=!=\e(B")]
    [InlineData("ｶﾞｷﾞﾊﾟｱﾞｳﾞ｡", "\e$B%,%.%Q%\"!+%t!#\e(B")]
    [InlineData("ﾞﾟｰ", "\e$B!+!,!<\e(B")]
    public void Encodes(string text, string expected)
    {
        Assert.True(JapaneseEncoder.TryEncodeIso2022Jp(text, out var bytes));
        Assert.Equal(expected, Encoding.ASCII.GetString(bytes));
    }

    [Theory]
    [InlineData("①")]
    [InlineData("㈱")]
    [InlineData("髙")]
    [InlineData("﨑")]
    [InlineData("😀")]
    [InlineData("é")]
    [InlineData("a\eb")]
    [InlineData("\u000E")]
    [InlineData("\0")]
    [InlineData("\u007F")]
    [InlineData("한")]
    [InlineData("\uD800")]
    [InlineData("\uFFFD")]
    public void Refuses(string text)
    {
        Assert.False(JapaneseEncoder.TryEncodeIso2022Jp("日本" + text, out var bytes));
        Assert.Null(bytes);
    }

    [Fact]
    public void Every_character_of_the_standard_comes_back()
    {
        var characters = 0;
        for (var row = 0x21; row <= 0x74; row++)
        {
            for (var cell = 0x21; cell <= 0x7E; cell++)
            {
                byte[] bytes = [0x1B, (byte)'$', (byte)'B', (byte)row, (byte)cell, 0x1B, (byte)'(', (byte)'B'];
                var text = TextDecoder.Decode(bytes, "iso-2022-jp", "").Text;
                if (text.Contains('\uFFFD') || row is >= 0x29 and <= 0x2F)
                    continue;
                characters++;
                Assert.True(JapaneseEncoder.TryEncodeIso2022Jp(text, out var encoded), text);
                Assert.Equal(bytes, encoded);
            }
        }
        // JIS X 0208: 524 non-kanji and 6,355 kanji.
        Assert.Equal(6_879, characters);
    }
}
