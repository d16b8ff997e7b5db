namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>The few properties that decide whether text is seen, and how its white space reads.</summary>
internal enum CssProperty
{
    Display,
    Visibility,
    FontSize,
    Opacity,
    Color,
    Background,
    Position,
    Left,
    Top,
    TextIndent,
    MarginLeft,
    MarginTop,
    MarginBottom,
    Clip,
    Overflow,
    Height,
    MaxHeight,
    Width,
    MaxWidth,
    WhiteSpace,
    BorderLeft,
    BorderTop,
    Border,
    Transform,
    Count,
}

/// <summary>A value as far as it is understood.</summary>
/// <param name="Word">The lower-case value as written, or its keyword.</param>
/// <param name="Number">Pixels, a factor or a colour as 0xRRGGBB; NaN where <paramref name="Word"/> says it all.</param>
/// <param name="IsRelative">The number is a factor of the inherited value.</param>
/// <param name="IsImportant">Declared <c>!important</c>.</param>
internal readonly record struct CssValue(string Word, double Number = double.NaN, bool IsRelative = false, bool IsImportant = false);

/// <summary>A set of declared properties; later ones win, important ones over others (CSS Cascade §6.1).</summary>
internal sealed class CssStyle
{
    private readonly CssValue?[] _values = new CssValue?[(int)CssProperty.Count];

    /// <summary>Hosts of remote images named in the declarations.</summary>
    public List<string> RemoteImages { get; } = [];

    public CssValue? this[CssProperty property] => _values[(int)property];

    public string? Word(CssProperty property) => _values[(int)property]?.Word;

    public void Set(CssProperty property, CssValue value)
    {
        ref var slot = ref _values[(int)property];
        if (slot is not { IsImportant: true } || value.IsImportant)
            slot = value;
    }

    public void SetAll(CssStyle other)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (other._values[i] is { } value)
                Set((CssProperty)i, value);
        }
    }

    public void Clear()
    {
        Array.Clear(_values);
        RemoteImages.Clear();
    }
}
