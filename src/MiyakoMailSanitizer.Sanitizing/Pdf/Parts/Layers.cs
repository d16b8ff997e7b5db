using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Parts;

/// <summary>Which layers are shown when the document is opened (§8.11).</summary>
internal sealed class Layers
{
    private const int MaxGroups = 1_000;
    private readonly PdfFile _file;
    private readonly HashSet<int> _hidden = [];

    public Layers(PdfFile file)
    {
        _file = file;
        var properties = file.Dictionary(file.Catalog["OCProperties"]);
        var standard = file.Dictionary(properties?["D"]);
        if (file.Name(standard?["BaseState"]) == "OFF")
            _hidden.UnionWith(References(properties?["OCGs"]));
        _hidden.ExceptWith(References(standard?["ON"]));
        _hidden.UnionWith(References(standard?["OFF"]));
    }

    private IEnumerable<int> References(PdfValue? list) => (_file.Array(list)?.Items ?? []).OfType<PdfReference>().Select(r => r.Number);

    /// <summary>True where it is no layer at all.</summary>
    public bool IsVisible(PdfValue? value)
    {
        if (value is null || _file.Dictionary(value) is not { } dictionary)
            return true;
        if (_file.Name(dictionary["Type"]) != "OCMD")
            return value is not PdfReference group || !_hidden.Contains(group.Number);
        var groups = dictionary["OCGs"];
        var members = (_file.Resolve(groups) is PdfArray array ? array.Items : [groups ?? PdfNull.Instance]).OfType<PdfReference>().Take(MaxGroups).ToList();
        if (members.Count == 0)
            return true;
        return _file.Name(dictionary["P"]) switch
        {
            "AllOn" => members.TrueForAll(m => !_hidden.Contains(m.Number)),
            "AnyOff" => members.Exists(m => _hidden.Contains(m.Number)),
            "AllOff" => members.TrueForAll(m => _hidden.Contains(m.Number)),
            _ => members.Exists(m => !_hidden.Contains(m.Number)),
        };
    }
}
