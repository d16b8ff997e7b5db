using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Detection.Probes;

namespace MiyakoMailSanitizer.Sanitizing.Office.Package;

/// <summary>
/// Reads the directory of a package (APPNOTE 6.3.10) and refuses all that two readers could read in two ways: other data before, between or
/// after, headers that contradict each other, doubled names, names that lead out of the package.
/// </summary>
internal static class PackageDirectory
{
    /// <summary>Honest documents have some thousands at the most.</summary>
    public const int MaxEntries = 20_000;

    private const ushort Encrypted = 1, HasDescriptor = 8, Utf8Name = 0x800;
    private const int LongestDescriptor = 24, LongestName = 512;

    /// <exception cref="OfficeRefusedException">It is no plain archive.</exception>
    public static List<PackageEntry> Read(ReadOnlySpan<byte> bytes)
    {
        var end = ZipDirectory.Find(bytes) ?? throw Broken("there is no readable directory");
        if (end.Shift != 0 || end.IsAmbiguous)
            throw Trick("there is data before the archive");
        if (end.End != bytes.Length)
            throw Trick("there is data after the archive");
        if (end.ClaimedEntries is 0 or > MaxEntries)
            throw Trick($"it claims {end.ClaimedEntries} entries");
        var entries = new List<PackageEntry>();
        var extents = new List<(long Start, long End)>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var at = end.Directory;
        while (bytes.HasAt(at, "PK\u0001\u0002"u8) && bytes.Has(at, 46))
        {
            var (entry, local) = ReadEntry(bytes, at);
            if (entries.Count >= end.ClaimedEntries || !names.Add(Uri.UnescapeDataString(entry.Name.TrimEnd('/'))))
                throw Trick($"two entries have the name {entry.Name}");
            entries.Add(entry);
            extents.Add((local, entry.DataOffset + entry.PackedSize));
            at += 46L + bytes.U16(at + 28) + bytes.U16(at + 30) + bytes.U16(at + 32);
        }
        if (entries.Count != end.ClaimedEntries || at != end.Directory + end.DirectorySize)
            throw Trick("the directory is not what the end record claims");
        CheckExtents(extents, end.Directory);
        return entries;
    }

    private static (PackageEntry Entry, long Local) ReadEntry(ReadOnlySpan<byte> bytes, long at)
    {
        var (flags, method) = (bytes.U16(at + 8), bytes.U16(at + 10));
        var (nameLength, extraLength) = (bytes.U16(at + 28), bytes.U16(at + 30));
        var rawName = bytes.Cut(at + 46, nameLength);
        var name = ReadName(rawName, (flags & Utf8Name) != 0);
        var wide = new Zip64Extra(bytes.Cut(at + 46 + nameLength, extraLength));
        var unpacked = wide.Resolve(bytes.U32(at + 24));
        var packed = wide.Resolve(bytes.U32(at + 20));
        var local = wide.Resolve(bytes.U32(at + 42));
        if ((flags & Encrypted) != 0)
            throw new OfficeRefusedException("file.encrypted", name, "an entry of the package is encrypted");
        if (method is not (0 or 8))
            throw Trick($"{name} is packed by method {method}");
        if (!bytes.HasAt(local, "PK\u0003\u0004"u8) || !bytes.Has(local, 30))
            throw Trick($"{name} has no local header");
        CheckLocal(bytes, local, (name, flags, method, bytes.U32(at + 16), packed, unpacked), rawName);
        var data = local + 30 + bytes.U16(local + 26) + bytes.U16(local + 28);
        if (!bytes.Has(data, packed) || (method == 0 && packed != unpacked))
            throw Trick($"{name} has not the size that it claims");
        return (new(name, method, bytes.U32(at + 16), packed, unpacked, data), local);
    }

    /// <summary>The local header says the same, or leaves it to the descriptor (APPNOTE 4.4.4, bit 3).</summary>
    private static void CheckLocal(
        ReadOnlySpan<byte> bytes, long local, (string Name, ushort Flags, ushort Method, uint Crc, long Packed, long Unpacked) central,
        ReadOnlySpan<byte> rawName)
    {
        var flags = bytes.U16(local + 6);
        var nameLength = bytes.U16(local + 26);
        var isSame = bytes.Cut(local + 30, nameLength).SequenceEqual(rawName) && bytes.U16(local + 8) == central.Method
            && ((flags ^ central.Flags) & (Encrypted | HasDescriptor)) == 0;
        if (isSame)
        {
            var wide = new Zip64Extra(bytes.Cut(local + 30 + nameLength, bytes.U16(local + 28)));
            var unpacked = wide.Resolve(bytes.U32(local + 22));
            var packed = wide.Resolve(bytes.U32(local + 18));
            var isEqual = (bytes.U32(local + 14), packed, unpacked) == (central.Crc, central.Packed, central.Unpacked);
            var isLeftOut = (flags & HasDescriptor) != 0 && (bytes.U32(local + 14) == 0 || bytes.U32(local + 14) == central.Crc)
                && (packed == 0 || packed == central.Packed || packed == uint.MaxValue)
                && (unpacked == 0 || unpacked == central.Unpacked || unpacked == uint.MaxValue);
            isSame = isEqual || isLeftOut;
        }
        if (!isSame)
            throw Trick($"the two headers of {central.Name} contradict each other");
    }

    /// <summary>Entries lie one after another, with nothing but a descriptor between.</summary>
    private static void CheckExtents(List<(long Start, long End)> extents, long directory)
    {
        extents.Sort();
        var last = 0L;
        foreach (var (start, end) in extents.Append((directory, directory)))
        {
            if (start < last)
                throw Trick("entries overlap");
            if (start - last > (last == 0 ? 0 : LongestDescriptor))
                throw Trick("there is data between the entries");
            last = end;
        }
    }

    private static string ReadName(ReadOnlySpan<byte> raw, bool isUtf8)
    {
        if (raw.Length is 0 or > LongestName)
            throw Trick("an entry has no name, or a very long one");
        var name = isUtf8 || System.Text.Ascii.IsValid(raw) ? Encoding.UTF8.GetString(raw) : Encoding.Latin1.GetString(raw);
        var plain = Uri.UnescapeDataString(name);
        var isPlain = plain[0] != '/' && !plain.AsSpan().ContainsAny("\\:") && !plain.Any(char.IsControl)
            && !plain.TrimEnd('/').Split('/').Any(s => s.Length == 0 || s.Trim('.', ' ').Length == 0);
        return isPlain ? name : throw Trick($"the name {name} leads out of the package");
    }

    public static OfficeRefusedException Trick(string detail) => new("office.package", "", detail);

    public static OfficeRefusedException Broken(string detail) => new("office.damaged", "", detail);

    /// <summary>APPNOTE 4.5.3: sizes and offset of 64 bits, each only where the header has no room for it, in this order.</summary>
    private ref struct Zip64Extra
    {
        private ReadOnlySpan<byte> _rest;

        public Zip64Extra(ReadOnlySpan<byte> extra)
        {
            for (; extra.Length >= 4; extra = extra[Math.Min(extra.Length, 4 + extra.U16(2))..])
            {
                if (extra.U16(0) == 1)
                {
                    _rest = extra.Cut(4, extra.U16(2));
                    return;
                }
            }
        }

        public long Resolve(uint value)
        {
            if (value != uint.MaxValue || _rest.Length < 8)
                return value;
            var wide = _rest.U64(0);
            _rest = _rest[8..];
            return wide <= int.MaxValue ? (long)wide : int.MaxValue;
        }
    }
}
