using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <content>The table of properties and the readers of their values.</content>
internal static partial class CssDeclarations
{
    /// <summary>These values are read again for every element that they hold for.</summary>
    private const int MaxWords = 200;

    private static FrozenDictionary<string, Row> BuildRows()
    {
        var rows = new Dictionary<string, Row>(StringComparer.Ordinal);
        const string boxes = "none block inline inline-block flex inline-flex grid inline-grid table inline-table table-row table-cell " +
            "table-row-group table-header-group table-footer-group table-column table-column-group table-caption list-item flow-root " +
            "contents ruby ruby-text -webkit-box -webkit-inline-box -webkit-flex -webkit-inline-flex math";
        Words(CssProperty.Display, "display", boxes);
        Words(CssProperty.Visibility, "visibility", "visible hidden collapse");
        Words(CssProperty.Position, "position", "static relative absolute fixed sticky -webkit-sticky");
        Words(CssProperty.Float, "float", "left right none inline-start inline-end");
        Words(CssProperty.OverflowX, "overflow-x", "visible hidden scroll auto clip");
        Words(CssProperty.OverflowY, "overflow-y", "visible hidden scroll auto clip");
        Words(CssProperty.WhiteSpace, "white-space", "normal nowrap pre pre-wrap pre-line break-spaces");
        Words(CssProperty.ContentVisibility, "content-visibility", "visible hidden auto");
        Words(CssProperty.BackgroundClip, "background-clip", "border-box padding-box content-box text");
        Words(CssProperty.BackgroundClip, "-webkit-background-clip", "border-box padding-box content-box text");
        Lengths(CssProperty.Opacity, "opacity");
        Lengths(CssProperty.LineHeight, "line-height normal");
        Lengths(CssProperty.TextIndent, "text-indent");
        Lengths(CssProperty.Left, "left auto");
        Lengths(CssProperty.Top, "top auto");
        Lengths(CssProperty.Right, "right auto");
        Lengths(CssProperty.Bottom, "bottom auto");
        Lengths(CssProperty.MarginLeft, "margin-left auto");
        Lengths(CssProperty.MarginTop, "margin-top auto");
        Lengths(CssProperty.MarginBottom, "margin-bottom auto");
        Lengths(CssProperty.PaddingTop, "padding-top");
        Lengths(CssProperty.PaddingBottom, "padding-bottom");
        Lengths(CssProperty.Height, "height auto min-content max-content fit-content");
        Lengths(CssProperty.MaxHeight, "max-height none min-content max-content fit-content");
        Lengths(CssProperty.Width, "width auto min-content max-content fit-content");
        Lengths(CssProperty.MaxWidth, "max-width none min-content max-content fit-content");
        Lengths(CssProperty.MinHeight, "min-height auto");
        Lengths(CssProperty.MinWidth, "min-width auto");
        foreach (var (property, name) in AnyWords)
        {
            Add(property, name, (style, value, rank) =>
            {
                if (value.Length <= MaxWords)
                    style.Set(property, new(CssUnit.Word, double.NaN, value, rank));
            });
        }
        Add(CssProperty.FontSize, "font-size", ReadFontSize);
        Add(CssProperty.FontSize, "font", ReadFont);
        Add(CssProperty.Color, "color", (style, value, rank) => SetColor(style, CssProperty.Color, value, rank));
        Add(CssProperty.TextFill, "-webkit-text-fill-color", (style, value, rank) => SetColor(style, CssProperty.TextFill, value, rank));
        Add(
            CssProperty.BackgroundColor,
            "background-color",
            (style, value, rank) => SetColor(style, CssProperty.BackgroundColor, value, rank));
        Add(CssProperty.BackgroundImage, "background-image", ReadBackgroundImage);
        Add(CssProperty.BackgroundColor, "background", ReadBackground);
        Add(CssProperty.MarginTop, "margin", ReadMargin);
        Add(CssProperty.PaddingTop, "padding", ReadPadding);
        Add(CssProperty.OverflowX, "overflow", ReadOverflow);
        return rows.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(CssProperty property, string name, Reader reader) => rows[name] = new(name, property, reader);

        void Words(CssProperty property, string name, string words)
        {
            var known = words.Split(' ').ToFrozenDictionary(w => w, StringComparer.Ordinal);
            Add(property, name, (style, value, rank) =>
            {
                if (known.TryGetValue(value, out var word))
                    style.Set(property, new(CssUnit.Word, double.NaN, word, rank));
            });
        }

        void Lengths(CssProperty property, string nameAndWords)
        {
            var words = nameAndWords.Split(' ');
            Add(property, words[0], (style, value, rank) =>
            {
                if (CssLength.Parse(value) is { } length)
                    style.Set(property, length with { Rank = rank });
                else if (words.AsSpan(1).Contains(value) || value.EndsWith(')'))
                    style.Set(property, new(CssUnit.Word, double.NaN, value, rank));
            });
        }
    }

