using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Findings;
using MiyakoMailSanitizer.Sanitizing.Pdf.AsText;
using MiyakoMailSanitizer.Sanitizing.Pdf.Parts;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;
using MiyakoMailSanitizer.Sanitizing.Pdf.Rendering;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Pdf;

/// <summary>Rebuilds PDFs: a new document of what only shows, written from an allow list.</summary>
/// <param name="renderer">Draws pages; null where the host has none.</param>
internal sealed class PdfSanitizer(IPageRenderer? renderer) : ISanitizer
{
    public ImmutableArray<FileFormat> Formats { get; } = [FileFormat.Pdf];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        if (scope.Treatment == Treatment.Image && renderer is null)
            return Withheld(new("sanitizer.treatment", "", "no program draws pages here (pdftoppm of poppler-utils)"), []);
        PdfRebuild? rebuild = null;
        try
        {
            var document = PdfFile.Open(file.Content, new PdfBudget(scope, cancellationToken));
            rebuild = new(document, scope, cancellationToken);
            var content = rebuild.Run();
            return scope.Treatment switch
            {
                Treatment.Convert => PdfAsText.Convert(file, content, rebuild.Findings.All, scope, cancellationToken),
                Treatment.Image => Drawn(file, Drawing(Drawable(file, document, content), scope, cancellationToken).Replace(rebuild, content, rebuild.Pages.Pages), rebuild.Findings.All),
                _ => Rebuilt(file, WithDrawnPages(file, rebuild, content, scope, cancellationToken), rebuild.Findings.All),
            };
        }
        catch (PdfRefusedException e) when (scope.Treatment == Treatment.Image && e.Finding.Code is not ("file.encrypted" or "pdf.too-many-pages"))
        {
            return Unread(file, e.Finding, scope, cancellationToken);
        }
        catch (PdfRefusedException e)
        {
            return Withheld(e.Finding, rebuild?.Findings.All ?? []);
        }
        catch (PageRenderException e)
        {
            return Withheld(new("pdf.render-failed", "", e.Message), rebuild?.Findings.All ?? []);
        }
    }

    /// <summary>What a password has opened is drawn from what we wrote: no program gets the password.</summary>
    private static ReadOnlyMemory<byte> Drawable(UntrustedFile file, PdfFile document, byte[] content) => document.IsUnlocked ? content : file.Content;

    private PdfAsImage Drawing(ReadOnlyMemory<byte> pdf, SanitizeScope scope, CancellationToken cancellationToken)
        => new(renderer!, pdf, scope, cancellationToken);

    /// <summary>What can't be copied as it is becomes a picture; where that fails too, it stays left out.</summary>
    private byte[] WithDrawnPages(UntrustedFile file, PdfRebuild rebuild, byte[] content, SanitizeScope scope, CancellationToken cancellationToken)
    {
        var lossy = rebuild.Pages.Pages.FindAll(p => p.IsLossy);
        if (lossy.Count == 0 || renderer is null || rebuild.File.IsUnlocked || !scope.Policy.Pdf.DrawLossyPages)
            return content;
        try
        {
            var drawn = Drawing(file.Content, scope, cancellationToken).Replace(rebuild, content, lossy);
            foreach (var page in lossy)
                rebuild.Findings.Add("pdf.page-as-image", page.Where, "what it shows can't be copied as it is");
            return drawn;
        }
        catch (PageRenderException e)
        {
            rebuild.Findings.Add("pdf.render-failed", "", e.Message);
            return content;
        }
    }

    /// <summary>The renderer may read what we can't.</summary>
    private Outcome Unread(UntrustedFile file, Finding why, SanitizeScope scope, CancellationToken cancellationToken)
    {
        try
        {
            return Drawn(file, Drawing(file.Content, scope, cancellationToken).Run(), [why, new("pdf.text-layer", "", "no text lies behind the pictures")]);
        }
        catch (PageRenderException e)
        {
            return Withheld(new("pdf.render-failed", "", e.Message), [why]);
        }
        catch (PdfRefusedException e)
        {
            return Withheld(e.Finding, [why]);
        }
    }

    private static Outcome.Rebuilt Rebuilt(UntrustedFile file, byte[] content, IEnumerable<Finding> findings)
    {
        var (safe, named) = Named(file, content);
        return new(safe) { Findings = FindingList.Distinct([.. findings, .. named]) };
    }

    private static Outcome.Converted Drawn(UntrustedFile file, byte[] content, IEnumerable<Finding> findings)
    {
        var (safe, named) = Named(file, content);
        return new(safe) { Findings = FindingList.Distinct([.. findings, new("pdf.as-image", "", "each page is a picture"), .. named]) };
    }

    private static (SafeFile File, ImmutableArray<Finding> Findings) Named(UntrustedFile file, byte[] content)
    {
        var name = FileNames.Clean(file.Name, FileFormat.Pdf, "document");
        // What we write is no drawing of Illustrator any more.
        return (new(Path.ChangeExtension(name.Name, ".pdf"), FileFormat.Pdf, content), [.. name.Findings]);
    }

    private static Outcome.Quarantined Withheld(Finding why, IEnumerable<Finding> before)
        => new($"{why.Detail}.") { Findings = FindingList.Distinct([.. before, why]) };
}
