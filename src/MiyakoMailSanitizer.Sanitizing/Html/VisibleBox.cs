using MiyakoMailSanitizer.Sanitizing.Html.Css;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>What an element's own box does to all that lies in it, whatever the content's own style says.</summary>
internal static class VisibleBox
{
    /// <summary>Pixels to the left or above: farther than any layout reaches.</summary>
    private const double OffScreen = -900;

    /// <summary>Pixels to the right.</summary>
    private const double FarRight = 3_000;

    /// <summary>A box up to this many pixels shows no character.</summary>
    private const double NoRoom = 1;

    /// <summary>Padding from this many pixels on shows what overflows into it.</summary>
    private const double SomeRoom = 5;

    private static readonly ulong Hiding = CssStyle.Mask(
        CssProperty.Display, CssProperty.ContentVisibility, CssProperty.OverflowX, CssProperty.OverflowY, CssProperty.Position,
        CssProperty.MarginLeft, CssProperty.MarginTop, CssProperty.ClipPath, CssProperty.Transform, CssProperty.Scale);

    /// <summary>Why nothing of the element is seen, or null.</summary>
    public static string? HidesAll(HtmlNode element, CssStyle style, bool isBox)
    {
        if (!style.Has(CssProperty.Display) && element.Has("hidden"))
            return "the hidden attribute";
        if (!style.HasAny(Hiding))
            return null;
        if (style.Word(CssProperty.Display) == "none")
            return "display:none";
        if (style.Word(CssProperty.ContentVisibility) == "hidden" && (isBox || IsOfTable(element)))
            return "content-visibility:hidden";
        if (isBox && Clips(style) && !IsCanvas(element) && (HasNoHeight(style) || HasNoWidth(style)))
            return "an empty box";
        if (IsOffScreen(style, isBox))
            return "a place off the screen";
        return IsClippedAway(style, isBox || element.Kind == HtmlName.Table) ? "clipping" : null;
    }

    // What html and body say of overflow holds for the window.
    private static bool IsCanvas(HtmlNode element) => element.Kind == HtmlName.Html || element.Kind == HtmlName.Body;

    /// <summary>True where width, height and overflow apply to it.</summary>
    public static bool IsBox(HtmlNode element, CssStyle style, bool isInFlexBox)
    {
        if (style.Word(CssProperty.Position) is "absolute" or "fixed" || style.Word(CssProperty.Float) is "left" or "right" || isInFlexBox)
            return true;
        return style.Word(CssProperty.Display) switch
        {
            "" => element.Kind.Has(HtmlTraits.Block),
            "block" or "inline-block" or "flow-root" or "flex" or "inline-flex" or "grid" or "inline-grid" or "list-item" => true,
            "-webkit-box" or "-webkit-inline-box" or "-webkit-flex" or "-webkit-inline-flex" => true,
            _ => false,
        };
    }

    /// <summary>The element's own opacity, 0 to 1.</summary>
    public static double Opacity(CssStyle style)
    {
        var opacity = style[CssProperty.Opacity] is { Unit: CssUnit.Pixels or CssUnit.Part, Number: var number }
            ? Math.Clamp(number, 0, 1)
            : 1;
        var filter = style.Word(CssProperty.Filter);
        var at = filter.IndexOf("opacity(", StringComparison.Ordinal);
        if (at >= 0 && filter.IndexOf(')', at) is > 0 and var end && CssLength.Parse(filter.AsSpan(at + 8, end - at - 8)) is { } filtered)
            opacity *= Math.Clamp(filtered.Number, 0, 1);
        return opacity;
    }

    /// <summary>True where content that leaves the box is cut.</summary>
    public static bool Clips(CssStyle style)
        => style.Word(CssProperty.OverflowX) is "hidden" or "clip" or "auto" or "scroll"
            || style.Word(CssProperty.OverflowY) is "hidden" or "clip" or "auto" or "scroll";

    public static bool IsOfTable(HtmlNode element) => element.Kind.Has(HtmlTraits.TablePart) || element.Kind == HtmlName.Table;

