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
        UntrustedFile file, PackageReader package, MainPart main, SanitizeScope scope, CancellationToken cancellationToken)
    {
        var lines = new LineWriter(scope.Limits.MaxTextCharacters);
        var source = new TextSource(package, main.Entry, lines, cancellationToken);
        switch (main.App)
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
