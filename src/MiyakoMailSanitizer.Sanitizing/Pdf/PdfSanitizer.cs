using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Findings;
using MiyakoMailSanitizer.Sanitizing.Pdf.AsText;
using MiyakoMailSanitizer.Sanitizing.Pdf.Parts;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Pdf;

/// <summary>Rebuilds PDFs: a new document of what only shows, written from an allow list.</summary>
internal sealed class PdfSanitizer : ISanitizer
{
    public ImmutableArray<FileFormat> Formats { get; } = [FileFormat.Pdf];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        if (scope.Treatment is not (Treatment.Rebuild or Treatment.Convert))
            return Withheld(new("sanitizer.treatment", "", $"a PDF can't get the treatment {scope.Treatment} yet"), []);
        PdfRebuild? rebuild = null;
        try
        {
            var document = PdfFile.Open(file.Content, new PdfBudget(scope, cancellationToken));
            rebuild = new(document, scope, cancellationToken);
            var content = rebuild.Run();
            if (scope.Treatment == Treatment.Convert)
                return PdfAsText.Convert(file, content, rebuild.Findings.All, scope, cancellationToken);
            var name = FileNames.Clean(file.Name, FileFormat.Pdf, "document");
            // What we write is no drawing of Illustrator any more.
            var plain = Path.ChangeExtension(name.Name, ".pdf");
            return new Outcome.Rebuilt(new SafeFile(plain, FileFormat.Pdf, content))
            {
                Findings = FindingList.Distinct([.. rebuild.Findings.All, .. name.Findings]),
            };
        }
        catch (PdfRefusedException e)
        {
            return Withheld(e.Finding, rebuild?.Findings.All ?? []);
        }
    }

    private static Outcome.Quarantined Withheld(Finding why, IEnumerable<Finding> before)
        => new($"{why.Detail}.") { Findings = FindingList.Distinct([.. before, why]) };
}
