using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Images.Jpeg;

/// <summary>
/// Walks the markers of a JPEG (ITU-T T.81 annex B) and copies those that make the pixels into a stream of its own, so that the decoder never
/// sees EXIF, thumbnails, further pictures or anything unknown. Where the file ends early, the copy gets its end.
/// </summary>
internal sealed class JpegSurvey
{
    /// <summary>Progressive files have some ten scans; each costs a walk over all blocks.</summary>
    private const int MaxScans = 100;

    private const int MaxProfile = 4 << 20;

    // T.81 table K.1, summed up.
    private const int StandardTableSum = 3_688;

    private readonly MemoryStream _clean = new();
    private readonly PictureNotes _notes;
    private int _scans, _profile, _coded;
    private bool _hasJfif, _hasAdobe;

    private JpegSurvey(PictureNotes notes) => _notes = notes;

    public int Width { get; private set; }
    public int Height { get; private set; }

    /// <summary>1 grey, 3 colour, 4 CMYK.</summary>
    public int Components { get; private set; }

    /// <summary>How often colour is sampled, across and down, against brightness: 2 and 2 for 4:2:0.</summary>
    public (int X, int Y) Subsampling { get; private set; } = (1, 1);

    /// <summary>From EXIF; 1 is upright.</summary>
    public int Orientation { get; private set; } = 1;

    /// <summary>What libjpeg would call the quality of its tables.</summary>
    public int Quality { get; private set; } = 100;

    public (double X, double Y)? Dpi { get; private set; }

    /// <summary>The file with what makes the pixels, alone.</summary>
    public ReadOnlyMemory<byte> Clean => _clean.GetBuffer().AsMemory(0, (int)_clean.Length);

    /// <summary>Walks a whole file.</summary>
    /// <exception cref="PictureException">No JPEG that we read.</exception>
    public static JpegSurvey Of(ReadOnlySpan<byte> bytes, PictureNotes notes)
    {
        var survey = new JpegSurvey(notes);
        survey._clean.Write([0xFF, 0xD8]);
        return survey.Run(bytes);
    }

