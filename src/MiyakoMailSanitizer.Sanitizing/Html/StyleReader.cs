using MiyakoMailSanitizer.Sanitizing.Html.Css;

namespace MiyakoMailSanitizer.Sanitizing.Html;

/// <summary>Gathers what the style sheets and the <c>style</c> attribute say of an element.</summary>
internal sealed class StyleReader(CssSheet sheet, HtmlWork work)
{
    private const int MaxKept = 512;
    private const int MaxKeptLength = 512;
    private readonly CssStyle _style = new();

    // Mails repeat the same few attributes over and over.
    private readonly Dictionary<string, CssStyle> _kept = new(StringComparer.Ordinal);

    /// <summary>The style; good until the next call. <paramref name="variables"/>: those around the element, then those in it.</summary>
    public CssStyle Read(HtmlNode element, ref CssVariables? variables)
    {
        _style.Clear();
        sheet.Apply(element, _style);
        if (element.Attributes.Length > 0 && element.Span("style") is { IsEmpty: false } inline)
            ReadInline(inline);
        variables = CssVariables.Enter(variables, _style);
        if (_style.HasReferences)
            CssVariables.Resolve(variables, _style);
        return _style;
    }

    private void ReadInline(ReadOnlySpan<char> inline)
    {
        work.Step(inline.Length / 8);
        if (inline.Length > MaxKeptLength)
        {
            Parse(inline, _style);
            return;
        }
        var lookup = _kept.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(inline, out var parsed))
        {
            parsed = new CssStyle();
            Parse(inline, parsed);
            if (_kept.Count < MaxKept)
                lookup[inline] = parsed;
        }
        _style.SetAll(parsed);
    }

    private static void Parse(ReadOnlySpan<char> inline, CssStyle style)
        => CssDeclarations.Read(
            inline.Contains("/*", StringComparison.Ordinal) ? CssText.WithoutComments(inline.ToString()) : inline,
            style,
            CssRank.Inline);
}
