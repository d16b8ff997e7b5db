using MiyakoMailSanitizer.Sanitizing.Html.Css;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>How white space of a text reads.</summary>
internal enum WhiteSpace
{
    Collapse = 0,
    Keep,
    KeepBreaks,
}

/// <summary>What the judging of visibility knows of the page as a whole.</summary>
internal sealed class VisiblePage
{
    /// <summary>False where a rule that is not understood sets backgrounds: no colour is judged then.</summary>
    public bool KnowsBackgrounds { get; init; } = true;

    /// <summary>In quirks mode tables don't inherit the font's size and colour from the elements around them.</summary>
    public bool IsQuirky { get; init; }

    /// <summary>What a table gets in quirks mode.</summary>
    public long BodyColor { get; set; } = CssColor.Black;

    /// <summary>True once a picture or a background was seen: what is positioned may lie before it.</summary>
    public bool HasScenery { get; set; }
}

/// <summary>
/// What an element hands down to its content: whether and why it is not seen. Judged as a mail program other than Outlook shows it, so that
/// <c>mso-hide</c> hides nothing by itself (it marks what is meant for all the others).
/// </summary>
internal readonly record struct VisibleState
{
    /// <summary>A colour or background that is not known: text is then never hidden by its colour.</summary>
    private const long Unknown = -1;

    private const double DefaultFont = 16;

    /// <summary>Fonts up to this many pixels can't be read.</summary>
    private const double UnreadableFont = 1.5;

    private const double UnseenOpacity = 0.05;

    private static readonly ulong OwnMask = ~CssStyle.Mask(CssProperty.BorderLeft, CssProperty.BorderTop, CssProperty.Border);

    public VisibleState()
    {
    }

    /// <summary>The whole content is hidden, whatever lies in it.</summary>
    public string? SubtreeReason { get; private init; }

    /// <summary>Why text directly here is not seen, or null.</summary>
    public string? Reason { get; private init; }

    /// <summary>The element that began to hide.</summary>
    public HtmlNode? Root { get; private init; }

    public WhiteSpace WhiteSpace { get; init; }

    /// <summary>Neither text nor pictures are seen.</summary>
    public bool IsInvisible { get; private init; }

    public CssVariables? Variables { get; private init; }

    private double FontSize { get; init; } = DefaultFont;

    private double LineHeight { get; init; } = 1;

    private double Opacity { get; init; } = 1;

    /// <summary>The inherited value of text-indent; it holds for the first line of each block.</summary>
    private bool IndentsAway { get; init; }

    private bool IsIndentedAway { get; init; }

    private bool IsClipping { get; init; }

    // Children of a flex or grid box are boxes, whatever they are by themselves.
    private bool HoldsBoxes { get; init; }

    private long Color { get; init; } = CssColor.Black;

    private long Fill { get; init; } = Unknown;

    private string Shadow { get; init; } = "";

    private long Background { get; init; } = CssColor.White;

    /// <summary>The state of an element's content.</summary>
    public VisibleState Enter(HtmlNode element, CssStyle style, VisiblePage page)
    {
        var isTable = page.IsQuirky && element.Kind == HtmlName.Table;
        if (!style.HasAny(OwnMask) && element.Attributes.Length == 0 && !isTable && !HoldsBoxes && !IsIndentedAway
            && WhiteSpaceOf(element, style) == WhiteSpace)
            return this;
        var isBox = VisibleBox.IsBox(element, style, HoldsBoxes);
        var around = isTable ? this with { FontSize = DefaultFont, Color = page.BodyColor, LineHeight = 1 } : this;
        var opacity = Opacity * VisibleBox.Opacity(style);
        var beginsLines = isBox || VisibleBox.IsOfTable(element);
        var indents = style.Has(CssProperty.TextIndent)
            ? VisibleBox.IndentsAway(style)
            : IndentsAway && element.Kind != HtmlName.Table;
        var next = around with
        {
            SubtreeReason = SubtreeReason ?? VisibleBox.HidesAll(element, style, isBox)
                ?? (opacity <= UnseenOpacity ? "opacity" : null),
            Opacity = opacity,
            IsInvisible = InvisibleOf(style),
            FontSize = FontSizeOf(style, around.FontSize),
            LineHeight = LineHeightOf(style, around.LineHeight),
            IndentsAway = indents,
            IsIndentedAway = beginsLines ? indents : IsIndentedAway || VisibleBox.MovesTextAway(style),
            IsClipping = IsClipping || (isBox && VisibleBox.Clips(style)),
            HoldsBoxes = style.Word(CssProperty.Display) is "flex" or "grid" or "inline-flex" or "inline-grid" or "-webkit-flex",
            Color = ColorOf(element, style, around.Color),
            Fill = style[CssProperty.TextFill] is { } fill ? ValueOf(fill, around.Fill, Unknown) : Fill,
            Shadow = style.Has(CssProperty.TextShadow) ? style.Word(CssProperty.TextShadow) : Shadow,
            Background = BackgroundOf(element, style, page),
            WhiteSpace = WhiteSpaceOf(element, style),
        };
        if (style.Word(CssProperty.BackgroundClip) == "text")
            next = next with { Color = Unknown, Fill = Unknown, Background = Background };
        if (element.Kind == HtmlName.Body)
            page.BodyColor = next.Color;
        var reason = next.SubtreeReason ?? next.TextReason();
        return next with { Reason = reason, Root = reason is null ? null : Reason == reason ? Root : element };
    }

    /// <summary>As this, with the custom properties that an element declares.</summary>
    public VisibleState With(CssVariables? variables) => ReferenceEquals(variables, Variables) ? this : this with { Variables = variables };

    private string? TextReason()
    {
        if (IsInvisible)
            return "visibility:hidden";
        if (FontSize <= UnreadableFont)
            return "font-size";
        if (LineHeight <= 0 && IsClipping)
            return "line-height";
        if (IsIndentedAway)
            return "a place off the screen";
        var color = Fill == Unknown ? Color : Fill;
        if (color == Unknown || HasShadowToRead())
            return null;
        if (CssColor.IsTransparent(color))
            return "a transparent colour";
        return Background != Unknown && CssColor.IsSame(CssColor.Over(color, Background), Background)
            ? "the colour of its background"
            : null;
    }

    private bool HasShadowToRead()
    {
        var shadow = Shadow.AsSpan();
        while (!shadow.IsEmpty)
        {
            var end = CssText.IndexOf(shadow, ' ', ',');
            var part = end < 0 ? shadow : shadow[..end];
            if (CssColor.Parse(part, out _) is { } color && !CssColor.IsTransparent(color)
                && (Background == Unknown || !CssColor.IsSame(CssColor.Over(color, Background), Background)))
                return true;
            shadow = end < 0 ? [] : shadow[(end + 1)..];
        }
        return false;
    }

    private bool InvisibleOf(CssStyle style) => style.Word(CssProperty.Visibility) switch
    {
        "hidden" or "collapse" => true,
        "visible" or "initial" => false,
        _ => IsInvisible,
    };

    private static double FontSizeOf(CssStyle style, double outer) => style[CssProperty.FontSize] switch
    {
        { Unit: CssUnit.Pixels, Number: var pixels } => pixels,
        { Unit: CssUnit.Em or CssUnit.Part, Number: var factor } => outer * factor,
        { Word: "initial" } => DefaultFont,
        _ => outer,
    };

    private static double LineHeightOf(CssStyle style, double outer) => style[CssProperty.LineHeight] switch
    {
        { Unit: CssUnit.Pixels or CssUnit.Em or CssUnit.Part, Number: var height } => height,
        { Word: "normal" or "initial" } => 1,
        _ => outer,
    };

    private static long ValueOf(CssValue value, long outer, long initial) => value switch
    {
        { Unit: CssUnit.Color, Number: var color } => (long)color,
        { Word: "inherit" or "unset" } => outer,
        { Word: "initial" } => initial,
        _ => Unknown,
    };

    private static long ColorOf(HtmlNode element, CssStyle style, long outer)
    {
        if (style[CssProperty.Color] is { } declared)
            return declared.Word == "currentcolor" ? outer : ValueOf(declared, outer, CssColor.Black);
        if (element.Attributes.Length == 0)
            return outer;
        if (element.Name is "font" or "basefont" && CssColor.ParseAttribute(element.Span("color")) is { } font)
            return font;
        if (element.Kind == HtmlName.Body && CssColor.ParseAttribute(element.Span("text")) is { } text)
            return text;
        return element.Kind == HtmlName.A && element.Has("href") ? Unknown : outer;
    }

    private long BackgroundOf(HtmlNode element, CssStyle style, VisiblePage page)
    {
        if (!page.KnowsBackgrounds)
            return Unknown;
        var under = page.HasScenery && VisibleBox.LeavesPlace(style) ? Unknown : Background;
        var own = OwnBackground(element, style, under);
        page.HasScenery |= own != Background;
        return own;
    }

    private static long OwnBackground(HtmlNode element, CssStyle style, long under)
    {
        if (style[CssProperty.BackgroundImage] is { } image && image.Word != "none")
            return image.Unit == CssUnit.Color ? (long)image.Number : image.Word is "initial" or "unset" ? under : Unknown;
        if (style[CssProperty.BackgroundColor] is { } declared)
            return Layer(ValueOf(declared, under, CssColor.Transparent), under);
        if (element.Attributes.Length == 0)
            return under;
        if (element.Has("background"))
            return Unknown;
        return CssColor.ParseAttribute(element.Span("bgcolor")) is { } color ? color : under;
    }

    private static long Layer(long color, long under)
        => color == Unknown || color >> 24 == 255 ? color
            : color >> 24 == 0 ? under
            : under == Unknown ? Unknown
            : CssColor.Over(color, under);

    private WhiteSpace WhiteSpaceOf(HtmlNode element, CssStyle style) => style.Word(CssProperty.WhiteSpace) switch
    {
        "pre" or "pre-wrap" or "break-spaces" => WhiteSpace.Keep,
        "pre-line" => WhiteSpace.KeepBreaks,
        "normal" or "nowrap" or "initial" => WhiteSpace.Collapse,
        _ => element.Name is "pre" or "listing" or "xmp" or "plaintext" or "textarea" ? WhiteSpace.Keep
            : element.Kind == HtmlName.Table ? WhiteSpace.Collapse : WhiteSpace,
    };
}
