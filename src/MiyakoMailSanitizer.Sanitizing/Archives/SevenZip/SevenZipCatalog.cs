using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Archives.SevenZip;

/// <summary>A file or folder as the header tells of it.</summary>
internal sealed class SevenZipFile
{
    private const uint WindowsFolder = 0x10, WindowsLink = 0x400, HasUnixMode = 0x8000, UnixTypes = 0xF000, UnixFolder = 0x4000, UnixFile = 0x8000;

    public string Name { get; set; } = "";

    /// <summary>The folder that holds its content and where in it; null where it has none.</summary>
    public (SevenZipFolder Folder, int Index)? Content { get; set; }

    /// <summary>Without content: a file of no bytes, else a folder.</summary>
    public bool IsEmptyFile { get; set; }

    /// <summary>Deletes a file when it is unpacked.</summary>
    public bool IsAnti { get; set; }

    /// <summary>FILETIME; 0 where not known.</summary>
    public ulong Time { get; set; }

    /// <summary>Of Windows; of Unix in the upper half where a bit says so.</summary>
    public uint Attributes { get; set; }

    public EntryKind Kind
    {
        get
        {
            var unix = (Attributes & HasUnixMode) != 0 ? (Attributes >> 16) & UnixTypes : 0;
            if (IsAnti || (Attributes & WindowsLink) != 0 || unix is not (0 or UnixFolder or UnixFile))
                return EntryKind.Special;
            return Content is null && (!IsEmptyFile || (Attributes & WindowsFolder) != 0) ? EntryKind.Folder : EntryKind.File;
        }
    }
}

/// <summary>Reads the header of a 7z archive, which may be packed itself.</summary>
internal static class SevenZipCatalog
{
    private const int SignatureHeader = 32, MaxPackedHeaders = 4;

    private const byte End = 0, Header = 1, Properties = 2, OtherStreams = 3, MainStreams = 4, Files = 5, EmptyStream = 0x0E, EmptyFile = 0x0F, Anti = 0x10,
        Names = 0x11, ModifiedTime = 0x14, Attributes = 0x15, PackedHeader = 0x17;

    /// <exception cref="EntryRefusedException">It is damaged.</exception>
    public static List<SevenZipFile> Read(ReadOnlyMemory<byte> content, Unpacker unpacker)
    {
        var bytes = content.Span;
        if (bytes.Length < SignatureHeader || Unpacker.Crc32(bytes.Slice(12, 20)) != bytes.U32(8))
            throw SevenZipInput.Damaged("its first header is damaged");
        var (offset, size) = (bytes.U64(12), bytes.U64(20));
        if (offset > int.MaxValue || size > int.MaxValue || !bytes.Has(SignatureHeader + (long)offset, (long)size))
            throw SevenZipInput.Damaged("its header is cut off");
        if (size == 0)
            return [];
        var header = content.Slice(SignatureHeader + (int)offset, (int)size);
        if (Unpacker.Crc32(header.Span) != bytes.U32(28))
            throw SevenZipInput.Damaged("its header has the wrong checksum");
        for (var i = 0; header.Span[0] == PackedHeader; i++)
        {
            if (i == MaxPackedHeaders)
                throw new ArchiveRefusedException("archive.bomb", "", "its header is packed again and again");
            header = UnpackHeader(content, header.Span[1..], unpacker);
            if (header.IsEmpty)
                return [];
        }
        return ReadHeader(header.Span, unpacker);
    }

    private static ReadOnlyMemory<byte> UnpackHeader(ReadOnlyMemory<byte> content, ReadOnlySpan<byte> description, Unpacker unpacker)
    {
        var input = new SevenZipInput(description);
        var folders = SevenZipStreams.Read(ref input, unpacker);
        if (folders.Count != 1)
            throw SevenZipInput.Damaged("its header lies in no stream");
        if (folders[0].IsEncrypted && unpacker.Passwords.IsEmpty)
            throw new EntryRefusedException("file.encrypted", "even its list of files needs a password");
        using var stream = new SolidStream(content, folders[0], unpacker);
        var header = stream.Unpack(0, "");
        // Counted while it grew; it is no file.
        unpacker.HandOver(header);
        return header;
    }

