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

    private static readonly FrozenDictionary<char, ushort> Codes = BuildCodes();

    /// <summary>
    /// Encodes; every line starts and ends in ASCII. Half-width kana become full-width ones. False where a character has no place in
    /// ASCII or JIS X 0208 (①, ㈱, 髙, emoji) or is a control character other than TAB, CR and LF.
    /// </summary>
    public static bool TryEncodeIso2022Jp(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length * 2 + 16);
        bytes = null;
        var inJapanese = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is (>= ' ' and <= '~') or '\t' or '\r' or '\n')
            {
                Switch(buffer, ref inJapanese, to: false);
                buffer.Write([(byte)c]);
                continue;
            }
            if (!Codes.TryGetValue(Widen(text, ref i), out var code))
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

    /// <summary>The character at <paramref name="i"/>, full-width; a half-width voicing mark after it is taken in.</summary>
    private static char Widen(string text, ref int i)
    {
        if (text[i] is < '\uFF61' or > '\uFF9F')
            return text[i];
        var wide = FullWidth[text[i] - '\uFF61'];
        var mark = i + 1 < text.Length ? text[i + 1] : '\0';
        if (mark is not (VoicingMark or SemiVoicingMark))
            return wide;
        var joined = NameComposer.Compose($"{wide}{(mark == VoicingMark ? '\u3099' : '\u309A')}");
        if (joined.Length > 1 || !Codes.ContainsKey(joined[0]))
            return wide;
        i++;
        return joined[0];
    }

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
