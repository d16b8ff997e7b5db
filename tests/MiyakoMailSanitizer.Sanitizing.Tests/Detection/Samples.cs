using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Detection;

/// <summary>Smallest files of each format, built here.</summary>
internal static partial class Samples
{
    public static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(p => p)];

    public static byte[] Zip(params (string Name, string Content)[] entries) => Zip(CompressionLevel.Optimal, entries);

    public static byte[] Zip(CompressionLevel level, params (string Name, string Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(Ascii(content));
            }
        }
        return stream.ToArray();
    }

    public static byte[] Package(params string[] contentTypes)
        => Zip(("[Content_Types].xml",
            "<Types>" + string.Concat(contentTypes.Select(t => $"<Override ContentType=\"application/{t}+xml\"/>")) + "</Types>"));

    /// <summary>Compound file of version 3: allocation table, directory, then streams of 4,096 bytes.</summary>
    public static byte[] Cfb(Guid rootClass, params (string Name, byte[] Start)[] streams)
    {
        var directorySectors = (streams.Length + 1 + 3) / 4;
        var file = new byte[512 * (2 + directorySectors + streams.Length * 8)];
        void U16(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);
        void U32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
        new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }.CopyTo(file, 0);
        U16(26, 3);
        U16(28, 0xFFFE);
        U16(30, 9);
        U16(32, 6);
        U32(44, 1);
        U32(48, 1);
        U32(56, 4_096);
        U32(60, 0xFFFFFFFE);
        U32(68, 0xFFFFFFFE);
        for (var i = 0; i < 109; i++)
            U32(76 + i * 4, i == 0 ? 0 : 0xFFFFFFFF);
        for (var i = 0; i < 128; i++)
            U32(512 + i * 4, 0xFFFFFFFF);
        U32(512, 0xFFFFFFFD);
        void Chain(int first, int count)
        {
            for (var i = 0; i < count; i++)
                U32(512 + (first + i) * 4, i == count - 1 ? 0xFFFFFFFE : (uint)(first + i + 1));
        }
        Chain(1, directorySectors);
        void Entry(int index, string name, byte type, uint right, uint child, uint start, uint size)
        {
            var at = 1_024 + index * 128;
            var bytes = Encoding.Unicode.GetBytes(name);
            bytes.CopyTo(file, at);
            U16(at + 64, bytes.Length + 2);
            file[at + 66] = type;
            U32(at + 68, 0xFFFFFFFF);
            U32(at + 72, right);
            U32(at + 76, child);
            U32(at + 116, start);
            U32(at + 120, size);
        }
        Entry(0, "Root Entry", 5, 0xFFFFFFFF, streams.Length > 0 ? 1 : 0xFFFFFFFF, 0xFFFFFFFE, 0);
        rootClass.ToByteArray().CopyTo(file, 1_024 + 80);
        for (var i = 0; i < streams.Length; i++)
        {
            var start = 1 + directorySectors + i * 8;
            Chain(start, 8);
            Entry(i + 1, streams[i].Name, 2, i + 1 < streams.Length ? (uint)i + 2 : 0xFFFFFFFF, 0xFFFFFFFF, (uint)start, 4_096);
            streams[i].Start.CopyTo(file, 512 + start * 512);
        }
        return file;
    }

    public static byte[] Cfb(params string[] streams) => Cfb(Guid.Empty, [.. streams.Select(s => (s, Array.Empty<byte>()))]);

    public static byte[] Tar(params (string Name, byte[] Content)[] members)
    {
        var file = new MemoryStream();
        foreach (var (name, content) in members)
        {
            var header = new byte[512];
            Ascii(name).CopyTo(header, 0);
            Ascii("0000644\0").CopyTo(header, 100);
            Ascii(Convert.ToString(content.Length, 8).PadLeft(11, '0') + "\0").CopyTo(header, 124);
            header[156] = (byte)'0';
            Ascii("ustar\000").CopyTo(header, 257);
            header.AsSpan(148, 8).Fill((byte)' ');
            Ascii(Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
            file.Write(header);
            file.Write(content);
            file.Write(new byte[(512 - content.Length % 512) % 512]);
        }
        file.Write(new byte[1_024]);
        return file.ToArray();
    }

    public static byte[] Jpeg(byte[]? comment = null)
    {
        comment ??= Ascii("hello");
        return Join(
            [0xFF, 0xD8, 0xFF, 0xE0, 0, 16], Ascii("JFIF\0"), [1, 1, 0, 0, 1, 0, 1, 0, 0],
            [0xFF, 0xFE, (byte)((comment.Length + 2) >> 8), (byte)(comment.Length + 2)], comment,
            [0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0], [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0], [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD9]);
    }

    public static byte[] Png(params (string Type, byte[] Data)[] chunks)
    {
        static byte[] Chunk(string type, byte[] data)
            => Join([(byte)(data.Length >> 24), (byte)(data.Length >> 16), (byte)(data.Length >> 8), (byte)data.Length], Ascii(type),
                data, [1, 2, 3, 4]);
        return Join(
            [[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], Chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
            .. chunks.Select(c => Chunk(c.Type, c.Data)), Chunk("IDAT", [1, 2, 3]), Chunk("IEND", [])]);
    }

    public static byte[] Gif()
        => Join(Ascii("GIF89a"), [1, 0, 1, 0, 0x80, 0, 0], [1, 2, 3, 4, 5, 6], [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]);

    public static byte[] Bmp()
    {
        var file = new byte[14 + 40 + 4];
        Ascii("BM").CopyTo(file, 0);
        file[2] = (byte)file.Length;
        file[10] = 54;
        file[14] = 40;
        file[18] = file[22] = file[26] = 1;
        file[28] = 24;
        return file;
    }

    public static byte[] Pdf(string trailer = "<< /Root 1 0 R >>")
        => Ascii($"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n{trailer}\nstartxref\n9\n%%EOF\n");

    public static byte[] Exe()
    {
        var file = new byte[0x100];
        Ascii("MZ").CopyTo(file, 0);
        file[0x3C] = 0x80;
        Ascii("PE\0\0").CopyTo(file, 0x80);
        return file;
    }

    public static byte[] Rar4()
    {
        byte[] header = [0x73, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0];
        var crc = Sanitizing.Detection.Bytes.Crc32(header);
        return Join(Ascii("Rar!\u001A\u0007\0"), [(byte)crc, (byte)(crc >> 8)], header, [0xC4, 0x3D, 0x7B, 0, 0x40, 7, 0]);
    }

    public static byte[] Rar5(byte type = 1)
    {
        byte[] covered = [3, type, 0, 0];
        return Join(Ascii("Rar!\u001A\u0007\u0001\0"), Little(Sanitizing.Detection.Bytes.Crc32(covered)), covered, Little(Bytes.Crc32([3,
            5, 0, 0])), [3, 5, 0, 0]);
    }

    public static byte[] SevenZip(params byte[] header)
    {
        var start = new byte[20];
        start[8] = (byte)header.Length;
        return Join([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], Little(Sanitizing.Detection.Bytes.Crc32(start)), start, header);
    }

    public static byte[] Little(uint value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

    public static byte[] Lzh()
    {
        var header = Join(Ascii("-lh0-"), [2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 1], Ascii("a"), [0, 0]);
        return Join([(byte)header.Length, (byte)header.Sum(b => b)], header, Ascii("hi"), [0]);
    }

    public static byte[] AMail(string body = "Hello.\r\n")
        => Ascii("Received: from a.example by b.example; Mon, 23 Nov 2026 10:11:12 +0900\r\nFrom: a@example.jp\r\n"
            + "To: b@example.jp\r\nSubject: x\r\n\r\n" + body);

    public static byte[] Box(string brand) => Join([0, 0, 0, 16], Ascii("ftyp" + brand), [0, 0, 0, 0], [0, 0, 0, 8], Ascii("free"));

    public static byte[] Cms(byte kind, bool withContent)
    {
        byte[] content = withContent ? [0xA0, 3, 4, 1, 0x41] : [];
        byte[] inner = [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1, .. content];
        byte[] data = [2, 1, 1, 0x31, 0, 0x30, (byte)inner.Length, .. inner];
        byte[] signed = [0xA0, (byte)(data.Length + 2), 0x30, (byte)data.Length, .. data];
        byte[] type = [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, kind];
        return [0x30, (byte)(type.Length + signed.Length), .. type, .. signed];
    }

    public static byte[] At(int length, params (int Offset, byte[] Bytes)[] marks)
    {
        var file = new byte[length];
        foreach (var (offset, bytes) in marks)
            bytes.CopyTo(file, offset);
        return file;
    }
}
