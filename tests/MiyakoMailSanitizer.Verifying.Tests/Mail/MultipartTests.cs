namespace MiyakoMailSanitizer.Verifying.Tests.Mail;

/// <summary>Rules 4 and 5: boundaries, delimiters, parts, nesting.</summary>
public class MultipartTests
{
    private const string Delimiter = "--" + CanonicalSample.Boundary0;

    [Theory]
    [InlineData("=_miyako-0123456789abcdef-00", true)]
    [InlineData("=_miyako-ffffffffffffffff-64", true)]
    [InlineData("=_miyako-ffffffffffffffff-65", false)]
    [InlineData("=_miyako-ffffffffffffffff-99", false)]
    [InlineData("=_miyako-0123456789ABCDEF-00", false)]
    [InlineData("=_miyako-0123456789abcdeg-00", false)]
    [InlineData("=_miyako-0123456789abcde-00", false)]
    [InlineData("=_miyako-0123456789abcdef0-00", false)]
    [InlineData("=_miyako-0123456789abcdef-0", false)]
    [InlineData("=_miyako-0123456789abcdef-000", false)]
    [InlineData("=_miyako-0123456789abcdef-0a", false)]
    [InlineData("=_miyako-0123456789abcdef-+1", false)]
    [InlineData("=_miyako-0123456789abcdef-00 ", false)]
    [InlineData("=_Miyako-0123456789abcdef-00", false)]
    [InlineData("_miyako-0123456789abcdef-00", false)]
    [InlineData("=_miyako_0123456789abcdef-00", false)]
    [InlineData("=_miyako-0123456789abcdef_00", false)]
    [InlineData("boundary", false)]
    [InlineData("", false)]
    public void Boundaries(string boundary, bool passes)
    {
        var sample = new CanonicalSample
        {
            Boundary = boundary,
            Mime = $"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"",
        };
        Assert.Equal(passes, Verdict.Of(sample.Text).Passed);
    }

    [Theory]
    [InlineData("multipart/mixed; boundary=" + CanonicalSample.Boundary0)]
    [InlineData("multipart/mixed;boundary=\"" + CanonicalSample.Boundary0 + "\"")]
    [InlineData("multipart/mixed; boundary=\"" + CanonicalSample.Boundary0 + "\"; charset=utf-8")]
    [InlineData("multipart/mixed; boundary=\"x\"; boundary=\"" + CanonicalSample.Boundary0 + "\"")]
    [InlineData("multipart/mixed; charset=utf-8; boundary=\"" + CanonicalSample.Boundary0 + "\"")]
    [InlineData("Multipart/Mixed; boundary=\"" + CanonicalSample.Boundary0 + "\"")]
    [InlineData("multipart/mixed; Boundary=\"" + CanonicalSample.Boundary0 + "\"")]
    [InlineData("multipart/mixed; boundary=\"" + CanonicalSample.Boundary0)]
    [InlineData("multipart/mixed; boundary=\"")]
    [InlineData("multipart/mixed; boundary=\"\"")]
    [InlineData("multipart/mixed; boundary=\"" + CanonicalSample.Boundary0 + "\"\"")]
    [InlineData("multipart/alternative; boundary=\"" + CanonicalSample.Boundary0 + "\"")]
    [InlineData("multipart/related; boundary=\"" + CanonicalSample.Boundary0 + "\"")]
    [InlineData("multipart/signed; boundary=\"" + CanonicalSample.Boundary0 + "\"")]
    [InlineData("multipart/report; boundary=\"" + CanonicalSample.Boundary0 + "\"")]
    [InlineData("multipart/mixed")]
    [InlineData("application/octet-stream")]
    [InlineData("message/rfc822")]
    [InlineData("text/html; charset=utf-8")]
    public void Other_content_types(string type)
        => Assert.False(Verdict.Of(new CanonicalSample { Mime = $"MIME-Version: 1.0\r\nContent-Type: {type}" }.Text).Passed);

