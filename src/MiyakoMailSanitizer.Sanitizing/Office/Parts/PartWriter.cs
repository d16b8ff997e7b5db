using System.Xml;
using MiyakoMailSanitizer.Sanitizing.Office.Excel;
using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Office.PowerPoint;
using MiyakoMailSanitizer.Sanitizing.Office.Word;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;

namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>Writes a part by its kind.</summary>
internal static class PartWriter
{
    private const int MaxNamed = 5;

    public static void Write(OfficeRebuild rebuild, PartInPackage part, Stream stream)
    {
        var output = new XmlOut(stream);
        if (part.Kind!.IsVml)
        {
            VmlPart.Write(rebuild, part, output);
            return;
        }
        try
        {
            using var reader = PackageXml.Open(rebuild.Package.Open(part.Entry!));
            output.Declaration();
            var copier = new PartCopier(rebuild, part, reader, output, Filter(rebuild, part));
            copier.Copy();
            Report(copier);
        }
        catch (XmlException e)
        {
            throw PackageXml.Malformed(part.Entry!.Name, e);
        }
    }

    /// <summary>What was left out without a finding of its own.</summary>
    public static void Report(PartCopier copier)
    {
        if (copier.Unknown.Count == 0)
            return;
        var names = copier.Unknown.Take(MaxNamed).Select(u => u.Value == 1 ? u.Key : $"{u.Key} ({u.Value})");
        var more = copier.Unknown.Count > MaxNamed ? $" and {copier.Unknown.Count - MaxNamed} more" : "";
        copier.Rebuild.Findings.Add("office.element", copier.Part.Entry!.Name, $"elements of no allowed kind: {string.Join(", ", names)}{more}");
    }

    private static IPartFilter Filter(OfficeRebuild rebuild, PartInPackage part) => rebuild.App switch
    {
        OfficeApp.Word => new WordFilter(),
        OfficeApp.Xl => new ExcelFilter(part.Kind!.Root == "x:workbook" ? WorkbookSheets.Read(rebuild, part) : null),
        _ => new PowerPointFilter(),
    };
}
