namespace MiyakoMailSanitizer.Verifying.Formats.Pictures;

/// <summary>GIF89a as we write it: a screen without palette, perhaps the number of repeats, frames with a palette each, the trailer.</summary>
internal sealed class GifChecker : IFormatChecker
{
    private const int MaxCodes = 4_096;

    public void Check(ReadOnlyMemory<byte> content, Place place, FaultList faults)
    {
        if (Fault(content.Span) is { } fault)
            faults.Add("file.gif", place.Path, fault);
    }

    private static string? Fault(ReadOnlySpan<byte> bytes)
    {
        var cursor = new ByteCursor(bytes);
        if (!cursor.Take(6).SequenceEqual("GIF89a"u8))
            return "the signature is wrong";
        int width = cursor.Little16(), height = cursor.Little16();
        if (width == 0 || height == 0 || cursor.Byte() != 0x70 || cursor.Byte() != 0 || cursor.Byte() != 0)
            return "the screen is not as we write it";
        var frames = 0;
        var repeats = false;
        while (true)
        {
            var block = cursor.Byte();
            if (cursor.IsCut)
                return "it ends early";
            if (block == 0x3B)
                break;
            if (block != 0x21)
                return "a block is none that we write";
            var label = cursor.Byte();
            if (label == 0xFF && frames == 0 && !repeats)
                repeats = cursor.Take(16) is var loop && loop[..14].SequenceEqual("\u000BNETSCAPE2.0\u0003\u0001"u8);
            if (label == 0xFF && (!repeats || frames > 0 || cursor.Byte() != 0))
                return "an extension is none that we write";
            if (label != 0xFF && (label != 0xF9 || Frame(ref cursor, width, height) is not null))
                return "a frame is not as we write it";
            frames += label == 0xF9 ? 1 : 0;
        }

        return frames > 0 && (frames > 1 || !repeats) && cursor.IsAtEnd ? null : "it does not end as we write it";
    }

    private static string? Frame(ref ByteCursor cursor, int screenWidth, int screenHeight)
    {
        int size = cursor.Byte(), flags = cursor.Byte();
        cursor.Take(2);
        int transparent = cursor.Byte(), end = cursor.Byte(), mark = cursor.Byte();
        int x = cursor.Little16(), y = cursor.Little16(), width = cursor.Little16(), height = cursor.Little16(), palette = cursor.Byte();
        var colors = 2 << (palette & 7);
        if (size != 4 || (flags & 0xF2) != 0 || end != 0 || mark != 0x2C || (palette & 0xF8) != 0x80 || width == 0 || height == 0
            || x + width > screenWidth || y + height > screenHeight || transparent >= colors || ((flags & 1) == 0 && transparent != 0))
            return "its header is not as we write it";
        cursor.Take(colors * 3);
        var minimum = cursor.Byte();
        if (minimum != Math.Max(2, (palette & 7) + 1))
            return "the size of its codes is not as we write it";
        return Pixels(ref cursor, minimum, colors, (long)width * height);
    }

    /// <summary>Follows the codes and counts pixels; strings are not made, only their lengths and greatest colours.</summary>
    private static string? Pixels(ref ByteCursor cursor, int minimum, int colors, long wanted)
    {
        Span<ushort> lengths = stackalloc ushort[MaxCodes];
        Span<byte> greatest = stackalloc byte[MaxCodes], first = stackalloc byte[MaxCodes];
        int clear = 1 << minimum, next = clear + 2, size = minimum + 1, previous = -1, bits = 0, count = 0, left = 0;
        for (var i = 0; i < clear; i++)
            (lengths[i], greatest[i], first[i]) = (1, (byte)i, (byte)i);
        var isFirst = true;
        var seen = 0L;
        while (true)
        {
            for (; count < size; count += 8, left--)
            {
                if (left == 0 && (left = cursor.Byte()) == 0)
                    return "its pixels end early";
                bits |= cursor.Byte() << count;
            }

            var code = bits & ((1 << size) - 1);
            bits >>= size;
            count -= size;
            if (isFirst && code != clear)
                return "its codes don't begin as we write them";
            isFirst = false;
            if (code == clear + 1)
                break;
            if (code == clear)
            {
                (next, size, previous) = (clear + 2, minimum + 1, -1);
                continue;
            }

            if (code > next || (code == next && (previous < 0 || next >= MaxCodes)) || (previous < 0 && code >= clear) || cursor.IsCut)
                return "a code is none";
            if (previous >= 0 && next < MaxCodes)
            {
                var letter = code == next ? first[previous] : first[code];
                (lengths[next], first[next], greatest[next]) = ((ushort)(lengths[previous] + 1), first[previous], Math.Max(greatest[previous], letter));
                if (++next == 1 << size && size < 12)
                    size++;
            }

            seen += lengths[code];
            if (seen > wanted || greatest[code] >= colors)
                return "it has too many pixels, or colours";
            previous = code;
        }

        return left == 0 && bits == 0 && cursor.Byte() == 0 && seen == wanted ? null : "its pixels don't end as they should";
    }
}
