using MiyakoMailSanitizer.Sanitizing.Html.Css;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>How white space of a text reads.</summary>
internal enum WhiteSpace
{
    Collapse = 0,
    Keep,
    KeepBreaks,
}

/// <summary>
/// What an element hands down to its content: whether and why it is not seen. Judged as a mail program other than Outlook shows it, so that
/// <c>mso-hide</c> hides nothing by itself (it marks what is meant for all the others).
/// </summary>
internal sealed record VisibleState
{
    /// <summary>Fonts up to this many pixels can't be read.</summary>
    private const double UnreadableFont = 1.5;
    private const double OffScreen = -900;

    /// <summary>The whole content is hidden, whatever lies in it.</summary>
    public string? SubtreeReason { get; private init; }

    /// <summary>Why text directly here is not seen, or null.</summary>
    public string? Reason { get; private init; }

    /// <summary>The element that began to hide.</summary>
    public HtmlNode? Root { get; private init; }

    public WhiteSpace WhiteSpace { get; private init; }

    private bool IsInvisible { get; init; }

    private double FontSize { get; init; } = 16;

    private int? Color { get; init; }

    // Null: a picture, or not known.
    private int? Background { get; init; } = 0xFFFFFF;

    /// <summary>The state of the page; <paramref name="knowsBackgrounds"/> false switches the judging of colours off.</summary>
    public static VisibleState Initial(bool knowsBackgrounds) => new() { Background = knowsBackgrounds ? 0xFFFFFF : null };

    /// <summary>The state of an element's content.</summary>
    public VisibleState Enter(HtmlNode element, CssStyle style, bool knowsBackgrounds)
    {
        var next = this with
        {
            SubtreeReason = SubtreeReason ?? HidesAll(element, style),
            IsInvisible = style.Word(CssProperty.Visibility) switch
            {
                "hidden" or "collapse" => true,
                "visible" or "initial" => false,
                _ => IsInvisible,
            },
            FontSize = style[CssProperty.FontSize] is { } size && !double.IsNaN(size.Number)
                ? size.IsRelative ? FontSize * size.Number : size.Number
                : FontSize,
            Color = ColorOf(element, style),
            Background = knowsBackgrounds ? BackgroundOf(element, style) : null,
            WhiteSpace = WhiteSpaceOf(element, style),
        };
        var reason = next.SubtreeReason ?? next.TextReason();
        return next with { Reason = reason, Root = reason is null ? null : Reason == reason ? Root : element };
    }

    private string? TextReason()
    {
        if (IsInvisible)
            return "visibility:hidden";
        if (FontSize <= UnreadableFont)
            return "font-size";
        if (Color is not { } color)
            return null;
        if (color == CssColor.Transparent)
            return "a transparent colour";
        return Background is { } background && CssColor.IsSame(color, background) ? "the colour of its background" : null;
    }

    private static string? HidesAll(HtmlNode element, CssStyle style)
    {
        if (style.Word(CssProperty.Display) is { } display)
        {
            if (display == "none")
                return "display:none";
        }
        else if (element["hidden"] is not null)
        {
            return "the hidden attribute";
        }
        if (IsAtMost(style, CssProperty.Opacity, 0.05))
            return "opacity";
        var isClipped = style.Word(CssProperty.Overflow) is { } overflow && overflow.StartsWith("hidden", StringComparison.Ordinal);
        if (isClipped && (IsAtMost(style, CssProperty.MaxHeight, 1) || IsAtMost(style, CssProperty.Height, 1)
            || IsAtMost(style, CssProperty.MaxWidth, 1) || IsAtMost(style, CssProperty.Width, 1)))
            return "an empty box";
        var isPositioned = style.Word(CssProperty.Position) is "absolute" or "fixed";
        if ((isPositioned || style.Word(CssProperty.Position) == "relative")
            && (IsAtMost(style, CssProperty.Left, OffScreen) || IsAtMost(style, CssProperty.Top, OffScreen)))
            return "a place off the screen";
        if (IsAtMost(style, CssProperty.TextIndent, OffScreen) || IsAtMost(style, CssProperty.MarginLeft, OffScreen)
            || IsAtMost(style, CssProperty.MarginTop, OffScreen))
            return "a place off the screen";
        var isGone = IsClip(style.Word(CssProperty.Clip) ?? "", isPositioned) || IsGone(style.Word(CssProperty.Transform) ?? "");
        return isGone ? "clipping" : null;
    }

    // "clip: rect(…)" works on positioned elements only; clip-path on all.
    private static bool IsClip(string clip, bool isPositioned)
    {
        if (clip.StartsWith("inset(50%", StringComparison.Ordinal) || clip.StartsWith("inset(100%", StringComparison.Ordinal)
            || clip.StartsWith("circle(0", StringComparison.Ordinal) || clip.StartsWith("polygon(0 0)", StringComparison.Ordinal))
            return true;
        if (!isPositioned || !clip.StartsWith("rect(", StringComparison.Ordinal))
            return false;
        var parts = clip[5..].TrimEnd(')').Split([' ', ','], 8, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 4 && parts.All(p => p is "0" or "0px" or "1px");
    }

    private static bool IsGone(string transform)
        => transform.StartsWith("scale(0)", StringComparison.Ordinal) || transform.StartsWith("scale(0,", StringComparison.Ordinal)
            || (transform.StartsWith("translate", StringComparison.Ordinal) && transform.Contains("(-9999", StringComparison.Ordinal));

    private static bool IsAtMost(CssStyle style, CssProperty property, double limit)
        => style[property] is { } value && (value.IsRelative ? value.Number == 0 && limit >= 0 : value.Number <= limit);

    private int? ColorOf(HtmlNode element, CssStyle style)
    {
        if (style[CssProperty.Color] is { } declared)
            return double.IsNaN(declared.Number) ? null : (int)declared.Number;
        if (element.Name is "font" or "basefont" && CssColor.ParseAttribute(element["color"]) is { } font)
            return font;
        if (element.Name == "body" && CssColor.ParseAttribute(element["text"]) is { } text)
            return text;
        return element.Name == "a" && element["href"] is not null ? null : Color;
    }

    private int? BackgroundOf(HtmlNode element, CssStyle style)
    {
        if (style[CssProperty.Background] is { } declared)
            return double.IsNaN(declared.Number) ? null : declared.Number < 0 ? Background : (int)declared.Number;
        if (element["background"] is not null)
            return null;
        return CssColor.ParseAttribute(element["bgcolor"]) is >= 0 and { } color ? color : Background;
    }

    private WhiteSpace WhiteSpaceOf(HtmlNode element, CssStyle style) => style.Word(CssProperty.WhiteSpace) switch
    {
        "pre" or "pre-wrap" or "break-spaces" => WhiteSpace.Keep,
        "pre-line" => WhiteSpace.KeepBreaks,
        "normal" or "nowrap" => WhiteSpace.Collapse,
        _ => element.Name is "pre" or "listing" or "xmp" or "plaintext" or "textarea" ? WhiteSpace.Keep
            : element.Name == "table" ? WhiteSpace.Collapse : WhiteSpace,
    };
}
