using System.Buffers;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MiyakoMailSanitizer.Sanitizing.Passwords;

/// <summary>
/// Finds what may be a password in the text of a message, as Japanese senders announce them in a second mail: behind a word such as
/// 「パスワード」, alone on a line below it, in quotation marks, or at least a word that looks like nothing else.
/// </summary>
internal static partial class PasswordCandidates
{
    /// <summary>How many are kept. Only the beginning of a text is read: who announces a password writes little else.</summary>
    public const int Max = 30;

    private const int MaxText = 8 << 10, MaxLines = 1_000, MaxLine = 400, MaxLength = 100, Near = 4, AnnouncedRank = 3;

    private static readonly SearchValues<char> Quotes = SearchValues.Create("「『【〔（(<[\"“'‘`＜［＂＇《〈");

    /// <summary>In what <see cref="Narrow"/> makes of a line.</summary>
    [GeneratedRegex("パスワード|ﾊﾟｽﾜｰﾄﾞ|ぱすわーど|パスフレーズ|暗証|合言葉|合い言葉|解凍|展開|復号|開封|鍵|キー|ｷｰ|passphrase|password|passwd|passcode|pass|pwd|pw|\\bkey\\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Keyword { get; }

    [GeneratedRegex("[「『【〔（(<\\[\"“'‘`＜［＂＇《〈](?<inner>[^「」『』【】〔〕（）()<>\\[\\]\"“”'‘’`＜＞［］＂＇《》〈〉]{1,100})[」』】〕）)>\\]\"”'’`＞］＂＇》〉]", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted { get; }

    [GeneratedRegex("[:：=＝→⇒は]|\\bis\\b", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Separator { get; }

    /// <summary>The most promising first, each once.</summary>
    public static ImmutableArray<string> Find(string subject, string text) => Find(subject, text, out _);

    /// <inheritdoc cref="Find(string, string)"/>
    /// <param name="subject">Of the message.</param>
    /// <param name="text">Its body.</param>
    /// <param name="areAnnounced">Some stand by a keyword.</param>
    public static ImmutableArray<string> Find(string subject, string text, out bool areAnnounced)
    {
        var found = new List<(int Rank, int Order, string Text)>();
        var lines = (subject + "\n" + (text.Length > MaxText ? text[..MaxText] : text)).Split('\n', MaxLines + 1).Take(MaxLines)
            .Select(l => (l.Length > MaxLine ? l[..MaxLine] : l).Trim().TrimStart('>', '＞').Trim()).ToList();
        var lastKeyword = int.MinValue / 2;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Length == 0)
                continue;
            var isKeyword = KeywordEnd(line) is var end && end > 0;
            if (isKeyword)
                lastKeyword = i;
            var isNear = i - lastKeyword <= Near;
            if (isKeyword)
                AddRest(line[end..], found);
            foreach (var quoted in line.AsSpan().ContainsAny(Quotes) ? Quoted.Matches(line).AsEnumerable() : [])
                Add(isNear ? 1 : 4, quoted.Groups["inner"].Value.Trim(), found);
            if (isNear && !line.Any(char.IsWhiteSpace))
                Add(2, line, found);
            foreach (var word in line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                AddWord(isNear ? 3 : 5, word, found);
        }
        areAnnounced = found.Any(f => f.Rank <= AnnouncedRank);
        return [.. found.OrderBy(f => f.Rank).ThenBy(f => f.Order).Select(f => f.Text).Distinct().Take(Max)];
    }

    /// <summary>Behind the last keyword of a line; 0 where it has none.</summary>
    private static int KeywordEnd(string line) => Keyword.Matches(Narrow(line)).LastOrDefault() is { } last ? last.Index + last.Length : 0;

    /// <summary>What follows the keyword: <c>：abc</c>, <c>は「abc」です。</c>, <c>は abc です。</c>, <c>はabcです。</c>.</summary>
    private static void AddRest(string rest, List<(int, int, string)> found)
    {
        var separator = Separator.Match(rest);
        var isClose = separator.Success && separator.Index <= 20;
        var value = (isClose ? rest[(separator.Index + separator.Length)..] : rest).Trim().TrimStart(':', '：', '=', '＝', '、', '　', '】', '］', ']', '」', '』', '）', ')').Trim();
        if (value.Length == 0)
            return;
        var rank = isClose ? 0 : 2;
        var run = value.TakeWhile(c => c is > ' ' and <= '~' or >= '！' and <= '～').Count();
        Add(rank, value[..run], found);
        if (!value.Any(char.IsWhiteSpace))
            Add(rank, value, found);
        AddWord(rank, value.Split((char[]?)null, 2)[0], found);
    }

    /// <summary>A word that could hardly be one of a sentence: letters with digits or signs.</summary>
    private static void AddWord(int rank, string word, List<(int, int, string)> found)
    {
        if (word.Length is < 4 or > MaxLength)
            return;
        var folded = Narrow(word);
        var isMixed = folded.Any(char.IsAsciiLetter) && folded.Any(c => char.IsAsciiDigit(c) || (c is > ' ' and <= '~' && !char.IsAsciiLetter(c)));
        var isNumber = folded.Length is >= 4 and <= 16 && folded.All(char.IsAsciiDigit);
        if (folded.Length >= 4 && (isMixed || isNumber) && folded.All(c => c is > ' ' and <= '~'))
            Add(rank, word, found);
    }

    /// <summary>As it stands, and with what a sentence leaves on it taken off, and with narrow letters for wide ones.</summary>
    private static void Add(int rank, string text, List<(int Rank, int Order, string Text)> found)
    {
        if (text.Length is 0 or > MaxLength || text.Contains("://", StringComparison.Ordinal) || !text.Any(char.IsLetterOrDigit) || HasLoneSurrogate(text))
            return;
        var narrow = Narrow(text);
        foreach (var form in new[] { Bare(text), text, Bare(narrow), narrow })
        {
            if (form.Length > 0 && found.Count < MaxLines * 4)
                found.Add((rank, found.Count, form));
        }
    }

    private static string Bare(string text) => text.Trim().TrimEnd('。', '．', '.', '、', '，', ',', ';', '；', '」', '』', '”', '"', '\'', ')', '）');

    /// <summary>Wide letters, digits and signs made narrow, character by character.</summary>
    private static string Narrow(string text) => string.Create(text.Length, text, (narrow, wide) =>
    {
        for (var i = 0; i < wide.Length; i++)
            narrow[i] = wide[i] switch { >= '！' and <= '～' => (char)(wide[i] - 0xFEE0), '\u3000' => ' ', '￥' => '\\', var c => c };
    });

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return true;
        }
        return false;
    }
}
