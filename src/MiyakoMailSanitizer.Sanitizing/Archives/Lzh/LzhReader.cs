using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Lzh;

/// <summary>LHA archives: a small decoder of our own, as there is no library.</summary>
internal static class LzhReader
{
    private const int FileTypes = 0xF000, Link = 0xA000;

    public static IEnumerable<ArchiveEntry> Read(UntrustedFile file, Unpacker unpacker)
    {
        var headers = ReadHeaders(file.Content.Span, unpacker);
        foreach (var header in headers)
            unpacker.ClaimSize(header.UnpackedSize, header.PackedSize, "");
        var names = EntryNames.Detect([.. headers.Select(h => h.RawName)]);
        return headers.Zip(names, (h, name) => Entry(file.Content, h, h.WideName ?? name, unpacker));
    }

    private static List<LzhHeader> ReadHeaders(ReadOnlySpan<byte> bytes, Unpacker unpacker)
    {
        var headers = new List<LzhHeader>();
        for (var at = 0L; LzhHeader.Read(bytes, at) is { } header; at = header.Data + header.PackedSize)
        {
            unpacker.Tick();
            unpacker.ClaimEntries(headers.Count + 1);
            headers.Add(header);
        }
        return headers;
    }

    private static ArchiveEntry Entry(ReadOnlyMemory<byte> content, LzhHeader header, string name, Unpacker unpacker)
    {
        var packed = content.Slice((int)header.Data, (int)header.PackedSize);
        // LHA of Unix writes a link as a folder named LINK|TARGET.
        var isLink = (header.Mode & FileTypes) == Link || (header.IsFolder && name.Contains('|', StringComparison.Ordinal));
        return new()
        {
            Path = name,
            Kind = isLink ? EntryKind.Special : header.IsFolder ? EntryKind.Folder : EntryKind.File,
            DosTime = header.DosTime,
            ClaimedSize = header.UnpackedSize,
            Packed = packed,
            Unpack = () => Unpack(packed, header, name, unpacker),
        };
    }

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> packed, LzhHeader header, string name, Unpacker unpacker)
    {
        using Stream stream = header.Method switch
        {
            "-lh0-" or "-lz4-" => Streams.Of(packed),
            "-lh4-" => new LzhStream(packed, 12, header.UnpackedSize),
            "-lh5-" => new LzhStream(packed, 13, header.UnpackedSize),
            "-lh6-" => new LzhStream(packed, 15, header.UnpackedSize),
            "-lh7-" => new LzhStream(packed, 16, header.UnpackedSize),
            _ => throw new EntryRefusedException("archive.unsupported", $"it is packed by {header.Method}"),
        };
        var unpacked = unpacker.ReadAll(stream, header.UnpackedSize, header.PackedSize, name);
        if (Crc16(unpacked.Span) == header.Crc)
            return unpacked;
        unpacker.HandOver(unpacked);
        throw new EntryRefusedException("archive.damaged", "its checksum is wrong");
    }

    private static readonly ushort[] Table = [.. Enumerable.Range(0, 256).Select(n =>
    {
        for (var k = 0; k < 8; k++)
            n = (n & 1) != 0 ? 0xA001 ^ (n >> 1) : n >> 1;
        return (ushort)n;
    })];

    /// <summary>CRC-16 of ARC.</summary>
    private static ushort Crc16(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0;
        foreach (var b in bytes)
            crc = (ushort)((crc >> 8) ^ Table[(byte)(crc ^ b)]);
        return crc;
    }
}
