using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Detection.Probes;

namespace MiyakoMailSanitizer.Sanitizing.Containers.Compound;

/// <summary>It is no compound file that can be read, or not within its limits.</summary>
internal sealed class CompoundFileException(string detail) : Exception(detail);

/// <summary>
/// A compound file (MS-CFB): folders and files within one file. Rings end, as no chain and no tree is followed longer than the file could hold it;
/// what is read is counted first.
/// </summary>
internal sealed class CompoundFile
{
    private const int MaxEntries = 50_000, MaxDepth = 32, EntryBytes = 128, MiniSector = 64;
    private const uint NoStream = 0xFFFFFFFF;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly Action<long> _spend;
    private readonly int _shift;
    private readonly uint _sectors, _miniCutoff;
    private readonly List<uint> _tables = [];
    private byte[] _entries = [], _mini = [], _miniTable = [];
    private int _read;

    private CompoundFile(ReadOnlyMemory<byte> file, Action<long> spend)
    {
        (_file, _spend) = (file, spend);
        var bytes = file.Span;
        if (!bytes.HasAt(0, CfbDirectory.Magic) || bytes.Length < 1_024 || bytes.U16(30) is not (9 or 12) || bytes.U16(28) != 0xFFFE || bytes.U16(32) != 6)
            throw new CompoundFileException("it is no compound file");
        _shift = bytes.U16(30);
        _sectors = (uint)Math.Max(0, (((long)bytes.Length + (1 << _shift) - 1) >> _shift) - 1);
        _miniCutoff = bytes.U32(56);
    }

    /// <param name="file">Its bytes.</param>
    /// <param name="spend">Counts bytes before they are taken; throws where the budget is spent.</param>
    /// <exception cref="CompoundFileException">It can't be read.</exception>
    public static CompoundStorage Read(ReadOnlyMemory<byte> file, Action<long> spend)
    {
        var compound = new CompoundFile(file, spend);
        compound.ReadTables();
        compound._entries = compound.Chain(compound._file.Span.U32(48), long.MaxValue);
        var root = compound.Entry(0);
        if (root.IsEmpty || root[66] != 5)
            throw new CompoundFileException("it has no root");
        compound._mini = compound.Chain(root.U32(116), (long)Math.Min(root.U64(120), long.MaxValue));
        compound._miniTable = compound.Chain(compound._file.Span.U32(60), long.MaxValue);
        return compound.Storage(root.U32(76), 0);
    }

    private CompoundStorage Storage(uint top, int depth)
    {
        if (depth > MaxDepth)
            throw new CompoundFileException("its folders are nested too deep");
        var storage = new CompoundStorage();
        var open = new Stack<uint>([top]);
        while (open.TryPop(out var id))
        {
            var entry = id == NoStream ? [] : Entry(id);
            if (entry.IsEmpty)
                continue;
            if (++_read > MaxEntries)
                throw new CompoundFileException("it has too many entries");
            open.Push(entry.U32(72));
            open.Push(entry.U32(68));
            var name = Encoding.Unicode.GetString(entry[..Math.Clamp(entry.U16(64) - 2, 0, 62)]);
            if (entry[66] == 1)
                storage.Storages.TryAdd(name, Storage(entry.U32(76), depth + 1));
            else if (entry[66] == 2)
                storage.Streams.TryAdd(name, Reader(entry.U32(116), _shift == 9 ? entry.U32(120) : entry.U64(120)));
        }
        return storage;
    }

    private Func<ReadOnlyMemory<byte>> Reader(uint start, ulong size) => () =>
    {
        if (size > (ulong)_file.Length)
            throw new CompoundFileException("a stream is longer than the file");
        return size < _miniCutoff ? MiniChain(start, (int)size) : Chain(start, (long)size);
    };

    private void ReadTables()
    {
        var bytes = _file.Span;
        for (var i = 0; i < 109; i++)
            _tables.Add(bytes.U32(76 + i * 4));
        var perSector = (1 << _shift) / 4 - 1;
        var sector = bytes.U32(68);
        for (var steps = 0u; sector < _sectors && steps < _sectors && _tables.Count <= _sectors / (uint)perSector + 109; steps++)
        {
            var table = Sector(sector);
            for (var i = 0; i < perSector; i++)
                _tables.Add(table.U32(i * 4));
            sector = table.U32(perSector * 4);
        }
    }

    /// <summary>The sectors of a chain, cut at a size; a chain that ends too early is an error where the size is known.</summary>
    private byte[] Chain(uint start, long size)
    {
        var chain = new List<uint>();
        var wanted = size == long.MaxValue ? _sectors : (size + (1 << _shift) - 1) >> _shift;
        for (var sector = start; sector < _sectors && chain.Count < wanted; sector = Next(sector))
            chain.Add(sector);
        if (size != long.MaxValue && chain.Count < wanted)
            throw new CompoundFileException("a stream is cut off");
        var length = Math.Min(size, (long)chain.Count << _shift);
        _spend(length);
        var content = new byte[length];
        for (var i = 0; i < chain.Count; i++)
        {
            var at = (long)i << _shift;
            var sector = Sector(chain[i]);
            sector[..(int)Math.Min(sector.Length, length - at)].CopyTo(content.AsSpan((int)at));
        }
        return content;
    }

    private byte[] MiniChain(uint start, int size)
    {
        _spend(size);
        var content = new byte[size];
        var sector = start;
        for (var at = 0; at < size; at += MiniSector)
        {
            var piece = ((ReadOnlySpan<byte>)_mini).Cut((long)sector * MiniSector, Math.Min(MiniSector, size - at));
            if (piece.Length < Math.Min(MiniSector, size - at))
                throw new CompoundFileException("a stream is cut off");
            piece.CopyTo(content.AsSpan(at));
            sector = ((ReadOnlySpan<byte>)_miniTable).Has(sector * 4L, 4) ? ((ReadOnlySpan<byte>)_miniTable).U32(sector * 4L) : NoStream;
        }
        return content;
    }

    private ReadOnlySpan<byte> Entry(uint id) => ((ReadOnlySpan<byte>)_entries).Has(id * (long)EntryBytes, EntryBytes) ? _entries.AsSpan((int)id * EntryBytes, EntryBytes) : [];

    private uint Next(uint sector)
    {
        var perSector = (uint)(1 << _shift) / 4;
        var index = (int)(sector / perSector);
        return index < _tables.Count && _tables[index] < _sectors ? Sector(_tables[index]).U32(sector % perSector * 4) : NoStream;
    }

    // The first sector's place holds the header (MS-CFB §2.2).
    private ReadOnlySpan<byte> Sector(uint sector) => _file.Span.Cut(((long)sector + 1) << _shift, 1 << _shift);
}

/// <summary>A folder of a compound file. Names are compared without case.</summary>
internal sealed class CompoundStorage
{
    public Dictionary<string, CompoundStorage> Storages { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Each is read when it is called.</summary>
    public Dictionary<string, Func<ReadOnlyMemory<byte>>> Streams { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The content of a stream; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Content(string name) => Streams.TryGetValue(name, out var read) ? read() : default;
}
