using System.Collections.Immutable;
using System.Text;
using MimeKit;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

/// <summary>Names of parts: the parameters in, as <see cref="HeaderBytes"/> writes them; the name that was meant out.</summary>
public sealed class PartNamesTests
{
    [Theory]
    // Plain and encoded-words (against RFC 2231 §5).
    [InlineData("; filename=a.txt", "a.txt")]
    [InlineData("; filename=\"a b.txt\"", "a b.txt")]
    [InlineData("; FILENAME = \"a.txt\"", "a.txt")]
    [InlineData("; filename=\"{w:iso-2022-jp:B:会議資料.doc}\"", "会議資料.doc")]
    [InlineData("; filename={w:iso-2022-jp:B:会議資料.doc}", "会議資料.doc")]
    [InlineData("; filename=\"{w:utf-8:Q:予算.xls}\"", "予算.xls")]
    [InlineData(";\r\n filename=\"=?iso-2022-jp?B?GyRCMnE1RDtxTkEbKEI=?=\r\n\t=?iso-2022-jp?B?LmRvYw==?=\"", "会議資料.doc")]
    [InlineData("; filename=\"{w:utf-8:B:会議}\r\n {w:utf-8:B:資料.txt}\"", "会議資料.txt")]
    [InlineData("; filename=\"{w:utf-8:B:会議}\"\r\n \"{w:utf-8:B:資料.txt}\"", "会議資料.txt")]
    [InlineData("; filename=\"=?UTF-8?B?5Lya6K2w6LOH5paZLnR4", "会議資料.tx")] // cut
    [InlineData("; filename=\"{w:shift_jis:B:表.doc}\"", "表.doc")]
    [InlineData("; filename=\"{w:utf-8:B:①㈱髙.txt}\"", "①㈱髙.txt")]
    // RFC 2231.
    [InlineData("; filename*=UTF-8''%E4%BC%9A.txt", "会.txt")]
    [InlineData("; filename*=utf-8'ja'{p:utf8:会議}.txt", "会議.txt")]
    [InlineData("; filename*=ISO-2022-JP''{p:jis:会議.txt}", "会議.txt")]
    [InlineData("; filename*=Shift_JIS'ja'{p:sjis:能登.txt}", "能登.txt")]
    [InlineData("; filename*=euc-jp''{p:euc:会議}.txt", "会議.txt")]
    [InlineData("; filename*=windows-31j''{p:sjis:①②.txt}", "①②.txt")]
    [InlineData("; filename*=\"UTF-8''{p:utf8:会議.txt}\"", "会議.txt")]
    [InlineData("; filename*={p:utf8:会議.txt}", "会議.txt")] // no charset
    [InlineData("; filename*=''{p:sjis:会議資料.txt}", "会議資料.txt")]
    [InlineData("; filename*=UTF-8'{p:utf8:会議.txt}", "会議.txt")]
    [InlineData("; filename*=UTF-8''{p:sjis:会議資料.txt}", "会議資料.txt")] // a charset that lies
    [InlineData("; filename*=x-none''{p:utf8:会議.txt}", "会議.txt")]
    [InlineData("; filename*=UTF-8''100%.txt", "100%.txt")]
    [InlineData("; filename*=UTF-8''a%ZZ%4.txt", "a%ZZ%4.txt")]
    [InlineData("; filename*=UTF-8''it%27s.txt", "it's.txt")]
    [InlineData("; filename*=UTF-8''it's 'x'.txt", "it's 'x'.txt")]
    [InlineData("; filename*=UTF-8''{utf8:会議.txt}", "会議.txt")] // raw bytes
    [InlineData("; filename*=UTF-8''{w:utf-8:B:会議.txt}", "会議.txt")]
    [InlineData("; filename*0*=UTF-8''{p:utf8:会}; filename*1*={p:utf8:議}; filename*2=.txt", "会議.txt")]
    [InlineData("; filename*2=.txt; filename*1*={p:utf8:議}; filename*0*=UTF-8''{p:utf8:会}", "会議.txt")]
    [InlineData("; filename*0*=UTF-8''%E4%BC; filename*1*=%9A.txt", "会.txt")] // within a character
    [InlineData("; filename*0*=iso-2022-jp''%1B$B2q; filename*1*=5D%1B%28B.txt", "会議.txt")]
    [InlineData("; filename*0*=UTF-8''{p:utf8:会}; filename*1*=UTF-8''{p:utf8:議.txt}", "会議.txt")]
    [InlineData("; filename*0=UTF-8''{p:utf8:会}; filename*1*={p:utf8:議.txt}", "会議.txt")]
    [InlineData("; filename*1*={p:utf8:議}; filename*2=.txt", "議.txt")] // no first piece
    [InlineData("; filename*0*=UTF-8''a; filename*0*=UTF-8''b; filename*1=.txt", "a.txt")]
    [InlineData("; filename*0=\"{w:utf-8:B:会}\"; filename*1=\" {w:utf-8:B:議.txt}\"", "会議.txt")]
    [InlineData("; filename*0=\"=?utf-8?B?5Lya6K2w\"; filename*1=\"LnR4dA==?=\"", "会議.txt")]
    [InlineData("; filename*0=\"{sjis:会議}\"; filename*1=\"{sjis:資料}.txt\"", "会議資料.txt")]
    [InlineData("; filename*00*=UTF-8''{p:utf8:会}; filename*01*=.txt", "会.txt")]
    // Raw bytes.
    [InlineData("; filename=\"{sjis:会議資料.txt}\"", "会議資料.txt")]
    [InlineData("; filename=\"{euc:会議資料.txt}\"", "会議資料.txt")]
    [InlineData("; filename=\"{jis:会議資料}.txt\"", "会議資料.txt")]
    [InlineData("; filename=\"{utf8:会議資料.txt}\"", "会議資料.txt")]
    [InlineData("; filename={sjis:会議資料.txt}", "会議資料.txt")]
    [InlineData("; filename=\"{sjis:表.doc}\"", "表.doc")]
    [InlineData("; filename=\"{sjis:一覧表}\\.doc\"", "一覧表.doc")]
    [InlineData("; filename=\"{sjis:ソ}.txt\"", "ソ.txt")]
    [InlineData("; filename=\"{sjis:能力一覧表}\"; size=5", "能力一覧表")]
    [InlineData("; filename=\"{sjis:技能表}\\\\\\{sjis:資料}.txt\"; size=5", "技能表\\資料.txt")]
    [InlineData("; filename=\"{jis:「表」、ほか}.txt\"; size=5", "「表」、ほか.txt")]
    // Broken syntax.
    [InlineData("; filename=\u0095\\;b.txt", "表;b.txt")]
    [InlineData("; filename={utf8:会議;資料.txt}", "会議;資料.txt")]
    [InlineData("; filename=Minutes (2).txt", "Minutes (2).txt")]
    [InlineData("; filename=\"a \"b\".txt\"", "a \"b\".txt")]
    [InlineData("; filename=\"a.txt", "a.txt")]
    [InlineData("; filename=\"{p:utf8:会議.txt}\"", "会議.txt")] // a URL's way
    [InlineData("; filename=\"UTF-8''{p:utf8:会議.txt}\"", "会議.txt")]
    [InlineData("; filename=\"100%25.txt\"", "100%25.txt")]
    [InlineData("; filename=\"{p:sjis:会}.txt\"", "%89%EF.txt")]
    [InlineData(" filename=\"a.txt\"", "a.txt")]
    [InlineData("; filename=\"\"", "")]
    [InlineData("", "")]
    // A plain name beside the real one is for old programs.
    [InlineData("; filename=\"__.txt\"; filename*=UTF-8''{p:utf8:会議.txt}", "会議.txt")]
    [InlineData("; filename*=UTF-8''{p:utf8:会議.txt}; filename=\"kaigi.TXT\"", "会議.txt")]
    [InlineData("; filename=\"{w:utf-8:B:会議.txt}\"; filename*=UTF-8''{p:utf8:会議.txt}", "会議.txt")]
    public void A_filename_is_read(string parameters, string expected) => Assert.Empty(Codes($"Content-Disposition: attachment{parameters}", expected));

