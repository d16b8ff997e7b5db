using System.Collections.Frozen;
using MiyakoMailSanitizer.Sanitizing.Html.Css;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>Names what would run, load or send something; none of it reaches the text.</summary>
internal sealed class ActiveContent(Uri? baseUri, HtmlFindings findings)
{
    private const int MaxSourceSet = 32;

    private static readonly FrozenDictionary<string, string> Codes = new Dictionary<string, string>
    {
        ["script"] = "html.script",
        ["form"] = "html.form",
        ["iframe"] = "html.frame",
        ["frame"] = "html.frame",
        ["object"] = "html.object",
        ["embed"] = "html.object",
        ["applet"] = "html.object",
        ["audio"] = "html.object",
        ["video"] = "html.object",
        ["bgsound"] = "html.object",
    }.ToFrozenDictionary();

    /// <summary>Looks at one element. <paramref name="isHidden"/>: nothing of it is seen.</summary>
    public void Look(HtmlNode element, CssStyle style, bool isHidden)
    {
        if (Codes.TryGetValue(element.Name, out var code))
            findings.Count(code);
        foreach (var url in style.RemoteImages ?? [])
            StyleImage(url);
        if (element.Attributes.Length == 0)
            return;
        Remote(element["background"]);
        switch (element.Name)
        {
            case "img":
                Image(element, style, isHidden);
                break;
            case "source" or "video":
                Remote(element["poster"]);
                SourceSet(element["srcset"]);
                break;
            case "input" when IsImageInput(element):
                Remote(element["src"]);
                break;
            case "meta" when string.Equals(element["http-equiv"]?.Trim(), "refresh", StringComparison.OrdinalIgnoreCase):
                findings.Refresh(RefreshTarget(element["content"] ?? ""));
                break;
        }
    }

    /// <summary>A <c>url(…)</c> of a style.</summary>
    public void StyleImage(string url) => Remote(url);

    internal static bool IsImageInput(HtmlNode element) => string.Equals(element["type"], "image", StringComparison.OrdinalIgnoreCase);

    private static string RefreshTarget(string content)
    {
        var at = content.IndexOf('=');
        return at < 0 ? "itself" : content[(at + 1)..].Trim(' ', '\'', '"');
    }

    private static bool IsTiny(HtmlNode image, CssStyle style)
    {
        var width = style.Pixels(CssProperty.Width) ?? image.Number("width");
        var height = style.Pixels(CssProperty.Height) ?? image.Number("height");
        return (width <= 1 && height <= 1) || width <= 0 || height <= 0;
    }

    private void Image(HtmlNode image, CssStyle style, bool isHidden)
    {
        if (LinkTarget.RemoteHost(image["src"], baseUri) is { } host)
        {
            if (isHidden || IsTiny(image, style))
                findings.Tracker(host);
            else
                findings.RemoteImage(host);
        }
        SourceSet(image["srcset"]);
    }

    private void SourceSet(string? set)
    {
        if (set is null)
            return;
        foreach (var candidate in set.Split(", ", MaxSourceSet, StringSplitOptions.TrimEntries))
            Remote(candidate.Split(' ')[0]);
    }

    private void Remote(string? url)
    {
        if (LinkTarget.RemoteHost(url, baseUri) is { } host)
            findings.RemoteImage(host);
    }
}
