using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>How often the charset of short Japanese is told right without a declaration.</summary>
public sealed class CharsetDetectorTests
{
    static CharsetDetectorTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TheoryData<string> Charsets => ["utf-8", "shift_jis", "euc-jp", "iso-2022-jp"];

    /// <summary>At least so many words that the figures mean something.</summary>
    [Fact]
    public void The_list_is_long_enough()
    {
        Assert.True(OfficeWords.All.Distinct().Count() >= 300, $"{OfficeWords.All.Distinct().Count()} words");
        Assert.All(OfficeWords.All, word => Assert.InRange(word.Length, 2, 40));
    }

    [Theory]
    [MemberData(nameof(Charsets))]
    public void Words_are_told(string charset)
    {
        var words = OfficeWords.All.Distinct().ToArray();
        AssertAccuracy(charset, words.Where(w => w.Length < 4), 0.95);
        AssertAccuracy(charset, words.Where(w => w.Length >= 4), 0.99);
        AssertAccuracy(charset, Combined(words, (a, b) => a + b), 0.99);
        AssertAccuracy(charset, Combined(words, (a, b) => $"Re: {a}（{b}）"), 0.99);
        AssertAccuracy(charset, Combined(words, (a, b) => $"{a}_{b}.xlsx"), 0.99);
        AssertAccuracy(charset, Combined(words, (a, b) => $"{a}の{b}について、ご確認をお願いします。").Where(w => w.Length >= 10), 0.999);
    }

    [Fact]
    public void Half_width_kana_is_told()
    {
        string[] names = ["ﾃｽﾄ", "ｽｽﾞｷ ｲﾁﾛｳ", "ﾀﾅｶ ﾊﾅｺ", "ｶﾌﾞｼｷｶﾞｲｼｬ", "ﾖﾛｼｸｵﾈｶﾞｲｼﾏｽ", "ﾒｰﾙｱﾄﾞﾚｽ", "ｷｮｳｲｸｲｲﾝｶｲ"];
        // ｷｮｳｲｸｲｲﾝｶｲ is five common kanji in EUC-JP: nobody can tell.
        AssertAccuracy("shift_jis", names.Where(name => name != "ｷｮｳｲｸｲｲﾝｶｲ"), 1);
        AssertAccuracy("utf-8", names, 1);
        AssertAccuracy("iso-2022-jp", names.Select(n => "会議 " + n), 1, n => Iso2022JpWithKana(n));
    }

    [Theory]
    [InlineData("café au lait")]
    [InlineData("Grüße aus Köln")]
    [InlineData("São Paulo, 3 de março")]
    [InlineData("El niño está aquí")]
    [InlineData("Ångström")]
    [InlineData("It’s “quoted” – done")]
    public void Western_text_is_told(string text)
    {
        AssertAccuracy("utf-8", [text], 1);
        AssertAccuracy("windows-1252", [text], 1);
    }

    [Theory]
    [InlineData("会議のお知らせ\r\n")]
    [InlineData("会議のお知らせ Meeting")]
    [InlineData("Hello, world")]
    [InlineData("ご確認をお願いいたします。")]
    public void Utf16_without_a_mark_is_told(string text)
    {
        Assert.Equal(text, TextDecoder.Decode(Encoding.Unicode.GetBytes(text), null, "").Text);
        Assert.Equal(text, TextDecoder.Decode(Encoding.BigEndianUnicode.GetBytes(text), null, "").Text);
        Assert.Equal(text, TextDecoder.Decode(Encoding.Unicode.GetBytes(text), "utf-16", "").Text);
        Assert.Equal(text, TextDecoder.Decode(Encoding.BigEndianUnicode.GetBytes(text), "utf-16", "").Text);
    }

    [Theory]
    [InlineData("0B0A0D0F 30303030 0102")]
    [InlineData("0x30 0x31 0000000000")]
    public void Hexadecimal_is_no_utf16(string text)
        => Assert.Equal(text, TextDecoder.Decode(Encoding.ASCII.GetBytes(text), null, "").Text);

