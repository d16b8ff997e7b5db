using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>
/// Writes a new ZIP: the entries in the order of their adding, files deflated, folders stored, no extra fields, no comments, no descriptors,
/// nothing between. The same entries give the same bytes. The verifier accepts this one shape.
/// </summary>
internal sealed class ZipWriter(NameCharset charset)
{
    /// <summary>1980-01-01 00:00:00, the first that the format knows.</summary>
    public const uint NoTime = 0x0021_0000;

    private const ushort Utf8Name = 0x800;
    private const uint IsFolder = 0x10;

    // The provider's table of 932 is that of Windows. What it can't take back is written as UTF-8.
    private static readonly Encoding Cp932 = CodePagesEncodingProvider.Instance.GetEncoding(932)
        ?? throw new InvalidOperationException("The runtime has no CP932.");

    private readonly List<Packed> _entries = [];

    /// <summary>Bytes of the archive so far.</summary>
    public long Size { get; private set; } = 22;

    public int Count => _entries.Count;

    /// <summary>Packs a file at once, so that only packed bytes are kept.</summary>
    public void AddFile(string path, uint dosTime, ReadOnlySpan<byte> content)
    {
        var memory = new MemoryStream();
        using (var deflate = new DeflateStream(memory, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(content);
        memory.TryGetBuffer(out var packed);
        Add(new(NameOf(path, out var flags), flags, 8, dosTime, Unpacker.Crc32(content), (uint)content.Length, packed, 0));
    }

    /// <param name="path">Without the slash at its end.</param>
    /// <param name="dosTime">See <see cref="ArchiveEntry.DosTime"/>.</param>
    public void AddFolder(string path, uint dosTime) => Add(new(NameOf(path + "/", out var flags), flags, 0, dosTime, 0, 0, default, IsFolder));

    /// <summary>The whole archive.</summary>
    public byte[] Finish()
    {
        var file = new byte[Size];
        var at = 0;
        var offsets = new int[_entries.Count];
        for (var i = 0; i < _entries.Count; i++)
        {
            offsets[i] = at;
            at = WriteLocal(file, at, _entries[i]);
        }
        var directory = at;
        for (var i = 0; i < _entries.Count; i++)
            at = WriteCentral(file, at, _entries[i], offsets[i]);
        var end = file.AsSpan(at);
        U32(end, 0x06054B50);
        U16(end[8..], (ushort)_entries.Count);
        U16(end[10..], (ushort)_entries.Count);
        U32(end[12..], (uint)(at - directory));
        U32(end[16..], (uint)directory);
        return file;
    }

    private void Add(Packed entry)
    {
        var size = Size + 76 + (2 * entry.Name.Length) + entry.Content.Count;
        // 65,535 entries and 2 GiB are what fits without ZIP64, which old programs don't read.
        if (_entries.Count == ushort.MaxValue - 1 || size > Array.MaxLength)
            throw new LimitExceededException("limit.bytes", "the archive that would be written is too large");
        Size = size;
        _entries.Add(entry);
    }

    private byte[] NameOf(string path, out ushort flags)
    {
        flags = 0;
        if (Ascii.IsValid(path))
            return Encoding.ASCII.GetBytes(path);
        if (charset == NameCharset.Cp932 && Cp932.GetBytes(path) is var bytes && Cp932.GetString(bytes) == path)
            return bytes;
        flags = Utf8Name;
        return Encoding.UTF8.GetBytes(path);
    }

    private static int WriteLocal(byte[] file, int at, Packed entry)
    {
        var header = file.AsSpan(at);
        U32(header, 0x04034B50);
        WriteShared(header[4..], entry);
        at += 30;
        entry.Name.CopyTo(header[30..]);
        at += entry.Name.Length;
        entry.Content.AsSpan().CopyTo(file.AsSpan(at));
        return at + entry.Content.Count;
    }

    private static int WriteCentral(byte[] file, int at, Packed entry, int offset)
    {
        var header = file.AsSpan(at);
        U32(header, 0x02014B50);
        U16(header[4..], 20);
        WriteShared(header[6..], entry);
        U32(header[38..], entry.Attributes);
        U32(header[42..], (uint)offset);
        entry.Name.CopyTo(header[46..]);
        return at + 46 + entry.Name.Length;
    }

    private static void WriteShared(Span<byte> header, Packed entry)
    {
        U16(header, 20);
        U16(header[2..], entry.Flags);
        U16(header[4..], entry.Method);
        U32(header[6..], entry.DosTime);
        U32(header[10..], entry.Crc);
        U32(header[14..], (uint)entry.Content.Count);
        U32(header[18..], entry.Size);
        U16(header[22..], (ushort)entry.Name.Length);
    }

    private static void U16(Span<byte> to, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(to, value);

    private static void U32(Span<byte> to, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(to, value);

    private sealed record Packed(
        byte[] Name, ushort Flags, ushort Method, uint DosTime, uint Crc, uint Size, ArraySegment<byte> Content, uint Attributes);
}
