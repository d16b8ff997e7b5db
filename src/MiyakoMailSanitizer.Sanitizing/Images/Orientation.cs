using System.Runtime.InteropServices;

namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>Turns and mirrors a picture as EXIF and TIFF say it is to be shown (TIFF 6.0, Orientation; 1 is upright).</summary>
internal static class Orientation
{
    public static Raster Apply(Raster raster, int orientation)
    {
        if (orientation is < 2 or > 8)
            return raster;
        if (raster.BitsPerPixel >= 8)
            return Turn(raster, orientation);
        var unpacked = new byte[checked(raster.Width * raster.Height)];
        for (var y = 0; y < raster.Height; y++)
            SubByte.Unpack(raster.Row(y), raster.Depth, unpacked.AsSpan(y * raster.Width, raster.Width));
        var wide = Turn(new Raster(raster.Width, raster.Height, RasterKind.Gray, 8, unpacked), orientation);
        var packed = new Raster(wide.Width, wide.Height, raster.Kind, raster.Depth);
        for (var y = 0; y < wide.Height; y++)
            SubByte.Pack(wide.Row(y), raster.Depth, packed.Row(y));
        return raster.With(wide.Width, wide.Height, packed.Pixels, orientation >= 5);
    }

    private static Raster Turn(Raster raster, int orientation)
    {
        var pixels = new byte[raster.Pixels.Length];
        switch (raster.BitsPerPixel)
        {
            case 8:
                Move<byte>(raster, pixels, orientation);
                break;
            case 16:
                Move<ushort>(raster, pixels, orientation);
                break;
            case 32:
                Move<uint>(raster, pixels, orientation);
                break;
            case 64:
                Move<ulong>(raster, pixels, orientation);
                break;
            default:
                MoveOdd(raster, pixels, orientation, raster.BitsPerPixel / 8);
                break;
        }

        var turned = orientation >= 5;
        return raster.With(turned ? raster.Height : raster.Width, turned ? raster.Width : raster.Height, pixels, turned);
    }

    private static void Move<T>(Raster raster, byte[] pixels, int orientation) where T : unmanaged
    {
        var from = MemoryMarshal.Cast<byte, T>(raster.Pixels.AsSpan());
        var to = MemoryMarshal.Cast<byte, T>(pixels.AsSpan());
        var (start, stepX, stepY) = Steps(raster.Width, raster.Height, orientation);
        // In squares, so that both sides stay in the cache where rows become columns.
        const int Square = 64;
        for (var top = 0; top < raster.Height; top += Square)
        {
            for (var left = 0; left < raster.Width; left += Square)
            {
                var (bottom, right) = (Math.Min(top + Square, raster.Height), Math.Min(left + Square, raster.Width));
                for (var y = top; y < bottom; y++)
                {
                    var target = start + (stepY * y) + (stepX * left);
                    for (var i = (y * raster.Width) + left; i < (y * raster.Width) + right; i++, target += stepX)
                        to[target] = from[i];
                }
            }
        }
    }

    private static void MoveOdd(Raster raster, byte[] pixels, int orientation, int size)
    {
        var (start, stepX, stepY) = Steps(raster.Width, raster.Height, orientation);
        for (var y = 0; y < raster.Height; y++)
        {
            var row = raster.Row(y);
            var target = start + (stepY * y);
            for (var x = 0; x < raster.Width; x++, target += stepX)
                row.Slice(x * size, size).CopyTo(pixels.AsSpan(target * size));
        }
    }

    /// <summary>Where the first pixel goes, and how far apart its neighbours to the right and below go.</summary>
    private static (int Start, int StepX, int StepY) Steps(int width, int height, int orientation) => orientation switch
    {
        2 => (width - 1, -1, width),
        3 => ((width * height) - 1, -1, -width),
        4 => (width * (height - 1), 1, -width),
        5 => (0, height, 1),
        6 => (height - 1, height, -1),
        7 => ((width * height) - 1, -height, -1),
        _ => (height * (width - 1), -height, 1),
    };
}
