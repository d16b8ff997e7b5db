using System.Buffers.Binary;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Images.Webp;

/// <summary>Walks the chunks of a WebP (RFC 9649 §2) and copies those of its picture, or of its first frame, into a file of its own.</summary>
internal sealed class WebpSurvey
{
    private const int MaxProfile = 4 << 20, MaxChunks = 100_000, AlphaFlag = 0x10, ProfileFlag = 0x20;

    private readonly PictureNotes _notes;
    private byte[] _profile = [], _alpha = [], _picture = [];
    private bool _isFrame;

    private WebpSurvey(PictureNotes notes) => _notes = notes;

    public int Width { get; private set; }
    public int Height { get; private set; }

    /// <summary>VP8, not VP8L.</summary>
    public bool IsLossy { get; private set; }

    /// <summary>From EXIF; 1 is upright.</summary>
    public int Orientation { get; private set; } = 1;

    /// <summary>A WebP of one picture, with its alpha and profile.</summary>
    public byte[] Clean { get; private set; } = [];

    /// <exception cref="PictureException">No WebP that we read.</exception>
    public static WebpSurvey Of(ReadOnlySpan<byte> bytes, PictureNotes notes)
    {
        var survey = new WebpSurvey(notes);
        survey.Walk(bytes.Cut(12, Math.Max(0L, bytes.U32(4)) - 4));
        survey.ReadSize();
        survey.Clean = survey.Assemble();
        return survey;
    }

    private void Walk(ReadOnlySpan<byte> chunks)
    {
        for (var (at, count) = (0L, 0); chunks.Has(at, 8); count++)
        {
            if (count > MaxChunks)
                throw PictureException.Broken("the WebP has too many chunks");
            var type = chunks.Slice((int)at, 4);
            long length = chunks.U32(at + 4);
            if (!chunks.Has(at + 8, length))
                _notes.Broken("the WebP ends early");
            Take(type, chunks.Cut(at + 8, length));
            at += 8 + length + (length & 1);
        }
    }

    private void Take(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        switch (System.Text.Encoding.Latin1.GetString(type))
        {
            case "VP8 " or "VP8L" when _picture.Length == 0:
                IsLossy = type[3] == ' ';
                _picture = body.ToArray();
                break;
            case "ALPH" when _picture.Length == 0:
                _alpha = body.ToArray();
                break;
            case "ANMF" when _picture.Length == 0 && !_isFrame:
                _isFrame = true;
                // §2.7.1.2: 16 bytes of place, size, time and flags, then chunks of the frame.
                Walk(body.Cut(16, body.Length));
                break;
            case "ANMF":
                _notes.Animation("only the first picture of the animated WebP was kept");
                break;
            case "ICCP":
                _notes.Metadata("ICC profile");
                _profile = body.Length <= MaxProfile ? body.ToArray() : [];
                break;
            case "EXIF":
                Orientation = ExifBlock.Read(body.StartsWith("Exif\0\0"u8) ? body[6..] : body, _notes);
                break;
            case "XMP ":
                _notes.Metadata("XMP");
                break;
            case "VP8X" or "ANIM" or "VP8 " or "VP8L" or "ALPH":
                break;
            default:
                _notes.Metadata("private chunks");
                break;
        }
    }

    /// <summary>From the picture itself (RFC 6386 §9.1; RFC 9649 §3.4), as the decoder takes it; the container's word may be a lie.</summary>
    private void ReadSize()
    {
        ReadOnlySpan<byte> picture = _picture;
        if (IsLossy && picture.HasAt(3, [0x9D, 0x01, 0x2A]) && picture.Length > 10)
            (Width, Height) = (picture.U16(6) & 0x3FFF, picture.U16(8) & 0x3FFF);
        else if (!IsLossy && picture.ByteAt(0) == 0x2F && picture.Length > 5)
            (Width, Height) = ((int)(picture.U32(1) & 0x3FFF) + 1, (int)((picture.U32(1) >> 14) & 0x3FFF) + 1);
        else
            throw PictureException.Broken("the WebP holds no picture");
    }

    private byte[] Assemble()
    {
        using var output = new MemoryStream();
        output.Write("RIFF\0\0\0\0WEBP"u8);
        if (!IsLossy)
            _alpha = [];
        if (_profile.Length > 0 || _alpha.Length > 0)
        {
            var flags = (byte)((_profile.Length > 0 ? ProfileFlag : 0) | (_alpha.Length > 0 ? AlphaFlag : 0));
            var (w, h) = (Width - 1, Height - 1);
            Write(output, "VP8X"u8, [flags, 0, 0, 0, (byte)w, (byte)(w >> 8), 0, (byte)h, (byte)(h >> 8), 0]);
        }

        if (_profile.Length > 0)
            Write(output, "ICCP"u8, _profile);
        if (_alpha.Length > 0)
            Write(output, "ALPH"u8, _alpha);
        Write(output, IsLossy ? "VP8 "u8 : "VP8L"u8, _picture);
        var file = output.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }

    private static void Write(MemoryStream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        output.Write(type);
        output.Write(length);
        output.Write(body);
        if ((body.Length & 1) == 1)
            output.WriteByte(0);
    }
}