    [Fact]
    public void A_multipart_has_no_transfer_encoding()
    {
        var sample = new CanonicalSample();
        Verdict.Refuses((sample with { Mime = sample.Mime + "\r\nContent-Transfer-Encoding: 7bit" }).Text, "mime.transfer-encoding");
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.0 (x)")]
    [InlineData("1")]
    public void Version_is_1_0(string version)
        => Verdict.Refuses(CanonicalSample.Replaced("MIME-Version: 1.0", $"MIME-Version: {version}"), "header.grammar");

    [Theory]
    [InlineData("preamble\r\n", "")]
    [InlineData("\r\n", "")]
    [InlineData("", "epilogue\r\n")]
    [InlineData("", "\r\n")]
    [InlineData("", " \r\n")]
    [InlineData("", Delimiter + "--\r\n")]
    public void Nothing_before_or_after(string preamble, string epilogue)
    {
        var text = new CanonicalSample().Text;
        var start = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        Verdict.Refuses(text[..start] + preamble + text[start..] + epilogue, "mime.boundary");
    }

    [Theory]
    [InlineData("\r\n" + Delimiter + "--\r\n", "\r\n")] // never closed
    [InlineData("\r\n" + Delimiter + "--\r\n", "\r\n" + Delimiter + "\r\n")]
    [InlineData("\r\n" + Delimiter + "--\r\n", "\r\n" + Delimiter + "-- \r\n")]
    [InlineData("\r\n" + Delimiter + "--\r\n", "\r\n" + Delimiter + "--x\r\n")]
    [InlineData("\r\n" + Delimiter + "--\r\n", Delimiter + "--\r\n")]
    [InlineData("Hello\r\n" + Delimiter + "\r\n", "Hello\r\n" + Delimiter + " \r\n")]
    [InlineData("Hello\r\n" + Delimiter + "\r\n", "Hello\r\n" + Delimiter + "x\r\n")]
    [InlineData("Hello\r\n" + Delimiter + "\r\n", "Hello\r\n" + Delimiter + "0\r\n")]
    [InlineData("Hello\r\n" + Delimiter + "\r\n", "Hello\r\n " + Delimiter + "\r\n")]
    [InlineData("Hello\r\n" + Delimiter + "\r\n", "Hello\r\n-" + Delimiter + "\r\n")]
    [InlineData("Hello\r\n" + Delimiter + "\r\n", "Hello\r\n" + Delimiter + "--\r\n")]
    [InlineData("Hello\r\n" + Delimiter + "\r\n", "Hello\r\n" + Delimiter + "\r\n" + Delimiter + "\r\n")]
    [InlineData("Hello\r\n" + Delimiter + "\r\n", "Hello\r\n--=_miyako-0123456789abcdef-01\r\n" + Delimiter + "\r\n")]
    [InlineData("Hello\r\n" + Delimiter + "\r\n", "Hello" + Delimiter + "\r\n")]
    public void Delimiters(string piece, string by) => Assert.False(Verdict.Of(CanonicalSample.Replaced(piece, by)).Passed);

    [Fact]
    public void At_least_a_body_and_a_file()
    {
        var sample = new CanonicalSample();
        Verdict.Refuses((sample with { Parts = [] }).Text, "mime.parts");
        Verdict.Refuses((sample with { Parts = [sample.Parts[0]] }).Text, "mime.parts");
        Verdict.Passes((sample with { Parts = [sample.Parts[0], .. Enumerable.Repeat(sample.Parts[1], 500)] }).Text);
    }

    [Fact]
    public void The_body_comes_first_and_once()
    {
        var sample = new CanonicalSample();
        Verdict.Refuses((sample with { Parts = [sample.Parts[1], sample.Parts[0]] }).Text, "mime.part-header");
        Verdict.Refuses((sample with { Parts = [sample.Parts[0], sample.Parts[0]] }).Text, "mime.part-header");
        Verdict.Refuses((sample with { Parts = [sample.Parts[1], sample.Parts[1]] }).Text, "mime.part-header");
    }

    [Fact]
    public void Nothing_as_content_is_an_empty_line_and_the_delimiter()
    {
        var sample = new CanonicalSample();
        var text = (sample with { Parts = [CanonicalSample.Body(""), sample.Parts[1]] }).Text;
        Assert.Contains("7bit\r\n\r\n\r\n" + Delimiter, text, StringComparison.Ordinal);
        Verdict.Passes(text);
        Assert.False(Verdict.Of(text.Replace("7bit\r\n\r\n\r\n", "7bit\r\n\r\n", StringComparison.Ordinal)).Passed);
    }

    [Fact]
    public void Nested_messages()
    {
        Verdict.Passes(CanonicalSample.Deep(1));
        Verdict.Passes(CanonicalSample.Deep(2));
        Verdict.Passes(CanonicalSample.Deep(65));
    }

    [Theory]
    [InlineData(66)]
    [InlineData(99)]
    public void Nesting_is_bounded(int levels) => Verdict.Refuses(CanonicalSample.Deep(levels), "mime.boundary");

    [Fact]
    public void A_nested_boundary_is_deeper()
    {
        var deep = CanonicalSample.Deep(3);
        Verdict.Refuses(deep.Replace("abcdef-01", "abcdef-02", StringComparison.Ordinal), "mime.boundary");
        Verdict.Refuses(deep.Replace("abcdef-00", "abcdef-03", StringComparison.Ordinal), "mime.boundary");
        Verdict.Refuses(deep.Replace("0123456789abcdef-01", "1123456789abcdef-00", StringComparison.Ordinal), "mime.boundary");
        Verdict.Passes(deep.Replace("abcdef-02", "abcdef-07", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("the innermost\r\n", "the innermost", "header.end")]
    [InlineData("From: a@example.com\r\nMIME", "MIME", "header.missing")]
    [InlineData("From: a@example.com\r\nMIME", "From: a@example.com\r\nBcc: b@c\r\nMIME", "header.unknown-field")]
    [InlineData("the innermost", "--=_miyako-", "mime.transfer-encoding")]
    [InlineData("text/plain; charset=utf-8", "text/html; charset=utf-8", "mime.content-type")]
    public void The_innermost_message_is_looked_at(string piece, string by, string rule)
    {
        var deep = CanonicalSample.Deep(4);
        var at = deep.LastIndexOf(piece, StringComparison.Ordinal);
        var faults = Verdict.Of(deep[..at] + by + deep[(at + piece.Length)..]).Faults;
        Assert.NotEmpty(faults);
        if (rule != "header.end")
            Assert.Contains(faults, f => f.Rule == rule && f.Where.StartsWith("/2/2/2/2", StringComparison.Ordinal));
    }
}
