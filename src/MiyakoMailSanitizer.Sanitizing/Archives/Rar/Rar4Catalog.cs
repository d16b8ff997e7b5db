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

    /// <summary>What is encrypted does not say; RAR itself takes no more for PPMd unless told to.</summary>
    private const long HiddenModel = 64 << 20;

    public static List<RarHeader> Read(ReadOnlySpan<byte> bytes, Unpacker unpacker)
    {
        var headers = new List<RarHeader>();
        OldHeaders? closed = null;
        for (long at = Signature; bytes.Has(at, 7);)
        {
            unpacker.Tick();
            var block = closed is null ? ReadBlock(bytes, at, out var data) : closed.Read(bytes, at, out data);
            var (type, flags) = (block.ByteAt(2), block.U16(3));
            if (type == MainBlock && (flags & MainEncrypted) != 0)
                closed = new(unpacker);
            if ((type == MainBlock && (flags & MainVolume) != 0) || (type == FileBlock && (flags & (FromPrevious | ToNext)) != 0)
                || (type == EndBlock && (flags & EndNotLast) != 0))
            {
                throw new ArchiveRefusedException("archive.split", "", "it is one of several volumes");
            }
            if (type == EndBlock)
                break;
            var more = type == FileBlock || (flags & HasMore) != 0 ? block.U32(7) : 0L;
            if (type == FileBlock)
            {
                unpacker.ClaimEntries(headers.Count + 1);
                var header = ReadFile(bytes, data, block, flags);
                more = header.PackedSize;
                headers.Add(header);
            }
            if (!bytes.Has(data, more))
                throw Damaged("its data is cut off");
            at = data + more;
        }
        return headers;
    }

    private static ReadOnlySpan<byte> ReadBlock(ReadOnlySpan<byte> bytes, long at, out long data)
    {
        var size = bytes.U16(at + 5);
        if (size < 7 || !bytes.Has(at, size) || !HasCrc(bytes.Slice((int)at, size)))
            throw Damaged("a header has the wrong checksum");
        data = at + size;
        return bytes.Slice((int)at, size);
    }

    private static bool HasCrc(ReadOnlySpan<byte> block) => (ushort)Unpacker.Crc32(block[2..]) == block.U16(0);

    /// <summary>Headers behind a main header that says they are encrypted: each a salt of eight bytes and whole blocks.</summary>
    private sealed class OldHeaders(Unpacker unpacker)
    {
        private const int Salt = 8, Block = 16;

        private byte[] _salt = [];
        private (byte[] Key, byte[] Iv) _keys;

        public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> bytes, long at, out long data)
        {
            if (!bytes.Has(at, Salt + Block))
                throw Damaged("a header is cut off");
            var salt = bytes.Cut(at, Salt).ToArray();
            var rest = bytes.Cut(at + Salt, Math.Min(bytes.Length - at - Salt, ushort.MaxValue + Block)).ToArray();
            byte[]? header = null;
            if (salt.AsSpan().SequenceEqual(_salt))
                header = Decrypt(rest, _keys);
            header ??= unpacker.Passwords.Open(
                password =>
                {
                    (_salt, _keys) = (salt, RarKeys.Old(password, salt));
                    return Decrypt(rest, _keys);
                },
                unpacker.Tick);
            if (header is null)
                throw new EntryRefusedException("file.encrypted", "even its list of files needs a password");
            data = at + Salt + (header.Length + Block - 1) / Block * Block;
            return header;
        }

        /// <summary>Null where the checksum does not fit: the password is wrong.</summary>
        private static byte[]? Decrypt(ReadOnlySpan<byte> blocks, (byte[] Key, byte[] Iv) keys)
        {
            ReadOnlySpan<byte> first = RarKeys.Decrypt(blocks[..Block], keys.Key, keys.Iv);
            var size = first.U16(5);
            var whole = (size + Block - 1) / Block * Block;
            if (size < 7 || whole > blocks.Length)
                return null;
            var header = RarKeys.Decrypt(blocks[..whole], keys.Key, keys.Iv)[..size];
            return HasCrc(header) ? header : null;
        }
    }

    private static RarHeader ReadFile(ReadOnlySpan<byte> bytes, long data, ReadOnlySpan<byte> header, ushort flags)
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
        var method = header.ByteAt(25);
        var isEncrypted = (flags & Encrypted) != 0;
        return new()
        {
            KnownName = (flags & HasUnicode) != 0 ? RarNames.Unicode(name) : null,
            RawName = (flags & HasUnicode) == 0 ? name.ToArray() : null,
            Kind = Kind(flags, header.ByteAt(15), header.U32(28)),
            PackedSize = packed,
            UnpackedSize = unpacked == uint.MaxValue ? -1 : unpacked,
            Crc = header.U32(16),
            DosTime = header.U32(20),
            Lock = isEncrypted ? new(-1, [], []) : null,
            Dictionary = method == Stored ? 0 : isEncrypted ? HiddenModel : Window + Model(bytes.Cut(data, 2)),
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