    /// <summary>True where an inline element's own text begins off the screen; blocks in it are not moved.</summary>
    public static bool MovesTextAway(CssStyle style) => IsAtMost(style, CssProperty.MarginLeft, OffScreen);

    /// <summary>True where the first line begins off the screen, or beyond the edge of a box that cuts.</summary>
    public static bool IndentsAway(CssStyle style) => style[CssProperty.TextIndent] switch
    {
        { Unit: CssUnit.Pixels, Number: var pixels } => pixels <= OffScreen || (pixels >= FarRight && Clips(style)),
        { Unit: CssUnit.Em, Number: var em } => em <= -50,
        { Unit: CssUnit.Part, Number: var part } => part <= -1 || (part >= 1 && Clips(style)),
        _ => false,
    };

    /// <summary>True where the element may lie before something else than its parent.</summary>
    public static bool LeavesPlace(CssStyle style)
        => style.Word(CssProperty.Position) is "absolute" or "fixed"
            || (style.Word(CssProperty.Position) == "relative" && (Moves(style, CssProperty.Top) || Moves(style, CssProperty.Left)
                || Moves(style, CssProperty.Bottom) || Moves(style, CssProperty.Right)))
            || style.Pixels(CssProperty.MarginTop) < -SomeRoom || style.Pixels(CssProperty.MarginLeft) < -SomeRoom
            || style.Word(CssProperty.Transform).Contains("translate", StringComparison.Ordinal);

    private static bool Moves(CssStyle style, CssProperty side) => style.Pixels(side) is { } pixels && Math.Abs(pixels) > SomeRoom;

    private static bool HasNoHeight(CssStyle style)
        => (IsNothing(style, CssProperty.Height) || IsNothing(style, CssProperty.MaxHeight)) && !HasRoom(style, CssProperty.PaddingTop)
            && !HasRoom(style, CssProperty.PaddingBottom) && !HasRoom(style, CssProperty.MinHeight);

    private static bool HasNoWidth(CssStyle style)
        => (IsNothing(style, CssProperty.Width) || IsNothing(style, CssProperty.MaxWidth) || style[CssProperty.Width] is
        { Unit: CssUnit.Part, Number: <= 0 }) && !HasRoom(style, CssProperty.MinWidth);

    // A percentage of a height that follows from the content is none.
    private static bool IsNothing(CssStyle style, CssProperty property) => style[property] switch
    {
        { Unit: CssUnit.Pixels, Number: var pixels } => pixels <= NoRoom,
        { Unit: CssUnit.Em, Number: var em } => em <= 0.05,
        _ => false,
    };

    private static bool HasRoom(CssStyle style, CssProperty property) => style[property] switch
    {
        { Unit: CssUnit.Pixels, Number: var pixels } => pixels >= SomeRoom,
        { Unit: CssUnit.Em or CssUnit.Part, Number: var factor } => factor > 0,
        _ => false,
    };

    private static bool IsOffScreen(CssStyle style, bool isBox)
    {
        var isAbsolute = style.Word(CssProperty.Position) is "absolute" or "fixed";
        if (isAbsolute || style.Word(CssProperty.Position) == "relative")
        {
            if (IsAtMost(style, CssProperty.Left, OffScreen) || IsAtMost(style, CssProperty.Top, OffScreen)
                || IsAtLeast(style, CssProperty.Left, FarRight)
                || IsAtLeast(style, CssProperty.Right, isAbsolute ? FarRight : -OffScreen) || IsAtLeast(style, CssProperty.Bottom, FarRight)
                || (isAbsolute && IsAtMost(style, CssProperty.Right, -FarRight)))
                return true;
        }
        return isBox && (IsAtMost(style, CssProperty.MarginLeft, OffScreen) || IsAtMost(style, CssProperty.MarginTop, OffScreen));
    }

