using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Detection.Probes;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Zip;

/// <summary>
/// Reads the central directory with all local headers and refuses what two readers could read in two ways: other data before, between or
/// after, headers that contradict each other, doubled names, entries that overlap or that the directory does not name.
/// </summary>
internal static class ZipCatalog
{
    private const ushort HasDescriptor = 8, Utf8Name = 0x800, Encrypted = 1;

    /// <exception cref="ArchiveRefusedException">It has no one reading.</exception>
    public static List<ZipHeader> Read(ReadOnlySpan<byte> bytes, Unpacker unpacker)
    {
        var end = ZipDirectory.Find(bytes) ?? throw new ArchiveRefusedException("archive.damaged", "", "there is no readable directory");
        if (bytes.U16(end.EndRecord + 4) is not (0 or ushort.MaxValue) || bytes.U16(end.EndRecord + 8) != bytes.U16(end.EndRecord + 10))
            throw new ArchiveRefusedException("archive.split", "", "it is one of several volumes");
        if (end.Shift != 0 || end.IsAmbiguous)
            throw Trick("", "there is data before the archive");
        if (end.End > bytes.Length || !bytes[(int)end.End..].IsPadding)
            throw Trick("", "there is data after the archive");
        unpacker.ClaimEntries(end.ClaimedEntries);
        var headers = new List<ZipHeader>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var at = end.Directory;
        while (bytes.HasAt(at, "PK\u0001\u0002"u8) && bytes.Has(at, 46))
        {
            unpacker.Tick();
            unpacker.ClaimEntries(headers.Count + 1);
            var header = ReadHeader(bytes, at);
            var name = Convert.ToHexString(header.RawName);
            if (!names.Add(name) && header.Kind != EntryKind.Folder)
                throw Trick(Shown(header), "two entries have the same name");
            headers.Add(header);
            at += 46L + bytes.U16(at + 28) + bytes.U16(at + 30) + bytes.U16(at + 32);
        }
        if (headers.Count != end.ClaimedEntries || at != end.Directory + end.DirectorySize)
            throw Trick("", "the directory is not what the end record claims");
        CheckExtents(bytes, headers, end.Directory);
        return headers;
    }

    private static ZipHeader ReadHeader(ReadOnlySpan<byte> bytes, long at)
    {
        var (nameLength, extraLength) = (bytes.U16(at + 28), bytes.U16(at + 30));
        var rawName = bytes.Cut(at + 46, nameLength);
        var extra = bytes.Cut(at + 46 + nameLength, extraLength);
        var wide = new Zip64Extra(extra);
        var flags = bytes.U16(at + 8);
        var unpacked = wide.Resolve(bytes.U32(at + 24));
        var packed = wide.Resolve(bytes.U32(at + 20));
        var local = wide.Resolve(bytes.U32(at + 42));
        var header = new ZipHeader
        {
            RawName = rawName.ToArray(),
            KnownName = ZipExtra.UnicodePath(extra, rawName) ?? ((flags & Utf8Name) != 0 ? EntryNames.Utf8(rawName) : null),
            Flags = flags,
            Method = bytes.U16(at + 10),
            DosTime = bytes.U32(at + 12),
            Crc = bytes.U32(at + 16),
            PackedSize = packed,
            UnpackedSize = unpacked,
            Local = local,
            Data = local + 30 + bytes.U16(local + 26) + bytes.U16(local + 28),
            Host = bytes.ByteAt(at + 5),
            Attributes = bytes.U32(at + 38),
            Aes = ZipAes.Read(extra),
        };
        if (rawName.Length < nameLength || !bytes.HasAt(local, "PK\u0003\u0004"u8) || !bytes.Has(local, 30))
            throw Trick(Shown(header), "an entry has no local header");
        CheckLocal(bytes, header);
        if (!bytes.Has(header.Data, packed) || (header is { Method: 0, IsEncrypted: false } && packed != unpacked))
            throw Trick(Shown(header), "an entry has not the size that it claims");
        return header;
    }

