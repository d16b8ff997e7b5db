using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

/// <summary>Values of unstructured fields in, as <see cref="HeaderBytes"/> writes them; what was meant out.</summary>
public sealed class EncodedWordsTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("=?UTF-8?B?5pel5pys?=", "日本")]
    [InlineData("=?utf-8?q?=E6=97=A5_=E6=9C=AC?=", "日 本")]
    [InlineData("=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本")]
    [InlineData("=?Shift_JIS?B?k/qWew==?=", "日本")]
    [InlineData("=?windows-31j?B?h0A=?=", "①")]
    [InlineData("{w:euc-jp:B:議会事務局}", "議会事務局")]
    [InlineData("{w:utf-8:b:日本}", "日本")]
    [InlineData("{w:iso-2022-jp:Q:日程調整}", "日程調整")]
    [InlineData("{w:shift_jis:q:能登半島}", "能登半島")]
    [InlineData("{w:cp932:B:日本}", "日本")] // the bytes are UTF-8
    [InlineData("=?iso-2022-jp-ms?B?GyRCfGIbKEI=?=", "髙")]
    // White space between words (RFC 2047 §6.2).
    [InlineData("=?UTF-8?B?5pel?= =?UTF-8?B?5pys?=", "日本")]
    [InlineData("=?UTF-8?B?5pel?=  \t =?UTF-8?B?5pys?=", "日本")]
    [InlineData("=?UTF-8?B?5pel?=\r\n =?UTF-8?B?5pys?=\r\n\t=?UTF-8?B?5pel?=", "日本日")]
    [InlineData("=?UTF-8?B?5pel?==?UTF-8?B?5pys?=", "日本")]
    [InlineData("=?UTF-8?B?5pel?= and =?UTF-8?B?5pys?=", "日 and 本")]
    [InlineData("Re: =?UTF-8?B?5pel?=x", "Re: 日x")]
    [InlineData("[ml:00123] {w:iso-2022-jp:B:お知らせ} (2)", "[ml:00123] お知らせ (2)")]
    [InlineData("Re: {w:utf-8:B:件名} {w:utf-8:Q: }Fwd", "Re: 件名 Fwd")]
    [InlineData("{w:utf-8:B:日}{w:iso-2022-jp:B:本}", "日本")]
    [InlineData("{w:utf-8:B:日} {w:shift_jis:B:本}\r\n {w:euc-jp:Q:語}", "日本語")]
    // Cut within a character, a group of base64, an escape of Q, an escape sequence.
    [InlineData("=?UTF-8?B?5pel5g==?= =?UTF-8?B?nKw=?=", "日本")]
    [InlineData("=?UTF-8?B?5pel5g?= =?UTF-8?B?nKw?=", "日本")]
    [InlineData("=?UTF-8?Q?=E6=97?= =?UTF-8?Q?=A5=E6=9C=AC?=", "日本")]
    [InlineData("=?UTF-8?Q?=E6=97=A?= =?UTF-8?Q?5=E6=9C=AC?=", "日本")]
    [InlineData("=?UTF-8?Q?=E6=97=?= =?UTF-8?Q?A5=E6=9C=AC?=", "日本")]
    [InlineData("=?UTF-8?B?5pel5?= =?UTF-8?B?pys?=", "日本")]
    [InlineData("=?UTF-8?B?5pel5pys6Kqe5?=\r\n =?UTF-8?B?paH?=", "日本語文")]
    [InlineData("=?UTF-8?B?8KC?= =?UTF-8?B?utw==?=", "𠮷")]
    [InlineData("=?UTF-8?B?8J8=?= =?UTF-8?B?jow=?=", "🎌")]
    [InlineData("=?UTF-8?B?8A==?= =?UTF-8?Q?=9F=8E?= =?UTF-8?B?jA==?=", "🎌")]
    [InlineData("=?utf-8?B?5pc=?= =?UTF8?B?pQ==?=", "日")]
    [InlineData("=?Shift_JIS?B?k/qW?= =?x-sjis?B?ew==?=", "日本")]
    [InlineData("=?Shift_JIS?Q?=93=FA=96?= =?Shift_JIS?Q?{?=", "日本")]
    [InlineData("=?iso-8859-1?B?5pc=?= =?utf-8?B?pQ==?=", "日")]
    [InlineData("=?ISO-2022-JP?B?GyRCRnxLXA?=", "日本")] // no final escape, no padding
    [InlineData("=?ISO-2022-JP?B?GyRCRnw=?= =?ISO-2022-JP?B?S1wbKEI=?=", "日本")] // the state goes on
    [InlineData("=?ISO-2022-JP?B?GyRCRnxL?= =?ISO-2022-JP?B?XBsoQg==?=", "日本")] // in the middle of a pair
    [InlineData("=?ISO-2022-JP?B?GyRCRnw=?= =?ISO-2022-JP?B?GyRCS1w=?=", "日本")]
    [InlineData("=?ISO-2022-JP?B?GyRCMkE1RDtxTkE=?= =?ISO-2022-JP?Q?_plan_B?=", "価議資料 plan B")] // the state does not go on
    // Broken words.
    [InlineData("=?UTF-8*ja?B?5pel?=", "日")]
    [InlineData("=?UTF-8?B?5p el?=", "日")]
    [InlineData("=?UTF-8?B?5p\r\n\tel?=", "日")]
    [InlineData("=?UTF-8?Q?=E6=97\r\n =A5?=", "日")]
    [InlineData("=?UTF-8?Q?Hello World?=", "Hello World")]
    [InlineData("=?UTF-8?B?5pel5pys====?=", "日本")]
    [InlineData("=?UTF-8?B?5pel!5pys?=", "日本")]
    [InlineData("=?UTF-8?B?5pel5pys", "日本")]
    [InlineData("=?UTF-8?B?5pel5pys?", "日本")]
    [InlineData("=?UTF-8?B?5pel5pys==", "日本")]
    [InlineData("=?UTF-8?Q?=E6=97=A5 x", "日 x")]
    [InlineData("=?UTF-8?B?5pel=?UTF-8?B?5pys?=", "日本")]
    [InlineData("=?UTF-8?B?5pel\r\n =?UTF-8?B?5pys?=", "日本")]
    [InlineData("=?\"utf-8\"?B?5pel?=", "日")]
    [InlineData("=?x-unknown?B?5pel5pys6Kqe?=", "日本語")]
    [InlineData("=?us-ascii?B?5pel5pys6Kqe?=", "日本語")]
    [InlineData("=?utf-8?B?k/qWe4zqgsyMj5a8?=", "日本語の件名")] // Shift_JIS
    [InlineData("=?iso-8859-1?Q?=E6=97=A5=E6=9C=AC=E8=AA=9E?=", "日本語")]
    [InlineData("=?UTF-8?B?GyRCRnxLXBsoQg==?=", "日本")] // ISO-2022-JP
    [InlineData("=?UTF-8?X?abc?=", "=?UTF-8?X?abc?=")]
    [InlineData("=??B?abc?=", "=??B?abc?=")]
    [InlineData("=?UTF-8?B?5pe", "=?UTF-8?B?5pe")]
    [InlineData("=?nothing?B?5pel5pys", "=?nothing?B?5pel5pys")]
    [InlineData("=?=?=?=?", "=?=?=?=?")]
    [InlineData("a =? b ?= c", "a =? b ?= c")]
    [InlineData("=?utf-8?Q?a?b?=", "a?b")]
    [InlineData("=?utf-8?Q?100=?=", "100=")]
    [InlineData("=?utf-8?B??=", "")]
    // Raw bytes, also beside words.
    [InlineData("{jis:お見積もりの件}", "お見積もりの件")]
    [InlineData("{utf8:日本}", "日本")]
    [InlineData("{sjis:会議資料の送付について}", "会議資料の送付について")]
    [InlineData("{euc:会議資料の送付について}", "会議資料の送付について")]
    [InlineData("Re: {sjis:予算要求} {w:iso-2022-jp:B:の件}", "Re: 予算要求 の件")]
    [InlineData("{w:utf-8:B:議会}: {jis:日程}", "議会: 日程")]
    [InlineData("{utf8:日程調整} {w:shift_jis:B:について}", "日程調整 について")]
    [InlineData("a\r\n b", "a b")]
    [InlineData("\u00E6\u0097\r\n \u00A5\u00E6\u009C\u00AC", "日本")] // folded within a character
    [InlineData("{sjis:会議資料}\u0082\r\n\t\u00CC{sjis:送付}", "会議資料の送付")]
    [InlineData("\e$B2q5D\r\n ;qNA\e(B", "会議資料")]
    [InlineData("{jis:会議}\r\n {jis:資料}", "会議 資料")]
    [InlineData("{w:utf-8:B:議会\uFFFD\uFFFD日程}", "議会\uFFFD\uFFFD日程")] // lost before, and no EUC-JP
    // What must not become syntax or lines is only text.
    [InlineData("=?utf-8?Q?a=40b.example=2C?=", "a@b.example,")]
    public void Says_what_was_meant(string value, string expected)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        Assert.Equal(expected, EncodedWords.Decode(EncodedWords.Unfold(HeaderBytes.Of(value), "Subject", findings), "Subject", findings));
        Assert.DoesNotContain(findings, f => f.Code == "mail.ambiguous.encoded-word");
    }

    [Theory]
    [InlineData("会議資料について")]
    [InlineData("（至急）予算要求書の提出")]
    public void Lost_escapes_are_put_back(string text)
    {
        var without = HeaderBytes.Latin1($"{{jis:{text}}}").Replace("\e", "", StringComparison.Ordinal);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        Assert.Equal($"Re: {text}", EncodedWords.Decode(EncodedWords.Unfold(Encoding.ASCII.GetBytes($"Re: {without}"), "", findings), "", findings));
        Assert.Equal(text, Decode($"=?ISO-2022-JP?B?{Convert.ToBase64String(Encoding.ASCII.GetBytes(without))}?="));
        Assert.Equal(text, AddressReader.Read(Encoding.ASCII.GetBytes($"\"{without}\" <a@b.example>"), "", findings)[0].DisplayName);
    }

    [Theory]
    [InlineData("=?utf-8?Q?=3D=3Futf-8=3FQ=3Fx=3F=3D?=", "x")]
    [InlineData("=?utf-8?B?PT9JU08tMjAyMi1KUD9CP0d5UkNSbnhMWEJzb1FnPT0/PQ==?=", "日本")]
    public void What_was_encoded_twice_is_decoded_twice_with_a_finding(string value, string expected)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        Assert.Equal(expected, EncodedWords.Decode(value, "Subject", findings));
        Assert.Equal(["mail.ambiguous.encoded-word"], findings.Select(f => f.Code));
    }

    [Fact]
    public void What_was_encoded_more_often_is_no_word_when_it_is_written()
    {
        var text = "x";
        for (var i = 0; i < 5; i++)
            text = $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";
        var decoded = Decode(text);
        Assert.StartsWith("=?utf-8?B?", decoded, StringComparison.Ordinal);
        var written = Decode(string.Join(' ', FieldEncoder.Text(decoded, OutputCharset.Utf8)));
        Assert.Equal("= " + decoded[1..], written);
    }

    public static TheoryData<string> Huge =>
    [
        "=?a?b?", "=?", "=?utf-8?b?", "=?utf-8?b?5pel", "=?utf-8?b?5pel?= ", "=?utf-8?q?a?b", "=?utf-8?q?=E6?= =?euc-jp?b?5?= ", "?", "=?utf-8?q?",
        "=?iso-2022-jp?b?GyRC?= ", "=?x?q?a?= ", "=?utf-8?b?!!!!?=",
    ];

    [Theory]
    [MemberData(nameof(Huge))]
    public void A_megabyte_of_broken_words_is_no_matter(string piece)
    {
        var value = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        Assert.NotNull(Decode(value));
        Assert.NotNull(Decode(value + "?="));
        _ = AddressReader.Read(value, "To", ImmutableArray.CreateBuilder<Finding>());
    }

    [Fact]
    public void Anything_is_read_and_what_is_written_is_read_the_same()
        => FuzzRun.For(32, random =>
        {
            string[] pieces =
            [
                "=?", "?=", "utf-8", "?B?", "?q?", "iso-2022-jp", "shift_jis", "5pel", "=E6=97", " ", "\r\n ", "{utf8:漢}", "{sjis:表}", "{jis:日}", "x", "=", "?",
                "{w:utf-8:B:日}", "{w:euc-jp:q:本}", "\e$B", "\u0000", "{w:utf-8:B:=?utf-8?B?5pel?=}", "{utf8:👨\u200D👩\u200D👧}", "{utf8:か\u3099}", "_", "\\", "\"",
            ];
            var value = HeaderBytes.Of(string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => pieces[random.Next(pieces.Length)])));
            var findings = ImmutableArray.CreateBuilder<Finding>();
            var text = TextCleaner.CleanTrimmedLine(EncodedWords.Decode(EncodedWords.Unfold(value, "Subject", findings), "Subject", findings), "").Text;
            if (text.Length == 0)
                return;
            var charset = random.Next(2) == 0 ? OutputCharset.Utf8 : OutputCharset.Iso2022Jp;
            var words = FieldEncoder.Text(text, charset);
            var again = ImmutableArray.CreateBuilder<Finding>();
            var readAgain = EncodedWords.Decode(string.Join(' ', words), "Subject", again);
            Assert.All(words, w => Assert.True(w.Length <= 75 || !w.StartsWith("=?", StringComparison.Ordinal), w));
            // ISO-2022-JP has stand-ins for what has no place in it. What two mixed charsets gave may be taken for text that was encoded twice.
            if (charset == OutputCharset.Utf8 && again.All(f => f.Code is not ("text.mojibake-repaired" or "text.escapes-restored")))
                Assert.Equal(Spaces(EncodedWords.Defuse(text)), Spaces(readAgain));
        }, share: 0.25);

    private static string Spaces(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Decode(string value) => EncodedWords.Decode(value, "Subject", ImmutableArray.CreateBuilder<Finding>());
}
