using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MiyakoMailSanitizer.Sanitizing.Images;

namespace MiyakoMailSanitizer.Sanitizing.Pdf.Rendering;

/// <summary>The pixels of a page in the layouts that are encoded.</summary>
internal static class PagePixels
{
    // Three bytes a pixel to four: the fourth is set by Opaque.
    private static readonly Vector128<byte> Spread = Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255);
    private static readonly Vector128<byte> Opaque = Vector128.Create(0xFF000000u).AsByte();

    // The next sample of each of four pixels, the last of a pixel compared with its first.
    private static readonly Vector128<byte> Turned = Vector128.Create((byte)1, 2, 0, 4, 5, 3, 7, 8, 6, 10, 11, 9, 255, 255, 255, 255);
    private static readonly Vector128<byte> FourPixels = Vector128.Create(0xFFFFFFFFu, 0xFFFFFFFF, 0xFFFFFFFF, 0).AsByte();

    /// <summary>Grey where every pixel is; else RGBA.</summary>
    public static Raster ToRaster(RenderedPage page)
    {
        if (page.IsGray)
            return new(page.Width, page.Height, RasterKind.Gray, 8, page.Samples);
        return IsGray(page.Samples)
            ? new(page.Width, page.Height, RasterKind.Gray, 8, Gray(page.Samples))
            : new(page.Width, page.Height, RasterKind.Rgba, 8, Rgba(page.Samples)) { IsOpaque = true };
    }

    private static bool IsGray(ReadOnlySpan<byte> samples)
    {
        var i = 0;
        for (; i + 16 <= samples.Length; i += 12)
        {
            var pixels = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(samples), (nuint)i) & FourPixels;
            if (pixels != Vector128.Shuffle(pixels, Turned))
                return false;
        }
        for (; i < samples.Length; i += 3)
        {
            if (samples[i] != samples[i + 1] || samples[i] != samples[i + 2])
                return false;
        }
        return true;
    }

    private static byte[] Gray(ReadOnlySpan<byte> samples)
    {
        var gray = new byte[samples.Length / 3];
        for (int from = 0, to = 0; to < gray.Length; from += 3, to++)
            gray[to] = samples[from];
        return gray;
    }

    private static byte[] Rgba(ReadOnlySpan<byte> samples)
    {
        var rgba = new byte[samples.Length / 3 * 4];
        int from = 0, to = 0;
        for (; from + 16 <= samples.Length; from += 12, to += 16)
        {
            var pixels = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(samples), (nuint)from);
            (Vector128.Shuffle(pixels, Spread) | Opaque).StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(rgba), (nuint)to);
        }
        for (; from < samples.Length; from += 3, to += 4)
            (rgba[to], rgba[to + 1], rgba[to + 2], rgba[to + 3]) = (samples[from], samples[from + 1], samples[from + 2], 255);
        return rgba;
    }
}
