using System.Buffers.Binary;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

/// <summary>Writes RAR archives of stored files field by field, as no free program writes them.</summary>
internal static class RawRar
{
    public sealed record Entry(byte[] Name, byte[] Content)
    {
        /// <summary>Of the old format: what stands behind the name's NUL.</summary>
        public byte[]? Unicode { get; init; }

        public long? ClaimedSize { get; init; }
        public uint? Crc { get; init; }

        /// <summary>Packing of the new format; the default is stored.</summary>
        public int Packing { get; init; }

        /// <summary>Method of the old format.</summary>
        public byte Method { get; init; } = 0x30;

        /// <summary>Of the old format: how many bytes of the name field are the name; a salt may follow.</summary>
        public int? NameBytes { get; init; }

        public int HeaderFlags { get; init; }
        public byte[] Extra { get; init; } = [];
        public bool IsFolder { get; init; }
        public uint Attributes { get; init; } = 0x20;
        public byte System { get; init; } = 2;
    }

    public static byte[] New(params Entry[] entries) => NewWith(0, entries);

    public static byte[] NewWith(int mainFlags, params Entry[] entries)
    {
        var bytes = new List<byte>("Rar!\u001A\u0007\u0001\0"u8.ToArray());
        bytes.AddRange(Block5([.. Vint(1), .. Vint(0), .. Vint(mainFlags)]));
        foreach (var e in entries)
        {
            byte[] body =
            [
                .. Vint(2), .. Vint((e.Extra.Length > 0 ? 1 : 0) | 2 | e.HeaderFlags), .. e.Extra.Length > 0 ? Vint(e.Extra.Length) : [], .. Vint(e.Content.Length),
                .. Vint(e.IsFolder ? 1 : 4), .. Vint(e.ClaimedSize ?? e.Content.Length), .. Vint(e.Attributes),
                .. e.IsFolder ? [] : U32(e.Crc ?? Bytes.Crc32(e.Content)), .. Vint(e.Packing), .. Vint(0), .. Vint(e.Name.Length), .. e.Name, .. e.Extra,
            ];
            bytes.AddRange(Block5(body));
            bytes.AddRange(e.Content);
        }
        bytes.AddRange(Block5([.. Vint(5), .. Vint(0), .. Vint(0)]));
        return [.. bytes];
    }

    public static byte[] Old(params Entry[] entries) => OldWith(0, entries);

    public static byte[] OldWith(int mainFlags, params Entry[] entries)
    {
        var bytes = new List<byte>("Rar!\u001A\u0007\0"u8.ToArray());
        bytes.AddRange(Block4(0x73, mainFlags, new byte[6]));
        foreach (var e in entries)
        {
            byte[] name = e.Unicode is null ? e.Name : [.. e.Name, 0, .. e.Unicode];
            var flags = 0x8000 | e.HeaderFlags | (e.IsFolder ? 0xE0 : 0) | (e.Unicode is null ? 0 : 0x200);
            bytes.AddRange(Block4(0x74, flags,
            [
                .. U32((uint)e.Content.Length), .. U32((uint)(e.ClaimedSize ?? e.Content.Length)), e.System, .. U32(e.Crc ?? Bytes.Crc32(e.Content)),
                .. U32(0x5B77_4A00), 20, e.Method, .. U16(e.NameBytes ?? name.Length), .. U32(e.Attributes), .. name,
            ]));
            bytes.AddRange(e.Content);
        }
        bytes.AddRange(Block4(0x7B, 0x4000, []));
        return [.. bytes];
    }

    public static Entry Text(string name, string content) => new(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(content));

    public static byte[] Vint(long value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }

    /// <summary>Sets the checksums of the headers right, as far as their sizes lead.</summary>
    public static byte[] WithChecksums(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith("Rar!\u001A\u0007"u8))
            return bytes;
        // The old format: CRC, type, flags, size, and the size of the data.
        for (long at = 7; bytes.Length > 7 && bytes[6] == 0 && at + 7 <= bytes.Length;)
        {
            var (flags, size) = (BitConverter.ToUInt16(bytes, (int)at + 3), BitConverter.ToUInt16(bytes, (int)at + 5));
            if (size < 7 || at + size > bytes.Length)
                break;
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan((int)at), (ushort)Bytes.Crc32(bytes.AsSpan((int)at + 2, size - 2)));
            at += size + ((flags & 0x8000) != 0 && size >= 11 ? BitConverter.ToUInt32(bytes, (int)at + 7) : 0L);
        }
        // The new format: only headers of less than 128 bytes are followed, whose data has less than 128 too.
        for (var at = 8; bytes.Length > 7 && bytes[6] == 1 && at + 8 <= bytes.Length && bytes[at + 4] < 128 && at + 5 + bytes[at + 4] <= bytes.Length;)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), Bytes.Crc32(bytes.AsSpan(at + 4, 1 + bytes[at + 4])));
            at += 5 + bytes[at + 4] + ((bytes[at + 6] & 2) != 0 ? bytes[at + 7] & 0x7F : 0);
        }
        return bytes;
    }

    public static byte[] Block5(byte[] body)
    {
        byte[] covered = [.. Vint(body.Length), .. body];
        return [.. U32(Bytes.Crc32(covered)), .. covered];
    }

    private static byte[] Block4(byte type, int flags, byte[] body)
    {
        byte[] covered = [type, .. U16(flags), .. U16(7 + body.Length), .. body];
        return [.. U16((ushort)Bytes.Crc32(covered)), .. covered];
    }

    private static byte[] U16(int value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
