using System.Buffers.Binary;
using System.IO.Compression;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Archives;

/// <summary>Writes archives field by field, so that any of them can lie.</summary>
internal sealed class RawZip
{
    private readonly MemoryStream _local = new(), _central = new();
    private int _count;

    public sealed record Entry(byte[] Name, byte[] Content)
    {
        public ushort Method { get; init; } = 8;
        public ushort Flags { get; init; }
        public byte[]? Packed { get; init; }
        public byte[]? LocalName { get; init; }
        public ushort? LocalMethod { get; init; }
        public long? ClaimedSize { get; init; }
        public long? LocalClaimedSize { get; init; }
        public uint? Crc { get; init; }
        public byte[] Extra { get; init; } = [];
        public byte[] LocalExtra { get; init; } = [];
        public uint Attributes { get; init; }
        public byte Host { get; init; }
        public int? Offset { get; init; }
        public bool HasDescriptor { get; init; }
    }

    public int Position => (int)_local.Length;

    public RawZip Add(string name, string content) => Add(new Entry(System.Text.Encoding.UTF8.GetBytes(name), System.Text.Encoding.UTF8.GetBytes(content)) { Flags = 0x800 });

    public RawZip Add(Entry entry)
    {
        var packed = entry.Packed ?? (entry.Method == 8 ? Deflate(entry.Content) : entry.Content);
        var crc = entry.Crc ?? Bytes.Crc32(entry.Content);
        var size = entry.ClaimedSize ?? entry.Content.Length;
        var offset = entry.Offset ?? Position;
        var flags = (ushort)(entry.Flags | (entry.HasDescriptor ? 8 : 0));
        if (entry.Offset is null)
        {
            U32(_local, 0x04034B50);
            var name = entry.LocalName ?? entry.Name;
            var d = entry.HasDescriptor;
            Shared(_local, flags, entry.LocalMethod ?? entry.Method, d ? 0 : crc, d ? 0 : packed.Length, d ? 0 : entry.LocalClaimedSize ?? size, name.Length, entry.LocalExtra.Length);
            _local.Write(name);
            _local.Write(entry.LocalExtra);
            _local.Write(packed);
            if (d)
                Descriptor(crc, packed.Length, size);
        }
        U32(_central, 0x02014B50);
        _central.Write([20, entry.Host]);
        Shared(_central, flags, entry.Method, crc, packed.Length, size, entry.Name.Length, entry.Extra.Length);
        _central.Write(new byte[6]);
        U32(_central, entry.Attributes);
        U32(_central, (uint)offset);
        _central.Write(entry.Name);
        _central.Write(entry.Extra);
        _count++;
        return this;
    }

    /// <summary>Bytes between the entries that no header tells of.</summary>
    public RawZip Gap(byte[] bytes)
    {
        _local.Write(bytes);
        return this;
    }

    public byte[] Build(int? count = null, byte[]? comment = null)
    {
        var end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)(count ?? _count));
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)(count ?? _count));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)_central.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)_local.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(20), (ushort)(comment?.Length ?? 0));
        return [.. _local.ToArray(), .. _central.ToArray(), .. end, .. comment ?? []];
    }

    public static byte[] Deflate(byte[] content)
    {
        var stream = new MemoryStream();
        using (var deflate = new DeflateStream(stream, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(content);
        return stream.ToArray();
    }

    private void Descriptor(uint crc, int packed, long size)
    {
        U32(_local, 0x08074B50);
        U32(_local, crc);
        U32(_local, (uint)packed);
        U32(_local, (uint)size);
    }

    private static void Shared(Stream to, ushort flags, ushort method, uint crc, long packed, long size, int name, int extra)
    {
        var header = new byte[26];
        header[0] = 20;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), flags);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), method);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(6), 0x5B77_4A00);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(10), crc);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(14), (uint)packed);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(18), (uint)size);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(22), (ushort)name);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(24), (ushort)extra);
        to.Write(header);
    }

    private static void U32(Stream to, uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        to.Write(bytes);
    }
}
