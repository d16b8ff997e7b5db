namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>How pages are drawn.</summary>
/// <param name="Dpi">Pixels an inch.</param>
/// <param name="IsGray">Shades of grey instead of colours.</param>
/// <param name="MaxPixels">Of one page; a larger one ends the drawing.</param>
/// <param name="SecondsPerPage">A page that takes longer ends the drawing.</param>
public sealed record RenderOptions(int Dpi, bool IsGray, long MaxPixels, int SecondsPerPage);

/// <summary>A page as pixels.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="IsGray">One sample a pixel instead of three.</param>
/// <param name="Samples">Rows from the top, 8 bits a sample: grey, or red, green, blue.</param>
public sealed record RenderedPage(int Width, int Height, bool IsGray, byte[] Samples);

/// <summary>
/// Draws the pages of a PDF, which the engine can't do itself. The host brings it: a program that runs within the same sandbox and gets nothing but
/// the document.
/// </summary>
public interface IPageRenderer
{
    /// <summary>The visible part (CropBox) of pages, upright, in their order, as far as the document has them.</summary>
    /// <param name="pdf">A PDF; it may be hostile.</param>
    /// <param name="first">From 1.</param>
    /// <param name="last">Included; may be beyond the end.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <exception cref="PageRenderException">It can't be drawn, or not within its limits.</exception>
    IEnumerable<RenderedPage> Render(ReadOnlyMemory<byte> pdf, int first, int last, RenderOptions options, CancellationToken cancellationToken);
}

/// <summary>Pages can't be drawn.</summary>
public sealed class PageRenderException(string message) : Exception(message);
