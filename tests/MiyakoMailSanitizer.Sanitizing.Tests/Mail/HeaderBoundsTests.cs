using System.Text;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Mail;

public sealed class HeaderBoundsTests
{
    private static readonly string Folds = string.Concat(Enumerable.Repeat(" x\r\n", 1_000));

    [Fact]
    public void Short_fields_are_left_alone()
    {
        var message = Encoding.ASCII.GetBytes("Subject: a\r\n b\r\n\r\n" + Folds);
        Assert.Equal(message, HeaderBounds.Apply(message, 100, out var cut).ToArray());
        Assert.Equal(0, cut);
    }

    [Theory]
    [InlineData("Subject: a\r\n{0}To: b\r\n\r\nbody\r\n")]
    [InlineData("To: b\r\n\r\n--x\r\nContent-Type: text/plain;\r\n{0}\r\nbody\r\n--x--\r\n")]
    [InlineData("To: b\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: a\r\n{0}\r\nbody\r\n--x--\r\n")]
    [InlineData("Content-Type: message/rfc822\r\n\r\nSubject: a\r\n{0}\r\nbody\r\n")]
    [InlineData("Content-Type: meSSage (x) / rfc822\r\n\r\nSubject: a\r\n{0}\r\nbody\r\n")]
    [InlineData("Content-Type:\r\n multipart/DIgest; boundary=x\r\n\r\n--x\r\n\r\nSubject: a\r\n{0}\r\nbody\r\n--x--\r\n")]
    [InlineData("Subject: m \r\r\nTo: b\r\n{0}\r\nbody\r\n")]
    public void Long_folded_fields_are_cut_wherever_a_header_is(string form)
    {
        var message = Encoding.ASCII.GetBytes(form.Replace("{0}", Folds, StringComparison.Ordinal));
        var bounded = Encoding.ASCII.GetString(HeaderBounds.Apply(message, 100, out var cut).Span);
        Assert.Equal(1, cut);
        Assert.True(bounded.Length < form.Length + 120, bounded);
        Assert.Contains("body\r\n", bounded, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_long_line_is_cut()
    {
        var message = Encoding.ASCII.GetBytes("Subject: " + new string('a', 5_000) + "\r\nTo: b\r\n\r\nbody");
        var bounded = Encoding.ASCII.GetString(HeaderBounds.Apply(message, 100, out _).Span);
        Assert.EndsWith("\r\nTo: b\r\n\r\nbody", bounded, StringComparison.Ordinal);
        Assert.Equal(100, bounded.IndexOf("\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Fields_with_parameters_are_cut_earlier()
    {
        var parameters = string.Concat(Enumerable.Range(0, 2_000).Select(i => $";\r\n x{i}=y"));
        var message = Encoding.ASCII.GetBytes($"Subject: a{parameters}\r\nContent-Type: text/plain{parameters}\r\n\r\nx");
        var bounded = Encoding.ASCII.GetString(HeaderBounds.Apply(message, 65_536, out var cut).Span);
        Assert.Equal(1, cut);
        Assert.StartsWith($"Subject: a{parameters}\r\nContent-Type: text/plain;", bounded, StringComparison.Ordinal);
        Assert.InRange(bounded.Length, message.Length - parameters.Length + 16_000, message.Length - parameters.Length + 16_384);
        Assert.EndsWith("\r\n\r\nx", bounded, StringComparison.Ordinal);
    }
}