    [Theory]
    [InlineData("; filename=a.txt; filename=b.txt", "a.txt")]
    [InlineData("; filename=a.txt; filename*=UTF-8''b.txt", "b.txt")]
    [InlineData("; filename*0*=UTF-8''a.txt; filename*=UTF-8''b.txt", "b.txt")]
    [InlineData("; filename=a.exe; filename*=UTF-8''{p:utf8:会議.txt}", "会議.txt")]
    [InlineData("; filename=a.txt\r\nContent-Disposition: attachment; filename=b.txt", "a.txt")]
    [InlineData("; filename=a.txt\r\nContent-Type: text/plain; name=b.txt", "a.txt")]
    [InlineData("; filename=\"{w:utf-8:B:あ.txt}\"\r\nContent-Type: text/plain; name=\"{w:utf-8:B:い.txt}\"", "あ.txt")]
    public void Names_that_disagree_are_seen(string parameters, string expected)
        => Assert.Equal(["mail.ambiguous.name"], Codes($"Content-Disposition: attachment{parameters}", expected));

    [Theory]
    [InlineData("Content-Type: text/csv; name=\"{w:utf-8:B:会議.csv}\"", "会議.csv")]
    [InlineData("Content-Type: text/csv; name*=UTF-8''{p:utf8:会議.csv}", "会議.csv")]
    [InlineData("Content-Type: text/csv; name=\"{sjis:一覧表.csv}\"\r\nContent-Disposition: attachment", "一覧表.csv")]
    [InlineData("Content-Type: text/csv; name=\"{w:iso-2022-jp:B:会議.csv}\"\r\nContent-Disposition: attachment; filename*=iso-2022-jp''{p:jis:会議.csv}", "会議.csv")]
    [InlineData("Content-Type: text/csv; name=\"{utf8:か\u3099くは\u309A.csv}\"\r\nContent-Disposition: attachment; filename*=utf-8''{p:utf8:がくぱ.csv}", "がくぱ.csv")]
    [InlineData("Content-Type: text/csv; name=kaigi.csv\r\nContent-Disposition: attachment; filename=\"{w:utf-8:B:会議.csv}\"", "会議.csv")]
    [InlineData("Content-Disposition: inline\r\nContent-Type: image/png", "")]
    public void Name_stands_in_for_filename(string fields, string expected) => Assert.Empty(Codes(fields, expected));