    private static (CssProperty Property, string Name)[] AnyWords =>
    [
        (CssProperty.Clip, "clip"), (CssProperty.ClipPath, "clip-path"), (CssProperty.ClipPath, "-webkit-clip-path"),
        (CssProperty.TextShadow, "text-shadow"), (CssProperty.Transform, "transform"), (CssProperty.Transform, "-webkit-transform"),
        (CssProperty.Transform, "translate"), (CssProperty.Scale, "scale"), (CssProperty.Filter, "filter"),
        (CssProperty.Border, "border"), (CssProperty.BorderLeft, "border-left"), (CssProperty.BorderTop, "border-top"),
    ];

    private static void ReadFontSize(CssStyle style, string value, ulong rank)
    {
        if (FontSizes.TryGetValue(value, out var size))
            style.Set(CssProperty.FontSize, new(CssUnit.Pixels, size, "", rank));
        else if (value is "larger" or "smaller")
            style.Set(CssProperty.FontSize, new(CssUnit.Em, value == "larger" ? 1.2 : 1 / 1.2, "", rank));
        else if (CssLength.Parse(value) is { Number: >= 0 } length)
            style.Set(CssProperty.FontSize, length with { Rank = rank });
        else if (value.EndsWith(')'))
            style.Set(CssProperty.FontSize, new(CssUnit.Pixels, 16, "", rank));
    }

    // "font: italic 1px/2px Arial": the size is the first length that is no weight, and a family must follow.
    private static void ReadFont(CssStyle style, string value, ulong rank)
    {
        var parts = value.Split((char[]?)null, 12, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length - 1; i++)
        {
            var slash = parts[i].IndexOf('/');
            var size = slash > 0 ? parts[i][..slash] : parts[i];
            if (slash < 0 && size is [>= '1' and <= '9', '0', '0'])
                continue;
            if (!FontSizes.ContainsKey(size) && CssLength.Parse(size) is null)
                continue;
            ReadFontSize(style, size, rank);
            return;
        }
    }

    private static void ReadMargin(CssStyle style, string value, ulong rank)
    {
        var parts = Sides(value);
        if (parts.Length is 0 or > 4)
            return;
        ReadValue(Rows["margin-top"], parts[0], style, rank);
        ReadValue(Rows["margin-bottom"], parts[parts.Length > 2 ? 2 : 0], style, rank);
        ReadValue(Rows["margin-left"], parts[parts.Length > 3 ? 3 : parts.Length > 1 ? 1 : 0], style, rank);
    }

    private static void ReadPadding(CssStyle style, string value, ulong rank)
    {
        var parts = Sides(value);
        if (parts.Length is 0 or > 4)
            return;
        ReadValue(Rows["padding-top"], parts[0], style, rank);
        ReadValue(Rows["padding-bottom"], parts[parts.Length > 2 ? 2 : 0], style, rank);
    }

    private static string[] Sides(string value) => value.Split((char[]?)null, 5, StringSplitOptions.RemoveEmptyEntries);

