using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>Every pair of bytes that code page 932 gives a meaning, read, and written again as ISO-2022-JP.</summary>
public sealed class CodePage932Tests
{
    /// <summary>
    /// What the base library leaves out and Windows reads: rows by their first pair. NEC's selection of IBM's extensions (ED40 to EEFC)
    /// is checked against the same characters in IBM's own rows.
    /// </summary>
    private static readonly (int First, string Characters)[] OnlyOurs =
    [
        (0x8790, "≒≡∫"), (0x8795, "√⊥∠"), (0x879A, "∵∩∪"), (0xFA4A, "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ￢"), (0xFA58, "㈱№℡∵"),
    ];

    /// <summary>Microsoft's character and the one that the standard's mapping gives the same place in JIS X 0208.</summary>
    private static readonly Dictionary<char, char> Standard = new()
    { ['～'] = '〜', ['－'] = '−', ['∥'] = '‖', ['￠'] = '¢', ['￡'] = '£', ['￢'] = '¬', ['―'] = '—' };

    private static readonly Encoding Windows = CreateWindows();

    [Fact]
    public void Every_character_is_read_as_Windows_does()
    {
        var (same, ours, none) = (0, 0, 0);
        foreach (var (lead, trail) in Pairs())
        {
            var expected = Windows.GetString([lead, trail]);
            // Two characters around it keep one odd character from making another charset likelier.
            var actual = TextDecoder.Decode([0x82, 0xA9, lead, trail, 0x82, 0xC8], "shift_jis", "").Text;
            if (expected is not ['\uFFFD', ..])
            {
                Assert.Equal($"か{expected}な", actual);
                same++;
            }
            else if (!actual.Contains('\uFFFD'))
            {
                ours++;
            }
            else
            {
                none++;
            }
        }
        // 7,724 assigned characters by Microsoft's table, 1,880 user-defined ones; doubles counted as often as they are.
        Assert.Equal((9_206, 398, 1_676), (same, ours, none));
    }

    [Fact]
    public void What_the_base_library_leaves_out_is_read()
    {
        foreach (var (first, characters) in OnlyOurs)
        {
            for (var i = 0; i < characters.Length; i++)
                Assert.Equal($"の{characters[i]}", Read((first + i) >> 8, (first + i) & 0xFF));
        }
    }

    [Fact]
    public void Necs_selection_is_of_IBMs_extensions()
    {
        var ibm = Pairs().Where(pair => pair.Lead >= 0xFA).Select(pair => Read(pair.Lead, pair.Trail)).ToHashSet();
        var nec = Pairs().Where(pair => pair.Lead is 0xED or 0xEE).Select(pair => Read(pair.Lead, pair.Trail))
            .Where(text => !text.Contains('\uFFFD')).ToList();
        Assert.Equal(374, nec.Distinct().Count());
        Assert.All(nec, text => Assert.Contains(text, ibm));
    }

    [Fact]
    public void Every_character_goes_to_its_place_in_iso_2022_jp_or_to_none()
    {
        var (placed, without) = (0, 0);
        foreach (var (lead, trail) in Pairs())
        {
            var text = Read(lead, trail);
            if (text.Contains('\uFFFD'))
                continue;
            if (!JapaneseEncoder.TryEncodeIso2022Jp(text, out var bytes))
            {
                without++;
                continue;
            }
            placed++;
            Assert.Equal(text, TextDecoder.Decode(bytes, "iso-2022-jp", "").Text);
            // Back to the same two bytes, but for a double of a character of JIS X 0208.
            var back = Encoding.GetEncoding(932).GetBytes(text);
            Assert.Equal(Encoding.GetEncoding(932).GetString(back), text);
            if (Standard.TryGetValue(text[1], out var other))
            {
                Assert.True(JapaneseEncoder.TryEncodeIso2022Jp($"の{other}", out var same));
                Assert.Equal(bytes, same);
            }
        }
        // JIS X 0208 has 6,879; 12 of its signs come a second or third time in NEC's and IBM's rows.
        Assert.Equal((6_879 + 12, 9_604 - 6_879 - 12), (placed, without));
    }

    [Theory]
    [InlineData("①")]
    [InlineData("㈱")]
    [InlineData("髙")]
    [InlineData("﨑")]
    [InlineData("ⅲ")]
    [InlineData("\uE000")]
    public void What_has_no_place_makes_the_text_utf8(string text)
        => Assert.False(JapaneseEncoder.TryEncodeIso2022Jp($"日本{text}", out _));

    [Theory]
    [InlineData("ﾊﾝｶｸ", "ハンカク")]
    [InlineData("か\u3099は\u309A", "がぱ")]
    [InlineData("ｶ\u3099", "ガ")]
    [InlineData("10–12", "10‐12")]
    [InlineData("“引用”", "“引用”")]
    [InlineData("•項目", "・項目")]
    [InlineData("a\u00A0b", "a b")]
    [InlineData("¥100", "￥100")]
    [InlineData("«x»", "≪x≫")]
    [InlineData("3≤4", "3≦4")]
    [InlineData("—", "―")]
    public void What_people_read_as_the_same_is_written(string text, string expected)
    {
        Assert.True(JapaneseEncoder.TryEncodeIso2022Jp(text, out var bytes));
        Assert.Equal(expected, TextDecoder.Decode(bytes, "iso-2022-jp", "").Text);
    }

    private static string Read(int lead, int trail) => TextDecoder.Decode([0x82, 0xCC, (byte)lead, (byte)trail], "cp932", "").Text;

    private static IEnumerable<(byte Lead, byte Trail)> Pairs()
        => from lead in Enumerable.Range(0x81, 0x1F).Concat(Enumerable.Range(0xE0, 0x1D))
           from trail in Enumerable.Range(0x40, 0x3F).Concat(Enumerable.Range(0x80, 0x7D))
           select ((byte)lead, (byte)trail);

    private static Encoding CreateWindows()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(932, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));
    }
}
