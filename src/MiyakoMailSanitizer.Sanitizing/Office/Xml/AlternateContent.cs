using System.Collections.Frozen;
using System.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>Which choices of <c>mc:AlternateContent</c> are taken.</summary>
internal static class AlternateContent
{
    /// <summary>
    /// Namespaces whose choices are drawn as well or better than the fallback. Not VML, whose fallback in slides is a picture, and not the
    /// chart styles of 2007, whose fallback is the standard's.
    /// </summary>
    private static readonly FrozenSet<string> Understood = new[] { "wps", "wpg", "wpc", "wp14", "w14", "w15", "a14", "a16", "p14", "p15", "x14", "cx", "c16r3" }
        .Select(p => Vocabulary.Of(p).Uri)
        .Concat(["http://schemas.microsoft.com/office/drawing/2015/9/8/chartex", "http://schemas.microsoft.com/office/drawing/2015/10/21/chartex"])
        .ToFrozenSet(StringComparer.Ordinal);

    public static bool IsUnderstood(XmlReader choice)
    {
        var requires = choice.GetAttribute("Requires")?.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries) ?? [];
        return requires.Length > 0 && requires.All(p => choice.LookupNamespace(p) is { } uri && Understood.Contains(uri));
    }
}
