using System.Collections.Frozen;
using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>
/// Colours of CSS Color and of the old HTML attributes: 0xAARRGGBB in a long, so that transparent black differs from no colour.
/// </summary>
internal static partial class CssColor
{
    /// <summary>No colour at all: text in it is not seen, a background of it shows what lies behind.</summary>
    public const long Transparent = 0;

    public const long White = 0xFFFFFFFF;

    public const long Black = 0xFF000000;

    private const long Opaque = 0xFF000000;

    /// <summary>Differences up to this of 255 in every channel can't be told apart by people reading text.</summary>
    private const int LeastDifference = 16;

    private static readonly FrozenDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> Named =
        Names.Split(' ').Chunk(2).ToFrozenDictionary(n => n[0], n => Opaque | Convert.ToInt64(n[1], 16))
            .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The colour, or null for what is none. <paramref name="value"/> is lower case.</summary>
    /// <param name="value">As declared.</param>
    /// <param name="isKnown">False where it is a colour that is not understood.</param>
    public static long? Parse(ReadOnlySpan<char> value, out bool isKnown)
    {
        isKnown = true;
        value = value.Trim();
        if (value.Length is 0 or > 200)
            return null;
        if (value[0] == '#')
            return ParseHex(value[1..]);
        if (value.SequenceEqual("transparent"))
            return Transparent;
        if (Named.TryGetValue(value, out var color))
            return color;
        var open = value.IndexOf('(');
        if (open <= 0)
            return null;
        var function = value[..open];
        var inner = value[(open + 1)..].TrimEnd(" )");
        if (function.SequenceEqual("light-dark"))
            return Parse(inner[..Math.Max(0, CssText.IndexOf(inner, ','))], out isKnown);
        var found = function switch
        {
            "rgb" or "rgba" => ParseRgb(inner.ToString()),
            "hsl" or "hsla" => ParseHsl(inner.ToString()),
            _ => null,
        };
        isKnown = found is not null;
        return found ?? Black;
    }

    /// <summary>The value of an old attribute; digits may lack their <c>#</c> (<c>bgcolor="FFFFFF"</c>).</summary>
    public static long? ParseAttribute(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (value.Length is 0 or > 64)
            return null;
        Span<char> lower = stackalloc char[value.Length];
        value.ToLowerInvariant(lower);
        if (lower[0] == '#')
            lower = lower[1..];
        if (lower.Length is 3 or 6 && ParseHex(lower) is { } hex)
            return hex;
        return Named.TryGetValue(lower, out var color) ? color : null;
    }

    /// <summary>What is seen of <paramref name="color"/> before an opaque background.</summary>
    public static long Over(long color, long background)
    {
        var alpha = color >> 24;
        if (alpha == 255)
            return color;
        var mixed = Opaque;
        for (var shift = 16; shift >= 0; shift -= 8)
            mixed |= ((color >> shift & 255) * alpha + (background >> shift & 255) * (255 - alpha)) / 255 << shift;
        return mixed;
    }

    /// <summary>True where people can't read the one on the other.</summary>
    public static bool IsSame(long a, long b)
        => IsNear(a >> 16, b >> 16) && IsNear(a >> 8, b >> 8) && IsNear(a, b);

    public static bool IsTransparent(long color) => color >> 24 <= 12;

    private static bool IsNear(long a, long b) => Math.Abs((a & 255) - (b & 255)) <= LeastDifference;

    private static long? ParseHex(ReadOnlySpan<char> digits)
    {
        if (!uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var n))
            return null;
        return digits.Length switch
        {
            3 => Opaque | Spread(n),
            4 => (n & 15) * 0x11L << 24 | Spread(n >> 4),
            6 => Opaque | n,
            8 => (long)(n & 255) << 24 | n >> 8,
            _ => null,
        };

        static long Spread(uint n) => (n >> 8 & 15) * 0x110000 + (n >> 4 & 15) * 0x1100 + (n & 15) * 0x11;
    }

    private static long? ParseRgb(string inner)
    {
        var parts = Parts(inner);
        if (parts.Length < 3 || Channel(parts[0], 255) is not { } r || Channel(parts[1], 255) is not { } g
            || Channel(parts[2], 255) is not { } b)
            return null;
        return Color(r, g, b, parts);
    }

    private static long? ParseHsl(string inner)
    {
        var parts = Parts(inner);
        if (parts.Length < 3 || Channel(parts[0].Replace("deg", "", StringComparison.Ordinal), 360) is not { } hue
            || Channel(parts[1], 100) is not { } saturation || Channel(parts[2], 100) is not { } lightness)
            return null;
        var l = Math.Clamp(lightness / 100, 0, 1);
        var a = Math.Clamp(saturation / 100, 0, 1) * Math.Min(l, 1 - l);
        return Color(At(0), At(8), At(4), parts);

        // CSS Color §7.1.
        double At(int n)
        {
            var k = ((n + hue / 30) % 12 + 12) % 12;
            return 255 * (l - a * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1)));
        }
    }

    private static long? Color(double r, double g, double b, string[] parts)
    {
        var alpha = 1d;
        if (parts.Length > 3)
        {
            if (Channel(parts[3], 1) is not { } declared)
                return null;
            alpha = declared;
        }
        return Byte(alpha * 255) << 24 | Byte(r) << 16 | Byte(g) << 8 | Byte(b);
    }

    private static long Byte(double value) => (long)Math.Round(Math.Clamp(value, 0, 255));

    private static string[] Parts(string inner) => inner.Split([',', ' ', '/', '\n', '\t'], 6, StringSplitOptions.RemoveEmptyEntries);

    private static double? Channel(string text, double whole)
    {
        var isPart = text.EndsWith('%');
        if (text == "none")
            return 0;
        if (!double.TryParse(isPart ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
            return null;
        return isPart ? number / 100 * whole : number;
    }
}
