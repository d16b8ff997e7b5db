namespace MiyakoMailSanitizer.Sanitizing.Archives.SevenZip;

/// <summary>
/// 7z archives (7zFormat.txt). The header is read here, as it says what memory the library's decoders will take and no name in it needs guessing.
/// </summary>
internal static class SevenZipReader
{
    public static IEnumerable<ArchiveEntry> Read(UntrustedFile file, Unpacker unpacker)
    {
        var files = SevenZipCatalog.Read(file.Content, unpacker);
        var folders = files.Where(f => f.Content is not null).Select(f => f.Content!.Value.Folder).Distinct().ToList();
        foreach (var folder in folders)
            unpacker.ClaimSize(folder.UnpackedSize, folder.PackedSize, "");
        return Entries(file.Content, files, unpacker);
    }

    private static IEnumerable<ArchiveEntry> Entries(ReadOnlyMemory<byte> content, List<SevenZipFile> files, Unpacker unpacker)
    {
        SolidStream? stream = null;
        SevenZipFolder? current = null;
        try
        {
            foreach (var file in files)
            {
                if (file.Content is { } c && c.Folder != current)
                {
                    stream?.Dispose();
                    current = c.Folder;
                    stream = new(content, current, unpacker);
                }
                yield return Entry(file, stream);
            }
        }
        finally
        {
            stream?.Dispose();
        }
    }

    private static ArchiveEntry Entry(SevenZipFile file, SolidStream? stream) => new()
    {
        Path = file.Name,
        Kind = file.Kind,
        DosTime = file.Time is > 0 and < long.MaxValue ? DosTimes.FromFileTime((long)file.Time) : 0,
        IsEncrypted = file.Content?.Folder.IsEncrypted ?? false,
        ClaimedSize = file.Content is { } c ? c.Folder.Files[c.Index].Size : 0,
        Unpack = () => file.Content is { } content ? stream!.Unpack(content.Index, file.Name) : default,
    };
}
