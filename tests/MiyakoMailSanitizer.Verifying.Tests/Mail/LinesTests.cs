namespace MiyakoMailSanitizer.Verifying.Tests.Mail;

/// <summary>Rule 1: which bytes, how long lines.</summary>
public class LinesTests
{
    [Fact]
    public void The_samples_pass()
    {
        Verdict.Passes(new CanonicalSample().Text);
        Verdict.Passes(CanonicalSample.Single("Hello\r\n"));
        Verdict.Passes("From: a@b\r\nMIME-Version: 1.0\r\n" + CanonicalSample.Body(""));
    }

    public static TheoryData<int> Forbidden()
    {
        var data = new TheoryData<int>();
        foreach (var b in Enumerable.Range(0, 256).Where(b => b is < 0x20 or > 0x7E))
            data.Add(b);
        return data;
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Only_printable_ascii(int value)
    {
        var c = (char)value;
        Verdict.Refuses(CanonicalSample.Single($"a{c}b\r\n"), "line.byte");
        Verdict.Refuses(CanonicalSample.Replaced("Re: ", $"Re:{c} "), "line.byte");
        Verdict.Refuses(new CanonicalSample().Text + c + "\r\n", "line.byte");
        Verdict.Refuses(c + new CanonicalSample().Text, "line.byte");
    }

    [Theory]
    [InlineData("\r\r\n")]
    [InlineData("\n\r\n")]
    [InlineData("\r\n\r")]
    [InlineData("\r\n\n")]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("")]
    public void Ends_with_one_crlf(string end)
    {
        var message = CanonicalSample.Single("Hello") + end;
        Assert.False(Verdict.Of(message).Passed);
    }

    [Theory]
    [InlineData(998, null)]
    [InlineData(999, "line.length")]
    [InlineData(100_000, "line.length")]
    public void Lines_have_998_bytes_at_the_most(int length, string? rule)
    {
        Verdict.Is(CanonicalSample.Single(new string('x', length) + "\r\n"), rule);
        Verdict.Is(CanonicalSample.Single("Hello\r\n\r\n" + new string('x', length) + "\r\n"), rule);
        Verdict.Is(CanonicalSample.WithField("X-Mail-Sanitized: " + new string('x', length - 18)), rule);
    }

    [Fact]
    public void The_place_is_named()
    {
        var message = CanonicalSample.Single("Hello\r\n");
        Assert.Equal($"byte {message.Length - 2}", Verdict.Of(message[..^2] + "\n\r\n").Faults.Single().Where);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("\r\n\r\n\r\n")]
    [InlineData("x\r\n")]
    [InlineData("From: a@b\r\n")]
    [InlineData("From: a@b\r\n\r\n")]
    public void No_message_at_all(string message) => Assert.False(Verdict.Of(message).Passed);
}
