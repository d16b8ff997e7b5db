using System.Runtime.CompilerServices;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Images;
using MiyakoMailSanitizer.Sanitizing.Images.Jpeg;
using MiyakoMailSanitizer.Sanitizing.Images.Tiff;
using MiyakoMailSanitizer.Verifying;
using SkiaSharp;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Images;

/// <summary>Red, green, blue and alpha of each pixel.</summary>
internal sealed record Shown(int Width, int Height, byte[] Rgba)
{
    /// <summary>Peak signal-to-noise ratio in dB of what is seen on white; 100 where all is equal.</summary>
    public double Likeness(Shown other)
    {
        Assert.Equal((Width, Height), (other.Width, other.Height));
        var sum = 0.0;
        for (var i = 0; i < Rgba.Length; i += 4)
        {
            for (var c = 0; c < 3; c++)
                sum += Math.Pow(OnWhite(Rgba, i, c) - OnWhite(other.Rgba, i, c), 2);
        }

        return sum == 0 ? 100 : 10 * Math.Log10(255 * 255 / (sum / (3.0 * Width * Height)));
    }

    private static double OnWhite(byte[] rgba, int pixel, int channel)
        => (rgba[pixel + channel] * rgba[pixel + 3] / 255.0) + 255 - rgba[pixel + 3];
}

/// <summary>Pictures of the folder <c>Fixtures</c>, and how results are looked at.</summary>
internal static class PictureFixtures
{
    public static ImageOptions Options { get; } = new();

    public static IEnumerable<string> Names
        => Directory.EnumerateFiles(Folder()).Select(f => Path.GetFileName(f)!).Where(n => !n.EndsWith(".want.png") && n != "about.md").Order();

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder(), name));

    public static PictureResult Rebuild(byte[] bytes, ImageOptions? options = null)
        => PictureRebuilder.Rebuild(bytes, options ?? Options, CancellationToken.None);

    /// <summary>Rebuilds, and holds that the verifier passes what came out.</summary>
    public static PictureResult RebuildWell(byte[] bytes, ImageOptions? options = null)
    {
        var result = Rebuild(bytes, options);
        Assert.False(result.IsWithheld, string.Join("; ", result.Findings));
        AssertFit(result);
        return result;
    }

    public static void AssertFit(PictureResult result)
    {
        if (result.Format is not { } format)
        {
            Assert.True(result.Content.IsEmpty);
            Assert.NotEmpty(result.Findings);
            return;
        }

        var verified = MessageVerifier.VerifyFile(format.MediaType, "a" + format.Extensions[0], result.Content);
        Assert.True(verified.Passed, string.Join("; ", verified.Faults));
    }

    /// <summary>What a file shows: by Skia, whose readers share nothing with ours but for JPEG and WebP; TIFF, which it can't read, by our own.</summary>
    public static Shown Look(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.StartsWith("II*\0"u8) || bytes.Span.StartsWith("MM\0*"u8))
            return Look(TiffDirectory.Chain(bytes).First());
        using var data = SKData.CreateCopy(bytes.Span);
        using var codec = SKCodec.Create(data);
        using var srgb = SKColorSpace.CreateSrgb();
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, srgb);
        var pixels = new byte[info.BytesSize];
        using var pinned = new PinnedBytes(pixels);
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(info, pinned.At(0)));
        return new(info.Width, info.Height, pixels);
    }

    public static IEnumerable<Shown> LookAtPages(ReadOnlyMemory<byte> tiff) => TiffDirectory.Chain(tiff).Select(Look);

    private static Shown Look(TiffDirectory directory)
    {
        var (budget, notes) = (new PictureBudget(Options, CancellationToken.None), new PictureNotes());
        var page = TiffPage.Of(directory, budget);
        var raster = page.Compression == TiffPage.Jpeg
            ? TiffJpeg.Read(page, budget, notes).Raster
            : TiffColors.Convert(page, new TiffPixels(page, budget, notes).Read(), notes);
        return new(raster.Width, raster.Height, PixelFormats.ToRgba8(raster, budget).Pixels);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Fixtures");
}
