namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <content>UTF-8, CESU-8, UTF-16 and UTF-32, with marks and without.</content>
internal static partial class JapaneseCases
{
    private static readonly Case[] Unicode =
    [
        new("utf-8", "E4BC9AE8ADB0", "会議"), new("utf-8", "E9AB99EFA891E291A0E388B1", "髙\uFA11①㈱"),
        new("utf-8", "F0A0AEB7E9878EE5AEB6", "𠮷野家"), new("utf-8", "E8919BF3A08480E59F8E", "葛\U000E0100城"),
        new("utf-8", "E3818BE38299E3818DE38299", "か\u3099き\u3099"), new("utf-8", "F09F9880F09F918DF09F8FBD", "😀👍🏽"),
        new("utf-8", "EFBE8AEFBE9DEFBDB6EFBDB8", "ﾊﾝｶｸ"), new("utf-8", "E3809CE28892EFBD9EEFBC8D", "〜−～－"),
        new("utf-8", "F09F91A8E2808DF09F91A9E2808DF09F91A7", "👨\u200D👩\u200D👧"), new("utf-8", "E28992E28496E284A1", "≒№℡"),
        new("utf-8", "ED959CEAB5ADEC96B4", "한국어"), new("utf-8", "C39C6EC3AF636F6465", "Ünïcode"),
        new("utf-8", "E7B8BAE3828CE9ABAA", "縺れ髪"), new("utf-8", "E383BC", "ー"), new("utf-8", "E38087E38087E6A798", "〇〇様"),
        new("utf-8", "E5A496E5AD97EE84A3", "外字\uE123", "text.gaiji"), new("utf-8", "EFA3BFEE8080", "\uF8FF\uE000", "text.gaiji"),
        new("utf-8", "EDA182EDBEB7E9878EE5AEB6", "𠮷野家"), new("utf-8", "EDA0BDEDB880E38182", "😀あ"),
        new("utf-8", "78EDA184EDB8BD79", "x𡈽y"), new("cesu-8", "EDA1A7EDB8BDE381AEE5B9B2E789A9", "𩸽の干物"),
        new("utf-8", "EFBBBFE697A5E69CAC", "日本"), new("utf-16le", "1A4F708B6E30F64E", "会議の件"),
        new("utf-16be", "4F1A8B70306E4EF6", "会議の件"), new("utf-16le", "42D8B7DF", "𠮷"), new("utf-16be", "FF76FF852460", "ｶﾅ①"),
        new("utf-16le", "4100025E0D000A0042003A75", "A市\r\nB町"), new("utf-16", "1A4F708B6E304A30E57789305B30", "会議のお知らせ"),
        new("", "1A4F708B6E304A30E57789305B30", "会議のお知らせ"), new("utf-16", "4F1A8B70306E304A77E53089305B", "会議のお知らせ"),
        new("", "4F1A8B70306E304A77E53089305B", "会議のお知らせ"), new("utf-16", "E5652C679E8A", "日本語"), new("", "E5652C679E8A", "日本語"),
        new("utf-16", "65E5672C8A9E", "日本語"), new("", "65E5672C8A9E", "日本語"), new("utf-16", "6024D99A11FA67305930", "①髙\uFA11です"),
        new("", "6024D99A11FA67305930", "①髙\uFA11です"), new("utf-16", "24609AD9FA1130673059", "①髙\uFA11です"),
        new("", "24609AD9FA1130673059", "①髙\uFA11です"), new("utf-16", "83FF7DFF84FF0190E14F67305930", "ﾃｽﾄ送信です"),
        new("", "83FF7DFF84FF0190E14F67305930", "ﾃｽﾄ送信です"), new("utf-16", "FF83FF7DFF8490014FE130673059", "ﾃｽﾄ送信です"),
        new("", "FF83FF7DFF8490014FE130673059", "ﾃｽﾄ送信です"), new("utf-16", "025E77952000BF6B", "市長 殿"),
        new("", "025E77952000BF6B", "市長 殿"), new("utf-16", "5E02957700206BBF", "市長 殿"), new("", "5E02957700206BBF", "市長 殿"),
        new("utf-16", "FFFEE5652C67", "日本"), new("utf-16", "FEFF65E5672C", "日本"), new("utf-32", "FFFE0000B70B0200", "𠮷"),
        new("utf-32be", "000065E50000672C", "日本"), new("utf8", "E697A5E69CACE8AA9E", "日本語"),
        new("UTF_8", "E697A5E69CACE8AA9E", "日本語"), new("unicode-1-1-utf-8", "E697A5E69CACE8AA9E", "日本語"),
        new("utf-8n", "E697A5E69CACE8AA9E", "日本語"), new("x-utf-8", "E697A5E69CACE8AA9E", "日本語"),
        new("utf8mb4", "E697A5E69CACE8AA9E", "日本語"), new("'utf-8'", "E697A5E69CACE8AA9E", "日本語"),
        new("utf-8; format=flowed", "E697A5E69CACE8AA9E", "日本語"),
    ];
}
