using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Tar;

/// <summary>Tape archives: POSIX.1 ustar and pax, GNU and older.</summary>
internal static class TarReader
{
    private const int Block = 512, MaxExtended = 1 << 20;

    public static IEnumerable<ArchiveEntry> Read(UntrustedFile file, Unpacker unpacker) => Read(file.Content, unpacker);

    public static IEnumerable<ArchiveEntry> Read(ReadOnlyMemory<byte> content, Unpacker unpacker)
    {
        var members = ReadMembers(content, unpacker);
        var unknown = members.Where(m => m.KnownName is null).ToList();
        var names = unknown.Zip(EntryNames.Detect([.. unknown.Select(m => m.RawName)])).ToDictionary(p => p.First, p => p.Second);
        return members.Select(m => Entry(m, m.KnownName ?? names[m], unpacker));
    }

    private sealed record Member(byte[] RawName, string? KnownName, char Type, uint DosTime, ReadOnlyMemory<byte> Content);

    /// <summary>What extended headers say of the next member.</summary>
    private sealed class Extended
    {
        public string? Path { get; set; }
        public byte[]? LongName { get; set; }
        public long? Size { get; set; }
        public long? Time { get; set; }
    }

    private static List<Member> ReadMembers(ReadOnlyMemory<byte> content, Unpacker unpacker)
    {
        var members = new List<Member>();
        var extended = new Extended();
        for (var at = 0L; content.Span.Has(at, Block) && content.Span[(int)at] != 0;)
        {
            unpacker.Tick();
            var header = content.Span.Slice((int)at, Block);
            CheckSum(header);
            var type = (char)header[156];
            var isExtended = type is 'x' or 'g' or 'L' or 'K';
            var size = isExtended ? Number(header.Slice(124, 12)) : extended.Size ?? Number(header.Slice(124, 12));
            if (type is '1' or '2' or '3' or '4' or '5' or '6')
                size = 0;
            at += Block;
            if (size < 0 || !content.Span.Has(at, size) || (isExtended && size > MaxExtended))
                throw Damaged("a member is cut off");
            var data = content.Slice((int)at, (int)size);
            at += (size + Block - 1) / Block * Block;
            if (isExtended)
            {
                ReadExtended(type, data.Span, extended);
                continue;
            }
            unpacker.ClaimEntries(members.Count + 1);
            members.Add(new(extended.LongName ?? RawName(header), extended.Path, type,
                DosTimes.FromUnix(extended.Time ?? Number(header.Slice(136, 12))), data));
            extended = new();
        }
        return members;
    }

    private static ArchiveEntry Entry(Member member, string name, Unpacker unpacker) => new()
    {
        Path = name,
        Kind = member.Type switch
        {
            '5' => EntryKind.Folder,
            '0' or '\0' or '7' => name.EndsWith('/') ? EntryKind.Folder : EntryKind.File,
            _ => EntryKind.Special,
        },
        DosTime = member.DosTime,
        ClaimedSize = member.Content.Length,
        Packed = member.Content,
        Unpack = () =>
        {
            unpacker.CheckStored(member.Content.Length, name);
            return member.Content;
        },
    };

    private static void ReadExtended(char type, ReadOnlySpan<byte> data, Extended extended)
    {
        if (type == 'L')
            extended.LongName = data.TrimEnd((byte)0).ToArray();
        if (type != 'x')
            return;
        // pax: "LENGTH KEY=VALUE\n", the length counting itself.
        while (!data.IsEmpty && data.IndexOf((byte)' ') is > 0 and < 9 and var space)
        {
            if (!int.TryParse(data[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length <= space + 1 || length > data.Length)
                throw Damaged("an extended header is cut off");
            var record = data[(space + 1)..length].TrimEnd((byte)'\n');
            data = data[length..];
            var equals = record.IndexOf((byte)'=');
            if (equals < 0)
                continue;
            var value = record[(equals + 1)..];
            switch (Encoding.Latin1.GetString(record[..equals]))
            {
                case "path":
                    // By rights UTF-8; some write what they have.
                    extended.Path = EntryNames.Utf8(value);
                    extended.LongName = value.ToArray();
                    break;
                case "size":
                    extended.Size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : -1;
                    break;
                case "mtime":
                    var dot = value.IndexOf((byte)'.');
                    extended.Time = long.TryParse(dot < 0 ? value : value[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? time : 0;
                    break;
            }
        }
    }

    private static byte[] RawName(ReadOnlySpan<byte> header)
    {
        var name = Text(header[..100]);
        // GNU keeps times where POSIX has the prefix.
        var prefix = header.HasAt(257, "ustar\0"u8) ? Text(header.Slice(345, 155)) : [];
        return prefix.IsEmpty ? name.ToArray() : [.. prefix, (byte)'/', .. name];
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field) => field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field;

    private static void CheckSum(ReadOnlySpan<byte> header)
    {
        var (sum, signed) = (0, 0);
        for (var i = 0; i < Block; i++)
        {
            var b = i is >= 148 and < 156 ? (byte)' ' : header[i];
            sum += b;
            signed += (sbyte)b;
        }
        var claimed = Number(header.Slice(148, 8));
        if (claimed != sum && claimed != signed)
            throw Damaged("a header has the wrong checksum");
    }

    /// <summary>Octal digits, or GNU's 64 bits; -1 where it is neither.</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
            return field.Length == 12 && field[0] == 0x80 ? (long)Math.Min(field.U64Big(4), long.MaxValue) : -1;
        var value = 0L;
        foreach (var b in field.Trim("\0 "u8))
        {
            if (b is < (byte)'0' or > (byte)'7')
                return -1;
            value = (value * 8) + b - '0';
        }
        return value;
    }

    private static EntryRefusedException Damaged(string detail) => new("archive.damaged", detail);
}
