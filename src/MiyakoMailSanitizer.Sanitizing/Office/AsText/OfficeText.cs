using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Office.Parts;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Office.AsText;

/// <summary>The treatment <c>convert</c>: what a document says, as plain text. Tables are lines of cells with a TAB between.</summary>
internal static class OfficeText
{
    public static Outcome Convert(
        UntrustedFile file, PackageReader package, OfficeApp app, SanitizeScope scope, CancellationToken cancellationToken)
    {
        var root = Relationships.Read(package, "").Values.Where(r => r is { Type: "officeDocument", IsExternal: false }).ToList();
        if (root.Count != 1 || package.Find(root[0].Target) is not { } main)
            throw PackageDirectory.Trick($"it names {root.Count} main parts");
        var lines = new LineWriter(scope.Limits.MaxTextCharacters);
        var source = new TextSource(package, main, lines, cancellationToken);
        switch (app)
        {
            case OfficeApp.Word:
                WordText.Write(source);
                break;
            case OfficeApp.Xl:
                ExcelText.Write(source, scope.Policy.Office);
                break;
            default:
                PowerPointText.Write(source);
                break;
        }
        var clean = TextCleaner.CleanLines(lines.ToString(), "");
        var findings = clean.Findings.ToList();
        if (lines.IsFull)
            findings.Add(new("limit.text", "", $"more than {scope.Limits.MaxTextCharacters} characters"));
        return TextFile.Write(file.Name, FileFormat.Text, clean.Text, Treatment.Convert, findings);
    }
}
