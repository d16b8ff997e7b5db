using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>A ZIP archive by its bytes: parts, and whatever makes two readers see two archives.</summary>
internal static class RawZip
{
    private const int LocalHeader = 30, CentralHeader = 46, EndRecord = 22;

    /// <summary>All parts as .NET reads them.</summary>
    public static Dictionary<string, byte[]> Parts(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            var content = new MemoryStream();
            stream.CopyTo(content);
            parts[entry.FullName] = content.ToArray();
        }

        return parts;
    }

    /// <summary>What the bytes hold that a plain archive does not: gaps, comments, doubled or contradictory names.</summary>
    public static IEnumerable<string> Faults(byte[] archive)
    {
        if (archive.Length < EndRecord || U32(archive, archive.Length - EndRecord) != 0x06054b50)
        {
            yield return "zip: the end record does not stand at the end";
            yield break;
        }

        var end = archive.AsMemory(archive.Length - EndRecord).ToArray();
        var (count, directory) = (U16(end, 10), (int)U32(end, 16));
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var (at, next) = (directory, 0);
        for (var i = 0; i < count; i++)
        {
            var (nameLength, extra, comment, local) = (U16(archive, at + 28), U16(archive, at + 30), U16(archive, at + 32), (int)U32(archive, at + 42));
            var name = Encoding.UTF8.GetString(archive, at + CentralHeader, nameLength);
            foreach (var fault in NameFaults(name, names))
                yield return fault;
            if (extra + comment > 0 || (U16(archive, at + 8) & ~0x0800) != 0 || U16(archive, at + 10) is not (0 or 8))
                yield return $"zip: {name} has an extra field, a comment, flags or an odd method";
            if (local != next)
                yield return $"zip: before {name} there are bytes of no entry";
            if (!SameHeader(archive, at, local, nameLength))
                yield return $"zip: the two headers of {name} differ";
            next = local + LocalHeader + nameLength + U16(archive, local + 28) + (int)U32(archive, at + 20);
            at += CentralHeader + nameLength + extra + comment;
        }

        if (next != directory || at != archive.Length - EndRecord)
            yield return "zip: there are bytes of no entry around the directory";
    }

    private static IEnumerable<string> NameFaults(string name, HashSet<string> names)
    {
        if (!names.Add(name))
            yield return $"zip: {name} is there twice";
        if (name.Length == 0 || name[0] == '/' || name.Contains('\\') || name.Contains(':') || name.Split('/').Any(s => s is "" or "." or ".."))
            yield return $"zip: {name} is no plain path";
    }

    /// <summary>Version, flags, method, times, checksum, sizes and name lengths, and the name.</summary>
    private static bool SameHeader(byte[] archive, int central, int local, int nameLength)
        => U32(archive, local) == 0x04034b50
            && archive.AsSpan(central + 6, 24).SequenceEqual(archive.AsSpan(local + 4, 24)) && U16(archive, local + 28) == 0
            && archive.AsSpan(central + CentralHeader, nameLength).SequenceEqual(archive.AsSpan(local + LocalHeader, nameLength));

    private static int U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}