    /// <summary>The local header says the same, or leaves it to the descriptor (APPNOTE 4.4.4, bit 3).</summary>
    private static void CheckLocal(ReadOnlySpan<byte> bytes, ZipHeader header)
    {
        var local = header.Local;
        var flags = bytes.U16(local + 6);
        var nameLength = bytes.U16(local + 26);
        var extra = bytes.Cut(local + 30 + nameLength, bytes.U16(local + 28));
        var localName = bytes.Cut(local + 30, nameLength);
        if (!localName.SequenceEqual(header.RawName))
            throw Trick(Shown(header), "its two headers have different names");
        if (bytes.U16(local + 8) != header.Method || ((flags ^ header.Flags) & Encrypted) != 0)
            throw Trick(Shown(header), "its two headers name different methods");
        if (ZipExtra.UnicodePath(extra, localName) is { } path && header.KnownName is { } known && path != known)
            throw Trick(Shown(header), "its two headers have different Unicode names");
        if (header.Method == 99 && ZipAes.Read(extra) != header.Aes)
            throw Trick(Shown(header), "its two headers name different encryptions");
        var wide = new Zip64Extra(extra);
        var unpacked = wide.Resolve(bytes.U32(local + 22));
        var packed = wide.Resolve(bytes.U32(local + 18));
        var crc = bytes.U32(local + 14);
        var isEqual = (crc, packed, unpacked) == (header.Crc, header.PackedSize, header.UnpackedSize);
        var isLeftOut = (flags & HasDescriptor) != 0 && (crc == 0 || crc == header.Crc)
            && (packed == 0 || packed == header.PackedSize || packed == uint.MaxValue)
            && (unpacked == 0 || unpacked == header.UnpackedSize || unpacked == uint.MaxValue);
        if (!isEqual && !isLeftOut)
            throw Trick(Shown(header), "its two headers claim different sizes or checksums");
    }

    /// <summary>Entries lie one after another, with nothing but descriptors between; the mark of a single volume may stand first.</summary>
    private static void CheckExtents(ReadOnlySpan<byte> bytes, List<ZipHeader> headers, long directory)
    {
        var last = bytes.HasAt(0, "PK00PK"u8) || bytes.HasAt(0, "PK\u0007\u0008PK"u8) ? 4L : 0L;
        ZipHeader? before = null;
        foreach (var header in headers.OrderBy(h => h.Local).ThenBy(h => h.End))
        {
            CheckGap(bytes, before, last, header.Local);
            (before, last) = (header, header.End);
        }
        CheckGap(bytes, before, last, directory);
    }

    private static void CheckGap(ReadOnlySpan<byte> bytes, ZipHeader? before, long from, long to)
    {
        if (to < from)
            throw Trick(before is null ? "" : Shown(before), "entries overlap");
        if (to == from || (before is { } b && (bytes.U16(b.Local + 6) & HasDescriptor) != 0 && IsDescriptor(bytes.Cut(from, to - from), b)))
            return;
        throw Trick(before is null ? "" : Shown(before), $"{to - from} bytes lie between the entries");
    }

    /// <summary>APPNOTE 4.3.9: with or without a mark, sizes of 32 or 64 bits.</summary>
    private static bool IsDescriptor(ReadOnlySpan<byte> gap, ZipHeader header)
    {
        if (gap.Length is 16 or 24 && gap.HasAt(0, "PK\u0007\u0008"u8))
            gap = gap[4..];
        return gap.Length switch
        {
            12 => (gap.U32(0), gap.U32(4), gap.U32(8)) == (header.Crc, (uint)header.PackedSize, (uint)header.UnpackedSize),
            20 => (gap.U32(0), gap.U64(4), gap.U64(12)) == (header.Crc, (ulong)header.PackedSize, (ulong)header.UnpackedSize),
            _ => false,
        };
    }

    private static string Shown(ZipHeader header) => header.KnownName ?? EntryNames.Detect([header.RawName])[0];

    private static ArchiveRefusedException Trick(string where, string detail) => new("archive.ambiguous", where, detail);
}
