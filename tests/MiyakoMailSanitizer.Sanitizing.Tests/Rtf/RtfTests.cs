using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Archives;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Rtf;

public sealed class RtfTests
{
    public static TheoryData<string, string> Texts => new()
    {
        { @"{\rtf1\ansi plain words}", "plain words" },
        { @"{\rtf1\ansi one\par two\line three\tab four}", "one\ntwo\nthree\tfour" },
        { @"{\rtf1\ansi\ansicpg932 \'8b\'7b\'8c\'c3\'8es}", "宮古市" },
        { @"{\rtf1\ansi\ansicpg932 \'95\'5c\'8e\'a6\'83\'5c\'83t\'83g}", "表示ソフト" },
        { @"{\rtf1\ansi{\fonttbl{\f0\fcharset0 Arial;}{\f1\fnil\fcharset128 MS Mincho;}}\f1 \'8b\'7b\'8c\'c3\f0 \'e9}", "宮古é" },
        { @"{\rtf1\ansi\uc1\u23470?\u21476?}", "宮古" },
        { @"{\rtf1\ansi\uc2\u23470\'8b\'7b\u21476\'8c\'c3}", "宮古" },
        { @"{\rtf1\ansi\uc0\u-10179\u-8704 x}", "\U0001F600x" },
        { @"{\rtf1 a{\*\unknown hidden}b{\info{\title secret}}c}", "abc" },
        { @"{\rtf1 a{\v hidden}b\v hid\v0 c}", "abc" },
        { @"{\rtf1{\field{\*\fldinst HYPERLINK ""http://evil.example""}{\fldrslt shown}}}", "shown" },
        { @"{\rtf1{\object\objemb{\*\objdata 0105}{\result what it looks like}} end}", "what it looks like end" },
        { @"{\rtf1{\pict\pngblip 89504e47}after}", "after" },
        { "{\\rtf1 x\\bin5 }}}}}y}", "xy" },
        { @"{\rtf1 a\~b\_c\-d \{e\} \\ f}", "a b-cd {e} \\ f" },
        { @"{\rtf1\trowd a\cell b\cell\row c\cell d\cell\row}", "a\tb\nc\td" },
        { @"{\rtf1 \ldblquote q\rdblquote\emdash}", "“q”—" },
        { @"{\rtf1 {\*\htmltag64 <p>}shown{\*\htmltag72 </p>}}", "shown" },
        { @"{\rtf1 not closed", "not closed" },
        { @"{\rtf1 done} behind", "done" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void The_text_is_what_a_viewer_shows(string rtf, string expected)
    {
        var report = Treat(Encoding.Latin1.GetBytes(rtf));
        var text = Encoding.UTF8.GetString(Assert.IsType<Outcome.Converted>(report.Outcome).File.Content.Span).Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.Equal(expected, string.Join('\n', text.TrimEnd().Split('\n').Select(l => l.TrimEnd())));
        Unzipped.AssertVerified(report.Outcome.Delivered!);
    }

    [Fact]
    public void What_is_left_out_is_named()
        => Assert.Contains(Treat(@"{\rtf1{\object\objdata 01}{\pict 00}x}"u8.ToArray()).Outcome.Findings, f => f.Code == "rtf.left-out" && f.Detail.Contains("objects, pictures", StringComparison.Ordinal));

    [Fact]
    public void Bombs_and_junk_end()
    {
        foreach (var piece in new[] { "{", "}", "\\u1?", "\\'8", "{\\*", "\\bin99999999 ", "\\uc16\\u1", "{\\fonttbl{\\f1\\fcharset128", "\\f-1\\'95\\'5c" })
            AssertEnds(Encoding.ASCII.GetBytes("{\\rtf1 " + string.Concat(Enumerable.Repeat(piece, 300_000))));
        var whole = Encoding.Latin1.GetBytes(string.Concat(Texts.Select(t => (string)((object[])t)[0])));
        FuzzRun.For(85, random =>
        {
            var bytes = new byte[random.Next(7, 600)];
            "{\\rtf1 "u8.CopyTo(bytes);
            for (var i = 7; i < bytes.Length; i++)
                bytes[i] = random.Next(3) == 0 ? (byte)random.Next(256) : whole[random.Next(whole.Length)];
            AssertEnds(bytes);
        }, share: 0.1);

        static void AssertEnds(byte[] bytes)
        {
            var report = Treat(bytes);
            Assert.DoesNotContain("sanitizer.failed", report.Codes());
            if (report.Outcome.Delivered is { } file)
                Unzipped.AssertVerified(file);
        }
    }

    private static FileReport Treat(byte[] content) => Engines.Standard.Treat(new("a.rtf", "", content), Engines.Context, CancellationToken.None);
}
