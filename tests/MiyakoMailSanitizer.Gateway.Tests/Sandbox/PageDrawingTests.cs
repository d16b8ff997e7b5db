using System.Diagnostics;
using System.Text;
using MiyakoMailSanitizer.Gateway.Sandbox;
using MiyakoMailSanitizer.Gateway.Sandbox.Worker;
using MiyakoMailSanitizer.Sanitizing;
using MiyakoMailSanitizer.Sanitizing.Pdf;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Verifying;

namespace MiyakoMailSanitizer.Gateway.Tests.Sandbox;

/// <summary>Pages drawn by the real pdftoppm: the treatment <c>image</c>, and pages of a rebuilt document that can't be copied.</summary>
public sealed class PageDrawingTests
{
    private const string A4 = "/MediaBox[0 0 595 842]";

    /// <summary>Skipped where the programs or the fonts are not installed.</summary>
    internal sealed class DrawingFactAttribute : FactAttribute
    {
        public DrawingFactAttribute() => Skip = DrawnPdf.IsInstalled ? null : "not installed: poppler-utils, poppler-data, fonts-ipaexfont-gothic";
    }

    /// <inheritdoc cref="DrawingFactAttribute"/>
    internal sealed class DrawingTheoryAttribute : TheoryAttribute
    {
        public DrawingTheoryAttribute() => Skip = new DrawingFactAttribute().Skip;
    }

    [DrawingFact]
    public void The_words_of_an_image_PDF_lie_where_they_are_seen()
    {
        var original = DrawnPdf.Pages(
            (DrawnPdf.At(72, 700, "Budget 2026") + DrawnPdf.At(90, 500, "宮古市役所", "F2"), A4),
            (DrawnPdf.At(200, 300, "情報セキュリティ基本方針", "F2", 14) + DrawnPdf.At(72, 100, "WWW iii", size: 40), A4));
        var image = Image(original);
        AssertAlike(original, image);
        Assert.DoesNotContain("/Helvetica", Encoding.Latin1.GetString(image), StringComparison.Ordinal);
        var words = DrawnPdf.Words(image);
        Assert.Contains(words, w => w is { Page: 1, Text: "宮古市役所" });
        Assert.Contains(words, w => w is { Page: 2, Text: "情報セキュリティ基本方針" });
        Assert.Contains(words, w => w is { Page: 2, Text: "iii" });
    }

    [DrawingTheory]
    [InlineData("/MediaBox[0 0 595 842]/Rotate 90")]
    [InlineData("/MediaBox[0 0 595 842]/Rotate 180")]
    [InlineData("/MediaBox[0 0 595 842]/Rotate 270")]
    [InlineData("/MediaBox[0 0 595 842]/Rotate -90")]
    [InlineData("/MediaBox[-100 -50 595 842]")]
    [InlineData("/MediaBox[0 0 595 842]/CropBox[50 60 500 800]")]
    [InlineData("/MediaBox[-100 -50 595 842]/CropBox[-50 -20 500 800]/Rotate 90")]
    [InlineData("/MediaBox[595 842 0 0]")]
    [InlineData("/MediaBox[0 0 595 842]/CropBox[-100 -100 900 900]")]
    [InlineData("/MediaBox[0 0 300.4 401.7]")]
    public void Turned_and_cropped_pages_look_as_they_did(string keys)
    {
        var original = DrawnPdf.Page(DrawnPdf.At(72, 200, "Budget") + DrawnPdf.At(90, 330, "宮古市", "F2"), keys);
        AssertAlike(original, Image(original));
    }

