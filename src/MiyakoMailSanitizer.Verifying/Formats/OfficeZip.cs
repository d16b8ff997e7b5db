using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>
/// Reads the one shape of ZIP that our writer makes: local headers and data in the order of the directory from the first byte on, all
/// deflated, one fixed time, no flags, no extra fields, no comments, nothing between and nothing after.
/// </summary>
internal static class OfficeZip
{
    private const int MaxEntries = 20_000;
    private const long MaxUnpacked = 1L << 30;
    private const int LocalSize = 30, CentralSize = 46, EndSize = 22;

    /// <summary>An entry; its bytes are still packed.</summary>
    internal sealed record Entry(string Name, ReadOnlyMemory<byte> Packed, uint Crc, int Size);

    /// <summary>The entries, or null with what is wrong.</summary>
    public static List<Entry>? Read(ReadOnlyMemory<byte> content, out string fault)
    {
        fault = "";
        var bytes = content.Span;
        if (bytes.Length < EndSize || U32(bytes, bytes.Length - EndSize) != 0x06054B50)
            return Fail("the archive has no end, or something follows it", out fault);
        var end = bytes[^EndSize..];
        var (count, size, directory) = (U16(end, 8), U32(end, 12), U32(end, 16));
        if (U32(end, 4) != 0 || U16(end, 10) != count || U16(end, 20) != 0 || count is 0 or > MaxEntries
            || directory + (long)size != bytes.Length - EndSize)
            return Fail("the end record is none that we write", out fault);
        var entries = new List<Entry>(count);
        var (local, central, total) = (0L, (long)directory, 0L);
        for (var i = 0; i < count; i++)
        {
            if (ReadEntry(content, ref local, ref central, directory) is not { } entry)
                return Fail($"entry {i + 1} is none that we write", out fault);
            total += entry.Size;
            entries.Add(entry);
        }
        if (local != directory || central != bytes.Length - EndSize)
            return Fail("there is something between the entries and the directory", out fault);
        return total <= MaxUnpacked ? entries : Fail("it unpacks to too much", out fault);
    }

    /// <summary>The unpacked bytes, or null where size or checksum is wrong.</summary>
    public static byte[]? Unpack(Entry entry)
    {
        // No block of deflate makes more than 1,032 bytes of one.
        if (entry.Size > (entry.Packed.Length + 16L) * 1_040)
            return null;
        var unpacked = new byte[entry.Size];
        try
        {
            using var stream = new DeflateStream(new MemoryStream(entry.Packed.ToArray()), CompressionMode.Decompress);
            if (stream.ReadAtLeast(unpacked, unpacked.Length, throwOnEndOfStream: false) < unpacked.Length || stream.ReadByte() >= 0)
                return null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }
        return Crc32(unpacked) == entry.Crc ? unpacked : null;
    }

    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = (crc >> 8) ^ CrcTable[(byte)crc ^ b];
        return ~crc;
    }

    private static Entry? ReadEntry(ReadOnlyMemory<byte> content, ref long local, ref long central, uint directory)
    {
        var bytes = content.Span;
        if (local + LocalSize > directory || central + CentralSize > bytes.Length)
            return null;
        var head = bytes[(int)local..];
        var row = bytes[(int)central..];
        if (U32(head, 0) != 0x04034B50 || U32(row, 0) != 0x02014B50 || U32(row, 42) != local)
            return null;
        // Version 2.0, no flags, deflated, 1980-01-01 00:00:00; the rest is the same in both.
        ReadOnlySpan<byte> fixedPart = [20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
        if (!head[4..14].SequenceEqual(fixedPart) || !row[6..16].SequenceEqual(fixedPart) || !head[14..30].SequenceEqual(row[16..32])
            || U16(row, 4) != 20 || row[32..42].IndexOfAnyExcept((byte)0) >= 0 || U16(row, 30) != 0)
            return null;
        var (packed, unpacked, nameLength) = (U32(head, 18), U32(head, 22), U16(head, 26));
        if (packed > int.MaxValue || unpacked > int.MaxValue || local + LocalSize + nameLength + packed > directory
            || central + CentralSize + nameLength > bytes.Length)
            return null;
        var name = head.Slice(LocalSize, nameLength);
        if (!name.SequenceEqual(row.Slice(CentralSize, nameLength)) || !Ascii.IsValid(name))
            return null;
        var entry = new Entry(Encoding.ASCII.GetString(name), content.Slice((int)local + LocalSize + nameLength, (int)packed), U32(head, 14),
            (int)unpacked);
        local += LocalSize + nameLength + packed;
        central += CentralSize + nameLength;
        return entry;
    }

    private static List<Entry>? Fail(string why, out string fault)
    {
        fault = why;
        return null;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n =>
    {
        var c = (uint)n;
        for (var k = 0; k < 8; k++)
            c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        return c;
    })];
}
