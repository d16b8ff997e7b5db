using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests.Mail;

/// <summary>Encoded-words, in a subject and in a phrase.</summary>
public class EncodedWordTests
{
    [Theory]
    [InlineData("Hello", null)]
    [InlineData("Hello, world! ?=", null)]
    [InlineData("=?UTF-8?B?5bGx?=", null)]
    [InlineData("=?UTF-8?B?5bGx?= a =?UTF-8?B?5bGx?=", null)]
    [InlineData("=?ISO-2022-JP?B?GyRCOzMbKEI=?=", null)]
    [InlineData("=?UTF-8?B?8J+RqA==?= =?UTF-8?B?4oCN8J+RqQ==?=", null)] // a joiner between words, between pictographs
    [InlineData("=?UTF-8?B?4piA?= =?UTF-8?B?77iP?=", null)] // a variation selector in the next word
    [InlineData("a =?UTF-8?B?77iP?=", null)] // after the space that is shown
    [InlineData("a  b", "header.grammar")]
    [InlineData("a =?", "header.grammar")]
    [InlineData("=?UTF-8?B?5bGx?", "header.grammar")]
    [InlineData("=?UTF-8?B?5bGx?==?UTF-8?B?5bGx?=", "header.grammar")]
    [InlineData("=?UTF-8?B?5bGx?=a", "header.grammar")]
    [InlineData("a=?UTF-8?B?5bGx?=", "header.grammar")]
    [InlineData("=?utf-8?B?5bGx?=", "header.grammar")]
    [InlineData("=?UTF-8?b?5bGx?=", "header.grammar")]
    [InlineData("=?UTF-8?Q?a?=", "header.grammar")]
    [InlineData("=?UTF-8*ja?B?5bGx?=", "header.grammar")]
    [InlineData("=?Shift_JIS?B?jlI=?=", "header.grammar")]
    [InlineData("=?ISO-8859-1?B?5Q==?=", "header.grammar")]
    [InlineData("=?US-ASCII?B?YQ==?=", "header.grammar")]
    [InlineData("=?UTF-8?B??=", "header.grammar")]
    [InlineData("=?UTF-8?B?=", "header.grammar")]
    [InlineData("=?UTF-8?B", "header.grammar")]
    [InlineData("=?", "header.grammar")]
    [InlineData("=?UTF-8?B?5bG?=", "header.grammar")]
    [InlineData("=?UTF-8?B?5bGx=?=", "header.grammar")]
    [InlineData("=?UTF-8?B?YQ?=", "header.grammar")]
    [InlineData("=?UTF-8?B?YR==?=", "header.grammar")] // unused bits
    [InlineData("=?UTF-8?B?YWF=?=", "header.grammar")]
    [InlineData("=?UTF-8?B?YQ==YQ==?=", "header.grammar")]
    [InlineData("=?UTF-8?B?====?=", "header.grammar")]
    [InlineData("=?UTF-8?B?Y===?=", "header.grammar")]
    [InlineData("=?UTF-8?B?YW_h?=", "header.grammar")]
    [InlineData("=?UTF-8?B?5bE=?=", "header.grammar")] // half a character
    [InlineData("=?UTF-8?B?5bE=?= =?UTF-8?B?sQ==?=", "header.grammar")]
    [InlineData("=?UTF-8?B?wIA=?=", "header.grammar")] // overlong NUL
    [InlineData("=?UTF-8?B?7aCA?=", "header.grammar")] // a surrogate
    [InlineData("=?UTF-8?B?DQo=?=", "header.grammar")] // CRLF
    [InlineData("=?UTF-8?B?YQ0KVG86IHhAeQ==?=", "header.grammar")]
    [InlineData("=?UTF-8?B?CQ==?=", "header.grammar")] // TAB
    [InlineData("=?UTF-8?B?AA==?=", "header.grammar")]
    [InlineData("=?UTF-8?B?4oCu?=", "header.grammar")] // U+202E
    [InlineData("=?UTF-8?B?4oCL?=", "header.grammar")] // U+200B
    [InlineData("=?UTF-8?B?77iP?=", "header.grammar")] // a variation selector at the start
    [InlineData("=?UTF-8?B?4piA77iP?= =?UTF-8?B?77iP?=", "header.grammar")] // two of them, in two words
    [InlineData("=?UTF-8?B?4oCN8J+RqQ==?=", "header.grammar")] // a joiner at the start
    [InlineData("=?UTF-8?B?8J+RqOKAjQ==?= a", "header.grammar")] // a joiner before a space
    [InlineData("=?ISO-2022-JP?B?GyRCOzM=?=", "header.grammar")] // ends in JIS X 0208
    [InlineData("=?ISO-2022-JP?B?GyRCOxsoQg==?=", "header.grammar")] // half a character
    public void Subjects(string value, string? rule)
    {
        Verdict.Is(CanonicalSample.WithField("Subject: " + value), rule);
        if (value.Split(' ').All(word => word.StartsWith("=?", StringComparison.Ordinal)))
            Verdict.Is(CanonicalSample.WithField($"To: {value} <a@b>"), rule);
    }

    [Theory]
    [InlineData(45, null)] // 60 characters of base64: a word of 72
    [InlineData(46, "header.grammar")] // 64, 76
    [InlineData(48, "header.grammar")]
    [InlineData(600, "header.grammar")]
    public void A_word_has_75_characters_at_the_most(int bytes, string? rule)
        => Verdict.Is(CanonicalSample.WithSubject(Encoding.ASCII.GetBytes(new string('a', bytes))), rule);
}
