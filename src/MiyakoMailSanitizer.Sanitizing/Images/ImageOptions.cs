namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>What is kept of an animation.</summary>
public enum AnimationStyle
{
    /// <summary>The first frame alone.</summary>
    First = 0,

    /// <summary>All frames of a GIF; of other formats the first.</summary>
    All,
}

/// <summary>How pictures are read and written. A picture over a limit is withheld before anything of it is decoded.</summary>
public sealed record ImageOptions
{
    /// <summary>
    /// Pixels of a picture, page or frame. Default 64,000,000 (photographs of 50 megapixels pass), 1,000,000 to 500,000,000. A pixel of less
    /// than 8 bits counts by its bits, so that an A1 plan scanned in black and white passes; one of more than 32 bits counts twice.
    /// </summary>
    public int MaxPixels { get; init; } = 64_000_000;

    /// <summary>
    /// Pixels of all pages or frames of a picture together, counted in the same way. Default 1,000,000,000, 1,000,000 to 100,000,000,000.
    /// </summary>
    public long MaxTotalPixels { get; init; } = 1_000_000_000;

    /// <summary>Pages of a TIFF; one with more is withheld. Default 500, 1 to 10,000.</summary>
    public int MaxPages { get; init; } = 500;

    /// <summary>Frames of an animation; what follows is left out with a finding. Default 1,000, 1 to 10,000.</summary>
    public int MaxFrames { get; init; } = 1_000;

    /// <summary>Quality that JPEG is written with, as libjpeg counts it. Default 88, 50 to 100.</summary>
    public int JpegQuality { get; init; } = 88;

    /// <summary>Default <see cref="AnimationStyle.First"/>.</summary>
    public AnimationStyle Animation { get; init; }
}
