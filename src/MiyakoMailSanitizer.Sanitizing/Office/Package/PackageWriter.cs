using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Office.Package;

/// <summary>
/// Writes a new package: <c>[Content_Types].xml</c> first, then the parts in the order of their adding, all deflated, one fixed time, no
/// extra fields, no comments, no descriptors. The same parts give the same bytes.
/// </summary>
internal sealed class PackageWriter
{
    // 1980-01-01 00:00:00, the first that the format knows.
    private const ushort Date = 0x21;

    private readonly List<Packed> _parts = [];

    /// <summary>Packs a part at once, so that only packed bytes are kept.</summary>
    /// <param name="name">ASCII, without a leading slash.</param>
    /// <param name="write">Writes the content.</param>
    public void Add(string name, Action<Stream> write) => _parts.Add(Pack(name, write));

    /// <summary>The whole package.</summary>
    /// <param name="contentTypes">Content of the first part.</param>
    public byte[] Finish(ReadOnlySpan<byte> contentTypes)
    {
        var types = contentTypes.ToArray();
        _parts.Insert(0, Pack("[Content_Types].xml", s => s.Write(types)));
        var size = _parts.Sum(p => 76 + (2 * p.Name.Length) + p.Content.Count) + 22;
        var file = new byte[size];
        var at = 0;
        var offsets = new int[_parts.Count];
        for (var i = 0; i < _parts.Count; i++)
        {
            offsets[i] = at;
            at = WriteLocal(file, at, _parts[i]);
        }
        var directory = at;
        for (var i = 0; i < _parts.Count; i++)
            at = WriteCentral(file, at, _parts[i], offsets[i]);
        var end = file.AsSpan(at);
        U32(end, 0x06054B50);
        U16(end[8..], (ushort)_parts.Count);
        U16(end[10..], (ushort)_parts.Count);
        U32(end[12..], (uint)(at - directory));
        U32(end[16..], (uint)directory);
        return file;
    }

    private static Packed Pack(string name, Action<Stream> write)
    {
        var memory = new MemoryStream();
        using var counting = new CountingStream(new DeflateStream(memory, CompressionLevel.Optimal, leaveOpen: true));
        write(counting);
        counting.Close();
        memory.TryGetBuffer(out var content);
        return new(name, content, counting.Crc, (uint)counting.Count);
    }

    private static int WriteLocal(byte[] file, int at, Packed part)
    {
        var header = file.AsSpan(at);
        U32(header, 0x04034B50);
        WriteCommon(header[4..], part);
        at += 30;
        at += Encoding.ASCII.GetBytes(part.Name, file.AsSpan(at));
        part.Content.AsSpan().CopyTo(file.AsSpan(at));
        return at + part.Content.Count;
    }

    private static int WriteCentral(byte[] file, int at, Packed part, int offset)
    {
        var header = file.AsSpan(at);
        U32(header, 0x02014B50);
        U16(header[4..], 20);
        WriteCommon(header[6..], part);
        U32(header[42..], (uint)offset);
        return at + 46 + Encoding.ASCII.GetBytes(part.Name, file.AsSpan(at + 46));
    }

    private static void WriteCommon(Span<byte> header, Packed part)
    {
        U16(header, 20);
        U16(header[4..], 8);
        U16(header[8..], Date);
        U32(header[10..], part.Crc);
        U32(header[14..], (uint)part.Content.Count);
        U32(header[18..], part.Size);
        U16(header[22..], (ushort)part.Name.Length);
    }

    private static void U16(Span<byte> to, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(to, value);

    private static void U32(Span<byte> to, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(to, value);

    private sealed record Packed(string Name, ArraySegment<byte> Content, uint Crc, uint Size);

    private sealed class CountingStream(Stream inner) : Stream
    {
        private Crc32 _crc = new();

        public long Count { get; private set; }
        public uint Crc => _crc.Value;
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => Count;
        public override long Position { get => Count; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Count += buffer.Length;
            _crc.Add(buffer);
            inner.Write(buffer);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
