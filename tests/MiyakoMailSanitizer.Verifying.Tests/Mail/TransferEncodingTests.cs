using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests.Mail;

/// <summary>Rules 6 and 8: the encodings, each as the body of a message and as a part.</summary>
public class TransferEncodingTests
{
    private static readonly string Line76 = new('A', 76);

    public static TheoryData<string, string, string?> Contents() => new()
    {
        { "7bit", "", null },
        { "7bit", "a", null },
        { "7bit", "a\r\n\r\nb", null },
        { "7bit", "--=_miyako", null },
        { "7bit", " --=_miyako-", null },
        { "7bit", "--=_miyako-", "mime.transfer-encoding" },
        { "7bit", "a\r\n--=_miyako-ffffffffffffffff-00", "mime.transfer-encoding" },
        { "7bit", "a\r\n--=_miyako-x\r\nb", "mime.transfer-encoding" },
        { "quoted-printable", "", "mime.transfer-encoding" },
        { "quoted-printable", "a=E5=B1=B1=\r\nb\r\n=20", null },
        { "quoted-printable", "=61=62", null },
        { "quoted-printable", "=3D=09", null },
        { "quoted-printable", new string('a', 76), null },
        { "quoted-printable", new string('a', 75) + "=\r\nb", null },
        { "quoted-printable", "a =\r\nb", null },
        { "quoted-printable", "a\r\n\r\n\r\nb", null },
        { "quoted-printable", new string('a', 77), "mime.transfer-encoding" },
        { "quoted-printable", new string('a', 76) + "=\r\nb", "mime.transfer-encoding" },
        { "quoted-printable", "=e5=b1=b1", "mime.transfer-encoding" },
        { "quoted-printable", "=E5=B1=B", "mime.transfer-encoding" },
        { "quoted-printable", "=E5=B1=", "mime.transfer-encoding" },
        { "quoted-printable", "a=", "mime.transfer-encoding" },
        { "quoted-printable", "a==\r\nb", "mime.transfer-encoding" },
        { "quoted-printable", "=ZZ", "mime.transfer-encoding" },
        { "quoted-printable", "= 20", "mime.transfer-encoding" },
        { "quoted-printable", "a=0D=0Ab", "mime.transfer-encoding" },
        { "quoted-printable", "a=0Ab", "mime.transfer-encoding" },
        { "quoted-printable", "a=0Db", "mime.transfer-encoding" },
        { "quoted-printable", "a ", "mime.transfer-encoding" },
        { "quoted-printable", "a \r\nb", "mime.transfer-encoding" },
        { "quoted-printable", "=00", "text.forbidden-character" },
        { "quoted-printable", "=E5=B1", "text.charset" },
        { "quoted-printable", "=FF", "text.charset" },
        { "base64", "", null },
        { "base64", "YQ==", null },
        { "base64", Line76, "text.forbidden-character" }, // NUL, well encoded
        { "base64", Wide(57), null },
        { "base64", Wide(57) + "\r\nYQ==", null },
        { "base64", Wide(57) + "\r\n" + Wide(57), null },
        { "base64", Wide(54) + "\r\nYQ==", "mime.transfer-encoding" },
        { "base64", Wide(60), "mime.transfer-encoding" },
        { "base64", Wide(57) + "YQ==", "mime.transfer-encoding" },
        { "base64", "YQ==\r\n", "mime.transfer-encoding" },
        { "base64", Wide(57) + "\r\n", "mime.transfer-encoding" },
        { "base64", "\r\n", "mime.transfer-encoding" },
        { "base64", "\r\nYQ==", "mime.transfer-encoding" },
        { "base64", "YQ==\r\n\r\n", "mime.transfer-encoding" },
        { "base64", Wide(57) + "\r\n\r\nYQ==", "mime.transfer-encoding" },
        { "base64", "YQ", "mime.transfer-encoding" },
        { "base64", "YQ=", "mime.transfer-encoding" },
        { "base64", "YR==", "mime.transfer-encoding" },
        { "base64", "Y Q==", "mime.transfer-encoding" },
        { "base64", " YQ==", "mime.transfer-encoding" },
        { "base64", "YQ== ", "mime.transfer-encoding" },
        { "base64", "YQ==YQ==", "mime.transfer-encoding" },
        { "base64", "YQ==!", "mime.transfer-encoding" },
        { "base64", "YW_h", "mime.transfer-encoding" },
        { "base64", "====", "mime.transfer-encoding" },
        { "base64", "=", "mime.transfer-encoding" },
        { "base64", "DQ==", "text.forbidden-character" }, // CR
        { "base64", "DQoK", "text.forbidden-character" }, // CRLF LF
        { "base64", "/w==", "text.charset" },
        { "8bit", "a", "mime.transfer-encoding" },
        { "binary", "a", "mime.transfer-encoding" },
        { "7BIT", "a", "mime.transfer-encoding" },
        { "Base64", "YQ==", "mime.transfer-encoding" },
        { "x-uuencode", "a", "mime.transfer-encoding" },
        { "7bit base64", "a", "mime.transfer-encoding" },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public void As_a_part(string encoding, string content, string? rule)
        => Verdict.Is(CanonicalSample.WithBody(CanonicalSample.Body(content, encoding)), rule);

    [Theory]
    [MemberData(nameof(Contents))]
    public void As_the_body(string encoding, string content, string? rule)
    {
        // A message ends with CRLF; only nothing has none of its own.
        if (content.Length == 0)
            Verdict.Is(CanonicalSample.Single("", encoding), rule);
        else
            Verdict.Is(CanonicalSample.Single(content + "\r\n", encoding), rule);
    }

    [Fact]
    public void A_soft_line_break_is_not_the_last()
    {
        Verdict.Refuses(CanonicalSample.WithBody(CanonicalSample.Body("a=\r\n", "quoted-printable")), "mime.transfer-encoding");
        Verdict.Refuses(CanonicalSample.Single("a=\r\n", "quoted-printable"), "mime.transfer-encoding");
        Verdict.Passes(CanonicalSample.Single("a=\r\n\r\n", "quoted-printable"));
    }

    [Fact]
    public void Nothing_in_base64_is_no_line() => Verdict.Refuses(CanonicalSample.Single("\r\n", "base64"), "mime.transfer-encoding");

    [Fact]
    public void Every_byte_alone_is_base64_or_refused()
    {
        // As characters of text: ASCII and TAB pass, everything else does not.
        for (var value = 0; value < 256; value++)
        {
            var passes = value is (>= 0x20 and <= 0x7E) or '\t';
            var content = Convert.ToBase64String([(byte)value]);
            Assert.Equal(passes, Verdict.Of(CanonicalSample.Single(content + "\r\n", "base64")).Passed);
            if (value is not ('\r' or '\n'))
                Assert.Equal(passes, Verdict.Of(CanonicalSample.Single($"={value:X2}\r\n", "quoted-printable")).Passed);
        }
    }

    [Theory]
    [InlineData("text/plain; charset=UTF-8")]
    [InlineData("text/plain; charset=\"utf-8\"")]
    [InlineData("text/plain;charset=utf-8")]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=us-ascii")]
    [InlineData("text/plain; charset=utf-7")]
    [InlineData("text/plain; charset=shift_jis")]
    [InlineData("text/plain; charset=utf-8; format=flowed")]
    [InlineData("text/plain; charset=utf-8; name=a.exe")]
    [InlineData("Text/plain; charset=utf-8")]
    [InlineData("text/html; charset=utf-8")]
    [InlineData("text/calendar; charset=utf-8")]
    public void Other_content_types_of_a_body(string type)
    {
        var single = CanonicalSample.Single("Hello\r\n").Replace("text/plain; charset=utf-8", type, StringComparison.Ordinal);
        Assert.False(Verdict.Of(single).Passed);
        var sample = new CanonicalSample();
        var body = CanonicalSample.Body("Hello").Replace("text/plain; charset=utf-8", type, StringComparison.Ordinal);
        Verdict.Refuses((sample with { Parts = [body, sample.Parts[1]] }).Text, "mime.content-type");
    }

    private static string Wide(int bytes) => Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('a', bytes)));
}
