using System.Collections.Frozen;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>
/// Composes what macOS takes apart in file names (NFD): kana with voicing marks, Latin, Greek and Cyrillic letters with accents, Hangul.
/// Written by ourselves as <see cref="string.Normalize()"/> does nothing under invariant globalization. Singletons (e.g. CJK
/// compatibility ideographs) stay as they are, on purpose: composing must not change which character people see.
/// </summary>
internal static class NameComposer
{
    private const int HangulL = 0x1100, HangulV = 0x1161, HangulT = 0x11A7, HangulS = 0xAC00;
    private const int CountL = 19, CountV = 21, CountT = 28;

    /// <summary>Combining mark; then base and composed character, in turn.</summary>
    private static readonly (char Mark, string Pairs)[] Marks =
    [
        ('\u0300', "AÀEÈIÌOÒUÙaàeèiìoòuùÜǛüǜЕЀИЍеѐиѝÂẦâầĂẰăằÊỀêềÔỒôồƠỜơờƯỪưừYỲyỳ"),
        ('\u0301', "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźÜǗüǘΑΆΕΈΗΉΙΊΟΌΥΎΩΏϊΐαάεέηήιίϋΰοόυύωώГЃКЌгѓкќÂẤâấĂẮăắ"
            + "ÊẾêếÔỐôốƠỚơớƯỨưứ"),
        ('\u0302', "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷẠẬạậẸỆẹệỌỘọộ"),
        ('\u0303', "AÃNÑOÕaãnñoõIĨiĩUŨuũÂẪâẫĂẴăẵEẼeẽÊỄêễÔỖôỗƠỠơỡƯỮưữYỸyỹ"),
        ('\u0304', "AĀaāEĒeēIĪiīOŌoōUŪuūÜǕüǖ"),
        ('\u0306', "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭУЎИЙийуўẠẶạặ"),
        ('\u0307', "CĊcċEĖeėGĠgġIİZŻzż"),
        ('\u0308', "AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸΙΪΥΫιϊυϋЕЁІЇеёії"),
        ('\u0309', "AẢaảÂẨâẩĂẲăẳEẺeẻÊỂêểIỈiỉOỎoỏÔỔôổƠỞơởUỦuủƯỬưửYỶyỷ"),
        ('\u030A', "AÅaåUŮuů"),
        ('\u030B', "OŐoőUŰuű"),
        ('\u030C', "CČcčDĎdďEĚeěLĽlľNŇnňRŘrřSŠsšTŤtťZŽzžAǍaǎIǏiǐOǑoǒUǓuǔÜǙüǚ"),
        ('\u031B', "OƠoơUƯuư"),
        ('\u0323', "AẠaạEẸeẹIỊiịOỌoọƠỢơợUỤuụƯỰưựYỴyỵ"),
        ('\u0326', "SȘsșTȚtț"),
        ('\u0327', "CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţ"),
        ('\u0328', "AĄaąEĘeęIĮiįUŲuų"),
        ('\u3099', "かがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼうゔゝゞカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボウヴワヷヰヸヱヹヲヺヽヾ"),
        ('\u309A', "はぱひぴふぷへぺほぽハパヒピフプヘペホポ"),
    ];

    private static readonly FrozenDictionary<(char, char), char> Composed = Marks
        .SelectMany(row => row.Pairs.Chunk(2).Select(pair => KeyValuePair.Create((pair[0], row.Mark), pair[1])))
        .ToFrozenDictionary();

    /// <summary>The text with each base and its following marks composed where one character exists for them. Linear.</summary>
    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u0300', '\u3163'))
            return text;
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (result.Length > 0 && Join(result[^1], c) is { } joined)
                result[^1] = joined;
            else
                result.Append(c);
        }
        return result.Length == text.Length ? text : result.ToString();
    }

    private static char? Join(char first, char second)
    {
        if (Composed.TryGetValue((first, second), out var composed))
            return composed;
        // Unicode §3.12, Hangul syllable composition: L + V, and LV + T.
        if (first - HangulL is >= 0 and < CountL && second - HangulV is >= 0 and < CountV)
            return (char)(HangulS + ((((first - HangulL) * CountV) + (second - HangulV)) * CountT));
        if (first - HangulS is >= 0 and < CountL * CountV * CountT && (first - HangulS) % CountT == 0
            && second - HangulT is > 0 and < CountT)
            return (char)(first + (second - HangulT));
        return null;
    }
}
