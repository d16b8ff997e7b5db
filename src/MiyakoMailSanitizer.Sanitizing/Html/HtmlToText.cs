using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>Text made of HTML, lines ending in LF, not yet cleaned of control characters.</summary>
internal sealed record HtmlText(string Text, ImmutableArray<Finding> Findings);

/// <summary>HTML to text that people want to read.</summary>
internal static class HtmlToText
{
    /// <summary>Never throws for any input but for cancellation; ends at <paramref name="limits"/>.</summary>
    public static HtmlText Convert(string html, LinkStyle links, Limits limits, CancellationToken cancellationToken)
        => throw new NotImplementedException();
}
