using System.Text;
using CsCheck;
using MiyakoMailSanitizer.Gateway.Outbound.Smtp;

namespace MiyakoMailSanitizer.Gateway.Tests.Outbound;

public sealed class ReplyParserTests
{
    private static SmtpReply? Parse(params string[] lines)
    {
        var parser = new ReplyParser();
        SmtpReply? reply = null;
        foreach (var line in lines)
            reply = parser.Add(Encoding.Latin1.GetBytes(line));
        return reply;
    }

    [Theory]
    [InlineData("250 2.1.0 ok", 250, "250 2.1.0 ok", "2.1.0")]
    [InlineData("250", 250, "250", "")]
    [InlineData("250 ", 250, "250", "")]
    [InlineData("550 5.1.1", 550, "550 5.1.1", "5.1.1")]
    [InlineData("550 4.1.1 x", 550, "550 4.1.1 x", "")]
    [InlineData("550 5.1.1234 x", 550, "550 5.1.1234 x", "")]
    [InlineData("599 \x1b[2Jx\xe9", 599, "599 ?[2Jx?", "")]
    public void Reply_is_read(string line, int code, string text, string enhanced)
    {
        var reply = Parse(line);
        Assert.NotNull(reply);
        Assert.Equal((code, text, enhanced), (reply.Code, reply.ToString(), reply.EnhancedCode));
    }

    [Theory]
    [InlineData("")]
    [InlineData("25")]
    [InlineData("250x")]
    [InlineData("650 x")]
    [InlineData("150 x")]
    [InlineData("2x0 x")]
    [InlineData(" 250 x")]
    [InlineData("250\tx")]
    public void What_is_no_reply_is_refused(string line)
        => Assert.Equal(HopFault.Protocol, Assert.Throws<HopException>(() => Parse(line)).Fault);

    [Fact]
    public void Lines_must_agree()
    {
        Assert.Null(Parse("250-a"));
        Assert.Equal("250 a b", Parse("250-a", "250 b")!.ToString());
        Assert.Throws<HopException>(() => Parse("250-a", "550 b"));
    }

    [Fact]
    public void Too_many_lines_or_bytes_are_refused()
    {
        Assert.Throws<HopException>(() => Parse([.. Enumerable.Repeat("250-", 101)]));
        Assert.Throws<HopException>(() => Parse([.. Enumerable.Repeat("250-" + new string('x', 4000), 9)]));
    }

    [Fact]
    public void Any_bytes_give_a_printable_line_or_a_fault()
        => Gen.Byte.Array[0, 40].Sample(tail =>
        {
            try
            {
                var reply = new ReplyParser().Add([.. "250 "u8, .. tail]);
                Assert.DoesNotContain(reply!.ToString(), c => c is < ' ' or > '~');
            }
            catch (HopException e)
            {
                Assert.DoesNotContain(e.Message, c => c is < ' ' or > '~');
            }
        });
}
