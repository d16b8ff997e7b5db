using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>Media queries, answered for a mail program with a light theme on a PC's screen.</summary>
internal static class CssMedia
{
    private const int MaxNesting = 4;

    /// <summary>True where one of the queries between the commas holds; also for an empty list.</summary>
    public static bool Holds(ReadOnlySpan<char> queries)
    {
        var text = CssText.Lower(queries.Trim()).AsSpan();
        if (text.IsEmpty)
            return true;
        while (!text.IsEmpty)
        {
            var comma = CssText.IndexOf(text, ',');
            if (Query((comma < 0 ? text : text[..comma]).Trim(), 0))
                return true;
            text = comma < 0 ? [] : text[(comma + 1)..];
        }
        return false;
    }

    private static bool Query(ReadOnlySpan<char> query, int depth)
    {
        if (depth > MaxNesting)
            return false;
        var isNegated = TakeWord(ref query, "not");
        if (!isNegated)
            TakeWord(ref query, "only");
        var holds = true;
        var isAny = false;
        while (!query.IsEmpty)
        {
            var part = TakePart(ref query);
            var one = part[0] == '(' ? Feature(part[1..].TrimEnd(" )"), part, depth) : part is "screen" or "all";
            holds = isAny ? holds || one : holds && one;
            isAny = TakeWord(ref query, "or");
            if (!isAny)
                TakeWord(ref query, "and");
        }
        return holds != isNegated;
    }

    private static bool TakeWord(ref ReadOnlySpan<char> text, string word)
    {
        if (!text.StartsWith(word) || (text.Length > word.Length && text[word.Length] is not (' ' or '(' or '\n' or '\t' or '\r')))
            return false;
        text = text[word.Length..].TrimStart();
        return true;
    }

    private static ReadOnlySpan<char> TakePart(ref ReadOnlySpan<char> text)
    {
        int length;
        if (text[0] == '(')
        {
            length = CssText.IndexOf(text[1..], ')');
            length = length < 0 ? text.Length : length + 2;
        }
        else
        {
            length = text.IndexOfAny(" (\n\t\r") is > 0 and var end ? end : text.Length;
        }
        var part = text[..length];
        text = text[length..].TrimStart();
        return part;
    }

    private static bool Feature(ReadOnlySpan<char> inner, ReadOnlySpan<char> whole, int depth)
    {
        inner = inner.Trim();
        if (inner.StartsWith("(") || inner.StartsWith("not"))
            return Query(whole[1..^(whole[^1] == ')' ? 1 : 0)].Trim(), depth + 1);
        if (inner.IndexOfAny('<', '>', '=') >= 0)
            return Range(inner);
        var colon = inner.IndexOf(':');
        var name = (colon < 0 ? inner : inner[..colon]).Trim();
        var value = colon < 0 ? [] : inner[(colon + 1)..].Trim();
        switch (name)
        {
            case "prefers-color-scheme":
                return value is "light";
            case "prefers-reduced-motion" or "prefers-contrast":
                return value is "no-preference";
            case "orientation":
                return value is "landscape";
            case "hover" or "any-hover":
                return value.IsEmpty || value is "hover";
            case "pointer" or "any-pointer":
                return value.IsEmpty || value is "fine";
            case "color" or "min-color" or "scripting" or "update" or "grid":
                return name is "color" or "min-color" && value is "" or "1" or "8";
        }
        var isLeast = name.Contains("min-", StringComparison.Ordinal);
        var isMost = name.Contains("max-", StringComparison.Ordinal);
        if (Actual(Without(name)) is not { } actual)
            return false;
        if (value.IsEmpty)
            return actual > 0;
        return Number(value) is { } number && (isLeast ? actual >= number : isMost ? actual <= number : Math.Abs(actual - number) < 0.001);
    }

    private static ReadOnlySpan<char> Without(ReadOnlySpan<char> name)
    {
        if (name.StartsWith("-webkit-"))
            name = name[8..];
        return name.StartsWith("min-") || name.StartsWith("max-") ? name[4..] : name;
    }

    // "400px <= width < 600px", "width >= 600px".
    private static bool Range(ReadOnlySpan<char> text)
    {
        var holds = true;
        double? left = null;
        var before = "";
        while (true)
        {
            var at = text.IndexOfAny('<', '>', '=');
            var word = (at < 0 ? text : text[..at]).Trim();
            if ((Actual(word) ?? Number(word)) is not { } value)
                return false;
            if (left is { } l)
            {
                holds &= before switch
                {
                    "<" => l < value,
                    "<=" => l <= value,
                    ">" => l > value,
                    ">=" => l >= value,
                    _ => Math.Abs(l - value) < 0.001,
                };
            }
            if (at < 0)
                return holds;
            var length = at + 1 < text.Length && text[at + 1] == '=' ? 2 : 1;
            before = text.Slice(at, length).ToString();
            left = value;
            text = text[(at + length)..];
        }
    }

    private static double? Actual(ReadOnlySpan<char> name) => name switch
    {
        "width" or "device-width" => CssLength.WindowWidth,
        "height" or "device-height" => CssLength.WindowHeight,
        "device-pixel-ratio" or "resolution" => 1,
        "aspect-ratio" or "device-aspect-ratio" => CssLength.WindowWidth / CssLength.WindowHeight,
        _ => null,
    };

    private static double? Number(ReadOnlySpan<char> text)
    {
        if (text.EndsWith("dppx"))
            text = text[..^4];
        else if (text.EndsWith("dpi"))
            return double.TryParse(text[..^3], CultureInfo.InvariantCulture, out var dots) ? dots / 96 : null;
        var slash = text.IndexOf('/');
        if (slash > 0)
            return Number(text[..slash].Trim()) / Number(text[(slash + 1)..].Trim());
        return CssLength.Parse(text) switch
        {
            { Unit: CssUnit.Pixels, Number: var pixels } => pixels,
            { Unit: CssUnit.Em, Number: var em } => em * 16,
            _ => null,
        };
    }
}
