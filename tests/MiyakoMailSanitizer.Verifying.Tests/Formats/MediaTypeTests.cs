using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests.Formats;

/// <summary>Which files may leave, alone and as parts.</summary>
public class MediaTypeTests
{
    [Theory]
    [InlineData("text/plain", "a.txt", "text\r\n", null)]
    [InlineData("text/plain", "a.txt", "", null)]
    [InlineData("text/plain", "a.txt", "\uFEFFtext", "text.forbidden-character")]
    [InlineData("text/csv", "a.csv", "a,b\r\n", null)]
    [InlineData("text/csv", "a.tsv", "a\tb\r\n", null)]
    [InlineData("text/csv", "a.csv", "\uFEFFa,山\r\n", null)]
    [InlineData("text/csv", "a.csv", "\uFEFF", null)]
    [InlineData("text/csv", "a.csv", "\uFEFF\uFEFFa", "text.forbidden-character")]
    [InlineData("text/csv", "a.csv", "a\uFEFF", "text.forbidden-character")]
    [InlineData("text/csv", "a.csv", "\uFEFF\uFE0F", "text.forbidden-character")]
    [InlineData("text/csv", "a.csv", "a,b\n", "text.forbidden-character")]
    [InlineData("text/csv", "a.txt", "a,b\r\n", "file.extension")]
    [InlineData("text/plain", "a.csv", "a,b\r\n", "file.extension")]
    [InlineData("message/rfc822", "a.txt", "", "file.extension")]
    [InlineData("message/rfc822", "a.eml", "", "line.end")]
    [InlineData("message/rfc822", "a.mht", "", "file.extension")]
    [InlineData("text/html", "a.html", "a", "file.media-type")]
    [InlineData("text/xml", "a.xml", "a", "file.media-type")]
    [InlineData("application/octet-stream", "a.txt", "a", "file.media-type")]
    [InlineData("application/pdf", "a.pdf", "%PDF-1.7", "file.pdf")]
    [InlineData("TEXT/PLAIN", "a.txt", "a", "file.media-type")]
    [InlineData("text/plain; charset=utf-8", "a.txt", "a", "file.media-type")]
    [InlineData("multipart/mixed", "a.eml", "a", "file.media-type")]
    [InlineData("", "", "", "file.media-type")]
    public void Alone(string mediaType, string name, string content, string? rule)
    {
        var faults = MessageVerifier.VerifyFile(mediaType, name, Encoding.UTF8.GetBytes(content)).Faults;
        Assert.Equal(rule is null, faults.IsEmpty);
        Assert.True(rule is null || faults.Any(f => f.Rule == rule), string.Join("; ", faults));
    }

    [Fact]
    public void A_message_as_a_file()
    {
        var message = Encoding.ASCII.GetBytes(new CanonicalSample().Text);
        Assert.True(MessageVerifier.VerifyFile("message/rfc822", "a.eml", message).Passed);
        Assert.True(MessageVerifier.VerifyFile("message/rfc822", "A.EML", message).Passed);
        Assert.False(MessageVerifier.VerifyFile("message/rfc822", "a.eml", message.AsMemory(1)).Passed);
        Assert.Contains(MessageVerifier.VerifyFile("message/rfc822", "a.txt", message).Faults, f => f.Rule == "file.extension");
    }

    private static string Good => Part("text/plain; charset=utf-8", "base64", "a.txt", "YQ==");

    private static string MovedDown(string part)
        => part.Split("\r\n") is [var first, var second, .. var rest] ? string.Join("\r\n", [second, first, .. rest]) : part;

