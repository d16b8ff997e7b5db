namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>
/// A pattern: <c>*</c> is any text, <c>?</c> any one UTF-16 unit, all else itself in any case. Patterns are at most
/// <see cref="MaxLength"/> long, so that matching is linear in the text, however it was made.
/// </summary>
public sealed class Glob
{
    /// <summary>Characters of a pattern.</summary>
    public const int MaxLength = 255;

    private readonly char[] _pattern;

    /// <exception cref="ArgumentException">The pattern is empty or too long.</exception>
    public Glob(string pattern)
    {
        if (pattern.Length is 0 or > MaxLength)
            throw new ArgumentException("empty or too long", nameof(pattern));
        Pattern = pattern;
        _pattern = [.. pattern.Select(char.ToUpperInvariant)];
    }

    /// <summary>As it is written.</summary>
    public string Pattern { get; }

    /// <summary>True where the whole text fits.</summary>
    public bool Matches(ReadOnlySpan<char> text) => Matches(text, static c => char.ToUpperInvariant(c), textIsPattern: false);

    /// <summary>
    /// True where every text that fits <paramref name="other"/> fits this one too. May be false although it is so, never the other way
    /// round.
    /// </summary>
    public bool Covers(Glob other) => Matches(other._pattern, static c => c, textIsPattern: true);

    /// <inheritdoc/>
    public override string ToString() => Pattern;

    /// <summary>
    /// The usual walk with one way back, to the last star: a later star makes an earlier one final. Where the text is a pattern itself, its
    /// star is taken only by our star, and its question mark only by our star or question mark.
    /// </summary>
    private bool Matches(ReadOnlySpan<char> text, Func<char, char> fold, bool textIsPattern)
    {
        var (at, star, resume) = (0, -1, 0);
        for (var i = 0; i < text.Length;)
        {
            var current = fold(text[i]);
            if (at < _pattern.Length && _pattern[at] == '*')
            {
                (star, resume) = (at++, i);
            }
            else if (at < _pattern.Length && (_pattern[at] == current || (_pattern[at] == '?' && !(textIsPattern && current == '*'))))
            {
                at++;
                i++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                i = ++resume;
            }
            else
            {
                return false;
            }
        }

        return _pattern.AsSpan(at).TrimStart('*').IsEmpty;
    }
}
