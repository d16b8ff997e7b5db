namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>The custom properties in force at an element (CSS Variables §2): its own, then those of the elements around it.</summary>
internal sealed class CssVariables
{
    /// <summary>Of one element.</summary>
    public const int MaxNames = 64;

    /// <summary>Characters of one value.</summary>
    public const int MaxLength = 512;

    private const int MaxScopes = 16;
    private const int MaxNesting = 8;
    private readonly CssVariables? _outer;
    private readonly Dictionary<string, CssValue> _own;
    private readonly int _scopes;

    private CssVariables(CssVariables? outer, Dictionary<string, CssValue> own)
    {
        _outer = outer;
        _own = own;
        _scopes = (outer?._scopes ?? 0) + 1;
    }

    /// <summary>
    /// The variables inside an element; <paramref name="outer"/> itself where it declares none, or too many lie in one another.
    /// </summary>
    public static CssVariables? Enter(CssVariables? outer, CssStyle style)
        => style.Variables is { } own && (outer?._scopes ?? 0) < MaxScopes ? new(outer, own) : outer;

    /// <summary>Replaces declarations that refer to variables by what they say; those that say nothing valid are dropped.</summary>
    public static void Resolve(CssVariables? variables, CssStyle style)
    {
        foreach (var (property, value) in style.References().ToArray())
        {
            style.Unset(property);
            if (Substitute(variables, value.Word, 0) is { } text)
                CssDeclarations.Read(text, style, value.Rank);
        }
    }

    private static string? Substitute(CssVariables? variables, string text, int depth)
    {
        var start = text.IndexOf("var(", StringComparison.Ordinal);
        if (start < 0)
            return text;
        if (depth > MaxNesting || text.Length > 4 * MaxLength)
            return null;
        var length = CssText.IndexOf(text.AsSpan(start + 4), ')');
        var inner = length < 0 ? text.AsSpan(start + 4) : text.AsSpan(start + 4, length);
        var comma = CssText.IndexOf(inner, ',');
        var name = (comma < 0 ? inner : inner[..comma]).Trim().ToString();
        var found = variables?.Find(name) ?? (comma < 0 ? null : inner[(comma + 1)..].Trim().ToString());
        if (found is null)
            return null;
        var rest = length < 0 ? "" : text[(start + 5 + length)..];
        return Substitute(variables, text[..start] + found + rest, depth + 1);
    }

    private string? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._own.TryGetValue(name, out var value))
                return value.Word;
        }
        return null;
    }
}
