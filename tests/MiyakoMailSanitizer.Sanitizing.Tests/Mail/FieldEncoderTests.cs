using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

public sealed class FieldEncoderTests
{
    [Theory]
    [InlineData("plain words", "plain words")]
    [InlineData("日本", "=?UTF-8?B?5pel5pys?=")]
    [InlineData("=?x", "=?UTF-8?B?PT94?=")]
    [InlineData("=?utf-8?q?x?=", "=?UTF-8?B?PSA/dXRmLTg/cT94Pz0=?=")] // = ?utf-8?q?x?=
    public void Text_is_written(string text, string expected) => Assert.Equal(expected, string.Join(' ', FieldEncoder.Text(text, OutputCharset.Utf8)));

    [Theory]
    [InlineData("日本", "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=")]
    [InlineData("①", "=?UTF-8?B?4pGg?=")] // has no place in ISO-2022-JP
    public void Japanese_charset_is_used_where_it_can(string text, string expected)
        => Assert.Equal(expected, string.Join(' ', FieldEncoder.Text(text, OutputCharset.Iso2022Jp)));

    [Theory]
    [InlineData("か\u3099")]
    [InlineData("e\u0301\u0323")]
    [InlineData("👍🏽")]
    [InlineData("葛\U000E0100")]
    [InlineData("👨\u200D👩\u200D👧")]
    [InlineData("❤\uFE0F")]
    [InlineData("𠮷")]
    [InlineData("🎌")]
    public void Each_word_holds_whole_characters(string character)
    {
        var words = FieldEncoder.Text(string.Concat(Enumerable.Repeat(character, 100)), OutputCharset.Utf8);
        Assert.All(words, word =>
        {
            Assert.InRange(word.Length, 12, 75);
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(word["=?UTF-8?B?".Length..^2]));
            Assert.Equal("", text.Replace(character, "", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_heap_of_marks_comes_apart_rather_than_make_a_long_word()
        => Assert.All(FieldEncoder.Text("か" + new string('\u3099', 500), OutputCharset.Utf8), w => Assert.InRange(w.Length, 12, 75));
}
