using System.Buffers.Binary;
using System.IO.Compression;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Office.Parts;

/// <summary>The picture that stands where one was withheld: a light grey field with a border and a cross. Made here, once.</summary>
internal static class PlaceholderPicture
{
    private const int Side = 48;
    private const byte Ground = 0xEE, Line = 0x99;

    public static ReadOnlyMemory<byte> Png { get; } = Make();

    private static byte[] Make()
    {
        var rows = new byte[Side * (Side + 1)];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var isLine = x == 0 || y == 0 || x == Side - 1 || y == Side - 1 || x == y || x == Side - 1 - y;
                // Each row begins with its filter, which is 0.
                rows[(y * (Side + 1)) + 1 + x] = isLine ? Line : Ground;
            }
        }
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(rows);
        var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(png, "IHDR"u8, [0, 0, 0, Side, 0, 0, 0, Side, 8, 0, 0, 0, 0]);
        Chunk(png, "IDAT"u8, packed.ToArray());
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        byte[] body = [.. type, .. data];
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Bytes.Crc32(body));
        png.Write(number);
    }
}
