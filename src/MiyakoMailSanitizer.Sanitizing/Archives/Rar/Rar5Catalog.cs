using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Rar;

/// <summary>Reads the headers of the RAR 5.0 archive format.</summary>
internal static class Rar5Catalog
{
    private const int Signature = 8;
    private const int MainHeader = 1, FileHeader = 2, EncryptionHeader = 4, EndHeader = 5;
    private const int HasExtra = 1, HasData = 2, FromPrevious = 8, ToNext = 16;
    private const int Volume = 1, NotLast = 1;
    private const int Folder = 1, HasTime = 2, HasCrc = 4, SizeUnknown = 8;
    private const int Block = 16, HasCheck = 1, TweakedChecksums = 2, CheckBytes = 12;
    private const int EncryptionRecord = 1, RedirectionRecord = 5;

    private ref struct Fields(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int At { get; private set; }

        public readonly int Left => _bytes.Length - At;

        public ReadOnlySpan<byte> Take(long count)
        {
            if (count < 0 || count > Left)
                throw Damaged("a header is cut off");
            var taken = _bytes.Slice(At, (int)count);
            At += (int)count;
            return taken;
        }

        public uint UInt32() => Take(4).U32(0);

        /// <summary>vint: seven bits a byte, low ones first.</summary>
        public long Number()
        {
            var value = 0L;
            for (var shift = 0; shift < 63; shift += 7)
            {
                var b = Take(1)[0];
                value |= (long)(b & 0x7F) << shift;
                if ((b & 0x80) == 0)
                    return value;
            }
            throw Damaged("a number in a header is too long");
        }
    }

    public static List<RarHeader> Read(ReadOnlySpan<byte> bytes, Unpacker unpacker)
    {
        var headers = new List<RarHeader>();
        byte[]? key = null;
        for (long at = Signature; bytes.Has(at, 7);)
        {
            unpacker.Tick();
            var header = ReadBlock(bytes, at, key, out var data);
            var (type, flags) = (header.Number(), header.Number());
            var extra = (flags & HasExtra) != 0 ? header.Number() : 0;
            var packed = (flags & HasData) != 0 ? header.Number() : 0;
            if (!bytes.Has(data, packed))
                throw Damaged("its data is cut off");
            at = data + packed;
            switch (type)
            {
                case EncryptionHeader when key is not null:
                    throw Damaged("its headers are encrypted twice");
                case EncryptionHeader:
                    header.Number();
                    key = FindKey(ReadLock(ref header, hasIv: false), unpacker);
                    break;
                case MainHeader when (header.Number() & Volume) != 0:
                case EndHeader when (header.Number() & NotLast) != 0:
                case FileHeader when (flags & (FromPrevious | ToNext)) != 0:
                    throw new ArchiveRefusedException("archive.split", "", "it is one of several volumes");
                case EndHeader:
                    return headers;
                case FileHeader:
                    unpacker.ClaimEntries(headers.Count + 1);
                    headers.Add(ReadFile(header, extra, packed, data));
                    break;
            }
        }
        return headers;
    }

    /// <summary>A header behind its checksum and size, and where its data begins. With a key, 16 bytes of an initialisation vector stand before.</summary>
    private static Fields ReadBlock(ReadOnlySpan<byte> bytes, long at, byte[]? key, out long data)
    {
        if (key is null)
        {
            var open = ReadPlain(bytes.Cut(at, bytes.Length - at), out var length);
            data = at + length;
            return open;
        }
        if (!bytes.Has(at, 2 * Block))
            throw Damaged("a header is cut off");
        var iv = bytes.Cut(at, Block);
        var first = new Fields(RarKeys.Decrypt(bytes.Cut(at + Block, Block), key, iv).AsSpan(4));
        var size = first.Number();
        var whole = (4 + first.At + size + Block - 1) / Block * Block;
        if (size <= 0 || size > bytes.Length || !bytes.Has(at + Block, whole))
            throw Damaged("a header is cut off");
        data = at + Block + whole;
        return ReadPlain(RarKeys.Decrypt(bytes.Cut(at + Block, whole), key, iv), out _);
    }

    private static Fields ReadPlain(ReadOnlySpan<byte> block, out long length)
    {
        var start = new Fields(block.Cut(4, 10));
        var size = start.Number();
        var covered = start.At + size;
        if (size <= 0 || size > block.Length || !block.Has(4, covered) || Unpacker.Crc32(block.Slice(4, (int)covered)) != block.U32(0))
            throw Damaged("a header has the wrong checksum");
        length = 4 + covered;
        return new Fields(block.Slice(4 + start.At, (int)size));
    }

    private static byte[] FindKey(RarLock rarLock, Unpacker unpacker)
        => unpacker.Passwords.Open(p => RarKeys.New(p, rarLock) is var (key, check) && check.AsSpan().SequenceEqual(rarLock.Check) ? key : null, unpacker.Tick)
            ?? throw new EntryRefusedException("file.encrypted", "even its list of files needs a password");

    /// <summary>Stands behind the version: flags, rounds, salt, check value.</summary>
    private static RarLock ReadLock(ref Fields fields, bool hasIv)
    {
        var flags = fields.Number();
        var power = fields.Take(1)[0];
        var salt = fields.Take(Block).ToArray();
        if (hasIv)
            fields.Take(Block);
        var check = (flags & HasCheck) != 0 ? fields.Take(CheckBytes)[..8].ToArray() : [];
        return RarKeys.Checked(new(power, salt, check));
    }

    private static RarHeader ReadFile(Fields header, long extra, long packed, long data)
    {
        var flags = header.Number();
        var size = header.Number();
        header.Number();
        var time = (flags & HasTime) != 0 ? header.UInt32() : 0;
        uint? crc = (flags & HasCrc) != 0 ? header.UInt32() : null;
        var packing = header.Number();
        header.Number();
        var name = header.Take(header.Number());
        if (extra > header.Left)
            throw Damaged("a header is cut off");
        header.Take(header.Left - extra);
        var (isTweaked, isLink, isFolder) = (false, false, (flags & Folder) != 0);
        RarLock? rarLock = null;
        while (header.Left > 0)
        {
            var record = new Fields(header.Take(header.Number()));
            var kind = record.Number();
            if (kind == EncryptionRecord)
            {
                record.Number();
                var start = record;
                isTweaked = (start.Number() & TweakedChecksums) != 0;
                rarLock = ReadLock(ref record, hasIv: true);
            }
            isLink |= kind == RedirectionRecord;
        }
        return new()
        {
            KnownName = EntryNames.Utf8(name),
            RawName = name.ToArray(),
            Kind = isLink ? EntryKind.Special : isFolder ? EntryKind.Folder : EntryKind.File,
            PackedSize = packed,
            UnpackedSize = (flags & SizeUnknown) != 0 ? -1 : size,
            // A checksum that the password was mixed into says nothing here; the library looks at it.
            Crc = isTweaked ? null : crc,
            DosTime = time == 0 ? 0 : DosTimes.FromUnix(time),
            Lock = rarLock,
            // Bits 10 to 13: 128 KB, doubled so often; nothing is packed where the method (bits 7 to 9) is 0.
            Dictionary = ((packing >> 7) & 7) == 0 || isFolder ? 0 : (128L << 10) << (int)((packing >> 10) & 15),
            IsUnsupported = (packing & 63) != 0,
            Data = data,
        };
    }

    private static EntryRefusedException Damaged(string detail) => new("archive.damaged", detail);
}
