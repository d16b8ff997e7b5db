using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Images.Gif;

/// <summary>A frame: indexes into a palette, at a place of the screen.</summary>
internal sealed record GifFrame(int X, int Y, int Width, int Height)
{
    /// <summary>One byte a pixel, not interlaced; each is within the palette.</summary>
    public required byte[] Indexes { get; init; }

    /// <summary>Red, green, blue; 2, 4, … or 256 entries.</summary>
    public required byte[] Palette { get; init; }

    /// <summary>The index that shows what is below; -1 where there is none.</summary>
    public int Transparent { get; init; } = -1;

    /// <summary>What becomes of it when the next one comes: 0 to 3.</summary>
    public int Disposal { get; init; }

    /// <summary>Hundredths of a second.</summary>
    public int Delay { get; init; }
}

/// <summary>A GIF.</summary>
internal sealed record GifImage(int Width, int Height)
{
    public required IReadOnlyList<GifFrame> Frames { get; init; }

    /// <summary>How often it is repeated, 0 for ever; null where the file says nothing.</summary>
    public int? Repeats { get; init; }
}

/// <summary>GIF in, GIF out.</summary>
internal static class GifPicture
{
    public static (FileFormat Format, PixelSize Size, byte[] Content) Rebuild(
        ReadOnlyMemory<byte> bytes, PictureBudget budget, PictureNotes notes)
    {
        var image = new GifReader(bytes.Span, budget, notes).Read();
        return (FileFormat.Gif, new(image.Width, image.Height), GifWriter.Write(image, budget));
    }
}