    private static bool IsAtMost(CssStyle style, CssProperty property, double limit) => style[property] switch
    {
        { Unit: CssUnit.Pixels, Number: var pixels } => pixels <= limit,
        { Unit: CssUnit.Em, Number: var em } => em * 16 <= limit,
        { Unit: CssUnit.Part, Number: var part } => part <= -1 && limit < 0,
        _ => false,
    };

    private static bool IsAtLeast(CssStyle style, CssProperty property, double limit)
        => style[property] is { Unit: CssUnit.Pixels or CssUnit.Em, Number: var number } value
            && number * (value.Unit == CssUnit.Em ? 16 : 1) >= limit;

    // "clip: rect(…)" works on positioned elements only; clip-path and transform on all boxes, clip-path on inline ones too.
    private static bool IsClippedAway(CssStyle style, bool isBox)
    {
        if (style.Word(CssProperty.Position) is "absolute" or "fixed" && IsEmptyRectangle(style.Word(CssProperty.Clip)))
            return true;
        if (IsEmptyShape(style.Word(CssProperty.ClipPath)))
            return true;
        if (!isBox)
            return false;
        var scale = style.Word(CssProperty.Scale);
        return scale == "0" || scale.StartsWith("0 ", StringComparison.Ordinal) || IsGone(style.Word(CssProperty.Transform));
    }

    private static bool IsEmptyRectangle(string clip)
    {
        if (Numbers(clip, "rect(") is not [var top, var right, var bottom, var left])
            return false;
        return bottom - top <= NoRoom || right - left <= NoRoom;
    }

    private static bool IsEmptyShape(string shape)
    {
        if (Numbers(shape, "circle(") is [<= NoRoom, ..] || Numbers(shape, "ellipse(") is [<= NoRoom, ..] or [_, <= NoRoom, ..])
            return true;
        if (Numbers(shape, "inset(", percents: true) is [var first, ..] and var inset)
        {
            var right = inset.Length > 1 ? inset[1] : first;
            var bottom = inset.Length > 2 ? inset[2] : first;
            var left = inset.Length > 3 ? inset[3] : right;
            return first + bottom >= 1 || left + right >= 1;
        }
        if (!shape.StartsWith("polygon(", StringComparison.Ordinal))
            return false;
        var points = shape[8..].TrimEnd(')').Split(',', 16, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return points.Distinct().Count() <= 2;
    }

    // translate(-9999px), scale(0), rotateX(90deg).
    private static bool IsGone(string transform)
    {
        foreach (var name in (ReadOnlySpan<string>)["translate(", "translatex(", "translatey(", "translate3d("])
        {
            if (Numbers(transform, name) is { Length: > 0 } moves && moves.Take(2).Any(m => m is <= OffScreen or >= FarRight))
                return true;
        }
        return Numbers(transform, "scale(") is [0, ..] or [_, 0, ..]
            || Numbers(transform, "scalex(") is [0] || Numbers(transform, "scaley(") is [0]
            || Numbers(transform, "scale3d(") is [0, ..] or [_, 0, ..] || Numbers(transform, "matrix(") is [0, 0, 0, 0, ..]
            || transform.Contains("rotatex(90deg)", StringComparison.Ordinal)
            || transform.Contains("rotatey(90deg)", StringComparison.Ordinal);
    }

    /// <summary>The numbers of a function, up to its first part that is none; null where it is not called.</summary>
    private static double[]? Numbers(string text, string function, bool percents = false)
    {
        var at = text.IndexOf(function, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var inner = text.AsSpan(at + function.Length);
        inner = inner[..(inner.IndexOf(')') is >= 0 and var end ? end : inner.Length)];
        var numbers = new List<double>();
        foreach (var range in inner.SplitAny(", "))
        {
            if (inner[range].IsEmpty || numbers.Count == 8)
                continue;
            if (CssLength.Parse(inner[range]) is not { } length)
                break;
            if (percents && length.Unit != CssUnit.Part)
                length = length with { Number = length.Number >= 1_000 ? 1 : 0 };
            numbers.Add(length.Number);
        }
        return [.. numbers];
    }
}