    public static TheoryData<string, string?> Parts() => new()
    {
        { CanonicalSample.TextFile("a.txt", "山\r\n"), null },
        { CanonicalSample.TextFile("a.txt", ""), null },
        { CanonicalSample.TextFile("a.csv", "\uFEFF山", "text/csv"), null },
        { CanonicalSample.TextFile("a.csv", "a", "text/plain"), "file.extension" },
        { CanonicalSample.TextFile("a.txt", "a", "text/csv"), "file.extension" },
        { CanonicalSample.TextFile("a.html", "a", "text/html"), "file.media-type" },
        { CanonicalSample.TextFile("a.txt", "a\n"), "text.forbidden-character" },
        { CanonicalSample.TextFile("a.txt", "\u202E"), "text.forbidden-character" },
        { Part("text/plain", "base64", "a.txt", "YQ=="), "file.media-type" },
        { Part("text/plain; charset=iso-2022-jp", "base64", "a.txt", "YQ=="), "file.media-type" },
        { Part("text/plain; charset=utf-8; name=\"a.exe\"", "base64", "a.txt", "YQ=="), "file.media-type" },
        { Part("text/plain; charset=UTF-8", "base64", "a.txt", "YQ=="), "file.media-type" },
        { Part("text/plain; charset=utf-8", "7bit", "a.txt", "a"), "mime.transfer-encoding" },
        { Part("text/plain; charset=utf-8", "quoted-printable", "a.txt", "a"), "mime.transfer-encoding" },
        { Part("text/plain; charset=utf-8", "BASE64", "a.txt", "YQ=="), "mime.transfer-encoding" },
        { Part("text/plain; charset=utf-8", "base64", "a.txt", "YQ"), "mime.transfer-encoding" },
        { Part("application/octet-stream", "base64", "a.txt", "YQ=="), "file.media-type" },
        { Part("application/pdf", "base64", "a.pdf", "YQ=="), "file.pdf" },
        { Part("application/octet-stream; charset=utf-8", "base64", "a.txt", "YQ=="), "file.media-type" },
        { Part("multipart/mixed; boundary=\"x\"", "7bit", "a.txt", "--x--"), "file.media-type" },
        { Part("message/partial; id=\"x\"; number=1", "7bit", "a.eml", "a"), "file.media-type" },
        { Part("message/external-body; access-type=URL", "7bit", "a.eml", "a"), "file.media-type" },
        { Part("message/rfc822; charset=utf-8", "7bit", "a.eml", "a"), "file.media-type" },
        { Part("message/rfc822", "base64", "a.eml", "YQ=="), "mime.transfer-encoding" },
        { Part("message/rfc822", "8bit", "a.eml", "a"), "mime.transfer-encoding" },
        { Part("message/rfc822", "7bit", "a.eml", "a"), "line.end" },
        { Part("message/rfc822", "7bit", "a.eml", ""), "line.end" },
        { Part("message/delivery-status", "7bit", "a.txt", ""), "file.media-type" },
        { "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==", "mime.part-header" },
        { "Content-Type: text/plain; charset=utf-8\r\n\r\na", "mime.part-header" },
        { Good.Replace("\r\n\r\n", "\r\nContent-ID: <a@b>\r\n\r\n", StringComparison.Ordinal), "mime.part-header" },
        { "X: y\r\n" + Good, "mime.part-header" },
        { MovedDown(Good), "mime.part-header" },
        { Good.Replace("Content-Type", "content-type", StringComparison.Ordinal), "mime.part-header" },
        { "\r\nYQ==", "header.end" },
        { "\r\n\r\nYQ==", "header.name" },
        { "", "header.end" },
        { "a", "header.end" },
        { "Content-Type: text/plain; charset=utf-8", "header.end" },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void As_a_part(string part, string? rule)
    {
        var sample = new CanonicalSample();
        Verdict.Is((sample with { Parts = [sample.Parts[0], part] }).Text, rule);
        Verdict.Is((sample with { Parts = [sample.Parts[0], sample.Parts[1], part, sample.Parts[1]] }).Text, rule);
    }

    private static string Part(string type, string encoding, string name, string content)
        => CanonicalSample.Part(type, encoding, $"attachment; filename=\"{name}\"", content);
}