    [DrawingFact]
    public void Only_the_page_that_can_not_be_copied_is_drawn()
    {
        var original = DrawnPdf.Pages((DrawnPdf.At(72, 700, "First"), A4), (DrawnPdf.At(72, 700, "Second", "F3"), A4), (DrawnPdf.At(72, 700, "Third"), A4));
        var report = Treat(original, p => p);
        var rebuilt = Assert.IsType<Outcome.Rebuilt>(report.Outcome);
        var finding = Assert.Single(report.Outcome.Findings, f => f.Code == "pdf.page-as-image");
        Assert.Equal("page 2", finding.Where);
        AssertVerified(rebuilt.File);
        var written = Encoding.Latin1.GetString(rebuilt.File.Content.Span);
        Assert.Equal(1, Occurrences(written, "/Subtype /Image"));
        Assert.Contains("/Helvetica", written, StringComparison.Ordinal);
        AssertAlike(original, rebuilt.File.Content.ToArray());
    }

    [DrawingFact]
    public void Without_a_renderer_the_page_keeps_what_can_be_copied()
    {
        var report = Treat(DrawnPdf.Page(DrawnPdf.At(72, 700, "Second", "F3")), p => p with { Pdf = p.Pdf with { DrawLossyPages = false } });
        Assert.IsType<Outcome.Rebuilt>(report.Outcome);
        Assert.Contains(report.Outcome.Findings, f => f.Code == "pdf.font-withheld");
        Assert.DoesNotContain(report.Outcome.Findings, f => f.Code == "pdf.page-as-image");
    }

    [DrawingFact]
    public void Settings_change_resolution_colours_and_text()
    {
        var original = DrawnPdf.Page("1 0 0 rg 100 100 300 300 re f\n" + DrawnPdf.At(72, 700, "Budget"));
        var small = Image(original, o => o with { Dpi = 60, Colors = PdfImageColors.Gray, TextLayer = false });
        var written = Encoding.Latin1.GetString(small);
        Assert.Contains("/Width 496", written, StringComparison.Ordinal);
        Assert.Contains("/DeviceGray", written, StringComparison.Ordinal);
        Assert.Empty(DrawnPdf.Words(small));
        Assert.Contains("/DeviceRGB", Encoding.Latin1.GetString(Image(original)), StringComparison.Ordinal);
    }

    [DrawingFact]
    public void A_document_that_only_the_renderer_reads_comes_without_text()
    {
        // A page of more steps than the text is read with.
        var heavy = DrawnPdf.Page(string.Concat(Enumerable.Repeat("0 0 1 1 re f\n", 600_000)));
        var report = Treat(heavy, AsImage);
        Assert.IsType<Outcome.Converted>(report.Outcome);
        Assert.Contains(report.Outcome.Findings, f => f.Code == "pdf.text-layer");
        AssertVerified(report.Outcome.Delivered!);
    }

