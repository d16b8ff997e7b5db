using System.Buffers.Binary;

namespace MiyakoMailSanitizer.Sanitizing.Images.Gif;

/// <summary>
/// Writes GIF89a: screen without palette, the repeats of an animation, then for each frame a graphic control, a palette and the pixels. No
/// comment, no other extension.
/// </summary>
internal static class GifWriter
{
    public static byte[] Write(GifImage image, PictureBudget budget)
    {
        using var output = new MemoryStream();
        output.Write("GIF89a"u8);
        Write16(output, image.Width, image.Height);
        output.Write([0x70, 0, 0]);
        if (image.Frames.Count > 1 && image.Repeats is { } repeats)
        {
            output.Write([0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1]);
            Write16(output, repeats);
            output.WriteByte(0);
        }

        foreach (var frame in image.Frames)
        {
            budget.Tick();
            WriteFrame(output, frame);
        }

        output.WriteByte(0x3B);
        return output.ToArray();
    }

    private static void WriteFrame(MemoryStream output, GifFrame frame)
    {
        output.Write([0x21, 0xF9, 4, (byte)((frame.Disposal << 2) | (frame.Transparent >= 0 ? 1 : 0))]);
        Write16(output, frame.Delay);
        output.Write([(byte)Math.Max(frame.Transparent, 0), 0]);
        output.WriteByte(0x2C);
        Write16(output, frame.X, frame.Y, frame.Width, frame.Height);
        var bits = 1;
        while (3 << bits < frame.Palette.Length)
            bits++;
        output.WriteByte((byte)(0x80 | (bits - 1)));
        output.Write(frame.Palette);
        new LzwWriter(output, Math.Max(2, bits)).Write(frame.Indexes);
    }

    private static void Write16(MemoryStream output, params ReadOnlySpan<int> values)
    {
        Span<byte> word = stackalloc byte[2];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(word, (ushort)value);
            output.Write(word);
        }
    }
}
