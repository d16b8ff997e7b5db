namespace MiyakoMailSanitizer.Sanitizing.Tests.Text;

/// <content>Characters, escapes and lines that were cut, lost or mixed.</content>
internal static partial class JapaneseCases
{
    private static readonly Case[] Broken =
    [
        new("iso-2022-jp", "244232713544244E242A434E2469243B2842", "会議のお知らせ", "text.escapes-restored"),
        new("us-ascii", "244232713544244E242A434E2469243B2842", "会議のお知らせ", "text.escapes-restored text.charset-lied"),
        new("", "244232713544244E242A434E2469243B2842", "会議のお知らせ", "text.escapes-restored"),
        new("utf-8", "244232713544244E242A434E2469243B2842", "会議のお知らせ", "text.escapes-restored text.charset-lied"),
        new("iso-2022-jp",
            "52653A2024424E614F422338472F45594D3D3B3B214A3046214B244B2444242424462842",
            "Re: 令和８年度予算（案）について", "text.escapes-restored"),
        new("iso-2022-jp",
            "2442306C39544C5C2447243928420D0A2442467339544C5C2447243928420D0A",
            "一行目です\r\n二行目です\r\n", "text.escapes-restored"),
        new("iso-2022-jp",
            "1B24424035243724243954244724391B28420D0A24423275246C243F39542447243928420D0A",
            "正しい行です\r\n壊れた行です\r\n", "text.escapes-restored"),
        new("iso-2022-jp", "1B2442327E39542437244624620D0A4233242424462424245E24391B2842", "改行しても\r\n続いています", "text.escapes-restored"),
        new("iso-2022-jp",
            "1B2442327E39542437244624620A4233242424462424245E24390A5468616E6B20796F75",
            "改行しても\n続いています\nThank you", "text.escapes-restored"),
        new("iso-2022-jp",
            "1B24423D2A246F246A242C4C3524240D0A687474703A2F2F7777772E6578616D706C652E6A702F0D0A",
            "終わりが無い\r\nhttp://www.example.jp/\r\n"),
        new("us-ascii", "636F73743A20244220616E642028422920617265202440206D61726B73", "cost: $B and (B) are $@ marks"),
        new("us-ascii", "24422842", "$B(B"), new("us-ascii", "244241424344454647482842", "$BABCDEFGH(B"),
        new("shift_jis", "93FA967B81", "日本\uFFFD", "text.undecodable"),
        new("shift_jis", "89EF8B63813C623E8E9197BF", "会議\uFFFD<b>資料", "text.undecodable"),
        new("shift_jis", "8E9197BF82F09197957482B582DC820A", "資料を送付しま\uFFFD\n", "text.undecodable"),
        new("shift_jis", "8E9197BF82F0FDFEFF9197957482B582DC82B7", "資料を\uFFFD\uFFFD\uFFFD送付します", "text.undecodable text.mojibake"),
        new("euc-jp", "BBF1CEC1A4F2C1F7C9D5A4B7A4DEA4", "資料を送付しま\uFFFD", "text.undecodable"),
        new("euc-jp", "BBF1CEC1A4F2C1F7C9D5A4206F6B", "資料を送付\uFFFD ok", "text.undecodable"),
        new("utf-8", "E8B387E69699E38292E98081E4BB98E38197E381BEE381", "資料を送付しま\uFFFD", "text.undecodable"),
        new("utf-8", "E8B387E69699E38292E98081E4BB98E38197E381BEE30D0A", "資料を送付しま\uFFFD\r\n", "text.undecodable"),
        new("utf-8", "E3E8B387E69699E38292E98081E4BB98E38197E381BEE38199", "\uFFFD資料を送付します", "text.undecodable"),
        new("utf-8", "E8B387E69699E38292FFE98081E4BB98E38197E381BEE38199", "資料を\uFFFD送付します", "text.undecodable"),
        new("utf-8",
            "C0AFE8B387E69699E38292E98081E4BB98E38197E381BEE38199E38081E38288E3828DE38197E3818FE3818AE9A198E3"
            + "8184E38184E3819FE38197E381BEE38199",
            "\uFFFD\uFFFD資料を送付します、よろしくお願いいたします", "text.undecodable"),
        new("iso-2022-jp", "1B24423B714E4124724177490D0A", "資料を送\uFFFD\r\n", "text.undecodable"),
        new("iso-2022-jp", "1B2442467C211B2842206F6B", "日\uFFFD ok", "text.undecodable"),
        new("iso-2022-jp", "1B244224222921242424262428242A242B242D242F1B2842", "あ\uFFFDいうえおかきく", "text.undecodable"),
        new("utf-16le", "C78C9965923042", "資料を\uFFFD", "text.undecodable"),
        new("utf-8",
            "E3818AE4B896E8A9B1E381ABE381AAE381A3E381A6E3818AE3828AE381BEE38199E380820D0AE8B387E69699E38292E9"
            + "8081E4BB98E38197E381BEE38199E380820D0A1B2442475B3F2E44643B5F244F24332441246924581B28420D0A",
            "お世話になっております。\r\n資料を送付します。\r\n配信停止はこちらへ\r\n", "text.charset-mixed"),
        new("utf-8",
            "E3818AE4B896E8A9B1E381ABE381AAE381A3E381A6E3818AE3828AE381BEE38199E380820D0AE8B387E69699E38292E9"
            + "8081E4BB98E38197E381BEE38199E380820D0A947A904D92E28E7E82CD82B182BF82E782D60D0A",
            "お世話になっております。\r\n資料を送付します。\r\n配信停止はこちらへ\r\n", "text.charset-mixed"),
        new("utf-8",
            "E3818AE4B896E8A9B1E381ABE381AAE381A3E381A6E3818AE3828AE381BEE38199E380820D0AE8B387E69699E38292E9"
            + "8081E4BB98E38197E381BEE38199E380820D0AC7DBBFAEC4E4BBDFA4CFA4B3A4C1A4E9A4D80D0A",
            "お世話になっております。\r\n資料を送付します。\r\n配信停止はこちらへ\r\n", "text.charset-mixed"),
        new("shift_jis",
            "82A890A2986282C982C882C182C482A882E882DC82B781420D0A8E9197BF82F09197957482B582DC82B781420D0AE985"
            + "8DE4BFA1E5819CE6ADA2E381AFE38193E381A1E38289E381B80D0A",
            "お世話になっております。\r\n資料を送付します。\r\n配信停止はこちらへ\r\n", "text.charset-mixed"),
        new("shift_jis",
            "82A890A2986282C982C882C182C482A882E882DC82B781420D0A8E9197BF82F09197957482B582DC82B781420D0A1B24"
            + "42475B3F2E44643B5F244F24332441246924581B28420D0A",
            "お世話になっております。\r\n資料を送付します。\r\n配信停止はこちらへ\r\n", "text.charset-mixed"),
        new("iso-2022-jp",
            "1B2442242A40244F43244B244A24432446242A246A245E243921231B28420D0A1B24423B714E41247241774955243724"
            + "5E243921231B28420D0AE9858DE4BFA1E5819CE6ADA2E381AFE38193E381A1E38289E381B80D0A",
            "お世話になっております。\r\n資料を送付します。\r\n配信停止はこちらへ\r\n", "text.charset-mixed text.charset-lied"),
        new("iso-2022-jp",
            "1B2442242A40244F43244B244A24432446242A246A245E243921231B28420D0A1B24423B714E41247241774955243724"
            + "5E243921231B28420D0A947A904D92E28E7E82CD82B182BF82E782D60D0A",
            "お世話になっております。\r\n資料を送付します。\r\n配信停止はこちらへ\r\n", "text.charset-mixed text.charset-lied"),
        new("big5", "89EF8B6382CC82A8926D82E782B982C582B7", "会議のお知らせです", "text.charset-lied"),
        new("euc-kr", "89EF8B6382CC82A8926D82E782B982C582B7", "会議のお知らせです", "text.charset-lied"),
        new("euc-kr", "B2F1B5C4A4CEA4AAC3CEA4E9A4BBA4C7A4B9", "会議のお知らせです", "text.charset-lied"),
        new("big5", "B2F1B5C4A4CEA4AAC3CEA4E9A4BBA4C7A4B9", "会議のお知らせです", "text.charset-lied"),
    ];
}
