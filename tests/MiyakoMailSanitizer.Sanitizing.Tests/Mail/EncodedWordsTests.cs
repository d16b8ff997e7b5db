using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

public sealed class EncodedWordsTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("=?UTF-8?B?5pel5pys?=", "日本")]
    [InlineData("=?utf-8?q?=E6=97=A5_=E6=9C=AC?=", "日 本")]
    [InlineData("=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本")]
    [InlineData("=?ISO-2022-JP?B?GyRCRnxLXA?=", "日本")] // no final escape, no padding
    [InlineData("=?Shift_JIS?B?k/qWew==?=", "日本")]
    [InlineData("=?windows-31j?B?h0A=?=", "①")]
    [InlineData("=?UTF-8?B?5pel?= =?UTF-8?B?5pys?=", "日本")]
    [InlineData("=?UTF-8?B?5pel?=  \t =?UTF-8?B?5pys?=", "日本")]
    [InlineData("=?UTF-8?B?5pel5g==?= =?UTF-8?B?nKw=?=", "日本")] // split within a character
    [InlineData("=?UTF-8?B?5pel?= and =?UTF-8?B?5pys?=", "日 and 本")]
    [InlineData("Re: =?UTF-8?B?5pel?=x", "Re: 日x")]
    [InlineData("=?UTF-8*ja?B?5pel?=", "日")]
    [InlineData("=?UTF-8?B?5p el?=", "日")] // white space within
    [InlineData("=?UTF-8?X?abc?=", "=?UTF-8?X?abc?=")]
    [InlineData("=??B?abc?=", "=??B?abc?=")]
    [InlineData("=?UTF-8?B?5pel", "=?UTF-8?B?5pel")]
    [InlineData("=?=?=?=?", "=?=?=?=?")]
    [InlineData("a =? b ?= c", "a =? b ?= c")]
    [InlineData("=?utf-8?Q?a?b?=", "a?b")]
    [InlineData("=?utf-8?Q?100=?=", "100=")]
    [InlineData("=?utf-8?B??=", "")]
    public void Says_what_was_meant(string value, string expected) => Assert.Equal(expected, Decode(value));

    [Fact]
    public void Time_is_linear_in_broken_words()
    {
        // Each "=?" that could begin a word looks no further than a charset's length; a million of them end at once.
        var hostile = string.Concat(Enumerable.Repeat("=?a?b?", 100_000)) + "?=";
        Assert.NotNull(Decode(hostile));
    }

    [Fact]
    public void Raw_bytes_are_read_by_their_charset()
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        Assert.Equal("お見積もりの件", EncodedWords.Unfold(Iso2022("お見積もりの件"), "Subject", findings));
        Assert.Equal("a b", EncodedWords.Unfold("a\r\n b"u8, "Subject", findings));
        Assert.Equal("日本", EncodedWords.Unfold("日本"u8, "Subject", findings));
    }

    private static byte[] Iso2022(string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(50220).GetBytes(text);
    }

    private static string Decode(string value) => EncodedWords.Decode(value, "Subject", ImmutableArray.CreateBuilder<Finding>());
}
