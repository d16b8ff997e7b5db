using System.Text;
using MimeKit;
using MiyakoMailSanitizer.Sanitizing.Mail;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

/// <summary>The lines above the body.</summary>
public sealed class NoticeRemarksTests
{
    [Fact]
    public void One_line_in_each_language_stands_above_the_body()
    {
        var report = Engines.Standard.Treat("From: \"mayor@city.example.jp\" <x@evil.example>\r\n\r\nbody\r\n");
        var lines = Body(report);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("【注意】", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("（mayor@city.example.jp ≠ x@evil.example）", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("[NOTE] ", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("(mayor@city.example.jp ≠ x@evil.example).", lines[1], StringComparison.Ordinal);
        Assert.Equal(["", "body"], lines[2..]);
    }

    [Fact]
    public void Each_kind_speaks_once_and_the_notice_about_files_stays_below()
    {
        var report = Engines.Standard.Treat(
            "From: a@x.example, b@y.example\r\nReply-To: c@z.example, d@w.example, e@v.example\r\n"
            + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbody\r\n--b\r\n"
            + "Content-Disposition: attachment; filename=a.bin\r\n\r\n\u0001\u0002\r\n--b--\r\n");
        var lines = Body(report);
        Assert.Equal(["【注意", "【注意", "[NOTE", "[NOTE"], lines.Take(4).Select(l => l.Split(']', '】')[0]));
        Assert.Equal(["", "body", ""], lines[4..7]);
        Assert.StartsWith("■", lines[7], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("From: a@x.example\r\nSender: b@y.example", "sender.on-behalf")]
    [InlineData("From: a@x.example\r\nDate: never", "mail.date")]
    public void Findings_of_honest_mail_say_nothing(string fields, string code)
    {
        var report = Engines.Standard.Treat(fields + "\r\n\r\nbody");
        Assert.Contains(code, report.Codes());
        Assert.Equal(["body"], Body(report));
    }

    [Fact]
    public void A_template_without_the_sections_says_nothing()
    {
        var old = PolicyReader.Read(
            PolicyReader.DefaultRules, [("10-ja.txt", "[heading]\nh\n[withheld]\nw\n[removed]\nr\n[footer]\nf\n"u8.ToArray())], "rules.json").Policy!;
        var engine = Engines.With(p => p with { Notices = old.Notices });
        Assert.Equal(["body"], Body(engine.Treat("From: a@x.example, b@y.example\r\n\r\nbody")));
    }

    [Theory]
    [InlineData("mail.ambiguous.hidden-part", true)]
    [InlineData("mail.ambiguous.duplicate-field", false)]
    public void Of_ambiguities_only_what_hid_something_speaks(string code, bool speaks)
        => Assert.Equal(speaks, NoticeRemarks.Write(Policy.Default.Notices, [new(code, "", "")], "R").Length > 0);

    [Fact]
    public void Garbled_text_has_words_of_its_own()
    {
        var text = NoticeRemarks.Write(Policy.Default.Notices, [new("text.mojibake", "body", "{reason}\n")], "R");
        Assert.Equal(["【注意】", "[NOTE]", "", ""], text.Split('\n').Select(l => l.Split('こ', ' ')[0]));
        Assert.Equal(text, TextCleaner.CleanLines(text, "").Text);
    }

    [Theory]
    [InlineData("a\nb\r\nc")]
    [InlineData("a\u202Eb\u2028c\u200B")]
    public void Values_stay_on_one_line(string detail)
    {
        var text = NoticeRemarks.Write(Policy.Default.Notices, [new("sender.reply-to", "Reply-To", detail)], "R");
        Assert.Equal(4, text.Split('\n').Length);
        Assert.Equal(text, TextCleaner.CleanLines(text, "").Text);
    }

    private static string[] Body(FileReport report)
    {
        Engines.AssertFit(report, "");
        using var stream = new MemoryStream(report.Delivered());
        using var message = MimeMessage.Load(stream);
        return message.TextBody!.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }
}
