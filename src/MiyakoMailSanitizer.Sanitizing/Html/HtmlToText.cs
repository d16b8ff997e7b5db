using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Html.Css;
using MiyakoMailSanitizer.Sanitizing.Mail;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>Text made of HTML, lines ending in LF, not yet cleaned of control characters.</summary>
internal sealed record HtmlText(string Text, ImmutableArray<Finding> Findings);

/// <summary>HTML to text that people want to read.</summary>
internal static class HtmlToText
{
    private const string CutMark = "【以下省略】";

    /// <summary>
    /// Never throws for any input but for cancellation; ends at <paramref name="limits"/>. Time and memory are linear in the length,
    /// whatever the markup.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled by <paramref name="cancellationToken"/>.</exception>
    public static HtmlText Convert(string html, LinkStyle links, Limits limits, CancellationToken cancellationToken)
        => ConvertCounted(html, links, limits, new HtmlWork(cancellationToken));

    /// <summary>As <see cref="Convert"/>; <paramref name="work"/> tells afterwards how much was done.</summary>
    internal static HtmlText ConvertCounted(string html, LinkStyle links, Limits limits, HtmlWork work)
    {
        work.Step(0);
        var findings = new HtmlFindings();
        var isCut = html.Length > limits.MaxHtmlCharacters;
        if (isCut)
        {
            findings.Truncated($"{html.Length} characters, {limits.MaxHtmlCharacters} are read");
            html = html[..limits.MaxHtmlCharacters];
        }
        var root = HtmlTreeBuilder.Build(html, limits.MaxHtmlDepth, findings, work);
        var page = HtmlPage.Read(root, work);
        var output = new BlockWriter(limits.MaxTextCharacters, work);
        new HtmlWalker(page, links, findings, work, output, limits.MaxTextCharacters).Walk(root);
        if (output.IsFull)
            findings.Truncated($"the text is longer than {limits.MaxTextCharacters} characters");
        var text = output.Finish();
        return new(isCut || output.IsFull ? text + CutMark + "\n" : text, findings.Build());
    }
}

/// <summary>What holds for a whole page: its style sheet and its base URL.</summary>
/// <param name="Sheet">The rules of all style blocks.</param>
/// <param name="Base">The first absolute http(s) base, or null: then relative URLs lead nowhere.</param>
internal sealed record HtmlPage(CssSheet Sheet, Uri? Base)
{
    /// <summary>A longer base is not believed: it would stand in front of every relative link.</summary>
    private const int MaxBase = 512;

    /// <summary>Looks through the whole tree once.</summary>
    public static HtmlPage Read(HtmlNode root, HtmlWork work)
    {
        var sheet = new CssSheet();
        Uri? baseUri = null;
        for (var node = root; node is not null; node = HtmlWalker.NextInOrder(node))
        {
            work.Step();
            if (node.Name == "style" && node.FirstChild is { IsText: true } css)
                sheet.Add(css.Text, work);
            else if (node.Name == "base")
                baseUri ??= BaseOf(node["href"]);
        }
        return new(sheet, baseUri);
    }

    private static Uri? BaseOf(string? href)
        => href?.Length <= MaxBase && Uri.TryCreate(href, UriKind.Absolute, out var found) && found.Scheme is "http" or "https"
            ? found
            : null;
}
