using System.Collections.Frozen;
using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Findings;
using MiyakoMailSanitizer.Sanitizing.Office.AsText;
using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Office.Parts;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Office;

/// <summary>
/// Rebuilds Word, Excel and PowerPoint documents of Office Open XML: macros, templates and slide shows alike come out as plain documents.
/// Binary workbooks (<c>.xlsb</c>) and encrypted documents are withheld.
/// </summary>
internal sealed class OfficeSanitizer : ISanitizer
{
    private static readonly FrozenDictionary<FileFormat, (OfficeApp App, FileFormat Written)> Rows = new[]
    {
        (OfficeApp.Word, FileFormat.Docx, new[] { FileFormat.Docx, FileFormat.Docm, FileFormat.Dotx, FileFormat.Dotm }),
        (OfficeApp.Xl, FileFormat.Xlsx, [FileFormat.Xlsx, FileFormat.Xlsm, FileFormat.Xltx, FileFormat.Xltm]),
        (OfficeApp.Ppt, FileFormat.Pptx, [FileFormat.Pptx, FileFormat.Pptm, FileFormat.Ppsx, FileFormat.Ppsm, FileFormat.Potx, FileFormat.Potm]),
    }.SelectMany(r => r.Item3, (r, format) => KeyValuePair.Create(format, (r.Item1, r.Item2))).ToFrozenDictionary();

    public ImmutableArray<FileFormat> Formats { get; } = [.. Rows.Keys, FileFormat.Xlsb, FileFormat.OoxmlEncrypted];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        var format = FormatDetector.Detect(file).Format;
        if (format == FileFormat.OoxmlEncrypted)
            return Withheld(new("file.encrypted", "", "it is an encrypted Office package"), []);
        if (format == FileFormat.Xlsb)
            return Withheld(new("office.binary-workbook", "", "binary workbooks can't be rebuilt; send it as .xlsx"), []);
        if (!Rows.TryGetValue(format, out var row))
            return Withheld(new("file.unreadable", "", "it is no document of Office Open XML"), []);
        OfficeRebuild? rebuild = null;
        try
        {
            var package = new PackageReader(file.Content, scope);
            if (scope.Treatment == Treatment.Convert)
                return OfficeText.Convert(file, package, row.App, scope, cancellationToken);
            rebuild = new(package, row.App, scope, cancellationToken);
            return Rebuilt(file, rebuild, row.Written);
        }
        catch (OfficeRefusedException e)
        {
            return Withheld(e.Finding, rebuild?.Findings.All ?? []);
        }
    }

    private static Outcome.Rebuilt Rebuilt(UntrustedFile file, OfficeRebuild rebuild, FileFormat written)
    {
        var content = rebuild.Run();
        if (Fidelity.Losses(rebuild.Before, rebuild.After) is { } losses)
            rebuild.Findings.Add("office.content-lost", "", $"left of the content: {losses}");
        var name = FileNames.Clean(file.Name, written, "document");
        return new(new SafeFile(name.Name, written, content)) { Findings = FindingList.Distinct([.. rebuild.Findings.All, .. name.Findings]) };
    }

    private static Outcome.Quarantined Withheld(Finding why, IEnumerable<Finding> before)
        => new($"{why.Detail}.") { Findings = FindingList.Distinct([.. before, why]) };
}
