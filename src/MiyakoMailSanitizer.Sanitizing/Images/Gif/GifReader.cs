using System.Globalization;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Images.Gif;

/// <summary>Reads GIF87a and GIF89a block by block, in managed code.</summary>
internal ref struct GifReader(ReadOnlySpan<byte> bytes, PictureBudget budget, PictureNotes notes)
{
    // What viewers do with a palette that is missing: black and white, then grey.
    private static readonly byte[] NoPalette = [0, 0, 0, 255, 255, 255];

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly List<GifFrame> _frames = [];
    private byte[] _palette = [];
    private int _width, _height, _transparent = -1, _disposal, _delay, _left;
    private int? _repeats;

    /// <exception cref="PictureException">Too large, or not even one frame can be read.</exception>
    public GifImage Read()
    {
        if (_bytes.Length < 13)
            throw PictureException.Broken("the GIF has no header");
        (_width, _height) = (_bytes.U16(6), _bytes.U16(8));
        var at = 13L + ReadPalette(13, _bytes[10], ref _palette);
        var isWhole = ReadBlocks(at);
        if (_frames.Count == 0)
            throw PictureException.Broken("the GIF holds no picture");
        if (!isWhole)
            notes.Broken("the GIF ends early");
        if (_left > 0)
            notes.Animation(string.Create(CultureInfo.InvariantCulture, $"{_frames.Count} of {_frames.Count + _left} frames were kept"));
        return new(_width, _height) { Frames = _frames, Repeats = _repeats };
    }

    /// <summary>True where the trailer was found.</summary>
    private bool ReadBlocks(long at)
    {
        while (at < _bytes.Length)
        {
            switch (_bytes[(int)at])
            {
                case 0x3B:
                    return true;
                case 0x21:
                    ReadExtension(at + 1);
                    at = SkipSubBlocks(at + 2);
                    break;
                case 0x2C:
                    at = ReadFrame(at + 1);
                    break;
                // Some writers leave zeros between blocks.
                case 0:
                    at++;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private void ReadExtension(long at)
    {
        var body = _bytes.Cut(at + 2, _bytes.ByteAt(at + 1));
        switch (_bytes.ByteAt(at))
        {
            case 0xF9 when body.Length >= 4:
                _disposal = (body[0] >> 2) & 7;
                _delay = body.U16(1);
                _transparent = (body[0] & 1) != 0 ? body[3] : -1;
                break;
            case 0xFF when body.StartsWith("NETSCAPE2.0"u8) || body.StartsWith("ANIMEXTS1.0"u8):
                var loop = _bytes.Cut(at + 2 + body.Length, 4);
                if (loop.Length == 4 && loop[0] == 3 && loop[1] == 1)
                    _repeats = loop.U16(2);
                break;
            case 0xFF:
                notes.Metadata(body.StartsWith("XMP Data"u8) ? "XMP" : body.StartsWith("ICCRGBG1"u8) ? "ICC profile" : "application data");
                break;
            case 0xFE:
                notes.Metadata("comment");
                break;
            case 0x01:
                notes.Metadata("text");
                break;
        }
    }

    /// <summary>From the frame's place on; gives where the next block starts.</summary>
    private long ReadFrame(long at)
    {
        int x = _bytes.U16(at), y = _bytes.U16(at + 2), width = _bytes.U16(at + 4), height = _bytes.U16(at + 6);
        var flags = _bytes.ByteAt(at + 8);
        var palette = _palette;
        var data = at + 9 + ReadPalette(at + 9, flags, ref palette);
        var end = SkipSubBlocks(data + 1);
        if (IsEnough())
            _left++;
        else if (width > 0 && height > 0)
            AddFrame(x, y, width, height, palette, data, (flags & 0x40) != 0);
        (_transparent, _disposal, _delay) = (-1, 0, 0);
        return end;
    }

    private readonly bool IsEnough()
        => _frames.Count > 0 && (budget.Options.Animation == AnimationStyle.First || _frames.Count >= budget.Options.MaxFrames);

    private void AddFrame(int x, int y, int width, int height, byte[] palette, long data, bool isInterlaced)
    {
        if (_frames.Count == 0)
        {
            // As browsers do: a first frame that is larger than the screen makes the screen larger.
            (_width, _height) = (Math.Max(_width, x + width), Math.Max(_height, y + height));
            budget.Claim(_width, _height, 8);
        }

        budget.Claim(width, height, 8);
        if (palette.Length == 0)
            palette = NoPalette;
        var indexes = new byte[width * height];
        var minimum = _bytes.ByteAt(data);
        if (minimum is < 1 or > 8)
        {
            notes.Broken("a frame of the GIF can't be read");
            return;
        }

        var read = LzwReader.Read(_bytes.Cut(data + 1, _bytes.Length), minimum, indexes);
        if (read == 0)
        {
            notes.Broken("a frame of the GIF can't be read");
            return;
        }

        if (read < indexes.Length)
            Fill(indexes.AsSpan(read));
        Keep(indexes, palette, ref _transparent);
        if (isInterlaced)
            indexes = Deinterlace(indexes, width, height);
        Crop(new(x, y, width, height) { Indexes = indexes, Palette = palette, Transparent = _transparent, Disposal = _disposal & 3, Delay = _delay });
    }

    private readonly void Fill(Span<byte> rest)
    {
        notes.Broken("the pixels of a frame of the GIF end early");
        rest.Fill((byte)Math.Max(_transparent, 0));
    }

    /// <summary>Indexes without a colour become the transparent one, or the first.</summary>
    private static void Keep(Span<byte> indexes, byte[] palette, ref int transparent)
    {
        var count = palette.Length / 3;
        if (transparent >= count)
            transparent = -1;
        if (count == 256)
            return;
        foreach (ref var index in indexes)
        {
            if (index >= count)
                index = (byte)Math.Max(transparent, 0);
        }
    }

    private static byte[] Deinterlace(byte[] rows, int width, int height)
    {
        var result = new byte[rows.Length];
        var from = 0;
        ReadOnlySpan<(int Start, int Step)> passes = [(0, 8), (4, 8), (2, 4), (1, 2)];
        foreach (var (start, step) in passes)
        {
            for (var y = start; y < height; y += step, from += width)
                rows.AsSpan(from, width).CopyTo(result.AsSpan(y * width));
        }

        return result;
    }

    /// <summary>Later frames may not leave the screen.</summary>
    private readonly void Crop(GifFrame frame)
    {
        int width = Math.Min(frame.Width, _width - frame.X), height = Math.Min(frame.Height, _height - frame.Y);
        if (width <= 0 || height <= 0)
            return;
        if (width == frame.Width && height == frame.Height)
        {
            _frames.Add(frame);
            return;
        }

        var indexes = new byte[width * height];
        for (var y = 0; y < height; y++)
            frame.Indexes.AsSpan(y * frame.Width, width).CopyTo(indexes.AsSpan(y * width));
        _frames.Add(frame with { Width = width, Height = height, Indexes = indexes });
    }

    /// <summary>Gives the length of the palette; what is cut off stays black.</summary>
    private readonly int ReadPalette(long at, byte flags, ref byte[] palette)
    {
        if ((flags & 0x80) == 0)
            return 0;
        palette = new byte[3 << ((flags & 7) + 1)];
        _bytes.Cut(at, palette.Length).CopyTo(palette);
        return palette.Length;
    }

    private readonly long SkipSubBlocks(long at)
    {
        while (at < _bytes.Length && _bytes[(int)at] != 0)
            at += 1 + _bytes[(int)at];
        return at + 1;
    }
}
