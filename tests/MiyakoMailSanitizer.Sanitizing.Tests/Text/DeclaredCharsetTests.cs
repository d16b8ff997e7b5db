using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <summary>
/// Bytes of declared charsets and the text they stand for. Made from the tables of JIS X 0201, 0208, 0212 and of the vendors' extensions
/// (NEC row 13, NEC-selected and IBM extensions) with another implementation than ours, Microsoft's mapping where mappings differ.
/// </summary>
public sealed class DeclaredCharsetTests
{
    private static readonly (string Charset, string Hex, string Text)[] Cases =
    [
        ("shift_jis", "89EF8B63", "会議"), ("euc-jp", "B2F1B5C4", "会議"), ("iso-2022-jp", "1B2442327135441B2842", "会議"),
        ("shift_jis", "8E7396F08F8A", "市役所"), ("euc-jp", "BBD4CCF2BDEA", "市役所"), ("iso-2022-jp", "1B24423B544C723D6A1B2842", "市役所"),
        ("shift_jis", "938C8B9E937392A1", "東京都庁"), ("euc-jp", "C5ECB5FEC5D4C4A3", "東京都庁"),
        ("iso-2022-jp", "1B2442456C357E455444231B2842", "東京都庁"), ("shift_jis", "90BF8B818F91", "請求書"),
        ("euc-jp", "C0C1B5E1BDF1", "請求書"), ("iso-2022-jp", "1B2442404135613D711B2842", "請求書"), ("shift_jis", "905C8D9E82DD", "申込み"),
        ("euc-jp", "BFBDB9FEA4DF", "申込み"), ("iso-2022-jp", "1B24423F3D397E245F1B2842", "申込み"), ("shift_jis", "8366815B835E", "データ"),
        ("euc-jp", "A5C7A1BCA5BF", "データ"), ("iso-2022-jp", "1B24422547213C253F1B2842", "データ"), ("shift_jis", "836583588367", "テスト"),
        ("euc-jp", "A5C6A5B9A5C8", "テスト"), ("iso-2022-jp", "1B24422546253925481B2842", "テスト"),
        ("shift_jis", "815B81588159815A", "ー々〆〇"), ("euc-jp", "A1BCA1B9A1BAA1BB", "ー々〆〇"),
        ("iso-2022-jp", "1B2442213C2139213A213B1B2842", "ー々〆〇"), ("shift_jis", "8141814281758176", "、。「」"),
        ("euc-jp", "A1A2A1A3A1D6A1D7", "、。「」"), ("iso-2022-jp", "1B244221222123215621571B2842", "、。「」"),
        ("shift_jis", "83BF83C083B6", "αβΩ"), ("euc-jp", "A6C1A6C2A6B8", "αβΩ"), ("iso-2022-jp", "1B24422641264226381B2842", "αβΩ"),
        ("shift_jis", "84478491", "Жя"), ("euc-jp", "A7A8A7F1", "Жя"), ("iso-2022-jp", "1B2442272827711B2842", "Жя"),
        ("shift_jis", "849F84A9", "─┼"), ("euc-jp", "A8A1A8AB", "─┼"), ("iso-2022-jp", "1B24422821282B1B2842", "─┼"),
        ("shift_jis", "8260826182508251", "ＡＢ１２"), ("euc-jp", "A3C1A3C2A3B1A3B2", "ＡＢ１２"),
        ("iso-2022-jp", "1B244223412342233123321B2842", "ＡＢ１２"), ("shift_jis", "839483958396", "ヴヵヶ"),
        ("euc-jp", "A5F4A5F5A5F6", "ヴヵヶ"), ("iso-2022-jp", "1B24422574257525761B2842", "ヴヵヶ"),
        ("shift_jis", "82EE82EF83908391", "ゐゑヰヱ"), ("euc-jp", "A4F0A4F1A5F0A5F1", "ゐゑヰヱ"),
        ("iso-2022-jp", "1B244224702471257025711B2842", "ゐゑヰヱ"), ("shift_jis", "889F9872", "亜腕"), ("euc-jp", "B0A1CFD3", "亜腕"),
        ("iso-2022-jp", "1B244230214F531B2842", "亜腕"), ("shift_jis", "989FEAA4", "弌熙"), ("euc-jp", "D0A1F4A6", "弌熙"),
        ("iso-2022-jp", "1B2442502174261B2842", "弌熙"), ("shift_jis", "EAA3EA9FEAA0EAA1EAA2", "凜堯槇遙瑤"),
        ("euc-jp", "F4A5F4A1F4A2F4A3F4A4", "凜堯槇遙瑤"), ("iso-2022-jp", "1B2442742574217422742374241B2842", "凜堯槇遙瑤"),
        ("shift_jis", "955C8EA6", "表示"), ("euc-jp", "C9BDBCA8", "表示"), ("iso-2022-jp", "1B2442493D3C281B2842", "表示"),
        ("shift_jis", "835C83748367", "ソフト"), ("euc-jp", "A5BDA5D5A5C8", "ソフト"), ("iso-2022-jp", "1B2442253D255525481B2842", "ソフト"),
        ("shift_jis", "945C97CD", "能力"), ("euc-jp", "C7BDCECF", "能力"), ("iso-2022-jp", "1B2442473D4E4F1B2842", "能力"),
        ("shift_jis", "975C92E8", "予定"), ("euc-jp", "CDBDC4EA", "予定"), ("iso-2022-jp", "1B24424D3D446A1B2842", "予定"),
        ("shift_jis", "8F5C", "十"), ("euc-jp", "BDBD", "十"), ("iso-2022-jp", "1B24423D3D1B2842", "十"),
        ("shift_jis", "8D5C90AC", "構成"), ("euc-jp", "B9BDC0AE", "構成"), ("iso-2022-jp", "1B2442393D402E1B2842", "構成"),
        ("shift_jis", "82818149", "ａ！"), ("euc-jp", "A3E1A1AA", "ａ！"), ("iso-2022-jp", "1B24422361212A1B2842", "ａ！"),
        ("shift_jis", "818781888189818A", "∞∴♂♀"), ("euc-jp", "A1E7A1E8A1E9A1EA", "∞∴♂♀"),
        ("iso-2022-jp", "1B2442216721682169216A1B2842", "∞∴♂♀"), ("shift_jis", "818B818C818D", "°′″"),
        ("euc-jp", "A1EBA1ECA1ED", "°′″"), ("iso-2022-jp", "1B2442216B216C216D1B2842", "°′″"), ("shift_jis", "81A681A781A8", "※〒→"),
        ("euc-jp", "A2A8A2A9A2AA", "※〒→"), ("iso-2022-jp", "1B244222282229222A1B2842", "※〒→"), ("shift_jis", "92D2", "辻"),
        ("euc-jp", "C4D4", "辻"), ("iso-2022-jp", "1B244244541B2842", "辻"), ("shift_jis", "88B089AE", "芦屋"),
        ("euc-jp", "B0B2B2B0", "芦屋"), ("iso-2022-jp", "1B2442303232301B2842", "芦屋"), ("shift_jis", "8A8B8FFC", "葛飾"),
        ("euc-jp", "B3EBBEFE", "葛飾"), ("iso-2022-jp", "1B2442336B3E7E1B2842", "葛飾"), ("shift_jis", "8B5F8980", "祇園"),
        ("euc-jp", "B5C0B1E0", "祇園"), ("iso-2022-jp", "1B2442354031601B2842", "祇園"), ("shift_jis", "88B9", "飴"),
        ("euc-jp", "B0BB", "飴"), ("iso-2022-jp", "1B2442303B1B2842", "飴"), ("windows-31j", "8740", "①"),
        ("windows-31j", "8753", "⑳"), ("windows-31j", "8754", "Ⅰ"), ("windows-31j", "875D", "Ⅹ"), ("windows-31j", "875F", "㍉"),
        ("windows-31j", "876F", "㎜"), ("windows-31j", "8760", "㌔"), ("windows-31j", "8762", "㍍"), ("windows-31j", "877E", "㍻"),
        ("windows-31j", "878A", "㈱"), ("windows-31j", "878B", "㈲"), ("windows-31j", "8782", "№"), ("windows-31j", "8784", "℡"),
        ("windows-31j", "8785", "㊤"), ("windows-31j", "878D", "㍾"), ("windows-31j", "878E", "㍽"), ("windows-31j", "878F", "㍼"),
        ("windows-31j", "8793", "∮"), ("windows-31j", "8794", "∑"), ("windows-31j", "8798", "∟"), ("windows-31j", "8799", "⊿"),
        ("windows-31j", "8780", "〝"), ("windows-31j", "8781", "〟"), ("windows-31j", "EEE0", "髙"), ("windows-31j", "ED95", "﨑"),
        ("windows-31j", "EEEF", "ⅰ"), ("windows-31j", "ED40", "纊"), ("windows-31j", "ED9E", "德"), ("windows-31j", "EDF1", "瀨"),
        ("windows-31j", "EDEE", "濵"), ("windows-31j", "EEEC", "黑"), ("windows-31j", "EE9D", "鄧"), ("windows-31j", "ED4B", "彅"),
        ("iso-2022-jp", "1B24422D211B2842", "①"), ("iso-2022-jp", "1B24422D391B2842", "Ⅴ"),
        ("iso-2022-jp-ms", "1B24422D6A1B2842", "㈱"), ("cp50221", "1B24422D701B2842", "≒"), ("cp50220", "1B24422D621B2842", "№"),
        ("csISO2022JP", "1B24422D641B2842", "℡"), ("iso-2022-jp", "1B24427C621B2842", "髙"), ("euc-jp", "FCE2", "髙"),
        ("shift_jis", "EEE0", "髙"), ("iso-2022-jp", "1B244279751B2842", "﨑"), ("euc-jp", "F9F5", "﨑"), ("shift_jis", "ED95", "﨑"),
        ("iso-2022-jp", "1B24427C711B2842", "ⅰ"), ("euc-jp", "FCF1", "ⅰ"), ("shift_jis", "EEEF", "ⅰ"),
        ("iso-2022-jp", "1B244279211B2842", "纊"), ("euc-jp", "F9A1", "纊"), ("shift_jis", "ED40", "纊"),
        ("iso-2022-jp", "1B24427C7B1B2842", "￢"), ("euc-jp", "FCFB", "￢"), ("shift_jis", "EEF9", "￢"),
        ("iso-2022-jp", "1B24427C7E1B2842", "＂"), ("euc-jp", "FCFE", "＂"), ("shift_jis", "EEFC", "＂"),
        ("iso-2022-jp", "1B2442967E1B2842", "髙"), ("ms932", "FBFC", "髙"), ("iso-2022-jp", "1B244294331B2842", "﨑"),
        ("ms932", "FAB1", "﨑"), ("iso-2022-jp", "1B244293211B2842", "ⅰ"), ("ms932", "FA40", "ⅰ"),
        ("iso-2022-jp", "1B2442932F1B2842", "Ⅴ"), ("ms932", "FA4E", "Ⅴ"), ("iso-2022-jp", "1B244293391B2842", "㈱"),
        ("ms932", "FA58", "㈱"), ("iso-2022-jp", "1B244293351B2842", "￢"), ("ms932", "FA54", "￢"),
        ("iso-2022-jp", "1B2442933C1B2842", "∵"), ("ms932", "FA5B", "∵"), ("iso-2022-jp", "1B2442972C1B2842", "黑"),
        ("ms932", "FC4B", "黑"), ("cp932", "8790", "≒"), ("cp932", "8791", "≡"), ("cp932", "8792", "∫"), ("cp932", "8795", "√"),
        ("cp932", "8796", "⊥"), ("cp932", "8797", "∠"), ("cp932", "879A", "∵"), ("cp932", "879B", "∩"), ("cp932", "879C", "∪"),
        ("cp932", "8160", "～"), ("cp932", "817C", "－"), ("cp932", "8161", "∥"), ("cp932", "8191", "￠"), ("cp932", "8192", "￡"),
        ("cp932", "81CA", "￢"), ("cp932", "815F", "＼"), ("cp932", "8150", "￣"), ("cp932", "818F", "￥"), ("cp932", "B1DEDF", "ｱﾞﾟ"),
        ("cp932", "5C7E", "\\~"),
        ("iso-2022-jp", "1B2440467C4B5C1B284A", "日本"), ("iso-2022-jp", "1B2442467C4B5C", "日本"),
        ("iso-2022-jp", "1B2442467C4B5C0D0A6E657874206C696E65", "日本\r\nnext line"),
        ("iso-2022-jp", "1B2442467C4B5C0A6E657874", "日本\nnext"), ("iso-2022-jp", "1B2442467C204B5C1B284278", "日 本x"),
        ("iso-2022-jp", "1B284936451B284221", "ｶﾅ!"), ("iso-2022-jp", "0E36450F21", "ｶﾅ!"),
        ("iso-2022-jp", "B6C5201B2442467C1B2842", "ｶﾅ 日"), ("iso-2022-jp", "1B2442467CB6C54B5C1B2842", "日ｶﾅ本"),
        ("iso-2022-jp", "1B284A5C313030207E1B2842", "\\100 ~"), ("iso-2022-jp-1", "1B24284430211B2842", "丂"),
        ("iso-2022-jp-1", "1B2428446D631B2842", "龥"), ("iso-2022-jp-2", "1B244156501B2842", "中"),
        ("iso-2022-jp-2", "1B24284330211B2842", "가"), ("iso-2022-jp-3", "1B24284F467C4B5C1B2842", "日本"),
        ("iso-2022-jp-2004", "1B242851467C4B5C1B2842", "日本"), ("jis", "1B26401B2442467C1B2842", "日"),
        ("iso-2022-jp", "1B242842467C1B2842", "日"), ("iso-2022-jp", "1B24421B2842", ""),
        ("iso-2022-jp", "611B244224221B2842621B244224241B284263", "aあbいc"), ("iso-2022-jp", "1B24422141215D21421B2842", "～－∥"),
        ("euc-jp", "8EB68EC5", "ｶﾅ"), ("euc-jp", "8FB0A1", "丂"), ("euc-jp", "8FEDE3", "龥"), ("eucJP-ms", "ADA1ADB9", "①Ⅴ"),
        ("x-euc-jp", "A1C1", "～"), ("cp51932", "A1DD", "－"), ("ujis", "A4A2", "あ"),
        ("eucjp", "8FA2B7", "～"), ("utf-8", "F0A0AEB7E9878EE5AEB6", "\U00020BB7野家"), ("utf8", "F09F9880", "\U0001F600"),
        ("UTF-8", "E3818BE38299", "か\u3099"), ("\"utf-8\"", "E38182", "あ"), ("utf-8", "E8919BF3A08480", "葛\U000E0100"),
        ("utf-16", "FFFEE5652C67", "日本"), ("utf-16", "FEFF65E5672C", "日本"), ("utf-16le", "E5652C679E8A67305930", "日本語です"),
        ("utf-16be", "65E5672C8A9E30673059", "日本語です"), ("utf-32", "FFFE0000E56500002C670000", "日本"),
        ("utf-8", "EFBBBF424F4D", "BOM"), ("iso-8859-1", "636166E9", "café"),
        ("latin1", "9371756F746564942074657874", "“quoted” text"), ("us-ascii", "706C61696E", "plain"),
        ("windows-1252", "802035", "€ 5"),
    ];

