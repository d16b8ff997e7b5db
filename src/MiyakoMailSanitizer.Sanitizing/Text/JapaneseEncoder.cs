using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Text to ISO-2022-JP (RFC 1468) for old groupware: ASCII and JIS X 0208 only, no vendor extensions.</summary>
internal static class JapaneseEncoder
{
    private const string FullWidth = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";
    private const char VoicingMark = 'ﾞ', SemiVoicingMark = 'ﾟ';

    /// <summary>Characters that Unicode and Microsoft map to different places for one JIS character; both are taken.</summary>
    private static readonly (char Other, char Table)[] Variants =
    [
        ('\u301C', '\uFF5E'), ('\u2212', '\uFF0D'), ('\u2016', '\u2225'), ('\u00A2', '\uFFE0'),
        ('\u00A3', '\uFFE1'), ('\u00AC', '\uFFE2'), ('\u2014', '\u2015'),
    ];

    /// <summary>
    /// What has no place, and the character of JIS X 0208 or ASCII that people read as the same: dashes, dots, blanks, currency, brackets.
    /// Anything else (é, ①, 髙, emoji) has none, so that the text goes out as UTF-8.
    /// </summary>
    private static readonly FrozenDictionary<char, char> Equivalents = new (string From, char To)[]
    {
        ("\u2011\u2012\u2013", '‐'), ("\u00B7\u2022\u2027\u2219\u22C5", '・'), ("\u00A5", '￥'), ("\u203E\u00AF", '￣'),
        ("\u22EF", '…'),
        ("\u00A0\u2000\u2002\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F", ' '), ("\u2001\u2003", '　'),
        ("\u00AB", '≪'), ("\u00BB", '≫'), ("\u2039\u27E8", '〈'), ("\u203A\u27E9", '〉'), ("\u27EA", '《'), ("\u27EB", '》'),
        ("\u02BC\u201B", '’'), ("\u2044\u2215", '／'), ("\u2264", '≦'), ("\u2265", '≧'), ("\u2248", '≒'), ("\u00A6", '|'),
        ("\u2024", '.'), ("\uFE63", '－'),
    }.SelectMany(row => row.From.Select(c => KeyValuePair.Create(c, row.To))).ToFrozenDictionary();

    private static readonly FrozenDictionary<char, ushort> Codes = BuildCodes();

    /// <summary>
    /// Encodes; every line starts and ends in ASCII. Half-width kana become full-width ones, combining voicing marks are joined, and
    /// dashes, blanks and dots that have no place become those that have. False where a character has no place in ASCII or JIS X 0208 (①,
    /// ㈱, 髙, emoji) or is a control character other than TAB, CR and LF.
    /// </summary>
    public static bool TryEncodeIso2022Jp(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length * 2 + 16);
        bytes = null;
        var inJapanese = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = IsPlain(text[i]) ? text[i] : Placed(text, ref i);
            if (IsPlain(c))
            {
                Switch(buffer, ref inJapanese, to: false);
                buffer.Write([(byte)c]);
                continue;
            }
            if (!Codes.TryGetValue(c, out var code))
                return false;
            Switch(buffer, ref inJapanese, to: true);
            buffer.Write([(byte)(code >> 8), (byte)code]);
        }
        Switch(buffer, ref inJapanese, to: false);
        bytes = buffer.WrittenSpan.ToArray();
        return true;
    }

    private static void Switch(ArrayBufferWriter<byte> buffer, ref bool inJapanese, bool to)
    {
        if (inJapanese != to)
            buffer.Write(to ? "\e$B"u8 : "\e(B"u8);
        inJapanese = to;
    }

    private static bool IsPlain(char c) => c is (>= ' ' and <= '~') or '\t' or '\r' or '\n';

    /// <summary>The character at <paramref name="i"/> or its equivalent; a voicing mark after it is taken in.</summary>
    private static char Placed(string text, ref int i)
    {
        var half = text[i] is >= '\uFF61' and <= '\uFF9F';
        var c = half ? FullWidth[text[i] - '\uFF61'] : Equivalents.GetValueOrDefault(text[i], text[i]);
        var mark = Mark(i + 1 < text.Length ? text[i + 1] : '\0', half);
        if (mark == '\0')
            return c;
        var joined = NameComposer.Compose($"{c}{mark}");
        if (joined.Length > 1 || !Codes.ContainsKey(joined[0]))
            return c;
        i++;
        return joined[0];
    }

    /// <summary>
    /// The combining form of a voicing mark, which macOS writes after kana, and half-width kana have as a character of its own.
    /// </summary>
    private static char Mark(char c, bool half) => c switch
    {
        VoicingMark when half => '\u3099',
        SemiVoicingMark when half => '\u309A',
        '\u3099' or '\u309A' => c,
        _ => '\0',
    };

    private static FrozenDictionary<char, ushort> BuildCodes()
    {
        var codes = new Dictionary<char, ushort>();
        for (var index = 0; index < 84 * JapaneseTables.Size; index++)
        {
            var row = (index / JapaneseTables.Size) + 1;
            var c = JapaneseTables.Jis0208[index];
            // Rows 9 to 15 are empty in JIS X 0208; NEC's 13 is no part of ISO-2022-JP.
            if (c != '\0' && row is <= 8 or >= 16)
                codes.TryAdd(c, (ushort)(((row + 0x20) << 8) | ((index % JapaneseTables.Size) + 0x21)));
        }
        foreach (var (other, table) in Variants)
            codes[other] = codes[table];
        return codes.ToFrozenDictionary();
    }
}
