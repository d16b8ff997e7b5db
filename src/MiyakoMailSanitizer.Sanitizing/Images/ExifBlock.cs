using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>The two things that are asked of EXIF (CIPA DC-008): how the picture is turned, and whether it says where it was taken.</summary>
internal static class ExifBlock
{
    private const int OrientationTag = 0x0112, GpsTag = 0x8825, MaxEntries = 1_000;

    /// <summary>Notes EXIF and GPS; gives the orientation, 1 where there is none or it is no sense.</summary>
    /// <param name="tiff">From the byte order mark on.</param>
    /// <param name="notes">Where it is noted.</param>
    public static int Read(ReadOnlySpan<byte> tiff, PictureNotes notes)
    {
        notes.Metadata("EXIF");
        var isBig = tiff.HasAt(0, "MM\0*"u8);
        if (!isBig && !tiff.HasAt(0, "II*\0"u8))
            return 1;
        long at = isBig ? tiff.U32Big(4) : tiff.U32(4);
        int count = Math.Min((int)(isBig ? tiff.U16Big(at) : tiff.U16(at)), MaxEntries);
        var orientation = 1;
        for (var entry = at + 2; count > 0 && tiff.Has(entry, 12); count--, entry += 12)
        {
            var tag = isBig ? tiff.U16Big(entry) : tiff.U16(entry);
            if (tag == GpsTag)
                notes.Metadata("GPS");
            else if (tag == OrientationTag)
                orientation = isBig ? tiff.U16Big(entry + 8) : tiff.U16(entry + 8);
        }

        return orientation is >= 1 and <= 8 ? orientation : 1;
    }
}