    private static List<SevenZipFile> ReadHeader(ReadOnlySpan<byte> header, Unpacker unpacker)
    {
        var input = new SevenZipInput(header);
        if (input.Byte() != Header)
            throw SevenZipInput.Damaged("its header is none");
        var folders = new List<SevenZipFolder>();
        var files = new List<SevenZipFile>();
        for (var id = input.Byte(); id != End; id = input.Byte())
        {
            switch (id)
            {
                case MainStreams:
                    folders = SevenZipStreams.Read(ref input, unpacker);
                    break;
                case Files:
                    files = ReadFiles(ref input, folders, unpacker);
                    break;
                case Properties or OtherStreams:
                    throw new EntryRefusedException("archive.unsupported", "its header has parts that no program writes");
                default:
                    throw SevenZipInput.Damaged("its header has a section of no known kind");
            }
        }
        return files;
    }

    private static List<SevenZipFile> ReadFiles(ref SevenZipInput input, List<SevenZipFolder> folders, Unpacker unpacker)
    {
        var files = Enumerable.Range(0, input.Entries(unpacker)).Select(_ => new SevenZipFile()).ToList();
        var empty = new List<SevenZipFile>();
        for (var id = input.Number(); id != End; id = input.Number())
        {
            unpacker.Tick();
            var field = new SevenZipInput(input.Take(input.Number()));
            switch (id)
            {
                case EmptyStream:
                    empty = Chosen(files, field.Bits(files.Count));
                    break;
                case EmptyFile:
                    Chosen(empty, field.Bits(empty.Count)).ForEach(f => f.IsEmptyFile = true);
                    break;
                case Anti:
                    Chosen(empty, field.Bits(empty.Count)).ForEach(f => f.IsAnti = true);
                    break;
                case Names:
                    RefuseExternal(field.Byte());
                    files.ForEach(f => f.Name = "");
                    foreach (var file in files)
                        file.Name = ReadName(ref field);
                    break;
                case ModifiedTime:
                    var timed = Chosen(files, field.OptionalBits(files.Count));
                    RefuseExternal(field.Byte());
                    foreach (var file in timed)
                        file.Time = field.UInt64();
                    break;
                case Attributes:
                    var known = Chosen(files, field.OptionalBits(files.Count));
                    RefuseExternal(field.Byte());
                    foreach (var file in known)
                        file.Attributes = field.UInt32();
                    break;
                    // All else (other times, padding, comments) says nothing that we keep.
            }
        }
        Connect(files.Except(empty), folders);
        return files;
    }

    private static void Connect(IEnumerable<SevenZipFile> files, List<SevenZipFolder> folders)
    {
        using var file = files.GetEnumerator();
        foreach (var folder in folders)
        {
            for (var i = 0; i < folder.Files.Count; i++)
            {
                if (!file.MoveNext())
                    throw new ArchiveRefusedException("archive.ambiguous", "", "it holds content that its list does not name");
                file.Current.Content = (folder, i);
            }
        }
        if (file.MoveNext())
            throw SevenZipInput.Damaged("its list names content that it does not hold");
    }

    private static List<SevenZipFile> Chosen(List<SevenZipFile> files, bool[] bits) => [.. files.Where((_, i) => bits[i])];

    private static string ReadName(ref SevenZipInput field)
    {
        var name = new StringBuilder();
        for (var c = field.Take(2).U16(0); c != 0; c = field.Take(2).U16(0))
            name.Append((char)c);
        return name.ToString();
    }

    private static void RefuseExternal(byte isExternal)
    {
        if (isExternal != 0)
            throw new EntryRefusedException("archive.unsupported", "its header lies elsewhere");
    }
}
