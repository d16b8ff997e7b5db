using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Text that holds only what may leave: see <see cref="TextCleaner"/>.</summary>
internal sealed record CleanText(string Text, ImmutableArray<Finding> Findings);

/// <summary>
/// Takes out or shows what people can't see: control, zero-width and bidi-control characters, lone surrogates, noncharacters.
/// Nothing is normalised. Clean text comes back as the same string.
/// </summary>
internal static class TextCleaner
{
    /// <summary>Cleans text of many lines: line ends become LF; TAB stays, other C0 and C1 go; U+2028/2029 become LF.</summary>
    public static CleanText CleanLines(string text, string where) => Clean(text, where, lines: true);

    /// <summary>Cleans a single line, e.g. a subject or display name: line ends and TAB become a space.</summary>
    public static CleanText CleanLine(string text, string where) => Clean(text, where, lines: false);

    /// <summary>
    /// Cleans a single line and takes the spaces off its ends; a variation selector that would then stand first goes with them.
    /// </summary>
    public static CleanText CleanTrimmedLine(string text, string where)
    {
        var clean = CleanLine(text, where);
        var line = clean.Text.AsSpan().TrimEnd();
        var start = 0;
        while (start < line.Length && LeadingWaste(line[start..]) is > 0 and var waste)
            start += waste;
        return start == 0 && line.Length == clean.Text.Length ? clean : clean with { Text = line[start..].ToString() };
    }

    /// <summary>UTF-16 units of the white space or variation selector (Unicode 23.4) that the text begins with.</summary>
    private static int LeadingWaste(ReadOnlySpan<char> text) => text switch
    {
        [>= '\uFE00' and <= '\uFE0F', ..] => 1,
        ['\uDB40', >= '\uDD00' and <= '\uDDEF', ..] => 2,
        [var c, ..] when char.IsWhiteSpace(c) => 1,
        _ => 0,
    };

    private static CleanText Clean(string text, string where, bool lines)
    {
        var clean = Forbidden.IndexOfSuspicious(text);
        if (!lines && text.AsSpan(0, clean < 0 ? text.Length : clean).IndexOfAny('\t', '\n') is >= 0 and var at)
            clean = at;
        return clean < 0 ? new(text, []) : new CleaningRun(text, lines).Run(clean, where);
    }
}
