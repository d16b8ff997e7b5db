using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Rar;

/// <summary>Reads the headers of RAR archives 1.5 to 4 (technote.txt of RAR 4).</summary>
internal static class Rar4Catalog
{
    private const int Signature = 7, FileFields = 32;
    private const byte MainBlock = 0x73, FileBlock = 0x74, EndBlock = 0x7B;
    private const ushort MainVolume = 1, MainEncrypted = 0x80, FromPrevious = 1, ToNext = 2, Encrypted = 4, FolderBits = 0xE0, HasHighSizes = 0x100,
        HasUnicode = 0x200, HasMore = 0x8000, EndNotLast = 1;

    private const byte Stored = 0x30, Unix = 3;
    private const uint UnixTypes = 0xF000, UnixFolder = 0x4000, UnixFile = 0x8000;

    /// <summary>A window of this size is taken whatever the header says; the model of PPMd is asked for in the data.</summary>
    private const long Window = 4 << 20;

    public static List<RarHeader> Read(ReadOnlySpan<byte> bytes, Unpacker unpacker)
    {
        var headers = new List<RarHeader>();
        for (long at = Signature; bytes.Has(at, 7);)
        {
            unpacker.Tick();
            var (type, flags, size) = (bytes.ByteAt(at + 2), bytes.U16(at + 3), bytes.U16(at + 5));
            if (size < 7 || !bytes.Has(at, size) || (ushort)Unpacker.Crc32(bytes.Slice((int)at + 2, size - 2)) != bytes.U16(at))
                throw Damaged("a header has the wrong checksum");
            if (type == MainBlock && (flags & MainEncrypted) != 0)
                throw new EntryRefusedException("file.encrypted", "even its list of files needs a password");
            if ((type == MainBlock && (flags & MainVolume) != 0) || (type == FileBlock && (flags & (FromPrevious | ToNext)) != 0)
                || (type == EndBlock && (flags & EndNotLast) != 0))
            {
                throw new ArchiveRefusedException("archive.split", "", "it is one of several volumes");
            }
            if (type == EndBlock)
                break;
            var more = type == FileBlock || (flags & HasMore) != 0 ? bytes.U32(at + 7) : 0L;
            if (type == FileBlock)
            {
                unpacker.ClaimEntries(headers.Count + 1);
                var header = ReadFile(bytes, at, bytes.Slice((int)at, size), flags);
                more = header.PackedSize;
                headers.Add(header);
            }
            at += size;
            if (!bytes.Has(at, more))
                throw Damaged("its data is cut off");
            at += more;
        }
        return headers;
    }

    private static RarHeader ReadFile(ReadOnlySpan<byte> bytes, long at, ReadOnlySpan<byte> header, ushort flags)
    {
        if (header.Length < FileFields)
            throw Damaged("a header is cut off");
        var (packed, unpacked, nameAt) = ((long)header.U32(7), (long)header.U32(11), FileFields);
        if ((flags & HasHighSizes) != 0)
        {
            packed |= (long)header.U32(32) << 32;
            unpacked |= (long)header.U32(36) << 32;
            nameAt += 8;
        }
        var name = header.Cut(nameAt, header.U16(26));
        if (name.Length < header.U16(26) || packed < 0)
            throw Damaged("a header is cut off");
        var (data, method) = (at + header.Length, header.ByteAt(25));
        var isEncrypted = (flags & Encrypted) != 0;
        return new()
        {
            KnownName = (flags & HasUnicode) != 0 ? RarNames.Unicode(name) : null,
            RawName = (flags & HasUnicode) == 0 ? name.ToArray() : null,
            Kind = Kind(flags, header.ByteAt(15), header.U32(28)),
            PackedSize = packed,
            UnpackedSize = unpacked == uint.MaxValue ? -1 : unpacked,
            Crc = isEncrypted ? null : header.U32(16),
            DosTime = header.U32(20),
            IsEncrypted = isEncrypted,
            Dictionary = method == Stored ? 0 : Window + Model(bytes.Cut(data, 2)),
            Data = data,
        };
    }

    /// <summary>What PPMd takes where the data begins with it: the high bit of the first byte says so, and 0x20 that a size in MB follows.</summary>
    private static long Model(ReadOnlySpan<byte> data)
        => data.Length == 2 && (data[0] & 0xA0) == 0xA0 ? (data[1] + 1L) << 20 : 0;

    private static EntryKind Kind(ushort flags, byte system, uint attributes)
    {
        if ((flags & FolderBits) == FolderBits)
            return EntryKind.Folder;
        return system == Unix && (attributes & UnixTypes) is not (0 or UnixFile or UnixFolder) ? EntryKind.Special : EntryKind.File;
    }

    private static EntryRefusedException Damaged(string detail) => new("archive.damaged", detail);
}
