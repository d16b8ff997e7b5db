using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>What one picture may cost. Asked with the sizes of the header, before memory is taken or anything is decoded.</summary>
internal sealed class PictureBudget(ImageOptions options, CancellationToken cancellationToken)
{
    private long _total;

    /// <summary>The settings.</summary>
    public ImageOptions Options { get; } = options;

    /// <summary>Counts a picture, page or frame.</summary>
    /// <exception cref="PictureException">Without pixels, or more than the limits.</exception>
    public void Claim(long width, long height, int bitsPerPixel)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (width <= 0 || height <= 0)
            throw PictureException.Broken("the picture has no pixels");
        if (width > int.MaxValue || height > int.MaxValue)
            throw TooLarge(width, height);
        // width * height stays below 2^62.
        var pixels = width * height;
        var cost = bitsPerPixel < 8 ? (pixels / 8 * bitsPerPixel) + 1 : bitsPerPixel > 32 ? (pixels > long.MaxValue / 2 ? pixels : pixels * 2) : pixels;
        if (cost > Options.MaxPixels || ((width * bitsPerPixel) + 7) / 8 * height > Array.MaxLength / 2)
            throw TooLarge(width, height);
        if (cost > Options.MaxTotalPixels - _total)
            throw new PictureException("image.too-large", Text($"more than {Options.MaxTotalPixels} pixels on all pages or frames"));
        _total += cost;
    }

    /// <summary>For loops over rows, frames and pages.</summary>
    public void Tick() => cancellationToken.ThrowIfCancellationRequested();

    private PictureException TooLarge(long width, long height)
        => new("image.too-large", Text($"{width} x {height} pixels; the limit is {Options.MaxPixels} pixels"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