    [Theory]
    [MemberData(nameof(Charsets))]
    public void A_wrong_declaration_is_seen_through(string charset)
    {
        string[] declarations =
            ["us-ascii", "iso-8859-1", "utf-8", "shift_jis", "euc-jp", "iso-2022-jp", "windows-1251", "koi8-r", "x-nobody-knows"];
        var words = OfficeWords.All.Where(w => w.Length >= 6).Distinct().ToArray();
        foreach (var declared in declarations)
        {
            var wrong = words.Where(w => TextDecoder.Decode(Bytes(charset, w), declared, "").Text != w).ToList();
            Assert.True(
                wrong.Count <= words.Length * 0.05,
                $"{charset} declared {declared}: {wrong.Count} of {words.Length}: {string.Join(' ', wrong)}");
        }
    }

    [Theory]
    [MemberData(nameof(Charsets))]
    public void A_right_declaration_is_never_overruled(string charset)
    {
        foreach (var word in OfficeWords.All)
        {
            var decoded = TextDecoder.Decode(Bytes(charset, word), charset, "");
            Assert.Equal(word, decoded.Text);
            Assert.Empty(decoded.Findings);
        }
    }

    [Theory]
    [InlineData("windows-1251", 1251, "Привет, как дела? Документы во вложении.")]
    [InlineData("koi8-r", 20866, "Привет, как дела? Документы во вложении.")]
    [InlineData("iso-8859-7", 28597, "Καλημέρα σας")]
    [InlineData("gb2312", 936, "您好,附件是会议资料,请查收。谢谢")]
    [InlineData("gbk", 936, "镕堃")]
    [InlineData("big5", 950, "您好,附件是會議資料,請查收。謝謝")]
    [InlineData("ks_c_5601-1987", 949, "안녕하세요. 회의 자료를 보냅니다.")]
    [InlineData("euc-kr", 949, "김포")]
    [InlineData("iso-8859-2", 28592, "Zażółć gęślą jaźń")]
    [InlineData("windows-874", 874, "สวัสดีครับ")]
    [InlineData("iso-8859-1", 1252, "ÉTÉ À LA PLAGE, DÉJÀ VU")]
    [InlineData("iso-8859-1", 1252, "é")]
    public void Foreign_declarations_are_believed(string charset, int codePage, string text)
    {
        var decoded = TextDecoder.Decode(Encoding.GetEncoding(codePage).GetBytes(text), charset, "");
        Assert.Equal(text, decoded.Text);
        Assert.Empty(decoded.Findings);
    }

    private static void AssertAccuracy(string charset, IEnumerable<string> texts, double atLeast, Func<string, byte[]>? encode = null)
    {
        var all = texts.ToList();
        var wrong = all.Where(text => TextDecoder.Decode((encode ?? (t => Bytes(charset, t)))(text), null, "").Text != text).ToList();
        var share = 1 - ((double)wrong.Count / all.Count);
        Assert.True(share >= atLeast, $"{charset}: {share:P2} of {all.Count}; wrong: {string.Join(' ', wrong.Take(30))}");
    }

    private static IEnumerable<string> Combined(string[] words, Func<string, string, string> join)
        => words.Select((word, i) => join(word, words[(i * 7 + 3) % words.Length])).Where(text => text.Length <= 40);

    private static byte[] Bytes(string charset, string text) => charset switch
    {
        "iso-2022-jp" => JapaneseEncoder.TryEncodeIso2022Jp(text, out var bytes) ? bytes : throw new ArgumentException(text),
        "utf-8" => Encoding.UTF8.GetBytes(text),
        "shift_jis" => Encoding.GetEncoding(932).GetBytes(text),
        "euc-jp" => Encoding.GetEncoding(51932).GetBytes(text),
        _ => Encoding.GetEncoding(1252).GetBytes(text),
    };

    private static byte[] Iso2022JpWithKana(string text)
    {
        var kana = text.IndexOf(' ', StringComparison.Ordinal) + 1;
        Assert.True(JapaneseEncoder.TryEncodeIso2022Jp(text[..kana], out var head));
        var tail = text[kana..].Select(c => c == ' ' ? (byte)' ' : (byte)(c - '\uFF61' + 0x21));
        return [.. head, 0x1B, (byte)'(', (byte)'I', .. tail, 0x1B, (byte)'(', (byte)'B'];
    }
}
