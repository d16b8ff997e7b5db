namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>
/// How likely a text is as Japanese (or plain Western) office mail, to choose between readings of the same bytes: costs are roughly
/// negative natural logarithms of probability, summed over the characters, so that the lowest sum is the best reading.
/// </summary>
internal static class CharacterModel
{
    /// <summary>The cost of a sequence without meaning.</summary>
    public const double ErrorCost = 20;

    private const double FirstKanaRun = 5, NextKanaRun = 1.5, StrayVoicingMark = 9, StraySmallKana = 9, LoneHalfWidth = 5;

    /// <summary>The signs are dear as they are rare elsewhere.</summary>
    private const double Apostrophe = -4, LoneSymbol = -3;

    private const double RareBesideLetter = 4, CapitalWithin = 5, MixedScripts = 6;

    private const double LetterInWord = 6, LetterBesideAccented = 7.5, LetterAlone = 9;

    private static readonly (char First, char Last, Kind Kind)[] Ranges =
    [
        ('\0', '\x1F', Kind.Control), ('\t', '\n', Kind.Space), ('\r', '\r', Kind.Space), (' ', ' ', Kind.Space),
        ('!', '~', Kind.AsciiOther), ('0', '9', Kind.Digit), ('A', 'Z', Kind.Capital), ('a', 'z', Kind.Small),
        ('\x7F', '\x9F', Kind.Control),
        ('\u00A0', '\u00BF', Kind.LatinSymbol), ('\u00C0', '\u00FF', Kind.Latin), ('\u00D7', '\u00D7', Kind.LatinSymbol),
        ('\u00F7', '\u00F7', Kind.LatinSymbol), ('\u0100', '\u024F', Kind.LatinExtended), ('\u0370', '\u05EA', Kind.Script),
        ('\u0600', '\u06FF', Kind.Script), ('\u0E00', '\u0E5B', Kind.Script),
        ('\u1E00', '\u1EFF', Kind.LatinExtended), ('\u1F00', '\u1FFF', Kind.Script),
        ('\u3041', '\u3096', Kind.Hiragana), ('\u30A1', '\u30FE', Kind.Katakana), ('\u4E00', '\u9FFF', Kind.OtherKanji),
        ('\uAC00', '\uD7A3', Kind.Hangul), ('\uD800', '\uDFFF', Kind.Surrogate), ('\uE000', '\uF8FF', Kind.PrivateUse),
        ('\uFF01', '\uFF5E', Kind.FullWidthLetter), ('\uFF61', '\uFF65', Kind.HalfWidthPunctuation),
        ('\uFF66', '\uFF9D', Kind.HalfWidthKana), ('\uFF9E', '\uFF9F', Kind.HalfWidthVoicing), ('\uFFFD', '\uFFFD', Kind.Replacement),
        ('\uFFFE', '\uFFFF', Kind.Control),
    ];

    private static readonly Kind[] Kinds = BuildKinds();

    private static readonly int KindCount = Enum.GetValues<Kind>().Length;

    private static readonly double[] Costs = BuildCosts();

    /// <summary>
    /// What a kind costs after another: words of ASCII change seldom between small letters, capitals, digits and signs, but bytes that
    /// stand for something else do all the time.
    /// </summary>
    private static readonly double[] Steps = BuildSteps();

    /// <summary>What matters of a character.</summary>
    private enum Kind : byte
    {
        Other,
        Small,
        Capital,
        Digit,
        AsciiOther,
        Space,
        Control,
        Hiragana,
        Katakana,
        Punctuation,
        FullWidthLetter,
        Symbol,
        CommonKanji,
        FirstLevelKanji,
        SecondLevelKanji,
        OtherKanji,
        ForeignInJis,
        HalfWidthKana,
        CommonHalfWidthKana,
        HalfWidthPunctuation,
        HalfWidthVoicing,
        Latin,
        LatinSymbol,
        Typographic,
        Script,
        LatinExtended,
        Hangul,
        Surrogate,
        PrivateUse,
        Replacement,
    }

