using System.Buffers.Binary;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

/// <summary>Writes 7z archives of one coder, so that any field can lie.</summary>
internal static class RawSevenZip
{
    public static byte[] Archive(byte[] packed, byte[] header, uint? headerCrc = null)
    {
        var start = new byte[20];
        BinaryPrimitives.WriteInt64LittleEndian(start, packed.Length);
        BinaryPrimitives.WriteInt64LittleEndian(start.AsSpan(8), header.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(start.AsSpan(16), headerCrc ?? Bytes.Crc32(header));
        byte[] crc = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(crc, Bytes.Crc32(start));
        return [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4, .. crc, .. start, .. packed, .. header];
    }

    /// <summary>One folder of one coder.</summary>
    public static byte[] Header(byte[] body, byte[] method, byte[] properties, string names, long? size = null, long? packedSize = null, int files = 1)
    {
        byte[] crc = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(crc, Bytes.Crc32(body));
        byte[] text = files == 0 ? [] : [.. Encoding.Unicode.GetBytes(names + "\0")];
        return
        [
            1, 4,
            6, .. Number(0), .. Number(1), 9, .. Number(packedSize ?? body.Length), 0,
            7, 0x0B, 1, 0, 1, (byte)(method.Length | (properties.Length > 0 ? 0x20 : 0)), .. method, .. properties.Length > 0 ? (byte[])[(byte)properties.Length, .. properties] : [],
            0x0C, .. Number(size ?? body.Length), 0x0A, 1, .. crc, 0,
            0,
            5, (byte)files, 0x11, .. Number(text.Length + 1), 0, .. text, 0,
            0,
        ];
    }

    private static byte[] Number(long value)
    {
        var bytes = new byte[9];
        bytes[0] = 0xFF;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    /// <summary>Stored files of the same content.</summary>
    public static byte[] Stored(string[] names, byte[] body)
    {
        byte[] text = [.. names.SelectMany(n => Encoding.Unicode.GetBytes(n + "\0"))];
        byte[] all = [.. names.SelectMany(_ => body)];
        var crc = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(crc, Bytes.Crc32(body));
        byte[] digests = names.Length == 0 ? [] : [.. names.SelectMany(_ => crc)];
        return Archive(all,
        [
            1, 4, 6, .. Number(0), .. Number(1), 9, .. Number(all.Length), 0,
            7, 0x0B, 1, 0, 1, 1, 0, 0x0C, .. Number(all.Length), 0,
            8, 0x0D, .. Number(names.Length), 9, .. names.Skip(1).SelectMany(_ => Number(body.Length)), 0x0A, 1, .. digests, 0,
            0,
            5, .. Number(names.Length), 0x11, .. Number(text.Length + 1), 0, .. text, 0,
            0,
        ]);
    }

    /// <summary>Sets the two checksums of the headers right, where it is a 7z archive with its header in it.</summary>
    public static byte[] WithChecksums(byte[] bytes)
    {
        if (bytes.Length < 32 || !bytes.AsSpan().StartsWith((byte[])[0x37, 0x7A, 0xBC]))
            return bytes;
        var (offset, size) = (BitConverter.ToInt64(bytes, 12), BitConverter.ToInt64(bytes, 20));
        if (offset >= 0 && size >= 0 && offset < bytes.Length && size < bytes.Length && 32 + offset + size <= bytes.Length)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(28), Bytes.Crc32(bytes.AsSpan(32 + (int)offset, (int)size)));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Bytes.Crc32(bytes.AsSpan(12, 20)));
        return bytes;
    }
}
