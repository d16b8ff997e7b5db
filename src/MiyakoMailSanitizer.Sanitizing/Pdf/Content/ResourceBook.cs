using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Content;

/// <summary>The resources that one content stream really uses, under names of ours.</summary>
internal sealed class ResourceBook(PdfRebuild rebuild, PdfDictionary? resources, string where)
{
    private static readonly string[] DefaultSpaces = ["DefaultGray", "DefaultRGB", "DefaultCMYK"];

    private readonly Dictionary<(string Category, string Name), (string? Name, long Cost)> _names = [];
    private readonly Dictionary<string, PdfDictionary> _written = new(StringComparer.Ordinal);

    /// <summary>Steps that the last resource costs each time it is used.</summary>
    public long LastCost { get; private set; }

    /// <summary>Steps for each byte of text in the current font.</summary>
    public long GlyphCost { get; private set; }

    public string? XObject(string name) => Use("XObject", "X", name, v => rebuild.XObjects.Copy(v, resources, where));

    public string? State(string name) => Use("ExtGState", "G", name, v => rebuild.States.Copy(v, resources, where));

    public string? Shading(string name) => Use("Shading", "S", name, v => (rebuild.Patterns.Shading(v, resources, where), 1));

    public string? Pattern(string name) => Use("Pattern", "P", name, v => rebuild.Patterns.Copy(v, resources, where));

    public string? Font(string name)
    {
        var result = Use("Font", "F", name, v => rebuild.Fonts.Copy(v, resources, where));
        (GlyphCost, LastCost) = (LastCost, 0);
        return result;
    }

    public string? ColorSpace(string name)
    {
        LastCost = 0;
        if (name is "DeviceGray" or "DeviceRGB" or "DeviceCMYK" or "Pattern")
            return name;
        return Use("ColorSpace", "C", name, v => (rebuild.ColorSpaces.Copy(v, resources, where)?.Value, 0));
    }

    public string? Inline(PdfStream picture)
    {
        var copy = rebuild.Pictures.Copy(picture, resources, where);
        return copy is null ? null : Write("XObject", "X", copy);
    }

    /// <summary>A form that is drawn behind the content.</summary>
    public string Add(PdfValue form) => Write("XObject", "X", form);

    public PdfValue? PropertiesValue(string name) => rebuild.File.Dictionary(resources?["Properties"])?[name];

    public PdfDictionary? Properties(string name) => rebuild.File.Dictionary(PropertiesValue(name));

    private string? Use(string category, string prefix, string name, Func<PdfValue, (PdfValue? Copy, long Cost)> copy)
    {
        if (!_names.TryGetValue((category, name), out var known))
        {
            var value = rebuild.File.Dictionary(resources?[category])?[name];
            var (made, cost) = value is null ? (null, 0) : copy(value);
            if (made is null && category == "Font")
                made = rebuild.Fonts.StandIn;
            known = _names[(category, name)] = (made is null ? null : Write(category, prefix, made), cost);
            if (made is null && value is null)
                rebuild.Findings.Add("pdf.content-repaired", where, "the content names resources that it has not");
        }
        LastCost = known.Cost;
        return known.Name;
    }

    private string Write(string category, string prefix, PdfValue value)
    {
        if (!_written.TryGetValue(category, out var dictionary))
            dictionary = _written[category] = new();
        var name = prefix + (dictionary.Count + 1).ToString(CultureInfo.InvariantCulture);
        dictionary[name] = value;
        return name;
    }

    public PdfDictionary ToDictionary()
    {
        var spaces = rebuild.File.Dictionary(resources?["ColorSpace"]);
        foreach (var name in DefaultSpaces)
        {
            if (spaces?[name] is not { } value || rebuild.ColorSpaces.Copy(value, resources, where) is not { } copy)
                continue;
            if (!_written.TryGetValue("ColorSpace", out var dictionary))
                dictionary = _written["ColorSpace"] = new();
            dictionary[name] = copy.Value;
        }
        var result = new PdfDictionary();
        foreach (var (category, dictionary) in _written.OrderBy(w => w.Key, StringComparer.Ordinal))
            result[category] = dictionary;
        return result;
    }
}
