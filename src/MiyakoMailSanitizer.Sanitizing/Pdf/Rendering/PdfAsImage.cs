using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Pdf.AsText;
using MiyakoMailSanitizer.Sanitizing.Pdf.Model;
using MiyakoMailSanitizer.Sanitizing.Pdf.Parts;
using MiyakoMailSanitizer.Sanitizing.Pdf.Reading;
using MiyakoMailSanitizer.Sanitizing.Pdf.Writing;
using UglyToad.PdfPig;
using Letter = UglyToad.PdfPig.Content.Letter;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Rendering;

/// <summary>
/// Pages drawn by the host's program: all of them for the treatment <c>image</c>, those that can't be copied as they are for <c>rebuild</c>. The
/// program gets the original; what comes back is pixels.
/// </summary>
internal sealed class PdfAsImage(IPageRenderer renderer, ReadOnlyMemory<byte> original, SanitizeScope scope, CancellationToken cancellationToken)
{
    private readonly PdfImageOptions _options = scope.Policy.Pdf.Image;

    private RenderOptions Options => new(_options.Dpi, _options.Colors == PdfImageColors.Gray, scope.Policy.Images.MaxPixels, _options.SecondsPerPage);

    /// <summary>Replaces pages of a document that was written.</summary>
    /// <param name="rebuild">It has run.</param>
    /// <param name="written">What it gave.</param>
    /// <param name="pages">Which, in their order.</param>
    /// <returns>The document with pictures for these pages.</returns>
    /// <exception cref="PageRenderException">A page can't be drawn.</exception>
    /// <exception cref="PdfRefusedException">More pages than may be drawn.</exception>
    public byte[] Replace(PdfRebuild rebuild, byte[] written, IReadOnlyList<Page> pages)
    {
        if (pages.Count > _options.MaxPages)
            throw TooMany();
        var images = new PageImages(rebuild.Writer, _options);
        using var text = _options.TextLayer ? PdfDocument.Open(written, PdfAsText.Parsing) : null;
        for (var i = 0; i < pages.Count;)
        {
            var first = i;
            while (++i < pages.Count && pages[i].Number == pages[i - 1].Number + 1)
            {
            }
            var drawn = first;
            foreach (var picture in renderer.Render(original, pages[first].Number, pages[i - 1].Number, Options, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var page = pages[drawn++];
                var before = (PdfDictionary)rebuild.Writer.Get(page.Copy);
                rebuild.Writer.Set(page.Copy, images.Write(picture, page, rebuild.File, before, Letters(text, page)));
            }
            if (drawn < i)
                throw new PageRenderException(string.Create(CultureInfo.InvariantCulture, $"page {pages[drawn].Number} was not drawn"));
        }
        images.Finish();
        if (images.IsTextCut)
            rebuild.Findings.Add("pdf.text-layer", "", "some characters could not be laid behind the pictures");
        return rebuild.Finish();
    }

    /// <summary>All pages of a document that can't be read here.</summary>
    /// <exception cref="PageRenderException">A page can't be drawn.</exception>
    /// <exception cref="PdfRefusedException">More pages than may be drawn.</exception>
    public byte[] Run()
    {
        var writer = new PdfWriter(new PdfBudget(scope, cancellationToken));
        var images = new PageImages(writer, _options);
        var catalog = writer.Reserve();
        var tree = writer.Reserve();
        var kids = new List<PdfValue>();
        foreach (var picture in renderer.Render(original, 1, _options.MaxPages + 1, Options, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (kids.Count == _options.MaxPages)
                throw TooMany();
            kids.Add(writer.Add(images.Write(picture, tree)));
        }
        if (kids.Count == 0)
            throw new PageRenderException("no page was drawn");
        writer.Set(tree, new PdfDictionary().WithName("Type", "Pages").With("Count", kids.Count).With("Kids", new PdfArray(kids)));
        writer.Set(catalog, new PdfDictionary().WithName("Type", "Catalog").With("Pages", tree));
        return writer.Finish(catalog, info: null);
    }

    private PdfRefusedException TooMany()
        => new("pdf.too-many-pages", "", string.Create(CultureInfo.InvariantCulture, $"more than {_options.MaxPages} pages to be drawn"));

    private IReadOnlyList<Letter> Letters(PdfDocument? text, Page page)
    {
        // PdfPig keeps each step in memory.
        if (text is null || page.Cost > PdfAsText.MaxCost)
            return [];
        var letters = text.GetPage(page.Number).Letters;
        scope.Spend(letters.Count * 500L);
        return letters;
    }
}
