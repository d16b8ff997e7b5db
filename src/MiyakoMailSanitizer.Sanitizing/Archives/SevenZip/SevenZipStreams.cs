namespace MiyakoMailSanitizer.Sanitizing.Archives.SevenZip;

/// <summary>Reads StreamsInfo: where packed streams lie, what unpacks them, and which files they hold.</summary>
internal static class SevenZipStreams
{
    private const byte End = 0, PackInfo = 6, UnpackInfo = 7, SubStreams = 8, Size = 9, Digest = 0x0A, Folder = 0x0B, CoderSizes = 0x0C, FileCounts = 0x0D;

    /// <param name="input">Stands behind the mark of the section.</param>
    /// <param name="unpacker">How many files there may be.</param>
    public static List<SevenZipFolder> Read(ref SevenZipInput input, Unpacker unpacker)
    {
        var (offset, sizes) = (0L, Array.Empty<long>());
        var folders = new List<SevenZipFolder>();
        var hasFiles = false;
        for (var id = input.Byte(); id != End; id = input.Byte())
        {
            switch (id)
            {
                case PackInfo:
                    (offset, sizes) = ReadPacked(ref input);
                    break;
                case UnpackInfo:
                    folders = ReadFolders(ref input, unpacker);
                    break;
                case SubStreams:
                    ReadFiles(ref input, folders, unpacker);
                    hasFiles = true;
                    break;
                default:
                    throw SevenZipInput.Damaged("its header has a section of no known kind");
            }
        }
        Place(folders, offset, sizes);
        if (!hasFiles)
            folders.ForEach(f => f.Files.Add((f.UnpackedSize, f.Crc)));
        return folders;
    }

    private static void Place(List<SevenZipFolder> folders, long offset, long[] sizes)
    {
        var next = 0;
        foreach (var folder in folders)
        {
            folder.PackedOffset = offset;
            for (var i = 0; i < folder.PackedStreams; i++)
            {
                if (next == sizes.Length)
                    throw SevenZipInput.Damaged("a packed stream is missing");
                folder.PackedSize += sizes[next];
                offset += sizes[next++];
                if (offset > long.MaxValue / 4)
                    throw SevenZipInput.Damaged("its packed streams are absurd");
            }
        }
    }

    private static (long Offset, long[] Sizes) ReadPacked(ref SevenZipInput input)
    {
        var offset = input.Number();
        var sizes = new long[input.Count(input.Left)];
        for (var id = input.Byte(); id != End; id = input.Byte())
        {
            if (id == Size)
            {
                for (var i = 0; i < sizes.Length; i++)
                    sizes[i] = input.Number();
            }
            else if (id == Digest)
            {
                input.Digests(sizes.Length);
            }
            else
            {
                throw SevenZipInput.Damaged("its header has a field of no known kind");
            }
        }
        return (offset, sizes);
    }

    private static List<SevenZipFolder> ReadFolders(ref SevenZipInput input, Unpacker unpacker)
    {
        var folders = new List<SevenZipFolder>();
        for (var id = input.Byte(); id != End; id = input.Byte())
        {
            switch (id)
            {
                case Folder:
                    var count = input.Entries(unpacker);
                    if (input.Byte() != 0)
                        throw new EntryRefusedException("archive.unsupported", "its header lies elsewhere");
                    for (var i = 0; i < count; i++)
                        folders.Add(ReadFolder(ref input));
                    break;
                case CoderSizes:
                    foreach (var folder in folders)
                    {
                        folder.CoderSizes = new long[folder.Coders.Length];
                        for (var i = 0; i < folder.CoderSizes.Length; i++)
                            folder.CoderSizes[i] = input.Number();
                        folder.UnpackedSize = folder.CoderSizes[folder.Last];
                    }
                    break;
                case Digest:
                    var digests = input.Digests(folders.Count);
                    for (var i = 0; i < folders.Count; i++)
                        folders[i].Crc = digests[i];
                    break;
                default:
                    throw SevenZipInput.Damaged("its header has a field of no known kind");
            }
        }
        return folders;
    }

    private static SevenZipFolder ReadFolder(ref SevenZipInput input)
    {
        var coders = new SevenZipCoder[Math.Max(1, input.Count(SevenZipFolder.MaxCoders))];
        var inputs = 0;
        // Of which coder each input is.
        var owners = new List<int>();
        for (var i = 0; i < coders.Length; i++)
        {
            var flags = input.Byte();
            var method = 0UL;
            foreach (var b in input.Take(Math.Min(8, flags & 15)))
                method = (method << 8) | b;
            var streams = (flags & 0x10) != 0 ? input.Count(SevenZipFolder.MaxCoders) : 1;
            if ((flags & 0x10) != 0 && input.Number() != 1)
                throw new EntryRefusedException("archive.unsupported", "a coder in it gives several streams");
            inputs += streams;
            owners.AddRange(Enumerable.Repeat(i, streams));
            coders[i] = new(method, (flags & 0x20) != 0 ? input.Take(input.Number()).ToArray() : []);
        }
        // Each pair feeds one coder with what another gives; the one that feeds none gives what comes out.
        var isTaken = new bool[coders.Length];
        var fedBy = Enumerable.Repeat(-1, coders.Length).ToArray();
        for (var i = 0; i < coders.Length - 1; i++)
        {
            var fed = input.Count(Math.Max(0, inputs - 1));
            var feeder = input.Count(coders.Length - 1);
            isTaken[feeder] = true;
            if (fed < owners.Count)
                fedBy[owners[fed]] = feeder;
        }
        var packed = inputs - (coders.Length - 1);
        if (packed < 1)
            throw SevenZipInput.Damaged("its coders take nothing");
        for (var i = 0; packed > 1 && i < packed; i++)
            input.Number();
        return new() { Coders = [.. coders], PackedStreams = packed, Last = Math.Max(0, Array.IndexOf(isTaken, false)), FedBy = [.. fedBy] };
    }

    private static void ReadFiles(ref SevenZipInput input, List<SevenZipFolder> folders, Unpacker unpacker)
    {
        var counts = folders.Select(_ => 1).ToArray();
        var id = input.Byte();
        if (id == FileCounts)
        {
            for (var (i, total) = (0, 0); i < counts.Length; i++)
                unpacker.ClaimEntries(total += counts[i] = input.Entries(unpacker));
            id = input.Byte();
        }
        for (var i = 0; i < counts.Length; i++)
        {
            var left = folders[i].UnpackedSize;
            for (var k = 0; k < counts[i]; k++)
            {
                // The last one's size is what is left.
                var size = k == counts[i] - 1 ? left : id == Size ? input.Number() : throw SevenZipInput.Damaged("sizes are missing");
                left -= size;
                if (left < 0)
                    throw SevenZipInput.Damaged("its files are larger than the stream that holds them");
                folders[i].Files.Add((size, counts[i] == 1 ? folders[i].Crc : null));
            }
        }
        if (id == Size)
            id = input.Byte();
        for (; id != End; id = input.Byte())
        {
            if (id != Digest)
                throw SevenZipInput.Damaged("its header has a field of no known kind");
            var open = folders.SelectMany(f => Enumerable.Range(0, f.Files.Count).Select(k => (f, k))).Where(x => x.f.Files[x.k].Crc is null).ToList();
            var digests = input.Digests(open.Count);
            for (var i = 0; i < open.Count; i++)
                open[i].f.Files[open[i].k] = (open[i].f.Files[open[i].k].Size, digests[i]);
        }
    }
}
