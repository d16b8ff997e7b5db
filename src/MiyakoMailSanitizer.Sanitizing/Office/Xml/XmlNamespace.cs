using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Office.Xml;

/// <summary>A namespace that may be written.</summary>
/// <param name="index">Its place in the table; a bit of a mask, so there are 64 at the most.</param>
/// <param name="prefix">The one prefix that is written for it.</param>
/// <param name="uri">Of ECMA-376 transitional, or of Microsoft's extension.</param>
/// <param name="strictUri">Of ISO 29500 strict; null where there is none.</param>
/// <param name="isIgnorable">Older applications are told to ignore it (<c>mc:Ignorable</c>).</param>
internal sealed class XmlNamespace(int index, string prefix, string uri, string? strictUri, bool isIgnorable)
{
    public int Index { get; } = index;
    public string Prefix { get; } = prefix;
    public string Uri { get; } = uri;
    public string? StrictUri { get; } = strictUri;
    public bool IsIgnorable { get; } = isIgnorable;

    /// <summary>Its elements, by local name.</summary>
    public FrozenDictionary<string, ElementRule> Elements { get; set; } = FrozenDictionary<string, ElementRule>.Empty;

    /// <summary>Spreadsheets are written without a prefix, which makes large ones a third smaller.</summary>
    public string WrittenPrefix => Prefix switch
    {
        "x" or "vml" => "",
        // The old drawings of Excel; the prefix that it writes itself.
        "xvml" => "x",
        _ => Prefix,
    };

    public string UriOf(bool isStrict) => isStrict && StrictUri is not null ? StrictUri : Uri;
}
