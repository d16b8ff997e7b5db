using System.Collections.Frozen;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Sender;

/// <summary>
/// What a name looks like (after UTS #39 §4, by a table of our own): two names with the same skeleton can be taken for each other. The
/// table holds what looks like a Latin letter or digit, and pairs of kana and kanji that look alike. Both sides must be skeletons: a
/// skeleton is no name.
/// </summary>
internal static class Skeleton
{
    /// <summary>Each row: what is drawn, and the lower-case characters that are drawn alike.</summary>
    private static readonly (string Drawn, string Alike)[] Rows =
    [
        ("a", "аɑαàáâãäåāăąǎǟǡǻȁȃȧ"), ("b", "ьвƅɓβƀƃъᏏ"), ("c", "сϲçćĉċčƈȼᴄ"), ("d", "ԁđďɖɗƌḍ"), ("e", "еҽεèéêëēĕėęěѐёȅȇȩɇ"),
        ("f", "ſƒϝ"), ("g", "ɡĝğġģǧǥǵɠցԍ"), ("h", "һհнĥħȟɦћ"), ("j", "јϳĵɉǰ"), ("k", "кκķĸƙǩќ"),
        ("l", "1iіıɩιӏ|ǀìíîïĩīĭįǐȉȋïїĺļľŀłƚɨɫίϊΐ"), ("m", "мɱᴍ"), ("n", "пηńņňŉñŋɲƞǹոդ"), ("o", "0оοօσòóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱόөᴏ〇"),
        ("p", "рρþƥᴩ"), ("q", "ԛգʠɋ"), ("r", "гŕŗřȑȓɍɼᴦ"), ("s", "ѕśŝşšșȿʂ5"), ("t", "тτţťŧțƫᴛ"),
        ("u", "υиùúûüũūŭůűųưǔǖǘǚǜȕȗʉսцμύϋ"), ("v", "νѵᴠʋ"), ("w", "ԝωшŵѡաᴡώ"), ("x", "хχ×"),
        ("y", "уγүýÿŷƴȳɏўʏұ"), ("z", "źżžƶȥʐᴢ"), ("ae", "æǽ"), ("oe", "œ"), ("ss", "ß"),
        ("カ", "力"), ("ロ", "口囗"), ("ニ", "二"), ("ハ", "八"), ("エ", "工"), ("タ", "夕"), ("ト", "卜"), ("ー", "一―‐–—"), ("へ", "ヘ"), ("べ", "ベ"),
        ("ぺ", "ペ"), ("り", "リ"), ("ノ", "丿"), ("日", "曰"), ("土", "士"), ("未", "末"), ("千", "干"), ("己", "已巳"),
    ];

    /// <summary>Latin Extended Additional (U+1E00–1EFF): the letter that stands from each code point on.</summary>
    private static readonly (int From, char Drawn)[] Additional =
    [
        (0x00, 'a'), (0x02, 'b'), (0x08, 'c'), (0x0A, 'd'), (0x14, 'e'), (0x1E, 'f'), (0x20, 'g'), (0x22, 'h'), (0x2C, 'l'), (0x30, 'k'),
        (0x36, 'l'), (0x3E, 'm'), (0x44, 'n'), (0x4C, 'o'), (0x54, 'p'), (0x58, 'r'), (0x60, 's'), (0x6A, 't'), (0x72, 'u'), (0x7C, 'v'),
        (0x80, 'w'), (0x8A, 'x'), (0x8E, 'y'), (0x90, 'z'), (0x96, 'h'), (0x97, 't'), (0x98, 'w'), (0x99, 'y'), (0x9A, 'a'), (0x9B, 's'),
        (0xA0, 'a'), (0xB8, 'e'), (0xC8, 'l'), (0xCC, 'o'), (0xE4, 'u'), (0xF2, 'y'),
    ];

    private static readonly (string Letters, string Drawn)[] Runs = [("rn", "m"), ("vv", "w"), ("cl", "d")];

    private static readonly FrozenDictionary<char, string> Table = Rows
        .SelectMany(row => row.Alike.Distinct().Select(c => (c, row.Drawn)))
        .DistinctBy(pair => pair.c)
        .ToFrozenDictionary(pair => pair.c, pair => pair.Drawn);

    /// <summary>The skeleton of one label or word, at most twice as long. Linear.</summary>
    public static string Of(string text)
    {
        var drawn = new StringBuilder(text.Length);
        foreach (var rune in DomainName.Fold(text).EnumerateRunes())
        {
            if (rune.Value is >= 0x300 and <= 0x36F)
                continue; // Marks on a letter are overlooked.
            var c = Plain(rune);
            if (c == '\0')
                drawn.Append(rune.ToString());
            else if (Table.TryGetValue(c, out var alike))
                drawn.Append(alike);
            else
                drawn.Append(c);
        }

        foreach (var (letters, one) in Runs)
            drawn.Replace(letters, one);
        return drawn.ToString();
    }

    /// <summary>One UTF-16 unit where there is one for it: of styled letters the plain one. NUL for all else.</summary>
    private static char Plain(Rune rune) => rune.Value switch
    {
        >= 0x1E00 and <= 0x1EFF and var v => Array.FindLast(Additional, a => a.From <= v - 0x1E00).Drawn,
        >= 0x24D0 and <= 0x24E9 and var v => (char)('a' + v - 0x24D0), // circled
        >= 0x1D400 and <= 0x1D6A3 and var v => (char)('a' + ((v - 0x1D400) % 26)), // mathematical
        _ => rune.IsBmp ? (char)rune.Value : '\0',
    };
}
