using System.Collections.Frozen;
using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>Lengths of CSS Values, with <c>calc()</c>, <c>min()</c>, <c>max()</c> and <c>clamp()</c> of plain lengths.</summary>
internal static class CssLength
{
    /// <summary>The window that a page is judged in: a mail program on a PC.</summary>
    public const double WindowWidth = 1_024;

    public const double WindowHeight = 768;

    private const int MaxNesting = 8;

    private static readonly FrozenDictionary<string, (CssUnit Unit, double Factor)>.AlternateLookup<ReadOnlySpan<char>> Units =
        new Dictionary<string, (CssUnit, double)>
        {
            [""] = (CssUnit.Pixels, 1),
            ["px"] = (CssUnit.Pixels, 1),
            ["pt"] = (CssUnit.Pixels, 4 / 3d),
            ["pc"] = (CssUnit.Pixels, 16),
            ["in"] = (CssUnit.Pixels, 96),
            ["cm"] = (CssUnit.Pixels, 96 / 2.54),
            ["mm"] = (CssUnit.Pixels, 96 / 25.4),
            ["q"] = (CssUnit.Pixels, 96 / 101.6),
            ["rem"] = (CssUnit.Pixels, 16),
            ["vw"] = (CssUnit.Pixels, WindowWidth / 100),
            ["vh"] = (CssUnit.Pixels, WindowHeight / 100),
            ["vmin"] = (CssUnit.Pixels, WindowHeight / 100),
            ["vmax"] = (CssUnit.Pixels, WindowWidth / 100),
            ["em"] = (CssUnit.Em, 1),
            ["ex"] = (CssUnit.Em, 0.5),
            ["ch"] = (CssUnit.Em, 0.5),
            ["ic"] = (CssUnit.Em, 1),
            ["lh"] = (CssUnit.Em, 1.2),
            ["%"] = (CssUnit.Part, 0.01),
        }.ToFrozenDictionary().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>A length, a plain number or a percentage; null for anything else.</summary>
    public static CssValue? Parse(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (value.IsEmpty || (!char.IsAsciiDigit(value[0]) && value[0] is not ('.' or '-' or '+') && !char.IsAsciiLetter(value[0])))
            return null;
        if (value[^1] == ')')
            return Function(value, 0);
        var digits = NumberLength(value);
        if (digits == 0 || !Units.TryGetValue(value[digits..], out var unit)
            || !double.TryParse(value[..digits], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return null;
        return new(unit.Unit, number * unit.Factor, "");
    }

    private static int NumberLength(ReadOnlySpan<char> value)
    {
        var i = value[0] is '-' or '+' ? 1 : 0;
        var start = i;
        while (i < value.Length && (char.IsAsciiDigit(value[i]) || value[i] == '.'))
            i++;
        if (i == start)
            return 0;
        var exponent = i + 1 < value.Length && value[i] == 'e' ? i + (value[i + 1] is '-' or '+' ? 2 : 1) : value.Length;
        if (exponent < value.Length && char.IsAsciiDigit(value[exponent]))
        {
            for (i = exponent; i < value.Length && char.IsAsciiDigit(value[i]);)
                i++;
        }
        return i;
    }

    private static CssValue? Function(ReadOnlySpan<char> value, int depth)
    {
        var open = value.IndexOf('(');
        if (open < 0 || depth > MaxNesting)
            return null;
        var inner = value[(open + 1)..^1];
        switch (value[..open])
        {
            case "" or "calc" or "-webkit-calc":
                return Sum(inner, depth + 1);
            case "min" or "max" or "clamp":
                var isMax = value[1] == 'a';
                CssValue? best = null;
                var count = 0;
                while (!inner.IsEmpty)
                {
                    var comma = CssText.IndexOf(inner, ',');
                    if (Sum(comma < 0 ? inner : inner[..comma], depth + 1) is not { } next)
                        return null;
                    best = best is { } b ? Better(b, next, value[0] == 'c' ? count != 2 : isMax) : next;
                    if (best is null)
                        return null;
                    inner = comma < 0 ? [] : inner[(comma + 1)..];
                    count++;
                }
                return best;
            default:
                return null;
        }
    }

    private static CssValue? Better(CssValue a, CssValue b, bool isMax)
        => a.Unit != b.Unit ? null : a.Number > b.Number == isMax ? a : b;

    // "+" and "-" stand between spaces; "*" and "/" need none.
    private static CssValue? Sum(ReadOnlySpan<char> text, int depth)
    {
        CssValue? sum = null;
        var sign = 1;
        text = text.Trim();
        while (true)
        {
            var at = Operator(text, " +", " -");
            if (Product(at < 0 ? text : text[..at], depth) is not { } part)
                return null;
            if (sum is { } before && before.Unit != part.Unit && part.Number != 0 && before.Number != 0)
                return null;
            sum = sum is { } s ? new(s.Number != 0 ? s.Unit : part.Unit, s.Number + sign * part.Number, "") : part;
            if (at < 0)
                return sum;
            sign = text[at + 1] == '+' ? 1 : -1;
            text = text[(at + 2)..].Trim();
        }
    }

    private static CssValue? Product(ReadOnlySpan<char> text, int depth)
    {
        CssValue? product = null;
        var divides = false;
        while (true)
        {
            var at = Operator(text, "*", "/");
            var word = (at < 0 ? text : text[..at]).Trim();
            if ((word.EndsWith(")") ? Function(word, depth) : Parse(word)) is not { } factor)
                return null;
            if (product is not { } p)
                product = factor;
            else if (divides && factor.Number == 0)
                return null;
            else
                product = Times(p, divides ? factor with { Number = 1 / factor.Number } : factor);
            if (at < 0)
                return product;
            divides = text[at] == '/';
            text = text[(at + 1)..];
        }
    }

    private static CssValue Times(CssValue a, CssValue b) => new(a.Unit == CssUnit.Pixels ? b.Unit : a.Unit, a.Number * b.Number, "");

    private static int Operator(ReadOnlySpan<char> text, string first, string second)
    {
        var open = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '(')
                open++;
            else if (text[i] == ')')
                open--;
            else if (open == 0 && i > 0 && (text[i..].StartsWith(first) || text[i..].StartsWith(second)))
                return i;
        }
        return -1;
    }
}
