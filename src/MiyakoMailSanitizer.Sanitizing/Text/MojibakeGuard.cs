namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>What a text shows of having been read wrongly.</summary>
/// <param name="Signs">Characters that belong to what wrong readings give.</param>
/// <param name="Foreign">Characters beyond ASCII.</param>
internal readonly record struct MojibakeScore(int Signs, int Foreign)
{
    private const int LeastSigns = 2, PoorPart = 8;

    /// <summary>True where at least an eighth of what is beyond ASCII is garbled: more than a stray byte in good text.</summary>
    public bool IsPoor => Signs >= LeastSigns && Signs * PoorPart >= Foreign;
}

/// <summary>
/// Sees garbled text (文字化け) by what each pair of charsets makes of Japanese: replacement characters, C1 controls, UTF-8 read as Latin-1
/// (<c>ã‚</c>) or Shift_JIS (<c>縺</c>), Shift_JIS and EUC-JP read as Latin-1 (<c>‚ </c>, <c>¤³</c>), EUC-JP read as Shift_JIS
/// (<c>､ｳ､ﾎ</c>), UTF-8 replacement characters read as GBK (<c>锟斤拷</c>).
/// </summary>
internal static class MojibakeGuard
{
    /// <summary>What Windows makes of the bytes 0x80 to 0x9F.</summary>
    public const string Windows1252 =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
        + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    /// <summary>Of <see cref="Windows1252"/> what honest text holds beside letters: it tells nothing.</summary>
    private const string Typographic = "\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u2026\u2122\u20AC";

    /// <summary>Without one of these there is no sign.</summary>
    private static readonly CharacterSet Beginnings = new(
        ['\uFFFD', '縺', '繧', '繝', '､', '･', '・', 'ｿ', '锟', '¤', '¥', '‚', 'ƒ', 'Ã', 'Â',
            .. Enumerable.Range(0x80, 0x20).Select(c => (char)c), .. Enumerable.Range('ã', 'ï' - 'ã' + 1).Select(c => (char)c)]);

    /// <summary>Counts the signs. Linear; where there is none it costs a scan, and nothing else is counted.</summary>
    public static MojibakeScore Score(ReadOnlySpan<char> text)
    {
        if (!Beginnings.IsIn(text))
            return default;
        var (signs, foreign) = (0, 0);
        for (var i = 0; i < text.Length;)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            var afterNext = i + 2 < text.Length ? text[i + 2] : '\0';
            var length = text[i] > '\x7F' ? SignsAt(text[i], next, afterNext) : 0;
            signs += length;
            for (var end = Math.Min(text.Length, i + Math.Max(1, length)); i < end; i++)
                foreign += text[i] > '\x7F' ? 1 : 0;
        }
        return new(signs, foreign);
    }

    /// <summary>
    /// Characters from here on that are a sign, or 0. Two characters of a kind may meet in honest text (<c>縺れ</c>, <c>‚Äpfel‘</c>, a
    /// no-break space before <c>»</c>), so that mostly three must fit.
    /// </summary>
    private static int SignsAt(char c, char next, char afterNext) => c switch
    {
        '\uFFFD' => 1,
        >= '\x80' and <= '\x9F' => 1,
        '縺' or '繧' or '繝' when next > '\x7F' && next != 'れ' => 2,
        '､' or '･' when IsHalfWidth(next) && afterNext is '､' or '･' => 2,
        '・' or 'ｿ' when next == 'ｽ' && afterNext is '・' or 'ｿ' => 2,
        '锟' when next == '斤' => 2,
        '¤' or '¥' when IsLatin(next) && IsLatin(afterNext) => 2,
        '‚' or 'ƒ' when (IsLatin(next) || IsLead(next) || next is >= '@' and <= '~') && IsLead(afterNext) => 2,
        'Ã' or 'Â' when IsContinuation(next) => 2,
        >= 'ã' and <= 'ï' when next != '\u00A0' && IsContinuation(next) && IsContinuation(afterNext) => 3,
        _ => 0,
    };

    private static bool IsHalfWidth(char c) => c is >= '\uFF61' and <= '\uFF9F';

    private static bool IsLatin(char c) => c is >= '¡' and <= 'þ';

    /// <summary>A byte 0x80 to 0x9F as Latin-1 or Windows reads it.</summary>
    private static bool IsLead(char c)
        => c is >= '\x80' and <= '\x9F' || (c > 'ÿ' && Windows1252.Contains(c) && !Typographic.Contains(c));

    /// <summary>A byte 0x80 to 0xBF as Latin-1 or Windows reads it.</summary>
    private static bool IsContinuation(char c) => c is >= '\u00A0' and <= '¿' || IsLead(c);
}
