using static MiyakoMailSanitizer.Sanitizing.Detection.Probes.MagicProbe;

namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>Sound, film, fonts, and the image formats that live in the film container (ISO/IEC 14496-12).</summary>
internal static class MediaProbes
{
    // EBML id of the document type, which the header of every Matroska file holds.
    private static readonly byte[] DocType = [0x42, 0x82];

    public static Probe[] Table { get; } =
    [
        BaseMedia,
        Riff(FileFormat.Wav, "WAVE"u8.ToArray()),
        Riff(FileFormat.Avi, "AVI "u8.ToArray()),
        Riff(FileFormat.Riff, []),
        Row(FileFormat.Ogg, "OggS\0"),
        Row(FileFormat.Flac, "fLaC", b => (b.ByteAt(4) & 0x7F) <= 6),
        Row(FileFormat.Mkv, [0x1A, 0x45, 0xDF, 0xA3], b => b.Head(4_096).IndexOf(DocType) >= 0),
        Row(FileFormat.Flv, "FLV\u0001", b => b.U32Big(5) is >= 9 and < 64),
        Row(FileFormat.Asf, [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, 0xA6, 0xD9, 0, 0xAA, 0, 0x62, 0xCE, 0x6C]),
        Row(FileFormat.Midi, "MThd\0\0\0\u0006"),
        Row(FileFormat.Aiff, "FORM", b => b.HasAt(8, "AIFF"u8) || b.HasAt(8, "AIFC"u8)),
        Row(FileFormat.Amr, "#!AMR"),
        Row(FileFormat.Mpeg, [0, 0, 1, 0xBA], b => (b.ByteAt(4) & 0xC0) == 0x40 || (b.ByteAt(4) & 0xF0) == 0x20),
        Row(FileFormat.Mpeg, [0, 0, 1, 0xB3]),
        Row(FileFormat.Mpeg, [0x47], b => b.Length >= 564 && b.ByteAt(188) == 0x47 && b.ByteAt(376) == 0x47),
        Row(FileFormat.Mp3, "ID3", b => b.ByteAt(3) is >= 2 and <= 4 && b.ByteAt(4) < 0xFF && b.Length >= 10
            && (b.U32(6) & 0x80808080) == 0),
        MpegAudio,
        Row(FileFormat.Woff, "wOFF", b => b.U16Big(14) == 0),
        Row(FileFormat.Woff, "wOF2"),
        Row(FileFormat.Otf, "OTTO", b => b.U16Big(4) is > 0 and < 256),
        Row(FileFormat.Ttf, [0, 1, 0, 0], b => b.U16Big(4) is > 3 and < 256 && b.Length >= 28 && IsTag(b, 12)),
        Row(FileFormat.Ttf, "true", b => b.U16Big(4) is > 3 and < 256),
        Row(FileFormat.Ttf, "ttcf\0", b => b.ByteAt(5) is 1 or 2),
    ];

    private static readonly (string Brand, FileFormat Format)[] Brands =
    [
        ("avif", FileFormat.Avif), ("avis", FileFormat.Avif), ("heic", FileFormat.Heic), ("heix", FileFormat.Heic),
        ("hevc", FileFormat.Heic), ("hevx", FileFormat.Heic), ("heim", FileFormat.Heic), ("heis", FileFormat.Heic),
        ("mif1", FileFormat.Heic), ("msf1", FileFormat.Heic), ("mif2", FileFormat.Heic), ("jp2 ", FileFormat.Jp2),
        ("jpx ", FileFormat.Jp2), ("jxl ", FileFormat.Jxl),
    ];

    private static Match? BaseMedia(ReadOnlySpan<byte> bytes)
    {
        var isOldMovie = bytes.HasAt(4, "moov"u8) || bytes.HasAt(4, "mdat"u8) || bytes.HasAt(4, "wide"u8) || bytes.HasAt(4, "skip"u8);
        var first = bytes.U32Big(0);
        if (isOldMovie)
            return first is >= 8 && first <= bytes.Length && bytes.U32Big(first) >= 8
                ? new Match(FileFormat.Mp4) { End = BoxesEnd(bytes) }
                : null;
        if (!bytes.HasAt(4, "ftyp"u8) || first is < 16 or > 4_096 || first % 4 != 0)
            return null;
        var brands = System.Text.Encoding.Latin1.GetString(bytes.Cut(8, first - 8));
        return new Match(BrandOf(brands)) { End = BoxesEnd(bytes) };
    }

    /// <summary>The major brand decides; the generic still-image brands give way to a compatible one that says more.</summary>
    private static FileFormat BrandOf(string brands)
    {
        var major = brands.Length >= 4 ? brands[..4] : "";
        if (major is "mif1" or "msf1" or "mif2" && brands.Contains("avif", StringComparison.Ordinal))
            return FileFormat.Avif;
        return Array.Find(Brands, b => b.Brand == major).Format ?? FileFormat.Mp4;
    }

    private static int? BoxesEnd(ReadOnlySpan<byte> bytes)
    {
        var at = 0L;
        while (bytes.Has(at, 8) && IsTag(bytes, at + 4))
        {
            var size = bytes.U32Big(at) == 1 ? (long)Math.Min(bytes.U64Big(at + 8), int.MaxValue) : bytes.U32Big(at);
            if (size == 0)
                return null;
            if (size < 8 || !bytes.Has(at, size))
                break;
            at += size;
        }
        return Match.EndWithin(at, bytes.Length);
    }

    private static bool IsTag(ReadOnlySpan<byte> bytes, long at)
        => bytes.Has(at, 4) && bytes.Slice((int)at, 4).IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) < 0;

    private static Probe Riff(FileFormat format, byte[] kind)
        => bytes => bytes.HasAt(0, "RIFF"u8) && bytes.Length >= 16 && bytes.HasAt(8, kind) && IsTag(bytes, 8)
            ? new Match(format) { End = Match.EndWithin(8L + bytes.U32(4) + (bytes.U32(4) & 1), bytes.Length) }
            : null;

    /// <summary>A frame of MPEG audio or ADTS, and another where the first one ends: eleven set bits alone are chance.</summary>
    private static Match? MpegAudio(ReadOnlySpan<byte> bytes)
    {
        if (bytes.U16Big(0) is var sync && (sync & 0xFFF6) == 0xFFF0)
        {
            var length = ((bytes.ByteAt(3) & 3) << 11) | (bytes.ByteAt(4) << 3) | (bytes.ByteAt(5) >> 5);
            return length > 7 && (bytes.U16Big(length) & 0xFFF6) == 0xFFF0 ? new Match(FileFormat.Aac) : null;
        }
        var frame = FrameLength(bytes, 0);
        return frame > 0 && FrameLength(bytes, frame) > 0 ? new Match(FileFormat.Mp3) : null;
    }

    private static readonly int[] KilobitsV1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] KilobitsV2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] Rates = [44_100, 48_000, 32_000];

    private static int FrameLength(ReadOnlySpan<byte> bytes, int at)
    {
        var header = bytes.U32Big(at);
        var (version, layer, bitrate, rate) = ((header >> 19) & 3, (header >> 17) & 3, (header >> 12) & 15, (header >> 10) & 3);
        if (header >> 21 != 0x7FF || version == 1 || layer != 1 || bitrate is 0 or 15 || rate == 3)
            return 0;
        var isV1 = version == 3;
        var hertz = Rates[rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
        return (isV1 ? 144_000 * KilobitsV1[bitrate] : 72_000 * KilobitsV2[bitrate]) / hertz + (int)((header >> 9) & 1);
    }
}
