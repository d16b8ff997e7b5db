using System.Buffers.Binary;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

/// <summary>Writes LHA archives of stored files.</summary>
internal static class RawLzh
{
    public static byte[] Build(int level, params (byte[] Name, byte[] Content)[] files)
    {
        var bytes = new List<byte>();
        foreach (var (name, content) in files)
        {
            bytes.AddRange(level == 2 ? Level2(name, content) : Level0(name, content));
            bytes.AddRange(content);
        }
        bytes.Add(0);
        return [.. bytes];
    }

    public static ushort Crc16(byte[] content)
    {
        var crc = 0;
        foreach (var b in content)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1;
        }
        return (ushort)crc;
    }

    private static byte[] Level0(byte[] name, byte[] content)
    {
        byte[] header = [.. Start(content, 0), (byte)name.Length, .. name, .. U16(Crc16(content))];
        return [(byte)header.Length, (byte)header.Sum(b => b), .. header];
    }

    private static byte[] Level2(byte[] name, byte[] content)
    {
        byte[] fields = [.. U16(name.Length + 3), 1, .. name, 0, 0];
        byte[] header = [.. Start(content, 2), .. U16(Crc16(content)), (byte)'M', .. fields];
        return [.. U16(header.Length + 2), .. header];
    }

    private static byte[] Start(byte[] content, byte level)
        => [.. "-lh0-"u8, .. U32(content.Length), .. U32(content.Length), .. U32(level == 2 ? 1_700_000_000 : 0x5B77_4A00), 0x20, level];

    private static byte[] U16(int value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] U32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
