using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>One pass of <see cref="TextCleaner"/> over a text.</summary>
internal sealed class CleaningRun(string text, bool lines)
{
    private const int LineStart = -1, MaxKinds = 8, MaxOscLength = 256;

    /// <summary>
    /// Which finding a kind of character gives; line ends and selectors out of place give none worth a word of their own.
    /// </summary>
    private static readonly (Unwanted Why, string Code, string What)[] Codes =
    [
        (Unwanted.Bidi, "text.bidi", "bidi controls removed"),
        (Unwanted.ZeroWidth, "text.zero-width", "invisible characters removed"),
        (Unwanted.Blank, "text.zero-width", "blank characters replaced by spaces"),
        (Unwanted.Joining, "text.zero-width", "joiners and variation selectors out of place removed"),
        (Unwanted.Control, "text.control", "control characters removed"),
        (Unwanted.Noncharacter, "text.control", "noncharacters replaced"),
        (Unwanted.Tag, "text.tag-characters", "tag characters removed"),
        (Unwanted.Surrogate, "text.surrogate", "lone surrogates replaced"),
    ];

    private readonly StringBuilder _result = new(text.Length);

    /// <summary>How often each unwanted code point was seen.</summary>
    private readonly Dictionary<int, int> _seen = [];

    /// <summary>The last code point that was written.</summary>
    private int _before = LineStart;

    /// <summary>Cleans; <paramref name="clean"/> characters at the start are known to be so.</summary>
    public CleanText Run(int clean, string where)
    {
        _result.Append(text, 0, clean);
        _before = clean == 0 || text[clean - 1] == '\n' ? LineStart : text[clean - 1];
        var i = clean;
        while (i < text.Length)
            i += Step(i);
        var same = _result.Length == text.Length && _result.Equals(text);
        return new(same ? text : _result.ToString(), Findings(where));
    }

    /// <summary>Treats what begins at <paramref name="i"/>; returns its length.</summary>
    private int Step(int i)
    {
        var (codePoint, length) = At(i);
        var why = Forbidden.Why(codePoint);
        switch (why)
        {
            case Unwanted.None:
                Write(codePoint == '\t' && !lines ? ' ' : codePoint);
                return length;
            case Unwanted.LineEnd:
                WriteLineEnd();
                return codePoint == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 2 : 1;
            case Unwanted.Joining when Fits(codePoint, i + length):
                Write(codePoint);
                return length;
            case Unwanted.Blank:
                Count(codePoint);
                Write(' ');
                return length;
            case Unwanted.Surrogate or Unwanted.Noncharacter:
                Count(codePoint);
                Write('\uFFFD');
                return length;
            default:
                Count(codePoint);
                return codePoint == 0x1B ? EscapeLength(i) : length;
        }
    }

    private (int CodePoint, int Length) At(int i)
        => char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
            ? (char.ConvertToUtf32(text[i], text[i + 1]), 2)
            : (text[i], 1);

    private bool Fits(int codePoint, int next)
    {
        if (Forbidden.IsVariationSelector(codePoint))
            return _before != LineStart && !Forbidden.IsVariationSelector(_before);
        return Forbidden.MayBeJoinedAfter(_before) && next < text.Length && Forbidden.IsPictograph(At(next).CodePoint);
    }

    private void Write(int codePoint)
    {
        if (codePoint < 0x10000)
            _result.Append((char)codePoint);
        else
            _result.Append(char.ConvertFromUtf32(codePoint));
        _before = codePoint;
    }

    private void WriteLineEnd()
    {
        _result.Append(lines ? '\n' : ' ');
        _before = lines ? LineStart : ' ';
    }

    private void Count(int codePoint) => CollectionsMarshal.GetValueRefOrAddDefault(_seen, codePoint, out _)++;

    /// <summary>
    /// Length of a terminal's escape sequence (ECMA-48 §5.4, ISO 2022): CSI, short OSC, or with intermediate bytes. Anything else loses
    /// ESC alone,
    /// so that no text goes with it.
    /// </summary>
    private int EscapeLength(int start)
    {
        var i = start + 1;
        if (i >= text.Length)
            return 1;
        if (text[i] == ']')
            return OscLength(start);
        if (text[i] == '[')
            i = Skip(i + 1, '\x30', '\x3F');
        else if (text[i] is not ('$' or (>= '(' and <= '/')))
            return 1;
        i = Skip(i, '\x20', '\x2F');
        return i < text.Length && text[i] is >= '\x30' and <= '\x7E' ? i + 1 - start : 1;
    }

    private int OscLength(int start)
    {
        var window = text.AsSpan(start, Math.Min(MaxOscLength, text.Length - start));
        var end = window.IndexOfAny('\a', '\n');
        return end >= 0 && window[end] == '\a' ? end + 1 : 1;
    }

    private int Skip(int i, char first, char last)
    {
        // Bounded, so that many unfinished sequences do not make the time quadratic.
        var limit = Math.Min(text.Length, i + 32);
        while (i < limit && text[i] >= first && text[i] <= last)
            i++;
        return i;
    }

    private ImmutableArray<Finding> Findings(string where)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var kinds = _seen.OrderBy(pair => pair.Key).ToLookup(pair => Forbidden.Why(pair.Key));
        foreach (var group in Codes.Where(row => kinds.Contains(row.Why)).GroupBy(row => row.Code))
            findings.Add(new(group.Key, where, string.Join("; ", group.Select(row => Describe(row.What, [.. kinds[row.Why]])))));
        return findings.ToImmutable();
    }

    private static string Describe(string what, KeyValuePair<int, int>[] counts)
    {
        var kinds = counts.Take(MaxKinds).Select(pair => pair.Value == 1 ? $"U+{pair.Key:X4}" : $"U+{pair.Key:X4} x {pair.Value}");
        var more = counts.Length > MaxKinds ? ", and others" : "";
        return $"{counts.Sum(pair => pair.Value)} {what}: {string.Join(", ", kinds)}{more}";
    }
}
