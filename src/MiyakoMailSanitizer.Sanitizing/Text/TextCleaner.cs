using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Text that holds only what may leave: see <see cref="TextCleaner"/>.</summary>
internal sealed record CleanText(string Text, ImmutableArray<Finding> Findings);

/// <summary>Takes out or shows what people can't see: control, zero-width and bidi-control characters, lone surrogates, noncharacters.</summary>
internal static class TextCleaner
{
    /// <summary>Cleans text of many lines: line ends become LF; TAB stays, other C0 and C1 go; U+2028/2029 become LF.</summary>
    public static CleanText CleanLines(string text, string where) => throw new NotImplementedException();

    /// <summary>Cleans a single line, e.g. a subject or display name: line ends and TAB become a space.</summary>
    public static CleanText CleanLine(string text, string where) => throw new NotImplementedException();
}
