using System.IO.Compression;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>An entry of the central directory. Offsets are within the file, prepended bytes already counted.</summary>
internal readonly record struct ZipEntry(string Name, ushort Flags, ushort Method, uint PackedSize, long LocalOffset);

/// <summary>
/// Finds a ZIP archive the way readers do: from the end record (APPNOTE 4.3.16) back to the central directory. Own small reader, since it
/// must say where the archive lies in the file and what comes before and after it.
/// </summary>
internal sealed class ZipDirectory
{
    /// <summary>Entries that are looked at; the rest can only be more of the same archive.</summary>
    public const int MaxEntries = 65_536;

    /// <summary>Unpacked bytes of a part that is looked into.</summary>
    public const int MaxUnpacked = 256 << 10;

    private const int EndRecordSize = 22;
    private const int PieceSize = 64 << 10;
    private const int LongestTellingName = 128;
    private const int MaxEndRecordTries = 8;

    private ZipDirectory(int endRecord, long directory, long directorySize, long shift, long claimedEntries, int commentLength)
    {
        EndRecord = endRecord;
        Directory = directory;
        DirectorySize = directorySize;
        Shift = shift;
        ClaimedEntries = claimedEntries;
        CommentLength = commentLength;
    }

    /// <summary>Offset of the end record.</summary>
    public int EndRecord { get; }

    /// <summary>Offset of the central directory.</summary>
    public long Directory { get; }

    /// <summary>Bytes of the central directory as claimed.</summary>
    public long DirectorySize { get; }

    /// <summary>Bytes before the archive that its own offsets don't count.</summary>
    public long Shift { get; }

    /// <summary>Number of entries as claimed.</summary>
    public long ClaimedEntries { get; }

    /// <summary>Length of the comment after the end record, as claimed.</summary>
    public int CommentLength { get; }

    /// <summary>True where the offset as it stands leads to another directory.</summary>
    public bool IsAmbiguous { get; private init; }

    /// <summary>The first byte after end record and comment, as claimed; may lie outside of the file.</summary>
    public long End => (long)EndRecord + EndRecordSize + CommentLength;

    /// <summary>The last archive whose end record lies in the last 64 KiB, or null.</summary>
    public static ZipDirectory? Find(ReadOnlySpan<byte> bytes)
    {
        var window = Math.Max(0, bytes.Length - EndRecordSize - ushort.MaxValue);
        var end = bytes.Length;
        for (var tries = 0; tries < MaxEndRecordTries; tries++)
        {
            var at = bytes[window..end].LastIndexOf("PK\u0005\u0006"u8);
            if (at < 0)
                return null;
            if (Read(bytes, window + at) is { } found)
                return found;
            end = window + at;
        }
        return null;
    }

    private static ZipDirectory? Read(ReadOnlySpan<byte> bytes, int endRecord)
    {
        if (!bytes.Has(endRecord, EndRecordSize))
            return null;
        long entries = bytes.U16(endRecord + 10), size = bytes.U32(endRecord + 12), offset = bytes.U32(endRecord + 16);
        long directoryEnd = endRecord;
        if ((entries == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue) && Read64(bytes, endRecord) is { } wide)
            (entries, size, offset, directoryEnd) = wide;
        int comment = bytes.U16(endRecord + 20);
        if (entries == 0)
            return size == 0 ? new(endRecord, endRecord, 0, 0, 0, comment) : null;

        // Readers go by the offset as it stands, or take the directory for what lies right before the end record. Two answers are two
        // archives.
        var start = directoryEnd - size;
        var (isAtOffset, isBeforeEnd) = (IsDirectory(bytes, offset, 0), IsDirectory(bytes, start, start - offset));
        if (isBeforeEnd)
            return new(endRecord, start, size, start - offset, entries, comment) { IsAmbiguous = isAtOffset && start != offset };
        return isAtOffset ? new(endRecord, offset, size, 0, entries, comment) : null;
    }

    private static (long Entries, long Size, long Offset, long DirectoryEnd)? Read64(ReadOnlySpan<byte> bytes, int endRecord)
    {
        var locator = endRecord - 20;
        if (!bytes.HasAt(locator, "PK\u0006\u0007"u8))
            return null;
        // Its own offset, or right before the locator where bytes were put before the archive.
        foreach (var at in new[] { (long)Math.Min(bytes.U64(locator + 8), long.MaxValue), locator - 56L })
        {
            if (!bytes.HasAt(at, "PK\u0006\u0006"u8))
                continue;
            var (entries, size, offset) = (bytes.U64(at + 32), bytes.U64(at + 40), bytes.U64(at + 48));
            if (entries <= int.MaxValue && size <= int.MaxValue && offset <= int.MaxValue)
                return ((long)entries, (long)size, (long)offset, at);
        }
        return null;
    }

    private static bool IsDirectory(ReadOnlySpan<byte> bytes, long at, long shift)
        => shift >= 0 && bytes.HasAt(at, "PK\u0001\u0002"u8) && bytes.HasAt(bytes.U32(at + 42) + shift, "PK\u0003\u0004"u8);

    /// <summary>Reads the entries, as far as they are whole and up to <see cref="MaxEntries"/>.</summary>
    public List<ZipEntry> ReadEntries(ReadOnlySpan<byte> bytes)
    {
        var entries = new List<ZipEntry>((int)Math.Min(ClaimedEntries, 256));
        var at = Directory;
        while (entries.Count < MaxEntries && at < EndRecord && bytes.HasAt(at, "PK\u0001\u0002"u8) && bytes.Has(at, 46))
        {
            var (nameLength, extra, comment) = (bytes.U16(at + 28), bytes.U16(at + 30), bytes.U16(at + 32));
            var name = nameLength <= LongestTellingName ? Encoding.Latin1.GetString(bytes.Cut(at + 46, nameLength)) : "";
            entries.Add(new(name, bytes.U16(at + 8), bytes.U16(at + 10), bytes.U32(at + 20), bytes.U32(at + 42) + Shift));
            at += 46L + nameLength + extra + comment;
        }
        return entries;
    }

    /// <summary>Offset of an entry's data: after the local header, whose name and extra field may differ in length.</summary>
    public static long DataOffset(ReadOnlySpan<byte> bytes, ZipEntry entry)
        => bytes.HasAt(entry.LocalOffset, "PK\u0003\u0004"u8)
            ? entry.LocalOffset + 30 + bytes.U16(entry.LocalOffset + 26) + bytes.U16(entry.LocalOffset + 28)
            : -1;

    /// <summary>The start of a stored or deflated entry, at most <paramref name="limit"/> bytes; empty where it can't be read.</summary>
    public static byte[] Unpack(ReadOnlySpan<byte> bytes, ZipEntry entry, int limit = MaxUnpacked)
    {
        var packed = bytes.Cut(DataOffset(bytes, entry), Math.Min(entry.PackedSize, limit)).ToArray();
        if (entry.Method == 0)
            return packed;
        if (entry.Method != 8)
            return [];
        var unpacked = new MemoryStream();
        var piece = new byte[Math.Min(limit, PieceSize)];
        try
        {
            using var stream = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            while (unpacked.Length < limit && stream.Read(piece, 0, (int)Math.Min(piece.Length, limit - unpacked.Length)) is > 0 and var count)
                unpacked.Write(piece, 0, count);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return [];
        }
        return unpacked.ToArray();
    }
}
