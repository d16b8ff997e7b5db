using System.Collections.Frozen;
using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>Colours of CSS Color and of the old HTML attributes.</summary>
internal static class CssColor
{
    /// <summary>No colour at all: text in it is not seen, a background of it shows what lies behind.</summary>
    public const int Transparent = -1;

    private static readonly FrozenDictionary<string, int> Named = new Dictionary<string, int>
    {
        ["transparent"] = Transparent,
        ["white"] = 0xFFFFFF,
        ["black"] = 0,
        ["snow"] = 0xFFFAFA,
        ["ivory"] = 0xFFFFF0,
        ["whitesmoke"] = 0xF5F5F5,
        ["ghostwhite"] = 0xF8F8FF,
        ["floralwhite"] = 0xFFFAF0,
        ["mintcream"] = 0xF5FFFA,
        ["azure"] = 0xF0FFFF,
        ["aliceblue"] = 0xF0F8FF,
        ["silver"] = 0xC0C0C0,
        ["gray"] = 0x808080,
        ["grey"] = 0x808080,
        ["lightgray"] = 0xD3D3D3,
        ["lightgrey"] = 0xD3D3D3,
        ["gainsboro"] = 0xDCDCDC,
        ["darkgray"] = 0xA9A9A9,
        ["dimgray"] = 0x696969,
        ["red"] = 0xFF0000,
        ["maroon"] = 0x800000,
        ["yellow"] = 0xFFFF00,
        ["olive"] = 0x808000,
        ["lime"] = 0x00FF00,
        ["green"] = 0x008000,
        ["aqua"] = 0x00FFFF,
        ["cyan"] = 0x00FFFF,
        ["teal"] = 0x008080,
        ["blue"] = 0x0000FF,
        ["navy"] = 0x000080,
        ["fuchsia"] = 0xFF00FF,
        ["magenta"] = 0xFF00FF,
        ["purple"] = 0x800080,
        ["orange"] = 0xFFA500,
        ["pink"] = 0xFFC0CB,
        ["brown"] = 0xA52A2A,
        ["linen"] = 0xFAF0E6,
        ["beige"] = 0xF5F5DC,
        ["lightyellow"] = 0xFFFFE0,
        ["darkblue"] = 0x00008B,
        ["darkgreen"] = 0x006400,
        ["darkred"] = 0x8B0000,
    }.ToFrozenDictionary();

    /// <summary>0xRRGGBB, <see cref="Transparent"/>, or null for what is not understood. <paramref name="value"/> is lower case.</summary>
    public static int? Parse(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (value.Length is 0 or > 64)
            return null;
        if (value[0] == '#')
            return ParseHex(value[1..]);
        if (value.StartsWith("rgb"))
            return ParseRgb(value);
        return Named.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(value, out var color) ? color : null;
    }

    /// <summary>As <see cref="Parse"/>; digits may lack their <c>#</c> (<c>bgcolor="FFFFFF"</c>).</summary>
    public static int? ParseAttribute(string? value)
    {
        if (value is null or { Length: > 64 })
            return null;
        var lower = value.Trim().ToLowerInvariant();
        return Parse(lower) ?? (lower.Length == 6 ? ParseHex(lower) : null);
    }

    /// <summary>True where people can't tell the two apart.</summary>
    public static bool IsSame(int a, int b)
        => IsNear(a >> 16, b >> 16) && IsNear(a >> 8 & 255, b >> 8 & 255) && IsNear(a & 255, b & 255);

    private static bool IsNear(int a, int b) => Math.Abs(a - b) <= 10;

    private static int? ParseHex(ReadOnlySpan<char> digits)
    {
        if (!uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var n))
            return null;
        return digits.Length switch
        {
            3 => Spread(n),
            4 => (n & 15) == 0 ? Transparent : Spread(n >> 4),
            6 => (int)n,
            8 => (n & 255) == 0 ? Transparent : (int)(n >> 8),
            _ => null,
        };

        static int Spread(uint n) => (int)((n >> 8 & 15) * 0x110000 + (n >> 4 & 15) * 0x1100 + (n & 15) * 0x11);
    }

    private static int? ParseRgb(ReadOnlySpan<char> value)
    {
        var open = value.IndexOf('(');
        var inner = open < 0 ? "" : value[(open + 1)..].TrimEnd(" )").ToString();
        var parts = inner.Split([',', ' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 3)
            return null;
        if (parts.Length > 3 && double.TryParse(parts[3].TrimEnd('%'), CultureInfo.InvariantCulture, out var alpha) && alpha <= 0)
            return Transparent;
        var color = 0;
        for (var i = 0; i < 3; i++)
        {
            if (!double.TryParse(parts[i].TrimEnd('%'), CultureInfo.InvariantCulture, out var channel))
                return null;
            color = color << 8 | (int)Math.Clamp(parts[i].EndsWith('%') ? channel * 2.55 : channel, 0, 255);
        }
        return color;
    }
}
