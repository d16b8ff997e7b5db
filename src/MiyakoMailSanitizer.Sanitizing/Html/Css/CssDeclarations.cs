using System.Collections.Frozen;
using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>Reads <c>property: value; …</c> into a <see cref="CssStyle"/>; what is not in the table is passed over.</summary>
internal static class CssDeclarations
{
    /// <summary>Values longer than this are not looked at.</summary>
    private const int MaxValue = 2_048;

    private static readonly FrozenDictionary<string, Reader> Readers = new Dictionary<string, Reader>
    {
        ["display"] = Keyword(CssProperty.Display),
        ["visibility"] = Keyword(CssProperty.Visibility),
        ["font-size"] = Length(CssProperty.FontSize),
        ["font"] = ReadFont,
        ["opacity"] = Length(CssProperty.Opacity),
        ["color"] = (style, value, important) => SetColor(style, CssProperty.Color, CssColor.Parse(value), important),
        ["background"] = ReadBackground,
        ["background-color"] = ReadBackground,
        ["background-image"] = ReadBackground,
        ["position"] = Keyword(CssProperty.Position),
        ["left"] = Length(CssProperty.Left),
        ["top"] = Length(CssProperty.Top),
        ["text-indent"] = Length(CssProperty.TextIndent),
        ["margin"] = ReadMargin,
        ["margin-left"] = Length(CssProperty.MarginLeft),
        ["margin-top"] = Length(CssProperty.MarginTop),
        ["margin-bottom"] = Length(CssProperty.MarginBottom),
        ["clip"] = Keyword(CssProperty.Clip),
        ["clip-path"] = Keyword(CssProperty.Clip),
        ["overflow"] = Keyword(CssProperty.Overflow),
        ["overflow-y"] = Keyword(CssProperty.Overflow),
        ["height"] = Length(CssProperty.Height),
        ["max-height"] = Length(CssProperty.MaxHeight),
        ["width"] = Length(CssProperty.Width),
        ["max-width"] = Length(CssProperty.MaxWidth),
        ["white-space"] = Keyword(CssProperty.WhiteSpace),
        ["border"] = Keyword(CssProperty.Border),
        ["border-left"] = Keyword(CssProperty.BorderLeft),
        ["border-top"] = Keyword(CssProperty.BorderTop),
        ["transform"] = Keyword(CssProperty.Transform),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, double> Units = new Dictionary<string, double>
    {
        [""] = 1,
        ["px"] = 1,
        ["pt"] = 4 / 3d,
        ["pc"] = 16,
        ["in"] = 96,
        ["cm"] = 37.8,
        ["mm"] = 3.78,
        ["rem"] = 16,
        ["vw"] = 6,
        ["vh"] = 8,
        ["q"] = 0.945,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, double> FontSizes = new Dictionary<string, double>
    {
        ["xx-small"] = 9,
        ["x-small"] = 10,
        ["small"] = 13,
        ["medium"] = 16,
        ["large"] = 18,
        ["x-large"] = 24,
        ["xx-large"] = 32,
        ["initial"] = 16,
    }.ToFrozenDictionary();

    private delegate void Reader(CssStyle style, string value, bool important);

    /// <summary>Adds the declarations to <paramref name="style"/>. Time is linear in the text.</summary>
    public static void Read(ReadOnlySpan<char> text, CssStyle style)
    {
        while (!text.IsEmpty)
        {
            var end = CssText.IndexOf(text, ';');
            ReadOne(end < 0 ? text : text[..end], style);
            text = end < 0 ? [] : text[(end + 1)..];
        }
    }

    private static void ReadOne(ReadOnlySpan<char> declaration, CssStyle style)
    {
        var colon = declaration.IndexOf(':');
        if (colon is <= 0 or > 200 || declaration.Length - colon > MaxValue)
            return;
        Span<char> name = stackalloc char[colon];
        declaration[..colon].Trim().ToLowerInvariant(name);
        var length = declaration[..colon].Trim().Length;
        if (!Readers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..length], out var reader))
            return;
        var value = declaration[(colon + 1)..].Trim();
        var bang = value.LastIndexOf('!');
        var important = bang >= 0 && value[(bang + 1)..].Trim().Equals("important", StringComparison.OrdinalIgnoreCase);
        reader(style, (important ? value[..bang].TrimEnd() : value).ToString().ToLowerInvariant(), important);
    }

    private static Reader Keyword(CssProperty property)
        => (style, value, important) => style.Set(property, new(value, IsImportant: important));

    private static Reader Length(CssProperty property)
        => (style, value, important) => SetLength(style, property, value, important);

    private static void SetLength(CssStyle style, CssProperty property, string value, bool important)
    {
        if (FontSizes.TryGetValue(value, out var size) && property == CssProperty.FontSize)
            style.Set(property, new(value, size, IsImportant: important));
        var digits = 0;
        while (digits < value.Length && (char.IsAsciiDigit(value[digits]) || value[digits] is '.' or '-' or '+'))
            digits++;
        if (!double.TryParse(value.AsSpan(0, digits), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            style.Set(property, new(value, IsImportant: important));
        else if (Units.TryGetValue(value[digits..], out var pixels))
            style.Set(property, new(value, number * pixels, IsImportant: important));
        else if (value[digits..] is "%")
            style.Set(property, new(value, number / 100, IsRelative: true, important));
        else if (value[digits..] is "em" or "ex")
            style.Set(property, new(value, number, IsRelative: true, important));
    }

    // "font: italic 1px/2px Arial": the size is the first part that starts with a digit and is no weight.
    private static void ReadFont(CssStyle style, string value, bool important)
    {
        foreach (var part in value.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries))
        {
            var size = part.Split('/')[0];
            if (!char.IsAsciiDigit(size[0]) || size is [>= '1' and <= '9', '0', '0'])
                continue;
            SetLength(style, CssProperty.FontSize, size, important);
            return;
        }
    }

    private static void ReadMargin(CssStyle style, string value, bool important)
    {
        var parts = value.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 4)
            return;
        SetLength(style, CssProperty.MarginTop, parts[0], important);
        SetLength(style, CssProperty.MarginBottom, parts[parts.Length > 2 ? 2 : 0], important);
        SetLength(style, CssProperty.MarginLeft, parts[parts.Length > 3 ? 3 : parts.Length > 1 ? 1 : 0], important);
    }

    // A picture or gradient hides nothing for sure, so the colour behind the text counts as unknown.
    private static void ReadBackground(CssStyle style, string value, bool important)
    {
        if (value.Contains("url(", StringComparison.Ordinal))
            style.RemoteImages.AddRange(CssText.Urls(value));
        if (value.Contains('(') && !value.StartsWith("rgb", StringComparison.Ordinal))
        {
            style.Set(CssProperty.Background, new("image", IsImportant: important));
            return;
        }
        if (CssColor.Parse(value) is { } color)
        {
            SetColor(style, CssProperty.Background, color, important);
            return;
        }
        foreach (var part in value.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries))
            SetColor(style, CssProperty.Background, CssColor.Parse(part), important);
    }

    private static void SetColor(CssStyle style, CssProperty property, int? color, bool important)
    {
        if (color is { } known)
            style.Set(property, new("", known, IsImportant: important));
        else if (property == CssProperty.Color)
            style.Set(property, new("unknown", IsImportant: important));
    }
}
