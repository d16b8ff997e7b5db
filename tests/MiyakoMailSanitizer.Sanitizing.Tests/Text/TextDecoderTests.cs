using System.Text;
using CsCheck;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>Declarations that lie, bytes that mean nothing, and input made to hurt.</summary>
public sealed class TextDecoderTests
{
    [Theory]
    [InlineData("us-ascii", "82A882E882A282B782E981422E", "shift_jis", "おりいする。.", "text.charset-lied")]
    [InlineData("us-ascii", "1B2442467C4B5C1B2842", "iso-2022-jp", "日本", "text.charset-lied")]
    [InlineData("utf-8", "1B2442467C4B5C1B2842", "iso-2022-jp", "日本", "text.charset-lied")]
    [InlineData("us-ascii", "E697A5E69CAC", "utf-8", "日本", "text.charset-lied")]
    [InlineData("iso-8859-1", "E697A5E69CACE8AA9E", "utf-8", "日本語", "text.charset-lied")]
    [InlineData("iso-2022-jp", "93FA967B8CEA82C582B7", "shift_jis", "日本語です", "text.charset-lied")]
    [InlineData("shift_jis", "C6FCCBDCB8ECA4C7A4B9", "euc-jp", "日本語です", "text.charset-lied")]
    [InlineData("euc-jp", "93FA967B8CEA82C582B7", "shift_jis", "日本語です", "text.charset-lied")]
    [InlineData("utf-8", "93FA967B8CEA82C582B7", "shift_jis", "日本語です", "text.charset-lied")]
    [InlineData("shift_jis", "EFBBBFE697A5E69CAC", "utf-8", "日本", "text.charset-lied")]
    [InlineData("utf-16", "E697A5E69CACE8AA9E20", "utf-8", "日本語 ", "text.charset-lied")]
    [InlineData("x-nobody", "93FA967B8CEA", "shift_jis", "日本語", "text.charset-unknown")]
    [InlineData("x-nobody", "61", "us-ascii", "a", "text.charset-unknown")]
    [InlineData("utf-7", "2B414477302D", "us-ascii", "+ADw0-", "text.utf7")]
    [InlineData("unicode-1-1-utf-7", "E697A5E69CAC", "utf-8", "日本", "text.utf7")]
    [InlineData("us-ascii", "1B5B33316D726564", "us-ascii", "\e[31mred", "")]
    [InlineData("utf-8", "E697A5E69C", "utf-8", "日\uFFFD", "text.undecodable")]
    [InlineData("iso-2022-jp", "1B2442467C4B1B284278", "iso-2022-jp", "日\uFFFDx", "text.undecodable")]
    [InlineData("iso-2022-jp", "1B2442467C7C7E1B284278", "iso-2022-jp", "日＂x", "")]
    [InlineData("iso-2022-jp", "1B2442467C2E211B284278", "iso-2022-jp", "日\uFFFDx", "text.undecodable")]
    [InlineData("utf-16", "FFFEE5652C6700", "utf-16le", "日本\uFFFD", "text.undecodable")]
    [InlineData("utf-8", "FFFEE5652C67", "utf-16le", "日本", "text.charset-lied")]
    [InlineData(null, "", "us-ascii", "", "")]
    [InlineData("utf-8", "", "utf-8", "", "")]
    [InlineData("  ", "61", "us-ascii", "a", "")]
    public void Rows(string? declared, string hex, string charset, string text, string codes)
    {
        var decoded = TextDecoder.Decode(Convert.FromHexString(hex), declared, "part 1");
        Assert.Equal(text, decoded.Text);
        Assert.Equal(charset, decoded.Charset);
        Assert.Equal(codes, string.Join(' ', decoded.Findings.Select(f => f.Code)));
        Assert.All(decoded.Findings, f => Assert.Equal("part 1", f.Where));
    }

    [Theory]
    [InlineData("shift_jis", new byte[] { 0x93, 0xFA, 0x96, 0x7B, 0x81, 0x3C, 0x62, 0x3E }, "日本\uFFFD<b>")]
    [InlineData("euc-jp", new byte[] { 0xC6, 0xFC, 0xCB, 0xDC, 0xA4, 0x3C, 0x62, 0x3E }, "日本\uFFFD<b>")]
    [InlineData("gb2312", new byte[] { 0xC4, 0xFA, 0xBA, 0xC3, 0xB0, 0x0A, 0x62, 0x3E }, "您好\uFFFD\nb>")]
    [InlineData("iso-2022-jp", new byte[] { 0x1B, 0x24, 0x42, 0x46, 0x7C, 0x30, 0x0D, 0x0A, 0x62 }, "日\uFFFD\r\nb")]
    public void A_broken_character_swallows_no_ascii(string charset, byte[] bytes, string text)
        => Assert.Equal(text, TextDecoder.Decode(bytes, charset, "").Text);

    [Fact]
    public void One_broken_byte_in_a_long_text_does_not_change_its_charset()
    {
        var text = string.Concat(Enumerable.Repeat("会議の資料をお送りします。", 5_000));
        byte[] bytes = [.. Encoding.UTF8.GetBytes(text), 0xE3, 0x81];
        var decoded = TextDecoder.Decode(bytes, null, "");
        Assert.Equal("utf-8", decoded.Charset);
        Assert.Equal(text + "\uFFFD", decoded.Text);
        Assert.Equal("text.undecodable", Assert.Single(decoded.Findings).Code);
    }

