using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Images.Bmp;
using MiyakoMailSanitizer.Sanitizing.Images.Gif;
using MiyakoMailSanitizer.Sanitizing.Images.Jpeg;
using MiyakoMailSanitizer.Sanitizing.Images.Png;
using MiyakoMailSanitizer.Sanitizing.Images.Tiff;
using MiyakoMailSanitizer.Sanitizing.Images.Webp;

namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>What became of a picture.</summary>
internal sealed record PictureResult
{
    /// <summary>What was written; null where the picture is withheld.</summary>
    public FileFormat? Format { get; init; }

    /// <summary>The bytes that were written; empty where the picture is withheld.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Of the first page or of the whole animation, in pixels, upright.</summary>
    public int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; init; }

    /// <summary>What was seen; where the picture is withheld, the last one says why.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>True where there is no picture.</summary>
    public bool IsWithheld => Format is null;
}

/// <summary>
/// Decodes a picture to pixels and writes them anew, without a scope: for pictures inside documents too. What is read comes out as:
/// JPEG as JPEG, PNG as PNG, GIF as GIF, TIFF as TIFF; BMP and ICO as PNG; WebP as JPEG where it is lossy and opaque, else as PNG.
/// JPEG and WebP are decoded by Skia (native code), so this must run only where a crash costs nothing: in the sandboxed worker.
/// </summary>
internal static class PictureRebuilder
{
    private delegate (FileFormat Format, PixelSize Size, byte[] Content) Rebuilding(
        ReadOnlyMemory<byte> bytes, PictureBudget budget, PictureNotes notes);

    private static readonly ImmutableArray<(FileFormat Format, Rebuilding Rebuild)> Readers =
    [
        (FileFormat.Jpeg, JpegPicture.Rebuild),
        (FileFormat.Png, PngPicture.Rebuild),
        (FileFormat.Gif, GifPicture.Rebuild),
        (FileFormat.Bmp, BmpPicture.Rebuild),
        (FileFormat.Ico, IcoPicture.Rebuild),
        (FileFormat.Tiff, TiffPicture.Rebuild),
        (FileFormat.Webp, WebpPicture.Rebuild),
    ];

    /// <summary>The formats that can be rebuilt.</summary>
    public static ImmutableArray<FileFormat> Formats { get; } = [.. Readers.Select(r => r.Format)];

    /// <summary>Tells the format from the bytes, then as the other overload. A polyglot is withheld.</summary>
    /// <exception cref="OperationCanceledException">The time is over.</exception>
    public static PictureResult Rebuild(ReadOnlyMemory<byte> bytes, ImageOptions options, CancellationToken cancellationToken)
    {
        var detected = FormatDetector.Detect(new UntrustedFile("", "", bytes));
        if (detected.IsPolyglot)
            return new() { Findings = detected.Findings };
        var result = Rebuild(bytes, detected.Format, options, cancellationToken);
        return result with { Findings = [.. detected.Findings, .. result.Findings] };
    }

    /// <summary>Rebuilds a picture of a format that was told from its bytes.</summary>
    /// <exception cref="OperationCanceledException">The time is over.</exception>
    public static PictureResult Rebuild(ReadOnlyMemory<byte> bytes, FileFormat format, ImageOptions options, CancellationToken cancellationToken)
    {
        if (Readers.FirstOrDefault(r => r.Format == format).Rebuild is not { } rebuild)
            return new() { Findings = [new("image.unsupported", "", $"{format} is no picture that can be rebuilt")] };
        var notes = new PictureNotes();
        try
        {
            var (written, size, content) = rebuild(bytes, new PictureBudget(options, cancellationToken), notes);
            return new() { Format = written, Content = content, Width = size.Width, Height = size.Height, Findings = notes.ToFindings() };
        }
        catch (PictureException e)
        {
            return new() { Findings = [.. notes.ToFindings().Where(f => f.Code != e.Code), new(e.Code, "", e.Message)] };
        }
    }
}

/// <summary>Width and height in pixels.</summary>
internal readonly record struct PixelSize(int Width, int Height)
{
    public static PixelSize Of(Raster raster) => new(raster.Width, raster.Height);
}
