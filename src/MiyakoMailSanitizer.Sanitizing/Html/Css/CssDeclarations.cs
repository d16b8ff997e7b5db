using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Html.Css;

/// <summary>Reads <c>property: value; …</c> into a <see cref="CssStyle"/>; what is not in the table is passed over.</summary>
internal static partial class CssDeclarations
{
    /// <summary>Values longer than this are not looked at.</summary>
    private const int MaxValue = 2_048;

    private const int MaxName = 64;

    private static readonly FrozenSet<string> Inherited = HtmlAttributes.Words("inherit initial unset revert revert-layer");

    private static readonly FrozenDictionary<string, double> FontSizes = new Dictionary<string, double>
    {
        ["xx-small"] = 9,
        ["x-small"] = 10,
        ["small"] = 13,
        ["medium"] = 16,
        ["large"] = 18,
        ["x-large"] = 24,
        ["xx-large"] = 32,
        ["xxx-large"] = 48,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Row> Rows = BuildRows();

    private static readonly FrozenDictionary<string, Row>.AlternateLookup<ReadOnlySpan<char>> RowsBySpan =
        Rows.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Reads a value into the style; nothing where it is not valid for the property, as browsers do.</summary>
    private delegate void Reader(CssStyle style, string value, ulong rank);

    /// <summary>Adds the declarations to <paramref name="style"/>. Time is linear in the text.</summary>
    /// <param name="text">Without comments.</param>
    /// <param name="style">Where to.</param>
    /// <param name="rank">Of the normal ones; important ones are above it.</param>
    public static void Read(ReadOnlySpan<char> text, CssStyle style, ulong rank = 0)
    {
        while (!text.IsEmpty)
        {
            var end = CssText.DeclarationEnd(text);
            ReadOne(text[..end], style, rank);
            text = end < text.Length ? text[(end + 1)..] : [];
        }
    }

    private static void ReadOne(ReadOnlySpan<char> declaration, CssStyle style, ulong rank)
    {
        var colon = declaration.IndexOf(':');
        if (colon is <= 0 or > 200 || declaration.Length - colon > MaxValue)
            return;
        var written = declaration[..colon].Trim();
        if (written.StartsWith("--"))
        {
            ReadVariable(written, declaration[(colon + 1)..], style, rank);
            return;
        }
        if (written.Length is 0 or > MaxName || Find(written) is not { } row)
            return;
        var value = WithoutImportance(declaration[(colon + 1)..], ref rank);
        if (!value.IsEmpty)
            ReadValue(row, CssText.Lower(value), style, rank);
    }

    private static void ReadValue(Row row, string value, CssStyle style, ulong rank)
    {
        if (value.Contains("var(", StringComparison.Ordinal))
            style.Set(row.First, new(CssUnit.Variable, 0, $"{row.Name}:{value}", rank));
        else if (Inherited.Contains(value))
            style.Set(row.First, new(CssUnit.Word, double.NaN, value, rank));
        else
            row.Read(style, value, rank);
    }

    private static Row? Find(ReadOnlySpan<char> written)
    {
        if (written.Contains('\\'))
            return Rows.GetValueOrDefault(CssText.Lower(written));
        Span<char> name = stackalloc char[written.Length];
        written.ToLowerInvariant(name);
        return RowsBySpan.TryGetValue(name, out var row) ? row : null;
    }

    private static ReadOnlySpan<char> WithoutImportance(ReadOnlySpan<char> value, scoped ref ulong rank)
    {
        value = value.Trim();
        var bang = value.LastIndexOf('!');
        if (bang < 0)
            return value;
        if (CssText.Lower(value[(bang + 1)..].Trim()) != "important")
            return [];
        rank |= CssRank.Important;
        return value[..bang].TrimEnd();
    }

    private static void ReadVariable(ReadOnlySpan<char> name, ReadOnlySpan<char> value, CssStyle style, ulong rank)
    {
        value = WithoutImportance(value, ref rank);
        if (name.Length <= MaxName && value.Length <= CssVariables.MaxLength)
            style.SetVariable(CssText.Lower(name), new(CssUnit.Word, double.NaN, CssText.Lower(value), rank));
    }

    private sealed record Row(string Name, CssProperty First, Reader Read);
}
