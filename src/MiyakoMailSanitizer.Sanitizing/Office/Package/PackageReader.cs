using System.IO.Compression;
using System.Runtime.InteropServices;

namespace MiyakoMailSanitizer.Sanitizing.Office.Package;

/// <summary>A package (ECMA-376 part 2) that is read part by part; what is unpacked counts against the message's budget.</summary>
internal sealed class PackageReader
{
    /// <summary>Deflate packs 1,032 to 1 at the most; honest parts of this size stay far below.</summary>
    private const int MaxRatio = 250;

    private const long SmallPart = 8 << 20;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly SanitizeScope _scope;
    private readonly Dictionary<string, PackageEntry> _entries;

    /// <exception cref="OfficeRefusedException">It is no plain archive.</exception>
    public PackageReader(ReadOnlyMemory<byte> content, SanitizeScope scope)
    {
        _content = content;
        _scope = scope;
        _entries = PackageDirectory.Read(content.Span)
            .Where(e => !e.Name.EndsWith('/'))
            .ToDictionary(e => Uri.UnescapeDataString(e.Name), StringComparer.OrdinalIgnoreCase);
        foreach (var entry in _entries.Values)
        {
            if (entry.UnpackedSize > SmallPart && entry.UnpackedSize / MaxRatio > entry.PackedSize)
                throw new OfficeRefusedException("office.bomb", entry.Name, $"{entry.PackedSize} bytes unpack to {entry.UnpackedSize}");
        }
    }

    /// <summary>Names of all parts.</summary>
    public IEnumerable<string> Names => _entries.Values.Select(e => e.Name);

    /// <summary>The part of a name in any case, or null.</summary>
    public PackageEntry? Find(string name) => _entries.GetValueOrDefault(Uri.UnescapeDataString(name));

    /// <summary>The part's bytes as they are unpacked; reading to the end checks size and checksum.</summary>
    public Stream Open(PackageEntry entry)
    {
        var packed = Slice(entry);
        return new CheckedStream(entry.Method == 0 ? packed : new DeflateStream(packed, CompressionMode.Decompress), entry, _scope);
    }

    /// <summary>The whole part.</summary>
    /// <exception cref="OfficeRefusedException">It is damaged.</exception>
    public byte[] ReadAll(PackageEntry entry)
    {
        using var stream = Open(entry);
        // The claim is not believed: it grows as there are bytes.
        var bytes = new MemoryStream((int)Math.Min(entry.UnpackedSize, 1 << 20));
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private MemoryStream Slice(PackageEntry entry)
        => MemoryMarshal.TryGetArray(_content, out var array)
            ? new MemoryStream(array.Array!, array.Offset + (int)entry.DataOffset, (int)entry.PackedSize, writable: false)
            : new MemoryStream(_content.Slice((int)entry.DataOffset, (int)entry.PackedSize).ToArray(), writable: false);

    /// <summary>Counts, and compares with what the directory claims.</summary>
    private sealed class CheckedStream(Stream inner, PackageEntry entry, SanitizeScope scope) : Stream
    {
        private Crc32 _crc = new();
        private long _count;
        private bool _isDone;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read;
            try
            {
                read = inner.Read(buffer);
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                throw Damaged("can't be unpacked");
            }
            if (read > 0)
                Count(buffer[..read]);
            else if (buffer.Length > 0 && !_isDone)
                Finish();
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }

        private void Count(ReadOnlySpan<byte> bytes)
        {
            _count += bytes.Length;
            if (_count > entry.UnpackedSize)
                throw new OfficeRefusedException("office.bomb", entry.Name, $"it unpacks to more than the {entry.UnpackedSize} bytes it claims");
            scope.Spend(bytes.Length);
            _crc.Add(bytes);
        }

        private void Finish()
        {
            _isDone = true;
            if (_count != entry.UnpackedSize || _crc.Value != entry.Crc)
                throw Damaged("has not the size or checksum that it claims");
        }

        private OfficeRefusedException Damaged(string why) => new("office.damaged", entry.Name, $"{entry.Name} {why}");
    }
}
