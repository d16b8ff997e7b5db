using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Lzh;

/// <summary>The header of a member, levels 0 to 2.</summary>
internal sealed record LzhHeader
{
    private const int Least = 22;
    private const byte NameField = 1, FolderField = 2, WideNameField = 0x44, WideFolderField = 0x45, ModeField = 0x50, TimeField = 0x54;

    public required string Method { get; init; }
    public required uint PackedSize { get; init; }
    public required uint UnpackedSize { get; init; }
    public required ushort Crc { get; init; }

    /// <summary>Path with <c>/</c>; null where only <see cref="WideName"/> is there.</summary>
    public required byte[] RawName { get; init; }

    /// <summary>The path in UTF-16 as UNLHA32 writes it; null where there is none.</summary>
    public string? WideName { get; init; }

    public required uint DosTime { get; init; }
    public ushort Mode { get; init; }

    /// <summary>Where the packed bytes begin.</summary>
    public required long Data { get; init; }

    public bool IsFolder => Method == "-lhd-";

    /// <summary>Null at the end of the archive.</summary>
    /// <exception cref="EntryRefusedException">It is damaged, or of another level.</exception>
    public static LzhHeader? Read(ReadOnlySpan<byte> bytes, long at)
    {
        if (!bytes.Has(at, 1) || bytes.ByteAt(at) == 0)
            return null;
        if (!bytes.Has(at, Least))
            throw Damaged("a header is cut off");
        return bytes.ByteAt(at + 20) switch
        {
            0 or 1 => ReadOld(bytes, at),
            2 => ReadLevel2(bytes, at),
            var level => throw new EntryRefusedException("archive.unsupported", $"a header of level {level}"),
        };
    }

    private static LzhHeader ReadOld(ReadOnlySpan<byte> bytes, long at)
    {
        var (size, level, nameLength) = (bytes.ByteAt(at) + 2, bytes.ByteAt(at + 20), bytes.ByteAt(at + 21));
        var header = bytes.Cut(at, size);
        if (header.Length < size || Least + nameLength + 2 > size || (byte)Sum(header[2..]) != header[1])
            throw Damaged("a header has the wrong checksum");
        var fields = new Fields { Name = Slashes(header.Slice(Least, nameLength)) };
        var (packed, data) = (bytes.U32(at + 7), at + size);
        if (level == 1)
        {
            var end = ReadFields(bytes, data, header.U16(size - 2), long.MaxValue, fields);
            if (end - data > packed)
                throw Damaged("the fields of a header are longer than its data");
            packed -= (uint)(end - data);
            data = end;
        }
        return Make(bytes, at, fields, packed, data, header.U16(Least + nameLength), isUnixTime: false);
    }

    private static LzhHeader ReadLevel2(ReadOnlySpan<byte> bytes, long at)
    {
        long size = bytes.U16(at);
        if (size < 26 || !bytes.Has(at, size))
            throw Damaged("a header is cut off");
        var fields = new Fields();
        ReadFields(bytes, at + 26, bytes.U16(at + 24), at + size, fields);
        return Make(bytes, at, fields, bytes.U32(at + 7), at + size, bytes.U16(at + 21), isUnixTime: true);
    }

    private static LzhHeader Make(ReadOnlySpan<byte> bytes, long at, Fields fields, uint packed, long data, ushort crc, bool isUnixTime)
    {
        if (!bytes.Has(data, packed))
            throw Damaged("its data is cut off");
        var time = bytes.U32(at + 15);
        return new()
        {
            Method = Encoding.Latin1.GetString(bytes.Cut(at + 2, 5)),
            PackedSize = packed,
            UnpackedSize = bytes.U32(at + 11),
            Crc = crc,
            RawName = [.. fields.Folder, .. fields.Name],
            WideName = fields.WideName.Length > 0 ? fields.WideFolder + fields.WideName : null,
            // Levels 0 and 1 have time before date, as ZIP does.
            DosTime = fields.UnixTime is { } unix ? DosTimes.FromUnix(unix) : isUnixTime ? DosTimes.FromUnix(time) : time,
            Mode = fields.Mode,
            Data = data,
        };
    }

    /// <summary>Fields follow each other; each names the size of the next, 0 at the end. Gives the offset behind the last.</summary>
    private static long ReadFields(ReadOnlySpan<byte> bytes, long at, ushort size, long end, Fields fields)
    {
        while (size != 0)
        {
            if (size < 3 || at + size > end || !bytes.Has(at, size))
                throw Damaged("a field of a header is cut off");
            fields.Set(bytes.ByteAt(at), bytes.Cut(at + 1, size - 3));
            at += size;
            size = bytes.U16(at - 2);
        }
        return at;
    }

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var b in bytes)
            sum += b;
        return sum;
    }

    /// <summary>LHA divides folders by 0xFF, which is no byte of a character; backslashes wait until the charset is known.</summary>
    private static byte[] Slashes(ReadOnlySpan<byte> name)
    {
        var result = name.ToArray();
        result.AsSpan().Replace((byte)0xFF, (byte)'/');
        return result;
    }

    private static EntryRefusedException Damaged(string detail) => new("archive.damaged", detail);

    private sealed class Fields
    {
        public byte[] Name { get; set; } = [];
        public byte[] Folder { get; private set; } = [];
        public string WideName { get; private set; } = "";
        public string WideFolder { get; private set; } = "";
        public ushort Mode { get; private set; }
        public uint? UnixTime { get; private set; }

        public void Set(byte kind, ReadOnlySpan<byte> data)
        {
            switch (kind)
            {
                case NameField:
                    Name = Slashes(data);
                    break;
                case FolderField:
                    Folder = data.Length == 0 || data[^1] == 0xFF ? Slashes(data) : [.. Slashes(data), (byte)'/'];
                    break;
                case WideNameField:
                    WideName = Encoding.Unicode.GetString(data);
                    break;
                case WideFolderField:
                    WideFolder = Encoding.Unicode.GetString(data).Replace('\uFFFF', '/').TrimEnd('/') + "/";
                    break;
                case ModeField:
                    Mode = data.U16(0);
                    break;
                case TimeField:
                    UnixTime = data.U32(0);
                    break;
            }
        }
    }
}