    private static void ReadOverflow(CssStyle style, string value, ulong rank)
    {
        var parts = Sides(value);
        if (parts.Length is 0 or > 2)
            return;
        ReadValue(Rows["overflow-x"], parts[0], style, rank);
        ReadValue(Rows["overflow-y"], parts[^1], style, rank);
    }

    private static void ReadBackgroundImage(CssStyle style, string value, ulong rank)
    {
        if (value == "none")
        {
            style.Set(CssProperty.BackgroundImage, new(CssUnit.Word, double.NaN, value, rank));
            return;
        }
        foreach (var url in CssText.Urls(value))
            style.AddRemoteImage(url);
        if (value.EndsWith(')'))
            style.Set(CssProperty.BackgroundImage, Image(value) with { Rank = rank });
    }

    // A gradient of one colour is that colour; any other picture may be of any colour.
    private static CssValue Image(ReadOnlySpan<char> value)
    {
        var unknown = new CssValue(CssUnit.Word, double.NaN, "image");
        var gradient = value.IndexOf("gradient(");
        if (gradient < 0 || value.Contains("url(", StringComparison.Ordinal))
            return unknown;
        long? first = null;
        var stops = value[(gradient + 9)..].TrimEnd(" )");
        while (!stops.IsEmpty)
        {
            var comma = CssText.IndexOf(stops, ',');
            var stop = (comma < 0 ? stops : stops[..comma]).Trim();
            var space = CssText.IndexOf(stop, ' ');
            if (CssColor.Parse(space < 0 ? stop : stop[..space], out var isKnown) is { } color)
            {
                if (!isKnown || color >> 24 != 255 || (first is { } one && !CssColor.IsSame(one, color)))
                    return unknown;
                first ??= color;
            }
            stops = comma < 0 ? [] : stops[(comma + 1)..];
        }
        return first is { } all ? new(CssUnit.Color, all, "") : unknown;
    }

    private static void ReadBackground(CssStyle style, string value, ulong rank)
    {
        foreach (var url in CssText.Urls(value))
            style.AddRemoteImage(url);
        CssValue? color = null;
        CssValue? image = null;
        var isUnderstood = false;
        var rest = value.AsSpan();
        while (!rest.IsEmpty)
        {
            var space = CssText.IndexOf(rest, ' ', ',');
            var part = (space < 0 ? rest : rest[..space]).Trim();
            rest = space < 0 ? [] : rest[(space + 1)..];
            if (part.Contains("gradient(", StringComparison.Ordinal) || part.StartsWith("url(") || part.StartsWith("image"))
                image = Image(part);
            else if (CssColor.Parse(part, out var isKnown) is { } found)
                color = isKnown ? new CssValue(CssUnit.Color, found, "") : new(CssUnit.Word, double.NaN, "image");
            else
                isUnderstood |= !part.IsEmpty && part[0] != '#' && (BackgroundWords.Contains(part) || CssLength.Parse(part) is not null);
        }
        if (color is null && image is null && !isUnderstood)
            return;
        style.Set(CssProperty.BackgroundColor, (color ?? new(CssUnit.Color, CssColor.Transparent, "")) with { Rank = rank });
        style.Set(CssProperty.BackgroundImage, (image ?? new(CssUnit.Word, double.NaN, "none")) with { Rank = rank });
        if (value.EndsWith(" text", StringComparison.Ordinal))
            style.Set(CssProperty.BackgroundClip, new(CssUnit.Word, double.NaN, "text", rank));
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> BackgroundWords { get; } = HtmlAttributes.Words(
        "none repeat repeat-x repeat-y no-repeat space round scroll fixed local center top bottom left right cover contain auto " +
        "border-box padding-box content-box text /").GetAlternateLookup<ReadOnlySpan<char>>();

    private static void SetColor(CssStyle style, CssProperty property, string value, ulong rank)
    {
        if (value == "currentcolor")
            style.Set(property, new(CssUnit.Word, double.NaN, value, rank));
        else if (CssColor.Parse(value, out var isKnown) is { } color)
            style.Set(property, isKnown ? new(CssUnit.Color, color, "", rank) : new(CssUnit.Word, double.NaN, "image", rank));
    }
}
