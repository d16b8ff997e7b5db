namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Shortens text without splitting a character.</summary>
internal static class TextCut
{
    /// <summary>At most <paramref name="maxCharacters"/> UTF-16 units, <c>…</c> included where it was cut.</summary>
    public static string AtMost(string text, int maxCharacters)
    {
        if (text.Length <= maxCharacters)
            return text;
        var end = maxCharacters - 1;
        if (char.IsHighSurrogate(text[end - 1]))
            end--;
        // A joiner with nothing left to join is no clean text any more.
        return string.Concat(text.AsSpan(0, end).TrimEnd('\u200D'), "…");
    }
}
