using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Cab;

/// <summary>Cabinets of Windows ([MS-CAB]) that are stored or packed by MSZIP. LZX and Quantum can't be unpacked here.</summary>
internal static class CabReader
{
    private const int Header = 36, FileFields = 16, FolderFields = 8, FirstContinued = 0xFFFD, MaxName = 256;
    private const ushort HasPrevious = 1, HasNext = 2, HasReserve = 4, Utf8Name = 0x80;

    private sealed record Item(byte[] RawName, bool IsUtf8, int Folder, long Offset, long Size, uint DosTime);

    public static IEnumerable<ArchiveEntry> Read(UntrustedFile file, Unpacker unpacker)
    {
        var bytes = file.Content.Span;
        var flags = bytes.U16(30);
        if (!bytes.Has(0, Header))
            throw Damaged("its header is cut off");
        if ((flags & (HasPrevious | HasNext)) != 0)
            throw new ArchiveRefusedException("archive.split", "", "it is one of several volumes");
        long at = Header;
        var (folderReserve, blockReserve) = (0, 0);
        if ((flags & HasReserve) != 0)
        {
            (folderReserve, blockReserve) = (bytes.ByteAt(at + 2), bytes.ByteAt(at + 3));
            at += 4 + bytes.U16(at);
        }
        var folders = new List<CabFolder>();
        for (var i = 0; i < bytes.U16(26); i++, at += FolderFields + folderReserve)
        {
            unpacker.Tick();
            if (!bytes.Has(at, FolderFields))
                throw Damaged("its list of folders is cut off");
            var folder = new CabFolder(file.Content, bytes.U32(at), bytes.U16(at + 4), bytes.U16(at + 6), blockReserve, unpacker);
            unpacker.ClaimSize(folder.UnpackedSize, folder.PackedSize, "");
            folders.Add(folder);
        }
        var items = ReadItems(bytes, unpacker);
        var unknown = items.Where(i => !i.IsUtf8).ToList();
        var names = unknown.Zip(EntryNames.Detect([.. unknown.Select(i => i.RawName)])).ToDictionary(p => p.First, p => p.Second);
        return items.Select(i => Entry(i, i.IsUtf8 ? Encoding.UTF8.GetString(i.RawName) : names[i], folders, unpacker));
    }

    private static List<Item> ReadItems(ReadOnlySpan<byte> bytes, Unpacker unpacker)
    {
        unpacker.ClaimEntries(bytes.U16(28));
        var items = new List<Item>();
        long at = bytes.U32(16);
        for (var i = 0; i < bytes.U16(28); i++)
        {
            var name = bytes.Cut(at + FileFields, MaxName);
            var end = name.IndexOf((byte)0);
            if (!bytes.Has(at, FileFields) || end < 0)
                throw Damaged("its list of files is cut off");
            var folder = bytes.U16(at + 8);
            if (folder >= FirstContinued)
                throw new ArchiveRefusedException("archive.split", "", "it is one of several volumes");
            var size = bytes.U32(at);
            unpacker.ClaimSize(size, -1, "");
            items.Add(new(name[..end].ToArray(), (bytes.U16(at + 14) & Utf8Name) != 0, folder, bytes.U32(at + 4), size,
                ((uint)bytes.U16(at + 10) << 16) | bytes.U16(at + 12)));
            at += FileFields + end + 1;
        }
        return items;
    }

    private static ArchiveEntry Entry(Item item, string name, List<CabFolder> folders, Unpacker unpacker) => new()
    {
        Path = name,
        Kind = EntryKind.File,
        DosTime = item.DosTime,
        ClaimedSize = item.Size,
        Unpack = () =>
        {
            if (item.Folder >= folders.Count)
                throw Damaged("it lies in a folder that is not there");
            var content = folders[item.Folder].Content;
            if (!content.Span.Has(item.Offset, item.Size))
                throw Damaged(string.Create(CultureInfo.InvariantCulture, $"it lies beyond the {content.Length} bytes of its folder"));
            unpacker.CheckStored(item.Size, name);
            return content.Slice((int)item.Offset, (int)item.Size);
        },
    };

    private static EntryRefusedException Damaged(string detail) => new("archive.damaged", detail);
}
