using System.Numerics;

namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>The properties that decide whether text is seen, and how it is laid out. At most 64.</summary>
internal enum CssProperty
{
    Display,
    Visibility,
    FontSize,
    Opacity,
    Color,
    TextFill,
    TextShadow,
    BackgroundColor,
    BackgroundImage,
    BackgroundClip,
    Position,
    Left,
    Top,
    Right,
    Bottom,
    Float,
    TextIndent,
    MarginLeft,
    MarginTop,
    MarginBottom,
    Clip,
    ClipPath,
    OverflowX,
    OverflowY,
    Height,
    MaxHeight,
    Width,
    MaxWidth,
    LineHeight,
    WhiteSpace,
    BorderLeft,
    BorderTop,
    Border,
    Transform,
    Scale,
    Filter,
    ContentVisibility,
    MinHeight,
    MinWidth,
    PaddingTop,
    PaddingBottom,
}

/// <summary>How a <see cref="CssValue"/> is to be read.</summary>
internal enum CssUnit
{
    /// <summary><see cref="CssValue.Word"/> says it all.</summary>
    Word = 0,

    /// <summary>Pixels, or a plain number.</summary>
    Pixels,

    /// <summary>A factor of the font's size.</summary>
    Em,

    /// <summary>A factor of something else: the parent's width, height or font size.</summary>
    Part,

    /// <summary>A colour: see <see cref="CssColor"/>.</summary>
    Color,

    /// <summary><see cref="CssValue.Word"/> is a declaration's text with <c>var(…)</c> in it, resolved where it is used.</summary>
    Variable,
}

/// <summary>A value as far as it is understood.</summary>
internal readonly record struct CssValue(CssUnit Unit, double Number, string Word, ulong Rank = 0);

/// <summary>
/// A set of declared properties. Of two declarations the higher rank wins, of equal ranks the later one (CSS Cascade §6.1).
/// </summary>
internal sealed class CssStyle
{
    private readonly CssValue[] _values = new CssValue[(int)CssProperty.PaddingBottom + 1];
    private ulong _set;
    private bool _sharesVariables;

    /// <summary>Targets of <c>url(…)</c> in the declarations; mostly null.</summary>
    public List<string>? RemoteImages { get; private set; }

    /// <summary>Custom properties (<c>--name</c>); mostly null.</summary>
    public Dictionary<string, CssValue>? Variables { get; private set; }

    /// <summary>True where a value refers to a custom property.</summary>
    public bool HasReferences { get; private set; }

    public bool IsEmpty => _set == 0;

    public CssValue? this[CssProperty property] => Has(property) ? _values[(int)property] : null;

    public bool Has(CssProperty property) => (_set >> (int)property & 1) != 0;

    /// <summary>True where any of the properties is set.</summary>
    public bool HasAny(ulong mask) => (_set & mask) != 0;

    public static ulong Mask(params ReadOnlySpan<CssProperty> properties)
    {
        var mask = 0UL;
        foreach (var property in properties)
            mask |= 1UL << (int)property;
        return mask;
    }

    /// <summary>The keyword, lower case; empty where the property is not set or no keyword.</summary>
    public string Word(CssProperty property) => Has(property) ? _values[(int)property].Word : "";

    /// <summary>The number where it is one of pixels, else null.</summary>
    public double? Pixels(CssProperty property)
        => Has(property) && _values[(int)property] is { Unit: CssUnit.Pixels, Number: var number } ? number : null;

    public void Set(CssProperty property, in CssValue value)
    {
        ref var slot = ref _values[(int)property];
        if (Has(property) && slot.Rank > value.Rank)
            return;
        slot = value;
        _set |= 1UL << (int)property;
        HasReferences |= value.Unit == CssUnit.Variable;
    }

    /// <summary>Takes over all of the other's, each by its rank; <paramref name="rank"/> is added to it.</summary>
    public void SetAll(CssStyle other, ulong rank = 0)
    {
        for (var left = other._set; left != 0; left &= left - 1)
        {
            var i = BitOperations.TrailingZeroCount(left);
            Set((CssProperty)i, rank == 0 ? other._values[i] : other._values[i] with { Rank = other._values[i].Rank + rank });
        }
        if (other.Variables is not null && Variables is null && rank == 0)
        {
            Variables = other.Variables;
            _sharesVariables = true;
        }
        else if (other.Variables is not null)
        {
            foreach (var (name, value) in other.Variables)
                SetVariable(name, value with { Rank = value.Rank + rank });
        }
        if (other.RemoteImages is not null)
            (RemoteImages ??= []).AddRange(other.RemoteImages);
    }

    public void SetVariable(string name, in CssValue value)
    {
        if (Variables is null || _sharesVariables)
            Variables = Variables is null ? new(StringComparer.Ordinal) : new(Variables, StringComparer.Ordinal);
        _sharesVariables = false;
        if (Variables.Count < CssVariables.MaxNames && (!Variables.TryGetValue(name, out var old) || old.Rank <= value.Rank))
            Variables[name] = value;
    }

    public void AddRemoteImage(string url) => (RemoteImages ??= []).Add(url);

    public void Unset(CssProperty property) => _set &= ~(1UL << (int)property);

    /// <summary>The properties whose values refer to custom properties.</summary>
    public IEnumerable<(CssProperty Property, CssValue Value)> References()
    {
        for (var left = _set; left != 0; left &= left - 1)
        {
            var i = BitOperations.TrailingZeroCount(left);
            if (_values[i].Unit == CssUnit.Variable)
                yield return ((CssProperty)i, _values[i]);
        }
    }

    public void Clear()
    {
        _set = 0;
        RemoteImages = null;
        Variables = null;
        _sharesVariables = false;
        HasReferences = false;
    }
}
