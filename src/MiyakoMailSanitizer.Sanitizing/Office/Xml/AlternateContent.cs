using System.Collections.Frozen;
using System.Xml;
using MiyakoMailSanitizer.Sanitizing.Office.Parts;

namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>Which choices of <c>mc:AlternateContent</c> are taken.</summary>
internal static class AlternateContent
{
    /// <summary>
    /// Namespaces whose choices are drawn as well or better than the fallback. Not VML, whose fallback in slides is a picture, and not the
    /// chart styles of 2007, whose fallback is the standard's.
    /// </summary>
    private static readonly FrozenSet<string> Understood = new[] { "wps", "wpg", "wpc", "wp14", "w14", "w15", "a14", "a16", "p14", "p15", "x14", "c16r3" }
        .Select(p => Vocabulary.Of(p).Uri)
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Charts of Office 2016 (sunburst, waterfall): the fallback in texts and slides is their picture, which every program shows; in sheets it
    /// only says that there is a chart.
    /// </summary>
    private static readonly FrozenSet<string> NewCharts = new[]
    {
        Vocabulary.Of("cx").Uri, "http://schemas.microsoft.com/office/drawing/2015/9/8/chartex",
        "http://schemas.microsoft.com/office/drawing/2015/10/21/chartex", "http://schemas.microsoft.com/office/drawing/2016/5/10/chartex",
        "http://schemas.microsoft.com/office/drawing/2016/5/11/chartex", "http://schemas.microsoft.com/office/drawing/2016/5/12/chartex",
        "http://schemas.microsoft.com/office/drawing/2016/5/13/chartex", "http://schemas.microsoft.com/office/drawing/2016/5/14/chartex",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsUnderstood(XmlReader choice, PartCopier copier)
    {
        var requires = choice.GetAttribute("Requires")?.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries) ?? [];
        var hasNewChart = requires.Any(p => choice.LookupNamespace(p) is { } uri && NewCharts.Contains(uri));
        if (hasNewChart && copier.Rebuild.App != OfficeApp.Xl)
            copier.Rebuild.Findings.Add("office.content-lost", copier.Part.Entry!.Name, "of a chart of a new kind only its picture stays");
        return requires.Length > 0 && requires.All(p => choice.LookupNamespace(p) is { } uri
            && (Understood.Contains(uri) || (NewCharts.Contains(uri) && copier.Rebuild.App == OfficeApp.Xl)));
    }
}
