using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests.Text;

/// <summary>ISO-2022-JP in the strict form.</summary>
public class Iso2022JpTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("ASCII\r\n", true)]
    [InlineData("\e$B;3\e(B", true)]
    [InlineData("\e$B;3ED\e(B and \e$B;3\e(B\r\n\e$B;3\e(B", true)]
    [InlineData("\e$B;3\e(B\r\n\e$B;3\e(B\r\n", true)]
    [InlineData("\e$B;3", false)]
    [InlineData("\e$B;3\r\n\e(B", false)] // a line that ends in JIS X 0208
    [InlineData("\e$B;3\r\n;3\e(B", false)]
    [InlineData("\e$B;\e(B", false)]
    [InlineData("\e$B;3E\e(B", false)]
    [InlineData("\e$B\e(B", false)] // changes nothing
    [InlineData("\e(B", false)]
    [InlineData("a\e(Bb", false)]
    [InlineData("\e$B;3\e$BED\e(B", false)]
    [InlineData("\e$B;3\e(B\e$BED\e(B", false)]
    [InlineData("\e$B;3\e(B\e(B", false)]
    [InlineData("\e$@;3\e(B", false)] // JIS C 6226-1978
    [InlineData("\e$B;3\e(J", false)] // JIS X 0201
    [InlineData("\e(I12\e(B", false)] // half-width kana
    [InlineData("\e$(D;3\e(B", false)] // JIS X 0212
    [InlineData("\e$A;3\e(B", false)] // GB 2312
    [InlineData("\e", false)]
    [InlineData("\e$", false)]
    [InlineData("\e$B", false)]
    [InlineData("\e[31m", false)]
    [InlineData("\u000E12\u000F", false)]
    [InlineData("a\u0080", false)]
    [InlineData("\u00BB\u00B3", false)]
    [InlineData("\e$B\u00BB\u00B3\e(B", false)]
    [InlineData("\e$B  \e(B", false)]
    [InlineData("\e$B-!\e(B", false)] // row 13: NEC's ①
    [InlineData("\e$Bu!\e(B", false)] // row 85
    [InlineData("\e$By!\e(B", false)] // row 89: NEC's selection of IBM's
    [InlineData("\e$B|~\e(B", false)] // row 92
    [InlineData("\e$B)!\e(B", false)] // row 9
    [InlineData("\e$B/~\e(B", false)] // row 15
    [InlineData("a\r", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\0b", false)]
    public void As_a_body(string bytes, bool passes)
    {
        var raw = Encoding.Latin1.GetBytes(bytes);
        var content = CanonicalSample.Base64(raw);
        var single = content.Length == 0 ? "" : content + "\r\n";
        Assert.Equal(passes, Verdict.Of(CanonicalSample.WithBody(CanonicalSample.Body(content, "base64", "iso-2022-jp"))).Passed);
        Assert.Equal(passes, Verdict.Of(CanonicalSample.Single(single, "base64", "iso-2022-jp")).Passed);
        var isLine = bytes.Length > 0 && !bytes.Contains('\r', StringComparison.Ordinal);
        Assert.Equal(passes && isLine, Verdict.Of(CanonicalSample.WithSubject(raw, "ISO-2022-JP")).Passed);
    }

    [Fact]
    public void Quoted_printable_too() => Verdict.Passes(CanonicalSample.Single("=1B$B;3=1B(B\r\n", "quoted-printable", "iso-2022-jp"));

    [Fact]
    public void Escapes_never_leave_as_they_are()
        => Verdict.Refuses(CanonicalSample.Single("\e$B;3\e(B\r\n", "7bit", "iso-2022-jp"), "line.byte");
}