    [DrawingFact]
    public void A_page_that_takes_too_long_is_withheld()
    {
        var clock = Stopwatch.StartNew();
        var report = Treat(DrawnPdf.Page("10 w 0 0 m " + string.Concat(Enumerable.Repeat("595 842 l 0 842 l 595 0 l 0 0 l S\n0 0 m ", 120_000))),
            p => AsImage(p) with { Pdf = p.Pdf with { Image = p.Pdf.Image with { SecondsPerPage = 1, Dpi = 600 } }, Images = p.Images with { MaxPixels = 500_000_000 } });
        Assert.True(report.Outcome.IsWithheld);
        Assert.Contains(report.Outcome.Findings, f => f.Code == "pdf.render-failed" && f.Detail.Contains("longer", StringComparison.Ordinal));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60));
    }

    [DrawingTheory]
    [InlineData("/MediaBox[0 0 14400 14400]")]
    [InlineData("/MediaBox[0 0 1000000 1000000]")]
    [InlineData("/MediaBox[0 0 1000000000 1000000000]")]
    public void A_page_of_too_many_pixels_is_withheld(string keys)
    {
        var report = Treat(DrawnPdf.Page(DrawnPdf.At(72, 700, "x"), keys), AsImage);
        Assert.True(report.Outcome.IsWithheld);
        Assert.Contains(report.Outcome.Findings, f => f.Code == "pdf.render-failed");
    }

    [DrawingFact]
    public void More_pages_than_may_be_drawn_are_withheld()
    {
        var report = Treat(DrawnPdf.Pages((DrawnPdf.At(72, 700, "1"), A4), (DrawnPdf.At(72, 700, "2"), A4)),
            p => AsImage(p) with { Pdf = p.Pdf with { Image = p.Pdf.Image with { MaxPages = 1 } } });
        Assert.True(report.Outcome.IsWithheld);
        Assert.Contains(report.Outcome.Findings, f => f.Code == "pdf.too-many-pages");
    }

    [DrawingFact]
    public void Junk_ends_with_an_outcome()
    {
        foreach (var junk in (ReadOnlySpan<string>)["%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj", "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj trailer<</Root 1 0 R>>"])
            Assert.True(Treat(Encoding.ASCII.GetBytes(junk), AsImage).Outcome.IsWithheld);
    }

    [DrawingFact]
    public void Cancelling_ends_the_program()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var heavy = DrawnPdf.Page("10 w 0 0 m " + string.Concat(Enumerable.Repeat("595 842 l 0 842 l 595 0 l 0 0 l S\n0 0 m ", 120_000)));
        var renderer = PopplerRenderer.Find()!;
        Assert.ThrowsAny<OperationCanceledException>(() => renderer.Render(heavy, 1, 1, new(600, false, 500_000_000, 600), soon.Token).ToList());
    }

    [DrawingFact]
    public async Task The_sandbox_has_fonts_and_the_program()
    {
        await using var sandbox = new DrillSandbox(isolated: true, memoryMegabytes: 512);
        sandbox.ChangePolicy(PolicySources.Read(null).Source!);
        var original = DrawnPdf.Page(DrawnPdf.At(72, 700, "ok", "F3") + DrawnPdf.At(90, 500, "宮古市役所", "F2"));
        var reply = await sandbox.SendAsync(original);
        Assert.False(reply.WorkersFailed, DrillSandbox.Failure(reply));
        Assert.Contains(reply.Report.Findings, f => f.Code == "pdf.page-as-image");
        AssertAlike(original, reply.Content!.Value.ToArray());
    }

    private static byte[] Image(byte[] pdf) => Image(pdf, o => o);

    private static byte[] Image(byte[] pdf, Func<PdfImageOptions, PdfImageOptions> change)
    {
        var report = Treat(pdf, p => AsImage(p) with { Pdf = p.Pdf with { Image = change(p.Pdf.Image) } });
        var safe = Assert.IsType<Outcome.Converted>(report.Outcome).File;
        Assert.Contains(report.Outcome.Findings, f => f.Code == "pdf.as-image");
        AssertVerified(safe);
        return safe.Content.ToArray();
    }

    private static Policy AsImage(Policy policy) => policy with { Rules = new([new("image", new(), Treatment.Image)]) };

    private static FileReport Treat(byte[] pdf, Func<Policy, Policy> change)
    {
        var engine = new SanitizeEngine(new(SanitizerCatalog.With(PopplerRenderer.Find())), change(Policy.Default));
        return engine.Treat(new("文書.pdf", "application/pdf", pdf), new() { Reference = "TEST-1" }, CancellationToken.None);
    }

    private static void AssertVerified(SafeFile file) => Assert.Empty(MessageVerifier.VerifyFile("application/pdf", file.Name, file.Content).Faults);

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    /// <summary>The same words at the same places, and all but the same pixels.</summary>
    private static void AssertAlike(byte[] original, byte[] written)
    {
        var words = DrawnPdf.Words(written);
        Assert.All(DrawnPdf.Words(original), w => Assert.Contains(words, v => v.Page == w.Page && v.Text == w.Text && Math.Abs(v.Left - w.Left) < 8 && Math.Abs(v.Middle - w.Middle) < 16));
        var (before, after) = (DrawnPdf.Draw(original, 150), DrawnPdf.Draw(written, 150));
        Assert.Equal((before.Width, before.Height), (after.Width, after.Height));
        var differing = before.Pixels.Zip(after.Pixels).Count(p => Math.Abs(p.First - p.Second) > 48);
        Assert.True(differing < before.Pixels.Length / 2_000, $"{differing} of {before.Pixels.Length} pixels differ");
    }
}
