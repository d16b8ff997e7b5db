using System.Globalization;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Zip;

/// <summary>ZIP archives (APPNOTE 6.3.10).</summary>
internal static class ZipReader
{
    public static IEnumerable<ArchiveEntry> Read(UntrustedFile file, Unpacker unpacker)
    {
        var headers = ZipCatalog.Read(file.Content.Span, unpacker);
        foreach (var header in headers)
            unpacker.ClaimSize(header.UnpackedSize, header.IsEncrypted ? -1 : header.PackedSize, header.KnownName ?? "");
        var unknown = headers.Where(h => h.KnownName is null).ToList();
        var names = unknown.Zip(EntryNames.Detect([.. unknown.Select(h => h.RawName)])).ToDictionary(p => p.First, p => p.Second);
        return headers.Select(h => Entry(file.Content, h, h.KnownName ?? names[h], unpacker));
    }

    private static ArchiveEntry Entry(ReadOnlyMemory<byte> content, ZipHeader header, string name, Unpacker unpacker)
    {
        var packed = content.Slice((int)header.Data, (int)header.PackedSize);
        return new()
        {
            Path = name,
            Kind = header.Kind,
            DosTime = header.DosTime,
            IsEncrypted = header.IsEncrypted,
            ClaimedSize = header.UnpackedSize,
            Packed = packed,
            Unpack = () => Unpack(packed, header, name, unpacker),
        };
    }

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> packed, ZipHeader header, string name, Unpacker unpacker)
    {
        if (header.IsEncrypted)
            return Unlocked(packed, header, name, unpacker);
        using var stream = ZipMethods.Open(packed, header.Method, header.UnpackedSize, unpacker);
        var unpacked = unpacker.ReadAll(stream, header.UnpackedSize, header.PackedSize, name);
        if (Unpacker.Crc32(unpacked.Span) == header.Crc)
            return unpacked;
        unpacker.HandOver(unpacked);
        throw new EntryRefusedException("archive.damaged", string.Create(CultureInfo.InvariantCulture, $"its checksum is not {header.Crc:x8}"));
    }

    /// <summary>A wrong password is told by what comes out: it is read once without keeping it, then for good.</summary>
    private static ReadOnlyMemory<byte> Unlocked(ReadOnlyMemory<byte> packed, ZipHeader header, string name, Unpacker unpacker)
    {
        var method = header.Aes?.Method ?? header.Method;
        var plain = ZipDecryption.Open(packed, header, unpacker, bytes =>
        {
            // The code behind the content has told already.
            if (header.Aes is { HasCrc: false })
                return bytes;
            try
            {
                using var trial = ZipMethods.Open(bytes, method, header.UnpackedSize, unpacker);
                return unpacker.HasCrc(trial, header.UnpackedSize, header.Crc) ? bytes : null;
            }
            catch (EntryRefusedException)
            {
                return null;
            }
        });
        using var stream = ZipMethods.Open(plain, method, header.UnpackedSize, unpacker);
        return unpacker.ReadAll(stream, header.UnpackedSize, plain.Length, name);
    }
}
