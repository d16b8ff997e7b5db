using System.Xml;
using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Office.Parts;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Excel;

/// <summary>
/// Which sheets of a workbook stay, and where they stand then: names and views count sheets by their place. Read before the workbook is
/// written.
/// </summary>
internal sealed class WorkbookSheets
{
    private readonly List<int> _newPlaces = [];

    /// <summary>By their names, which a workbook has once each, in any case.</summary>
    public HashSet<string> Kept { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many stay.</summary>
    public int Count => Kept.Count;

    /// <summary>The new place of a sheet, or null where it goes.</summary>
    public int? NewPlace(string? place)
        => int.TryParse(place, out var at) && at >= 0 && at < _newPlaces.Count && _newPlaces[at] >= 0 ? _newPlaces[at] : null;

    /// <exception cref="OfficeRefusedException">No sheet stays.</exception>
    public static WorkbookSheets Read(OfficeRebuild rebuild, PartInPackage workbook)
    {
        var sheets = new WorkbookSheets();
        using var reader = PackageXml.Open(rebuild.Package.Open(workbook.Entry!));
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "sheet" && Vocabulary.Find(reader.NamespaceURI)?.Prefix == "x")
                sheets.Add(rebuild, workbook, reader);
        }
        if (sheets.Count == 0)
            throw new OfficeRefusedException("office.xlm", workbook.Entry!.Name, "no sheet is left that may be delivered");
        return sheets;
    }

    private void Add(OfficeRebuild rebuild, PartInPackage workbook, XmlReader reader)
    {
        var uri = Vocabulary.Relations.Uri;
        var id = reader.GetAttribute("id", uri) ?? reader.GetAttribute("id", Vocabulary.Relations.StrictUri!) ?? "";
        var name = reader.GetAttribute("name") ?? "";
        var stays = workbook.Source.TryGetValue(id, out var target) && target.Type is "worksheet" or "chartsheet" && !Kept.Contains(name);
        if (stays && reader.GetAttribute("state") == "veryHidden")
        {
            var isShown = rebuild.Options.VeryHiddenSheets == VeryHiddenSheets.Show;
            rebuild.Findings.Add("office.hidden-sheet", workbook.Entry!.Name, $"the very hidden sheet {name} was {(isShown ? "shown" : "removed")}");
            stays = isShown;
        }
        stays = stays && rebuild.Resolve(workbook, target!) is not null;
        if (!stays && target?.Type is { } type && type.EndsWith("acrosheet", StringComparison.Ordinal))
            rebuild.Findings.Add("office.xlm", target.Target, $"the macro sheet {name} was removed");
        _newPlaces.Add(stays ? Kept.Count : -1);
        if (stays)
            Kept.Add(name);
    }
}
