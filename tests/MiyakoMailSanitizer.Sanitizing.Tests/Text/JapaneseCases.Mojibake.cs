namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <content>Text that was garbled before it was sent: mended where it goes back whole, told of where not; and honest look-alikes.</content>
internal static partial class JapaneseCases
{
    private static readonly Case[] Mojibake =
    [
        new("utf-8",
            "C3A4C2BCC29AC3A8C2ADC2B0C3A3C281C2AEC3A3C281C28AC3A7C29FC2A5C3A3C282C289C3A3C281C29B",
            "会議のお知らせ", "text.mojibake-repaired"),
        new("utf-8", "C3A6C297C2A5C3A6C29CC2ACC3A8C2AAC29E", "日本語", "text.mojibake-repaired"),
        new("utf-8", "C3A2C291C2A0C3A9C2ABC299C3AFC2A8C291", "①髙\uFA11", "text.mojibake-repaired"),
        new("utf-8", "C3A3C283C286C3A3C282C2B9C3A3C283C288", "テスト", "text.mojibake-repaired"),
        new("utf-8", "636166C383C2A9", "café", "text.mojibake-repaired"),
        new("utf-8",
            "C3A3C281C294C3A7C2A2C2BAC3A8C2AAC28DC3A3C282C292C3A3C281C28AC3A9C2A1C298C3A3C281C284C3A3C281C284"
            + "C3A3C281C29FC3A3C281C297C3A3C281C2BEC3A3C281C299C3A3C280C282",
            "ご確認をお願いいたします。", "text.mojibake-repaired"),
        new("utf-8", "52653A20C3A8C2B3C287C3A6C296C299C3AFC2BCC288C3A6C2A1C288C3AFC2BCC289", "Re: 資料（案）", "text.mojibake-repaired"),
        new("utf-8",
            "C3A4C2BCC5A1C3A8C2ADC2B0C3A3C281C2AEC3A3C281C5A0C3A7C5B8C2A5C3A3E2809AE280B0C3A3C281E280BA",
            "会議のお知らせ", "text.mojibake-repaired"),
        new("utf-8",
            "C3A3C281C5A0C3A4C2B8E28093C3A8C2A9C2B1C3A3C281C2ABC3A3C281C2AAC3A3C281C2A3C3A3C281C2A6C3A3C281C5"
            + "A0C3A3E2809AC5A0C3A3C281C2BEC3A3C281E284A2C3A3E282ACE2809A",
            "お世話になっております。", "text.mojibake-repaired"),
        new("utf-8", "C3A6C2A0C2AAC3A5C2BCC28FC3A4C2BCC5A1C3A7C2A4C2BE", "株式会社", "text.mojibake-repaired"),
        new("utf-8", "4772C383C2BCC383C5B865", "Grüße", "text.mojibake-repaired"),
        new("utf-8",
            "C3A8C2B3E280A1C3A6E28093E284A2C3A3E2809AE28099C3A9E282ACC281C3A3E2809AC5A0C3A3C281C2BEC3A3C281E2"
            + "84A2",
            "資料を送ります", "text.mojibake-repaired"),
        new("utf-8", "C3B0C5B8CB9CE282ACC3A3C281C2A7C3A3C281E284A2", "😀です", "text.mojibake-repaired"),
        new("utf-8", "E88EA8E5A48AEFBDADEFBDB0E7B8BAEFBDAEE7B8BAE9A194E8A18DE7B9A7E5B3A8E2978B", "会議のお知らせ", "text.mojibake-repaired"),
        new("utf-8", "E7B8BAE79AAEEFBDA2EFBDBAE99AB1E998AAEFBFA5E7B8BAEFA3B0E7B8BAE8BC94EFBC9E", "ご確認ください", "text.mojibake-repaired"),
        new("utf-8", "E89FB6E38287EFBDBDEFBDB9E8AC87C280", "市役所", "text.mojibake-repaired"),
        new("utf-8",
            "C383C2A4C382C2BCC382C29AC383C2A8C382C2ADC382C2B0C383C2A3C382C281C382C2AEC383C2A3C382C281C382C28A"
            + "C383C2A7C382C29FC382C2A5C383C2A3C382C282C382C289C383C2A3C382C281C382C29B",
            "会議のお知らせ", "text.mojibake-repaired"),
        new("utf-8",
            "6F6B206C696E650D0AC3A4C2BCC29AC3A8C2ADC2B0C3A3C281C2AEC3A4C2BBC2B60D0AE6ADA3E38197E38184E8A18C",
            "ok line\r\n会議の件\r\n正しい行", "text.mojibake-repaired"),
        new("utf-8", "E2809C49524DC383E2809D", "“IRMÃ”"),
        new("utf-8", "53C3A36F204A6FC3A36F2C2033206465206D6172C3A76F", "São João, 3 de março"),
        new("utf-8", "766F696CC3A0C2A0C2BB", "voilà\u00A0»"), new("utf-8", "E7B8BAE3828CE3819FE7B3B8", "縺れた糸"),
        new("utf-8", "C692287829203D2078C2B2", "ƒ(x) = x²"),
        new("utf-8", "E2809AC3847066656CE2809820756E6420E2809AC3966CE28098", "‚Äpfel‘ und ‚Öl‘"),
        new("utf-8", "C2A5313030", "¥100"),
        new("utf-8", "EFBDA5EFBDB1EFBE9DEFBDB9EFBDB0EFBE84EFBDA5EFBE98EFBDBBEFBDB0EFBE81", "･ｱﾝｹｰﾄ･ﾘｻｰﾁ"),
        new("utf-8", "C382", "Â"), new("utf-8", "C387C3834F", "ÇÃO"), new("utf-8", "6E61C3AF766520636166C3A9", "naïve café"),
        new("utf-8",
            "EFBFBDEFBFBDEFBFBDEFBFBDEFBFBDEFBFBDEFBFBDEFBFBDEFBFBD616263",
            "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDabc", "text.mojibake"),
        new("utf-8", "C2A4C2B3C2A4C3B3C2A4C38BC2A4C381C2A4C38F3F", "¤³¤ó¤Ë¤Á¤Ï?", "text.mojibake"),
        new("utf-8", "E2809AC2B1E2809AC3B1E2809AC389E2809AC2BFE2809AC38D3F", "‚±‚ñ‚É‚¿‚Í?", "text.mojibake"),
        new("utf-8", "EFBDA4EFBDB3EFBDA4EFBE8EEFBDA4EFBE8BEFBDA4EFBE81EFBDA4EFBE8F", "､ｳ､ﾎ､ﾋ､ﾁ､ﾏ", "text.mojibake"),
        new("utf-8", "E9949FE696A4E68BB7E9949FE696A4E68BB7", "锟斤拷锟斤拷", "text.mojibake"),
        new("utf-8",
            "E88EA8E5A48AEFBDADEFBDB0E7B8BAEFBDAEE7B8BAE9A194E8A18DE7B9A7E5B3A8E2978BEFBFBD",
            "莨夊ｭｰ縺ｮ縺顔衍繧峨○\uFFFD", "text.mojibake"),
    ];
}