    /// <summary>The cost of a reading, and how many of its characters beyond ASCII are letters. Linear.</summary>
    public static (double Cost, int Letters) Cost(ReadOnlySpan<char> text)
    {
        double sum = 0;
        var letters = 0;
        var kanaRuns = 0;
        var before = '\n';
        var kindBefore = Kind.Space;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var kind = Kinds[c];
            sum += Costs[(int)kind] + Steps[((int)kindBefore * KindCount) + (int)kind];
            letters += IsForeignLetter(kind) ? 1 : 0;
            if (kind >= Kind.SecondLevelKanji)
                sum += InContext(c, kind, before, kindBefore, i + 1 < text.Length ? Kinds[text[i + 1]] : Kind.Space);
            if (IsHalfWidth(kind) && !IsHalfWidth(kindBefore))
                sum += kanaRuns++ == 0 ? FirstKanaRun : NextKanaRun;
            before = c;
            kindBefore = kind;
        }
        return (sum, letters);
    }

    private static double InContext(char c, Kind kind, char before, Kind kindBefore, Kind kindAfter)
    {
        var besideAscii = IsAsciiLetter(kindBefore) || IsAsciiLetter(kindAfter);
        return kind switch
        {
            Kind.HalfWidthVoicing when !CanBeVoiced(before) => StrayVoicingMark,
            Kind.LatinSymbol when kindBefore <= Kind.Space && kindAfter <= Kind.Space => LoneSymbol,
            Kind.Typographic when IsAsciiLetter(kindBefore) && IsAsciiLetter(kindAfter) => Apostrophe,
            _ when IsHalfWidth(kind) => (!IsHalfWidth(kindBefore) && c is >= 'ｧ' and <= 'ｰ' ? StraySmallKana : 0)
                + (!IsHalfWidth(kindBefore) && !IsHalfWidth(kindAfter) ? LoneHalfWidth : 0)
                + (IsAsciiLetter(kindBefore) ? 3 : 0) + (IsAsciiLetter(kindAfter) ? 3 : 0),
            Kind.SecondLevelKanji or Kind.OtherKanji when besideAscii => RareBesideLetter,
            Kind.Latin when besideAscii => CapitalCost(c, before) + LetterInWord,
            Kind.Latin when kindBefore == Kind.Latin || kindAfter == Kind.Latin => CapitalCost(c, before) + LetterBesideAccented,
            Kind.Latin => LetterAlone,
            Kind.Script => CapitalCost(c, before) + (besideAscii ? MixedScripts : 0),
            Kind.LatinExtended => CapitalCost(c, before),
            _ => 0,
        };
    }

    private static double CapitalCost(char c, char before) => char.IsUpper(c) && char.IsLower(before) ? CapitalWithin : 0;

    private static bool IsAsciiLetter(Kind kind) => kind is Kind.Small or Kind.Capital;

    private static bool IsForeignLetter(Kind kind)
        => kind is >= Kind.CommonKanji and <= Kind.ForeignInJis or Kind.Latin or Kind.LatinExtended or Kind.Script or Kind.Hangul;

    private static bool IsHalfWidth(Kind kind) => kind is >= Kind.HalfWidthKana and <= Kind.HalfWidthVoicing;

    /// <summary>ｳ, ｶ to ﾄ, ﾊ to ﾎ take a voicing mark.</summary>
    private static bool CanBeVoiced(char c) => c is 'ｳ' or (>= 'ｶ' and <= 'ﾄ') or (>= 'ﾊ' and <= 'ﾎ');

    private static double[] BuildSteps()
    {
        var steps = new double[KindCount * KindCount];
        foreach (var (before, after, cost) in new (Kind, Kind, double)[]
        {
            (Kind.Small, Kind.Capital, 3), (Kind.Small, Kind.Digit, 2), (Kind.Capital, Kind.Digit, 2), (Kind.Digit, Kind.Small, 2),
            (Kind.Digit, Kind.Capital, 2), (Kind.Small, Kind.AsciiOther, 1), (Kind.Capital, Kind.AsciiOther, 1),
            (Kind.Digit, Kind.AsciiOther, 1), (Kind.AsciiOther, Kind.Small, 1), (Kind.AsciiOther, Kind.Capital, 1),
            (Kind.AsciiOther, Kind.Digit, 1), (Kind.AsciiOther, Kind.AsciiOther, 1),
        })
        {
            steps[((int)before * KindCount) + (int)after] = cost;
        }
        foreach (var ascii in new[] { Kind.Small, Kind.Capital })
        {
            foreach (var japanese in new[] { Kind.Hiragana, Kind.Katakana, Kind.CommonKanji, Kind.FirstLevelKanji })
                steps[((int)ascii * KindCount) + (int)japanese] = steps[((int)japanese * KindCount) + (int)ascii] = 2;
        }
        return steps;
    }

    private static double[] BuildCosts()
    {
        var costs = new double[KindCount];
        foreach (var (kind, cost) in new (Kind, double)[]
        {
            (Kind.Other, 13), (Kind.Small, 3), (Kind.Capital, 3), (Kind.Digit, 4), (Kind.AsciiOther, 4),
            (Kind.Space, 2), (Kind.Control, 15),
            (Kind.Hiragana, 4.3), (Kind.Katakana, 5), (Kind.Punctuation, 5.5), (Kind.FullWidthLetter, 6.5), (Kind.Symbol, 8.5),
            (Kind.CommonKanji, 6.8), (Kind.FirstLevelKanji, 10), (Kind.SecondLevelKanji, 12.5), (Kind.OtherKanji, 12.5),
            (Kind.ForeignInJis, 11), (Kind.HalfWidthKana, 4.3), (Kind.CommonHalfWidthKana, 3.6),
            (Kind.HalfWidthPunctuation, 6), (Kind.HalfWidthVoicing, 3),
            (Kind.Latin, 0), (Kind.LatinSymbol, 9), (Kind.Typographic, 8), (Kind.Script, 9), (Kind.LatinExtended, 9), (Kind.Hangul, 12),
            (Kind.Surrogate, 7), (Kind.PrivateUse, 16), (Kind.Replacement, ErrorCost),
        })
        {
            costs[(int)kind] = cost;
        }
        return costs;
    }

    private static Kind[] BuildKinds()
    {
        var kinds = new Kind[0x10000];
        foreach (var (first, last, kind) in Ranges)
            kinds.AsSpan(first, last - first + 1).Fill(kind);
        for (var index = 0; index < JapaneseTables.Jis0208.Length; index++)
        {
            var c = JapaneseTables.Jis0208[index];
            var row = (index / JapaneseTables.Size) + 1;
            if (c is '\0' or (>= '\uE000' and < '\uF900') || kinds[c] is not (Kind.Other or Kind.OtherKanji or Kind.Script))
                continue;
            kinds[c] = row switch
            {
                <= 2 or 13 => Kind.Symbol,
                <= 8 => Kind.ForeignInJis,
                >= 16 and <= 47 => Kind.FirstLevelKanji,
                >= 48 and <= 84 => Kind.SecondLevelKanji,
                _ => Kind.OtherKanji,
            };
        }
        foreach (var c in "ｱｲｳｵｶｷｸｺｻｼｽﾀﾁﾃﾄﾅﾉﾊﾌﾏﾐﾖﾘﾙﾛﾝｰｮｭ")
            kinds[c] = Kind.CommonHalfWidthKana;
        foreach (var c in CommonKanji.All)
            kinds[c] = Kind.CommonKanji;
        foreach (var c in "、。・「」（）：？！ー～〜／　々【】『』※")
            kinds[c] = Kind.Punctuation;
        foreach (var c in "\u2013\u2014\u2018\u2019\u201C\u201D\u2022\u2026\u20AC\u2122")
            kinds[c] = Kind.Typographic;
        return kinds;
    }
}