    public static TheoryData<string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var (charset, hex, text) in Cases)
                rows.Add(charset, hex, text);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Declared_text_is_read(string charset, string hex, string text)
    {
        var decoded = TextDecoder.Decode(Convert.FromHexString(hex), charset, "body");
        Assert.Equal(text, decoded.Text);
        Assert.Empty(decoded.Findings);
    }

    [Fact]
    public void Every_character_of_the_planes_has_its_euc_bytes()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var euc = Encoding.GetEncoding(51932, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));
        for (var row = 0xA1; row <= 0xFE; row++)
        {
            for (var cell = 0xA1; cell <= 0xFE; cell++)
            {
                var expected = euc.GetString([(byte)row, (byte)cell]);
                if (expected[0] == '\uFFFD')
                    continue;
                Assert.Equal("の" + expected, TextDecoder.Decode([0xA4, 0xCE, (byte)row, (byte)cell], "euc-jp", "").Text);
                byte[] jis = [0x1B, (byte)'$', (byte)'B', (byte)(row - 0x80), (byte)(cell - 0x80), 0x1B, (byte)'(', (byte)'B'];
                Assert.Equal(expected, TextDecoder.Decode(jis, "iso-2022-jp", "").Text);
            }
        }
    }

    [Fact]
    public void Aliases_are_known_in_any_case_and_with_quotes()
    {
        string[] names =
        [
            "windows-31j", "MS932", "cp932", "x-sjis", "Shift-JIS", "sjis", "csShiftJIS", "iso-2022-jp-ms", "ISO-2022-JP-1",
            "iso-2022-jp-2", "iso-2022-jp-3", "iso-2022-jp-2004", "csISO2022JP", "cp50220", "cp50221", "eucJP-ms", "x-euc-jp",
            "cp51932", "utf8", "UTF-16",
            "utf-16le", "utf-16be", "US-ASCII", "latin1", "windows-1250", "windows-1251", "windows-1258", "iso-8859-15", "gb2312", "GBK",
            "gb18030", "Big5", "euc-kr", "ks_c_5601-1987", "koi8-r", "\"utf-8\"", "'shift_jis'", " utf-8 ",
            "utf-8; format=flowed", "ISO-2022-JP (Japanese)",
        ];
        Assert.All(names, name => Assert.True(TextDecoder.IsKnown(name), name));
        string[] others = ["", "utf-7", "unicode-1-1-utf-7", "x-unknown", "utf-9", "\"", "日本"];
        Assert.All(others, name => Assert.False(TextDecoder.IsKnown(name), name));
    }
}
