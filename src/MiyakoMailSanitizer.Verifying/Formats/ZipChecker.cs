using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Verifying.Formats;

/// <summary>
/// The one shape of ZIP archives that our writer makes: local headers and data in the order of the directory from the first byte on, files
/// deflated, folders stored, no extra fields, no comments, nothing between and nothing after. Each file must be one that may leave by itself, by
/// its extension and its checker, archives in archives too.
/// </summary>
internal sealed class ZipChecker : IFormatChecker
{
    private const int MaxEntries = 65_534, MaxLevels = 100, MaxParts = 40;
    private const int LocalSize = 30, CentralSize = 46, EndSize = 22;
    private const ushort Utf8Name = 0x800;

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    // Names without the flag are ASCII, or CP932 where the administrator has asked for it.
    private static readonly Encoding? Cp932 = CodePagesEncodingProvider.Instance.GetEncoding(
        932, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    private sealed record Entry(string Path, ReadOnlyMemory<byte> Packed, uint Crc, int Size)
    {
        public bool IsFolder => Path.EndsWith('/');
    }

    public void Check(ReadOnlyMemory<byte> content, Place place, FaultList faults)
    {
        if (place.Path.Count(c => c == '/') > MaxLevels)
        {
            faults.Add("zip.depth", place.Path, "archives are nested too deeply");
            return;
        }
        if (Read(content, out var fault) is not { } entries)
        {
            faults.Add("zip.structure", place.Path, fault);
            return;
        }
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (entry, i) in entries.Select((e, i) => (e, i)))
        {
            if (faults.IsFull)
                return;
            CheckEntry(entry, place.Part(i + 1, place.Depth), taken, faults);
        }
    }

    private static void CheckEntry(Entry entry, Place place, HashSet<string> taken, FaultList faults)
    {
        var parts = entry.Path.TrimEnd('/').Split('/');
        if (parts.Length > MaxParts || parts.Select(FileNameRules.Fault).FirstOrDefault(f => f is not null) is not null)
        {
            faults.Add("zip.name", place.Path, parts.Select(FileNameRules.Fault).FirstOrDefault(f => f is not null) ?? "the path is too long");
            return;
        }
        if (!IsFree(entry, parts, taken))
            faults.Add("zip.duplicate", place.Path, "two entries have names that some system takes for the same");
        if (entry.IsFolder)
            return;
        if (MediaTypes.FindByName(parts[^1]) is not { } type)
        {
            faults.Add("zip.media-type", place.Path, "a file of this extension may not leave");
            return;
        }
        if (!faults.MayUnpack(entry.Size))
        {
            faults.Add("zip.too-large", place.Path, "it unpacks to too much");
            return;
        }
        if (OfficeZip.Unpack(new("", entry.Packed, entry.Crc, entry.Size)) is { } unpacked)
            type.Check(parts[^1], unpacked, place, faults);
        else
            faults.Add("zip.content", place.Path, "its size or checksum is wrong");
    }

    /// <summary>Windows and macOS don't tell cases apart; nothing is a file and a folder at once.</summary>
    private static bool IsFree(Entry entry, string[] parts, HashSet<string> taken)
    {
        var path = "";
        foreach (var folder in entry.IsFolder ? parts : parts[..^1])
        {
            path += folder.ToUpperInvariant() + "/";
            if (taken.Contains("file:" + path))
                return false;
            taken.Add("folder:" + path);
        }
        if (entry.IsFolder)
            return taken.Add("entry:" + path);
        path += parts[^1].ToUpperInvariant() + "/";
        return !taken.Contains("folder:" + path) && taken.Add("file:" + path);
    }

    private static List<Entry>? Read(ReadOnlyMemory<byte> content, out string fault)
    {
        fault = "";
        var bytes = content.Span;
        if (bytes.Length < EndSize || U32(bytes, bytes.Length - EndSize) != 0x06054B50)
            return Fail("the archive has no end, or something follows it", out fault);
        var end = bytes[^EndSize..];
        var (count, size, directory) = (U16(end, 8), U32(end, 12), U32(end, 16));
        if (U32(end, 4) != 0 || U16(end, 10) != count || U16(end, 20) != 0 || count > MaxEntries
            || directory + (long)size != bytes.Length - EndSize)
            return Fail("the end record is none that we write", out fault);
        var entries = new List<Entry>(count);
        var (local, central) = (0L, (long)directory);
        for (var i = 0; i < count; i++)
        {
            if (ReadEntry(content, ref local, ref central, directory) is not { } entry)
                return Fail(string.Create(CultureInfo.InvariantCulture, $"entry {i + 1} is none that we write"), out fault);
            entries.Add(entry);
        }
        return local == directory && central == bytes.Length - EndSize
            ? entries
            : Fail("there is something between the entries and the directory", out fault);
    }

    private static Entry? ReadEntry(ReadOnlyMemory<byte> content, ref long local, ref long central, uint directory)
    {
        var bytes = content.Span;
        if (local + LocalSize > directory || central + CentralSize > bytes.Length - EndSize)
            return null;
        var head = bytes[(int)local..];
        var row = bytes[(int)central..];
        if (U32(head, 0) != 0x04034B50 || U32(row, 0) != 0x02014B50 || U32(row, 42) != local || U16(row, 4) != 20)
            return null;
        // All that both headers have is the same in both; no extra field, comment, volume.
        if (U16(head, 4) != 20 || !head[4..30].SequenceEqual(row[6..32]) || U16(head, 28) != 0 || row[32..38].IndexOfAnyExcept((byte)0) >= 0)
            return null;
        var (packed, unpacked, nameLength) = (U32(head, 18), U32(head, 22), U16(head, 26));
        if (packed > int.MaxValue || unpacked > int.MaxValue || local + LocalSize + nameLength + packed > directory
            || central + CentralSize + nameLength > bytes.Length - EndSize)
            return null;
        var rawName = head.Slice(LocalSize, nameLength);
        if (!rawName.SequenceEqual(row.Slice(CentralSize, nameLength)) || Name(rawName, U16(head, 6)) is not { } name || !IsTime(U32(head, 10)))
            return null;
        var isShaped = name.EndsWith('/')
            ? (U16(head, 8), packed, unpacked, U32(head, 14), U32(row, 38)) == (0, 0, 0, 0, 0x10)
            : (U16(head, 8), U32(row, 38)) == (8, 0);
        var entry = new Entry(name, content.Slice((int)local + LocalSize + nameLength, (int)packed), U32(head, 14), (int)unpacked);
        local += LocalSize + nameLength + packed;
        central += CentralSize + nameLength;
        return isShaped ? entry : null;
    }

    private static string? Name(ReadOnlySpan<byte> raw, ushort flags)
    {
        if (raw.IsEmpty || flags is not (0 or Utf8Name) || (flags == Utf8Name && Ascii.IsValid(raw)))
            return null;
        var charset = flags == Utf8Name ? Utf8 : Cp932;
        try
        {
            return Ascii.IsValid(raw) ? Encoding.ASCII.GetString(raw) : charset?.GetString(raw);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>A time of the calendar (APPNOTE 4.4.6).</summary>
    private static bool IsTime(uint dos)
    {
        var (year, month, day) = (1980 + (int)(dos >> 25), (int)(dos >> 21) & 15, (int)(dos >> 16) & 31);
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && ((dos >> 11) & 31) < 24 && ((dos >> 5) & 63) < 60 && (dos & 31) < 30;
    }

    private static List<Entry>? Fail(string why, out string fault)
    {
        fault = why;
        return null;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
