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
    /// <param name="html">The page.</param>
    /// <param name="links">How targets are shown.</param>
    /// <param name="limits">Where it ends.</param>
    /// <param name="work">Counts, and cancels.</param>
    /// <param name="onHidden">Told of every text that is left out because people would not see it.</param>
    internal static HtmlText ConvertCounted(string html, LinkStyle links, Limits limits, HtmlWork work, Action<string>? onHidden = null)
    {
        work.Step(0);
        var findings = new HtmlFindings(onHidden);
        var isCut = html.Length > limits.MaxHtmlCharacters;
        if (isCut)
        {
            findings.Truncated($"{html.Length} characters, {limits.MaxHtmlCharacters} are read");
            html = html[..limits.MaxHtmlCharacters];
        }
        var tree = HtmlTreeBuilder.Build(html, limits.MaxHtmlDepth, findings, work);
        var page = HtmlPage.Read(tree, html.Length, work);
        var output = new BlockWriter(limits.MaxTextCharacters, work);
        new HtmlWalker(page, links, findings, work, output, limits.MaxTextCharacters).Walk(tree.Root);
        if (page.Sheet.WasCut)
            findings.Truncated("the style sheets have too many rules, some were not applied");
        if (output.IsFull)
            findings.Truncated($"the text is longer than {limits.MaxTextCharacters} characters");
        var text = output.Finish();
        return new(isCut || output.IsFull ? text + CutMark + "\n" : text, findings.Build());
    }
}

/// <summary>What holds for a whole page: its style sheet and its base URL.</summary>
/// <param name="Sheet">The rules of all style blocks.</param>
/// <param name="Base">The first absolute http(s) base, or null: then relative URLs lead nowhere.</param>
/// <param name="IsQuirky">Browsers render it in quirks mode.</param>
internal sealed record HtmlPage(CssSheet Sheet, Uri? Base, bool IsQuirky)
{
    /// <summary>A longer base is not believed: it would stand in front of every relative link.</summary>
    private const int MaxBase = 512;

    /// <summary>Looks through the whole tree once.</summary>
    public static HtmlPage Read(HtmlTree tree, int length, HtmlWork work)
    {
        var sheet = new CssSheet(tree.IsQuirky, work, length);
        Uri? baseUri = null;
        for (var node = tree.Root; node is not null;)
        {
            work.Step();
            if (node.Kind == HtmlName.Style)
                ReadSheet(node, sheet);
            else if (node.Name == "base")
                baseUri ??= BaseOf(node["href"]);
            node = HtmlWalker.NextInOrder(node, isPassedOver: node.Kind == HtmlName.Template);
        }
        return new(sheet, baseUri, tree.IsQuirky);
    }

    private static void ReadSheet(HtmlNode style, CssSheet sheet)
    {
        var type = style.Span("type").Trim();
        if (!type.IsEmpty && !type.Equals("text/css", StringComparison.OrdinalIgnoreCase))
            return;
        if (style.FirstChild is { IsText: true } css && CssMedia.Holds(style.Span("media")))
            sheet.Add(css.Text.Span);
    }

    private static Uri? BaseOf(string? href)
        => href?.Length <= MaxBase && Uri.TryCreate(href.Trim(), UriKind.Absolute, out var found) && found.Scheme is "http" or "https"
            ? found
            : null;
}
