using MiyakoMailSanitizer.Sanitizing.Office.Package;

namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>The part that a package is about, found by relationship and content type, never by its name.</summary>
/// <param name="App">Which application it is for.</param>
/// <param name="Relationship">What leads to it.</param>
/// <param name="Entry">Where it lies.</param>
/// <param name="Root">The relationships of the package.</param>
internal sealed record MainPart(OfficeApp App, Relationship Relationship, PackageEntry Entry, Dictionary<string, Relationship> Root)
{
    private const string BinaryWorkbook = "application/vnd.ms-excel.sheet.binary.macroenabled.main";

    /// <exception cref="OfficeRefusedException">There is none, or more than one, or it is of no kind that can be read.</exception>
    public static MainPart Find(PackageReader package, ContentTypes types)
    {
        var root = Relationships.Read(package, "");
        var mains = root.Values.Where(r => r.Type == "officeDocument").ToList();
        if (mains.Count != 1 || mains[0].IsExternal)
            throw PackageDirectory.Trick($"it names {mains.Count} main parts");
        var entry = package.Find(mains[0].Target) ?? throw PackageDirectory.Broken("its main part is missing");
        var type = types.Of(entry.Name);
        if (type.StartsWith(BinaryWorkbook, StringComparison.Ordinal))
            throw new OfficeRefusedException("office.binary-workbook", entry.Name, "binary workbooks can't be rebuilt; it has to be sent as .xlsx");
        foreach (var app in Enum.GetValues<OfficeApp>())
        {
            if (PartKinds.Find(app, "officeDocument")!.Reads(type))
                return new(app, mains[0], entry, root);
        }
        throw PackageDirectory.Broken($"its main part is of type {type}");
    }
}