    /// <summary>Walks what lies in a TIFF, whose tables may stand apart and whose tags say what the colours are (TIFF Technical Note 2).</summary>
    /// <exception cref="PictureException">No JPEG that we read.</exception>
    public static JpegSurvey OfStrip(ReadOnlySpan<byte> tables, ReadOnlySpan<byte> strip, bool isRgb, PictureNotes notes)
    {
        var survey = new JpegSurvey(notes) { _hasAdobe = true };
        survey._clean.Write([0xFF, 0xD8]);
        survey._clean.Write([0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)(isRgb ? 0 : 1)]);
        if (tables.Length > 4)
            survey.Walk(tables);
        return survey.Run(strip);
    }

    private JpegSurvey Run(ReadOnlySpan<byte> bytes)
    {
        if (!Walk(bytes))
            _notes.Broken("the JPEG ends early");
        if (Components == 0 || _coded == 0)
            throw PictureException.Broken("the JPEG holds no pixels");
        _clean.Write([0xFF, 0xD9]);
        return this;
    }

    /// <summary>True where the end was found.</summary>
    private bool Walk(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        while (at < bytes.Length)
        {
            // Decoders look for the next marker, too, where something lies between.
            var next = bytes[at..].IndexOf((byte)0xFF);
            if (next < 0)
                return false;
            at += next + 1;
            var marker = bytes.ByteAt(at);
            if (marker == 0xD9)
                return true;
            if (marker == 0xFF)
                continue;
            at++;
            if (marker is 0x00 or 0x01 or (>= 0xD0 and <= 0xD8))
                continue;
            int length = bytes.U16Big(at);
            if (length < 2 || !bytes.Has(at, length))
                return false;
            Take(marker, bytes.Slice(at + 2, length - 2));
            at += length;
            if (marker == 0xDA)
                at = CopyScan(bytes, at);
        }

        return false;
    }

    private void Take(byte marker, ReadOnlySpan<byte> body)
    {
        switch (marker)
        {
            case 0xC0 or 0xC1 or 0xC2:
                TakeFrame(marker, body);
                break;
            case 0xDA:
                if (Components == 0 || ++_scans > MaxScans)
                    throw PictureException.Broken(Components == 0 ? "the JPEG has a scan before its frame" : $"the JPEG has more than {MaxScans} scans");
                Copy(marker, body);
                break;
            case 0xDB:
                TakeTables(body);
                Copy(marker, body);
                break;
            case 0xC4 or 0xDD:
                Copy(marker, body);
                break;
            case (>= 0xC3 and <= 0xCF) and not (0xC4 or 0xC8):
                throw PictureException.Unsupported("the JPEG is lossless, hierarchical or arithmetically coded");
            case >= 0xE0 and <= 0xEF:
                TakeApplication(marker, body);
                break;
            case 0xFE:
                _notes.Metadata("comment");
                break;
        }
    }

    /// <summary>B.2.2</summary>
    private void TakeFrame(byte marker, ReadOnlySpan<byte> body)
    {
        if (Components != 0 || body.Length < 6)
            throw PictureException.Broken("the JPEG has no sound frame");
        int precision = body[0], components = body[5];
        (Height, Width) = (body.U16Big(1), body.U16Big(3));
        if (components is not (1 or 3 or 4) || body.Length < 6 + (components * 3))
            throw PictureException.Broken("the JPEG has no sound frame");
        if (precision != 8)
            throw PictureException.Unsupported("the JPEG has samples of more than 8 bits");
        Components = components;
        if (components == 3)
        {
            int luma = body[7], chroma = body[10];
            Subsampling = (Math.Max(1, (luma >> 4) / Math.Max(1, chroma >> 4)), Math.Max(1, (luma & 15) / Math.Max(1, chroma & 15)));
        }

        Copy(marker, body[..(6 + (components * 3))]);
    }

    private void TakeTables(ReadOnlySpan<byte> body)
    {
        if (body.Length < 65 || body[0] != 0)
            return;
        var sum = 0;
        foreach (var value in body.Slice(1, 64))
            sum += value;
        var scale = sum * 100 / StandardTableSum;
        Quality = scale <= 100 ? (200 - scale) / 2 : Math.Max(1, 5_000 / scale);
    }

    private void TakeApplication(byte marker, ReadOnlySpan<byte> body)
    {
        if (marker == 0xE0 && body.StartsWith("JFIF\0"u8))
            TakeJfif(body);
        else if (marker == 0xEE && body.StartsWith("Adobe"u8) && body.Length >= 12)
            TakeAdobe(body);
        else if (marker == 0xE1 && body.StartsWith("Exif\0"u8))
            Orientation = ExifBlock.Read(body[Math.Min(6, body.Length)..], _notes) is var turned && turned != 1 ? turned : Orientation;
        else if (marker == 0xE2 && body.StartsWith("ICC_PROFILE\0"u8))
            TakeProfile(marker, body);
        else
            _notes.Metadata(Name(marker, body));
    }

    private static string Name(byte marker, ReadOnlySpan<byte> body) => marker switch
    {
        0xE0 => "thumbnail",
        0xE1 when body.StartsWith("http://ns.adobe.com/"u8) => "XMP",
        0xE2 when body.StartsWith("MPF\0"u8) => "further pictures",
        0xED => "IPTC",
        _ => "application data",
    };

    /// <summary>ITU-T T.871: the colours are YCbCr; the dots are kept, the thumbnail is not.</summary>
    private void TakeJfif(ReadOnlySpan<byte> body)
    {
        if (_hasJfif || _hasAdobe)
            return;
        _hasJfif = true;
        double x = body.U16Big(8), y = body.U16Big(10);
        Dpi = body.ByteAt(7) switch { 1 => Resolution.Checked(x, y), 2 => Resolution.Checked(x * 2.54, y * 2.54), _ => null };
        if (body.Length > 14)
            _notes.Metadata("thumbnail");
        _clean.Write(Jfif(Dpi));
    }

    /// <summary>Its last byte says whether the colours are RGB, YCbCr, CMYK or YCCK.</summary>
    private void TakeAdobe(ReadOnlySpan<byte> body)
    {
        if (_hasAdobe)
            return;
        _hasAdobe = true;
        _clean.Write([0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, body[11]]);
    }

    private void TakeProfile(byte marker, ReadOnlySpan<byte> body)
    {
        _notes.Metadata("ICC profile");
        if ((_profile += body.Length) <= MaxProfile)
            Copy(marker, body);
    }

    private void Copy(byte marker, ReadOnlySpan<byte> body)
    {
        var length = body.Length + 2;
        _clean.Write([0xFF, marker, (byte)(length >> 8), (byte)length]);
        _clean.Write(body);
    }

    /// <summary>B.1.1.5: coded data up to the next marker that is no restart; gives its place.</summary>
    private int CopyScan(ReadOnlySpan<byte> bytes, int start)
    {
        var at = start;
        while (at < bytes.Length)
        {
            var next = bytes[at..].IndexOf((byte)0xFF);
            at = next < 0 ? bytes.Length : at + next;
            if (bytes.ByteAt(at + 1) is not (0x00 or (>= 0xD0 and <= 0xD7)) || at + 1 >= bytes.Length)
                break;
            at += 2;
        }

        _clean.Write(bytes[start..at]);
        _coded += at - start;
        return at;
    }

    /// <summary>APP0 as we write it.</summary>
    public static byte[] Jfif((double X, double Y)? dpi)
    {
        var (x, y) = dpi is var (across, down) ? ((int)Math.Round(across), (int)Math.Round(down)) : (1, 1);
        return
        [
            0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, (byte)(dpi is null ? 0 : 1), (byte)(x >> 8), (byte)x, (byte)(y >> 8), (byte)y, 0, 0,
        ];
    }

    /// <summary>Puts the file together again with the resolution that is wanted, or without APP0; for what our own encoder has written.</summary>
    public byte[] Reassemble(bool withJfif, (double X, double Y)? dpi)
    {
        var body = Clean.Span[2..];
        if (_hasJfif)
            body = body[18..];
        return [0xFF, 0xD8, .. withJfif ? Jfif(dpi) : [], .. body];
    }
}
