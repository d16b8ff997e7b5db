using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Findings;
using MiyakoMailSanitizer.Sanitizing.Office.AsText;
using MiyakoMailSanitizer.Sanitizing.Office.Encryption;
using MiyakoMailSanitizer.Sanitizing.Office.Package;
using MiyakoMailSanitizer.Sanitizing.Office.Parts;
using MiyakoMailSanitizer.Sanitizing.Office.Xml;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Office;

/// <summary>
/// Rebuilds Word, Excel and PowerPoint documents of Office Open XML: macros, templates and slide shows alike come out as plain documents.
/// Binary workbooks (<c>.xlsb</c>) are withheld, and encrypted documents that no password opens.
/// </summary>
internal sealed class OfficeSanitizer : ISanitizer
{
    private static readonly ImmutableArray<FileFormat> Read =
    [
        FileFormat.Docx, FileFormat.Docm, FileFormat.Dotx, FileFormat.Dotm, FileFormat.Xlsx, FileFormat.Xlsm, FileFormat.Xltx, FileFormat.Xltm,
        FileFormat.Pptx, FileFormat.Pptm, FileFormat.Ppsx, FileFormat.Ppsm, FileFormat.Potx, FileFormat.Potm,
    ];

    public ImmutableArray<FileFormat> Formats { get; } = [.. Read, FileFormat.Xlsb, FileFormat.OoxmlEncrypted];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        if (!file.Content.Span.StartsWith("PK"u8))
            return Encrypted(file, scope, cancellationToken);
        OfficeRebuild? rebuild = null;
        try
        {
            var package = new PackageReader(file.Content, scope);
            var types = ContentTypes.Read(package);
            var main = MainPart.Find(package, types);
            if (scope.Treatment == Treatment.Convert)
                return OfficeText.Convert(file, package, main, scope, cancellationToken);
            rebuild = new(package, types, main, scope, cancellationToken);
            return Rebuilt(file, rebuild);
        }
        catch (OfficeRefusedException e)
        {
            return Withheld(e.Finding, rebuild?.Findings.All ?? []);
        }
    }

    /// <summary>What a password opens is a file of its own format, which the rules decide upon.</summary>
    private static Outcome Encrypted(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        if (scope.Passwords.IsEmpty)
            return Withheld(new("file.encrypted", "", "it is an encrypted Office package"), []);
        ReadOnlyMemory<byte> package;
        try
        {
            package = EncryptedPackage.Open(file.Content, scope.Passwords, scope.Spend, cancellationToken.ThrowIfCancellationRequested);
        }
        catch (OfficeRefusedException e)
        {
            return Withheld(e.Finding, []);
        }
        scope.GiveBack(package.Length);
        var unlocked = new Finding("file.unlocked", "", "it was opened with a password");
        var report = scope.TreatNested(file with { Content = package, DeclaredMediaType = "" }, cancellationToken);
        return report.Outcome.IsWithheld
            ? Withheld(new("container.withheld", "", "what it holds was withheld"), [unlocked])
            : report.Outcome with { Findings = FindingList.Distinct([.. report.Outcome.Findings, unlocked]) };
    }

    private static Outcome.Rebuilt Rebuilt(UntrustedFile file, OfficeRebuild rebuild)
    {
        var written = rebuild.App switch { OfficeApp.Word => FileFormat.Docx, OfficeApp.Xl => FileFormat.Xlsx, _ => FileFormat.Pptx };
        var content = rebuild.Run();
        if (Fidelity.Losses(rebuild.Before, rebuild.After) is { } losses)
            rebuild.Findings.Add("office.content-lost", "", $"left of the content: {losses}");
        var name = FileNames.Clean(file.Name, written, "document");
        return new(new SafeFile(name.Name, written, content)) { Findings = FindingList.Distinct([.. rebuild.Findings.All, .. name.Findings]) };
    }

    private static Outcome.Quarantined Withheld(Finding why, IEnumerable<Finding> before)
        => new($"{why.Detail}.") { Findings = FindingList.Distinct([.. before, why]) };
}
