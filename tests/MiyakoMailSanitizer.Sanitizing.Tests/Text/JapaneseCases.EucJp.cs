namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <content>EUC-JP, CP51932, eucJP-ms, EUC-JIS-2004.</content>
internal static partial class JapaneseCases
{
    private static readonly Case[] EucJp =
    [
        new("euc-jp", "B2F1B5C4A4CEA4AAC3CEA4E9A4BB", "会議のお知らせ"), new("euc-jp", "CEE1CFC238C7AFC5D920CDBDBBBB", "令和8年度 予算"),
        new("euc-jp", "8ECA8EDD8EB68EB8A4C8A5ABA5CA", "ﾊﾝｶｸとカナ"), new("euc-jp", "8FB0A18FB0A28FB0A38FEDE3", "丂丄丅龥"),
        new("euc-jp", "A6C1A1A2A6C2", "α、β"), new("euc-jp", "D0A1F4A6F4A1F4A5", "弌熙堯凜"), new("euc-jp", "C7C8A1C1C0FEA1DD", "波～線－"),
        new("euc-jp", "A3C5A3D5A3C3A1DDA3CAA3D0", "ＥＵＣ－ＪＰ"), new("euc-jp", "B0ECC8CC0D0AB6A5C1E8C6FEBBA5", "一般\r\n競争入札"),
        new("euc-jp", "A1B9A1BAA1BB", "々〆〇"), new("euc-jp", "A5ACA5AEA5B0A5B2A5B4", "ガギグゲゴ"),
        new("euc-jp", "C9BDBCA8A5BDC7BD", "表示ソ能"), new("eucJP-ms", "ADA1ADB5ADEA", "①Ⅰ㈱"), new("cp51932", "FCE2F9F5", "髙\uFA11"),
        new("CP51932", "FCF1FCFA", "ⅰⅹ"), new("eucjp-win", "ADE0ADE1ADE2ADE3ADE4", "〝〟№㏍℡"),
        new("euc-jp", "A1C1A1DDA1C2A1F1A1F2A2CC", "～－∥￠￡￢"), new("eucJP-ms", "8FF3F3A4A2", "ⅰあ"), new("eucJP-ms", "8FF4FE", "黑"),
        new("eucJP-ms", "8FF4ABA4A2", "㈱あ"), new("eucJP-ms", "A4A2F5A1", "あ\uE000", "text.gaiji"),
        new("eucJP-ms", "A4A2A4A48FFEFE", "あい\uE757", "text.gaiji"), new("euc-jp", "8EB18EDE", "ｱﾞ"),
        new("euc-jp", "8FA2B7A4A2", "～あ"), new("euc-jis-2004", "A4CEA4F7", "のか\u309A"), new("euc-jis-2004", "A4CEAEA2", "の𠀋"),
        new("euc-jis-2004", "A4CEA6F8", "のㇷ\u309A"), new("euc-jis-2004", "A4CEA6EAA6EC", "の☂♨"),
        new("euc-jis-2004", "A4CE8FFEF0", "の𪘂"), new("euc-jis-2004", "A4CEADA1A8DE", "の①㊿"),
        new("euc-jis-2004", "A4CECFFEAFFE", "の吞剝"), new("euc-jis-2004", "A4CEA7F2A7F3", "のヷヸ"),
        new("euc-jis-2004", "A4CE8FA1A2", "の丂"), new("x-euc-jp", "BBD4CCF2BDEAA4ABA4E9A4CEA4AAC3CEA4E9A4BB", "市役所からのお知らせ"),
        new("ujis", "BBD4CCF2BDEAA4ABA4E9A4CEA4AAC3CEA4E9A4BB", "市役所からのお知らせ"),
        new("EUC_JP", "BBD4CCF2BDEAA4ABA4E9A4CEA4AAC3CEA4E9A4BB", "市役所からのお知らせ"),
        new("x-euc", "BBD4CCF2BDEAA4ABA4E9A4CEA4AAC3CEA4E9A4BB", "市役所からのお知らせ"),
        new("cseucpkdfmtjapanese", "BBD4CCF2BDEAA4ABA4E9A4CEA4AAC3CEA4E9A4BB", "市役所からのお知らせ"),
        new("euc-jisx0213", "BBD4CCF2BDEAA4ABA4E9A4CEA4AAC3CEA4E9A4BB", "市役所からのお知らせ"),
        new("eucjp", "BBD4CCF2BDEAA4ABA4E9A4CEA4AAC3CEA4E9A4BB", "市役所からのお知らせ"),
    ];
}
