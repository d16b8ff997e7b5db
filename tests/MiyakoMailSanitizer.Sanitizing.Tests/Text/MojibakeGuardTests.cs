using System.Text;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>Wrong readings of good text are seen, good text is not; what reads badly is delivered and its bytes are kept.</summary>
public sealed class MojibakeGuardTests
{
    private const string Sentence = "お世話になっております。会議の資料をお送りします。";

    static MojibakeGuardTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData(65001, 28591)]
    [InlineData(65001, 1252)]
    [InlineData(65001, 932)]
    [InlineData(932, 28591)]
    [InlineData(932, 1252)]
    [InlineData(932, 65001)]
    [InlineData(51932, 28591)]
    [InlineData(51932, 1252)]
    [InlineData(51932, 932)]
    [InlineData(51932, 65001)]
    public void Text_read_as_another_charset_is_poor(int written, int read)
        => Assert.True(MojibakeGuard.Score(Encoding.GetEncoding(read).GetString(Encoding.GetEncoding(written).GetBytes(Sentence))).IsPoor);

    [Fact]
    public void Good_text_has_no_signs()
    {
        foreach (var text in OfficeWords.All.Append(Sentence).Append("ｶﾌﾞｼｷｶﾞｲｼｬ ﾐﾔｺ").Append("･ｱﾝｹｰﾄ･ﾘｻｰﾁ"))
            Assert.False(MojibakeGuard.Score(text).IsPoor, text);
    }

    [Fact]
    public void A_stray_byte_in_good_text_is_not_poor()
    {
        var decoded = TextDecoder.Decode([.. Encoding.UTF8.GetBytes(Sentence), 0xFF, .. Encoding.UTF8.GetBytes(Sentence)], "utf-8", "body");
        Assert.False(decoded.IsPoor);
        Assert.Equal("text.undecodable", Assert.Single(decoded.Findings).Code);
    }

    [Theory]
    [InlineData("text/plain; charset=utf-8", "")]
    [InlineData("text/plain; charset=shift_jis", "Content-Disposition: attachment; filename=list.txt\r\n")]
    [InlineData("text/csv", "Content-Disposition: attachment; filename=list.csv\r\n")]
    public void The_bytes_of_a_text_that_reads_badly_are_kept_once(string type, string disposition)
    {
        var garbage = Convert.ToBase64String(
            [.. Enumerable.Range(0, 60).SelectMany(i => new byte[] { 0x8D, (byte)(i % 2 == 0 ? 0x90 : 0xFF), (byte)' ' })]);
        var message = "From: a@example.jp\r\nTo: b@example.jp\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            + (disposition.Length == 0 ? "" : "Content-Type: text/plain\r\n\r\nbody\r\n--b\r\n")
            + $"Content-Type: {type}\r\nContent-Transfer-Encoding: base64\r\n{disposition}\r\n{garbage}\r\n--b--\r\n";
        var report = Engines.Standard.Treat(message);
        Engines.AssertFit(report, type);
        var kept = report.Walk().Where(r => r.Outcome is Outcome.Quarantined).ToList();
        Assert.Equal("text.mojibake", Assert.Single(Assert.Single(kept).Outcome.Findings).Code);
        Assert.Equal(180, kept[0].Size);
        Assert.Contains(report.Walk().Where(r => r.Outcome is not Outcome.Quarantined), r => r.Codes().Contains("text.mojibake"));
    }

    [Fact]
    public void Own_characters_are_named()
    {
        var decoded = TextDecoder.Decode([0x82, 0xA0, 0xF0, 0x40, 0xF0, 0x41, 0xF0, 0x40, 0x82, 0xA2, 0x82, 0xA2], "cp932", "Subject");
        Assert.Equal("あ\uE000\uE001\uE000いい", decoded.Text);
        var finding = Assert.Single(decoded.Findings);
        Assert.Equal(("text.gaiji", "Subject"), (finding.Code, finding.Where));
        Assert.EndsWith("U+E000, U+E001", finding.Detail, StringComparison.Ordinal);
    }
}
