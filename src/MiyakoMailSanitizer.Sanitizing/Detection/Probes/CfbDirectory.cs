using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>A stream or storage right under the root.</summary>
internal readonly record struct CfbEntry(string Name, byte Type, uint Start, ulong Size);

/// <summary>
/// Compound files (MS-CFB), read as far as the root's children and the start of a stream. Every chain is cut after as many steps as the
/// file has sectors, so that rings end.
/// </summary>
internal sealed class CfbDirectory
{
    private const uint EndOfChain = 0xFFFFFFFE;
    private const uint Free = 0xFFFFFFFF;
    private const uint NoStream = 0xFFFFFFFF;
    private const int MaxChildren = 65_536;
    private const int MiniSector = 64;

    private readonly int _sectorShift;
    private readonly uint _sectorCount;
    private readonly List<uint> _fatSectors = [];

    private CfbDirectory(ReadOnlySpan<byte> bytes)
    {
        _sectorShift = bytes.U16(30);
        _sectorCount = (uint)Math.Max(0, (((long)bytes.Length + SectorSize - 1) >> _sectorShift) - 1);
        MiniCutoff = bytes.U32(56);
    }

    public static ReadOnlySpan<byte> Magic => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>CLSID of the root storage.</summary>
    public Guid RootClass { get; private set; }

    /// <summary>Streams and storages right under the root.</summary>
    public Dictionary<string, CfbEntry> Children { get; } = new(StringComparer.OrdinalIgnoreCase);

    private int SectorSize => 1 << _sectorShift;
    private uint MiniCutoff { get; }
    private uint MiniStream { get; set; }

    /// <summary>Null where it is no compound file or has no readable directory.</summary>
    public static CfbDirectory? Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.HasAt(0, Magic) || bytes.Length < 1_024 || bytes.U16(30) is not (9 or 12) || bytes.U16(28) != 0xFFFE)
            return null;
        var directory = new CfbDirectory(bytes);
        directory.ReadFatSectors(bytes);
        return directory.ReadRoot(bytes) ? directory : null;
    }

    /// <summary>The first bytes of a stream, at most <paramref name="count"/>; empty where it can't be read.</summary>
    public byte[] ReadStart(ReadOnlySpan<byte> bytes, string name, int count)
    {
        if (!Children.TryGetValue(name, out var entry) || entry.Type != 2)
            return [];
        var wanted = (int)Math.Min((ulong)count, entry.Size);
        var content = new List<byte>(wanted);
        if (entry.Size >= MiniCutoff)
        {
            for (var (sector, steps) = (entry.Start, 0u); content.Count < wanted && sector < _sectorCount && steps < _sectorCount; steps++)
            {
                content.AddRange(Sector(bytes, sector).Head(wanted - content.Count));
                sector = Next(bytes, sector);
            }
            return [.. content];
        }
        // Mini sectors lie in the root's own stream (MS-CFB §2.4). Only as many as were asked for are followed.
        var miniFat = bytes.U32(60);
        for (var (mini, steps) = (entry.Start, 0); content.Count < wanted && mini < EndOfChain && steps <= wanted / MiniSector; steps++)
        {
            var offset = (long)mini * MiniSector;
            var host = Follow(bytes, MiniStream, offset >> _sectorShift);
            content.AddRange(Sector(bytes, host).Cut(offset & (SectorSize - 1), Math.Min(MiniSector, wanted - content.Count)));
            var perSector = SectorSize / 4;
            mini = Sector(bytes, Follow(bytes, miniFat, mini / perSector)).U32(mini % perSector * 4);
        }
        return [.. content];
    }

    /// <summary>The first byte after the last sector that the allocation table says is in use.</summary>
    public long End(ReadOnlySpan<byte> bytes)
    {
        for (var sector = (long)_sectorCount - 1; sector >= 0; sector--)
        {
            if (Next(bytes, (uint)sector) != Free)
                return Math.Min(bytes.Length, (sector + 2) << _sectorShift);
        }
        return bytes.Length;
    }

    private void ReadFatSectors(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < 109; i++)
            _fatSectors.Add(bytes.U32(76 + i * 4));
        var perSector = SectorSize / 4 - 1;
        var needed = _sectorCount / (uint)(SectorSize / 4) + 1;
        var sector = bytes.U32(68);
        for (var steps = 0u; sector < _sectorCount && steps < _sectorCount && _fatSectors.Count < needed; steps++)
        {
            var table = Sector(bytes, sector);
            for (var i = 0; i < perSector; i++)
                _fatSectors.Add(table.U32(i * 4));
            sector = table.U32(perSector * 4);
        }
    }

    private bool ReadRoot(ReadOnlySpan<byte> bytes)
    {
        var entries = new List<uint>();
        for (var (sector, steps) = (bytes.U32(48), 0u); sector < _sectorCount && steps < _sectorCount; steps++)
        {
            entries.Add(sector);
            sector = Next(bytes, sector);
        }
        if (entries.Count == 0 || Entry(bytes, entries, 0).ByteAt(66) != 5)
            return false;
        var root = Entry(bytes, entries, 0);
        RootClass = new Guid(root.Slice(80, 16));
        MiniStream = root.U32(116);
        ReadChildren(bytes, entries, root.U32(76));
        return true;
    }

    private void ReadChildren(ReadOnlySpan<byte> bytes, List<uint> sectors, uint top)
    {
        var seen = new HashSet<uint>();
        var open = new Stack<uint>([top]);
        while (open.TryPop(out var id) && seen.Count < MaxChildren)
        {
            var entry = Entry(bytes, sectors, id);
            if (id == NoStream || entry.IsEmpty || !seen.Add(id))
                continue;
            open.Push(entry.U32(68));
            open.Push(entry.U32(72));
            var type = entry.ByteAt(66);
            var nameBytes = Math.Clamp(entry.U16(64) - 2, 0, 62);
            var name = Encoding.Unicode.GetString(entry[..nameBytes]);
            if (type is 1 or 2)
                Children.TryAdd(name, new(name, type, entry.U32(116), entry.U64(120)));
        }
    }

    /// <summary>128 bytes, or none.</summary>
    private ReadOnlySpan<byte> Entry(ReadOnlySpan<byte> bytes, List<uint> sectors, uint id)
    {
        var perSector = (uint)SectorSize / 128;
        if (id / perSector >= sectors.Count)
            return [];
        var entry = Sector(bytes, sectors[(int)(id / perSector)]).Cut(id % perSector * 128, 128);
        return entry.Length == 128 ? entry : [];
    }

    private uint Follow(ReadOnlySpan<byte> bytes, uint sector, long steps)
    {
        for (var i = 0L; i < steps && i < _sectorCount && sector < _sectorCount; i++)
            sector = Next(bytes, sector);
        return sector;
    }

    private uint Next(ReadOnlySpan<byte> bytes, uint sector)
    {
        var perSector = (uint)SectorSize / 4;
        var index = sector / perSector;
        return index < _fatSectors.Count && _fatSectors[(int)index] < _sectorCount
            ? Sector(bytes, _fatSectors[(int)index]).U32(sector % perSector * 4)
            : Free;
    }

    // The first sector's place holds the header (MS-CFB §2.2).
    private ReadOnlySpan<byte> Sector(ReadOnlySpan<byte> bytes, uint sector) => bytes.Cut(((long)sector + 1) << _sectorShift, SectorSize);
}