    [Theory]
    [InlineData(932, "shift_jis")]
    [InlineData(51932, "euc-jp")]
    [InlineData(65001, "utf-8")]
    public void A_long_text_is_told_though_its_beginning_is_plain(int codePage, string charset)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text = new string('x', 70_000) + "\r\n" + string.Concat(Enumerable.Repeat("会議の資料をお送りします。", 20_000));
        var decoded = TextDecoder.Decode(Encoding.GetEncoding(codePage).GetBytes(text), null, "");
        Assert.Equal(charset, decoded.Charset);
        Assert.Equal(text, decoded.Text);
        Assert.Empty(decoded.Findings);
    }

    [Fact]
    public void The_lines_that_matter_are_looked_at_wherever_they_stand()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var plain = string.Concat(Enumerable.Repeat("<td>plain</td>\r\n", 5_000));
        var line = Encoding.GetEncoding(932).GetBytes("会議のお知らせです");
        byte[] bytes = [(byte)'c', 0xA9, .. Encoding.ASCII.GetBytes($" 2026\r\n{plain}"), .. line, .. "\r\nend"u8];
        var decoded = TextDecoder.Decode(bytes, null, "");
        Assert.Equal("shift_jis", decoded.Charset);
        Assert.EndsWith("会議のお知らせです\r\nend", decoded.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_bytes_under_any_declaration_give_text()
    {
        string?[] declarations =
        [
            null, "us-ascii", "utf-8", "utf-16", "utf-16le", "utf-32", "iso-2022-jp", "shift_jis", "euc-jp", "gb2312",
            "big5", "euc-kr", "iso-2022-kr", "hz-gb-2312", "windows-1251", "iso-8859-8", "utf-7", "x-none",
        ];
        byte[] nasty = [0x1B, 0x24, 0x42, 0x28, 0x0A, 0x8F, 0x8E, 0x81, 0xE3, 0, 0x7E, 0x7B];
        var bytes = Gen.OneOf(Gen.Byte, Gen.OneOf(nasty.Select(Gen.Const).ToArray())).Array[0, 200];
        Gen.Select(bytes, Gen.Int[0, declarations.Length - 1]).Sample(
            (b, i) =>
            {
                var decoded = TextDecoder.Decode(b, declarations[i], "");
                Assert.InRange(decoded.Text.Length, 0, b.Length);
                Assert.InRange(decoded.Findings.Length, 0, 8);
                Assert.Null(Rule7.Fault(TextCleaner.CleanLines(decoded.Text, "").Text, lines: true));
            },
            iter: 3_000);
    }

    [Theory]
    [InlineData(new byte[] { 0x1B })]
    [InlineData(new byte[] { 0x1B, 0x24, 0x42 })]
    [InlineData(new byte[] { 0x8F })]
    [InlineData(new byte[] { 0x81, 0x0A })]
    [InlineData(new byte[] { 0xE3, 0x81 })]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0x00 })]
    [InlineData(new byte[] { 0x0E, 0x0F })]
    public void A_million_bytes_of_it_are_no_matter(byte[] piece)
    {
        var bytes = new byte[1_000_000 / piece.Length * piece.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = piece[i % piece.Length];
        foreach (var charset in new[] { null, "iso-2022-jp", "gb2312" })
            Assert.InRange(TextDecoder.Decode(bytes, charset, "").Text.Length, 0, bytes.Length);
    }

    [Fact]
    public void A_declared_name_is_quoted_short_and_plain()
    {
        var finding = Assert.Single(TextDecoder.Decode("x"u8, "evil\u202E\r\n<script>" + new string('y', 1_000), "").Findings);
        Assert.Equal("text.charset-unknown", finding.Code);
        Assert.Matches("^declared [A-Za-z0-9.:+_-]{1,40}$", finding.Detail);
    }

    [MultiCharsetTheory]
    [InlineData("japanese_shift_jis.eml", "Shift_JIS", "あいうえお")]
    [InlineData("japanese_iso_2022.eml", "iso-2022-jp", "すみません。")]
    [InlineData("ks_c_5601-1987.eml", "ks_c_5601-1987", "")]
    public void Real_mail(string file, string charset, string expected)
    {
        var bytes = File.ReadAllBytes(Path.Combine(MultiCharsetTheoryAttribute.Folder!, file));
        var body = bytes.AsSpan(bytes.AsSpan().IndexOf("\r\n\r\n"u8) + 4);
        var decoded = TextDecoder.Decode(body, charset, "");
        Assert.Empty(decoded.Findings);
        Assert.DoesNotContain('\uFFFD', decoded.Text);
        Assert.StartsWith(expected, decoded.Text.TrimStart().Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        if (expected.Length > 0)
            Assert.Equal(decoded.Text, TextDecoder.DecodeAuto(body, "").Text);
    }
}

/// <summary>A theory over real mails in several charsets, which lie beside the project and not in it.</summary>
public sealed class MultiCharsetTheoryAttribute : TheoryAttribute
{
    private const string Relative = "shared/corpus/mail/mikel+mail/spec/fixtures/emails/multi_charset";

    public MultiCharsetTheoryAttribute()
    {
        if (Folder is null)
            Skip = $"the corpus is absent: no {Relative} beside the repository";
    }

    /// <summary>Where they lie; null where they are absent.</summary>
    public static string? Folder { get; } = Ancestors(AppContext.BaseDirectory)
        .Select(folder => Path.Combine(folder, Relative))
        .FirstOrDefault(Directory.Exists);

    private static IEnumerable<string> Ancestors(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            yield return folder.FullName;
    }
}
