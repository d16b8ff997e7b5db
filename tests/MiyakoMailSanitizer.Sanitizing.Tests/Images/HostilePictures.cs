using System.Buffers.Binary;
using System.IO.Compression;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Images;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Images;

/// <summary>Pictures that lie about their size, never end, or unpack to far more than they say.</summary>
internal static class HostilePictures
{
    public static byte[] Png(int width, int height, byte depth, byte kind, params ReadOnlySpan<(string Type, byte[] Body)> chunks)
    {
        using var output = new MemoryStream();
        output.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(output, "IHDR", [.. Big(width), .. Big(height), depth, kind, 0, 0, 0]);
        foreach (var (type, body) in chunks)
            Chunk(output, type, body);
        Chunk(output, "IEND", []);
        return output.ToArray();
    }

    public static byte[] Zlib(long zeros)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var block = new byte[1 << 20];
            for (; zeros > 0; zeros -= block.Length)
                zlib.Write(block.AsSpan(0, (int)Math.Min(zeros, block.Length)));
        }

        return output.ToArray();
    }

    /// <summary>A screen and so many frames of one pixel.</summary>
    public static byte[] Gif(int width, int height, int frames)
    {
        using var output = new MemoryStream();
        output.Write("GIF89a"u8);
        output.Write([(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
        for (var i = 0; i < frames; i++)
            output.Write([0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0]);
        output.WriteByte(0x3B);
        return output.ToArray();
    }

    /// <summary>A JPEG with another size in its frame, and what follows its first scan.</summary>
    public static byte[] Jpeg(int width, int height, bool hasData = true, int scans = 1)
    {
        ReadOnlySpan<byte> real = PictureFixtures.Read("progressive.jpg");
        var frame = real.IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]);
        var scan = real.IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var length = BinaryPrimitives.ReadUInt16BigEndian(real[(scan + 2)..]) + 2;
        var data = real[(scan + length)..];
        data = data[..data.IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC4])];
        using var output = new MemoryStream();
        output.Write(real[..(frame + 5)]);
        output.Write([(byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width]);
        output.Write(real[(frame + 9)..scan]);
        for (var i = 0; i < scans; i++)
        {
            output.Write(real.Slice(scan, length));
            if (hasData)
                output.Write(data);
        }

        output.Write([0xFF, 0xD9]);
        return output.ToArray();
    }

    /// <summary>Little-endian TIFF of one directory: tag, type (3 short, 4 long) and value; the pixels follow the directory.</summary>
    public static byte[] Tiff(byte[] pixels, uint next, params (int Tag, long Value)[] tags)
    {
        using var output = new MemoryStream();
        output.Write([(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, (byte)(tags.Length + 2), 0]);
        var place = (uint)(8 + 2 + ((tags.Length + 2) * 12) + 4);
        foreach (var (tag, value) in ((int, long)[])[.. tags, (273, place), (279, pixels.Length)])
        {
            output.Write([(byte)tag, (byte)(tag >> 8), 4, 0, 1, 0, 0, 0]);
            output.Write(Little((uint)value));
        }

        output.Write(Little(next));
        output.Write(pixels);
        return output.ToArray();
    }

    public static byte[] Bmp(int width, int height, int depth, int compression, byte[] pixels)
        => [.. "BM"u8, .. Little((uint)(54 + pixels.Length)), 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, .. Little((uint)width), .. Little((uint)height), 1, 0,
            (byte)depth, 0, .. Little((uint)compression), .. new byte[20], .. pixels];

    public static byte[] Webp(int width, int height)
    {
        var bits = (uint)(width - 1) | ((uint)(height - 1) << 14);
        return [.. "RIFF"u8, 30, 0, 0, 0, .. "WEBPVP8L"u8, 18, 0, 0, 0, 0x2F, .. Little(bits), .. new byte[13]];
    }

    private static void Chunk(MemoryStream output, string type, byte[] body)
    {
        var name = System.Text.Encoding.ASCII.GetBytes(type);
        output.Write(Big(body.Length));
        output.Write(name);
        output.Write(body);
        output.Write(Big((int)Crc32.Of(name, body)));
    }

    private static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
