using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Configuration;

namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>Reads the section <c>images</c> of the rules file.</summary>
internal static class ImageSettings
{
    private static readonly ImmutableArray<(string Word, AnimationStyle Value)> AnimationStyles =
        [("first", AnimationStyle.First), ("all", AnimationStyle.All)];

    public static ImageOptions Read(ConfigSection section)
    {
        var standard = new ImageOptions();
        var images = new ImageOptions
        {
            MaxPixels = section.Integer("maxPixels", standard.MaxPixels, 1_000_000, 500_000_000),
            MaxTotalPixels = section.Long("maxTotalPixels", standard.MaxTotalPixels, 1_000_000, 100_000_000_000),
            MaxPages = section.Integer("maxPages", standard.MaxPages, 1, 10_000),
            MaxFrames = section.Integer("maxFrames", standard.MaxFrames, 1, 10_000),
            JpegQuality = section.Integer("jpegQuality", standard.JpegQuality, 50, 100),
            Animation = section.Choice("animation", standard.Animation, AnimationStyles),
        };
        section.Close();
        return images;
    }
}