    [Theory]
    [InlineData("; filename=\"{sjis:一覧表}.txt\"", "一覧表.txt")]
    [InlineData("; filename=\"{utf8:ハ\u309Aーティーの\u3099.txt}\"", "パーティーの\u3099.txt")]
    [InlineData("; filename*=UTF-8''..%2F..%5C{p:utf8:表}%00%0D%0A.txt", "表.txt")]
    [InlineData("; filename*=UTF-8''{p:utf8:請求書\u202Etxt.exe}", "請求書txt.txt")]
    [InlineData("; filename=\"=?utf-8?B?Li4vYS50eHQ=?=\"", "a.txt")]
    [InlineData("; filename=\"CON.txt\"", "_CON.txt")]
    [InlineData("; filename=\"100%.txt\"", "100%.txt")]
    [InlineData("; filename*=UTF-8''%25E4%25BC%259A.txt", "%E4%BC%9A.txt")]
    [InlineData("; filename=\"=?utf-8?q?a=3D=3Futf-8=3Fq=3Fb=3F=3D?=.txt\"", "ab.txt")]
    public void A_name_goes_through_the_engine(string parameters, string expected)
    {
        var report = Engines.Standard.Treat($"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment{HeaderBytes.Latin1(parameters)}\r\n\r\nhello\r\n");
        Engines.AssertFit(report, parameters);
        using var stream = new MemoryStream(report.Delivered());
        var parts = Assert.IsType<Multipart>(MimeMessage.Load(stream).Body);
        Assert.Equal(expected, Assert.IsType<MimePart>(parts[1], exactMatch: false).FileName);
    }

    [Fact]
    public void Anything_is_read_and_what_is_written_is_read_the_same()
        => FuzzRun.For(34, random =>
        {
            string[] pieces =
            [
                "; filename", "; name", "*", "0", "1", "=", "\"", "UTF-8''", "iso-2022-jp''", "%E4%BC", "%9A", "{sjis:表}", "{jis:「}", "{utf8:会}", ";", "'", "\\", ".txt", "\r\n ",
                "{w:utf-8:B:会議}", "=?utf-8?b?5Lya", "(", ")", "\u0000", "{utf8:\u202E}", "{utf8:か\u3099}", "/", "{utf8:👨\u200D👩\u200D👧}", "a",
            ];
            var parameters = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => pieces[random.Next(pieces.Length)]));
            var raw = HeaderBytes.Latin1(parameters);
            var report = Engines.Standard.Treat($"From: a@b.example\r\nContent-Type: text/plain{raw}\r\nContent-Disposition: attachment{raw}\r\n\r\nhello\r\n");
            Engines.AssertFit(report, parameters);
            var name = FileNames.Clean(Read($"Content-Disposition: attachment{parameters}", null), FileFormat.Text, "file").Name;
            var written = string.Join(' ', FileNameParameter.Pieces(name));
            var again = ImmutableArray.CreateBuilder<Finding>();
            var readAgain = Read($"Content-Disposition: {written}", again);
            // What two mixed charsets gave may be taken for text that was encoded twice.
            if (again.All(f => f.Code is not ("text.mojibake-repaired" or "text.escapes-restored")))
                Assert.Equal(name, readAgain);
        }, share: 0.25);

    public static TheoryData<string> Huge =>
    [
        ";", "; filename=a", "; filename*0=a", "; filename*=%41", "; filename=\"", "'", "%", "(", "; filename=\"=?utf-8?b?5pel", "\u0095\\", "; a;", "\" \"",
    ];

    [Theory]
    [MemberData(nameof(Huge))]
    public void A_megabyte_of_it_is_no_matter(string piece)
    {
        var field = ParameterReader.Read(HeaderBytes.Of("attachment; filename=x" + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length))));
        _ = ParameterText.Values(field, "filename", "", ImmutableArray.CreateBuilder<Finding>());
    }

    private static List<string> Codes(string fields, string expected)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        Assert.Equal(expected, Read(fields, findings));
        return [.. findings.Select(f => f.Code).Where(c => c.StartsWith("mail.", StringComparison.Ordinal))];
    }

    private static string Read(string fields, ImmutableArray<Finding>.Builder? findings)
    {
        using var stream = new MemoryStream(HeaderBytes.Of(fields + "\r\n\r\nx"));
        return PartNames.Of(MimeEntity.Load(stream), findings ?? ImmutableArray.CreateBuilder<Finding>());
    }
}
