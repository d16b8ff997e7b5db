using System.Buffers.Binary;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Containers;

/// <summary>Writes compound files (MS-CFB, version 3): streams by their paths, small ones in the mini stream.</summary>
internal sealed class RawCompound
{
    private const int Sector = 512, Mini = 64, Cutoff = 4_096;
    private const uint End = 0xFFFFFFFE, None = 0xFFFFFFFF;

    private readonly Node _root = new("Root Entry", 5);

    private sealed class Node(string name, byte type)
    {
        public string Name { get; } = name;
        public byte Type { get; } = type;
        public byte[] Content { get; init; } = [];
        public List<Node> Children { get; } = [];
        public int Id { get; set; }
        public uint Start { get; set; } = End;
        public int Size { get; set; }
    }

    public RawCompound Add(string path, byte[] content)
    {
        var parts = path.Split('/');
        var at = _root;
        foreach (var part in parts[..^1])
        {
            var next = at.Children.Find(c => c.Name == part);
            if (next is null)
                at.Children.Add(next = new(part, 1));
            at = next;
        }
        at.Children.Add(new(parts[^1], 2) { Content = content });
        return this;
    }

    public byte[] Build()
    {
        var nodes = new List<Node>();
        Number(_root, nodes);
        var (sectors, table, mini, miniTable) = (new MemoryStream(), new List<uint>(), new MemoryStream(), new List<uint>());
        foreach (var node in nodes.Where(n => n.Type == 2 && n.Content.Length > 0))
        {
            node.Size = node.Content.Length;
            node.Start = node.Size < Cutoff ? Append(mini, miniTable, node.Content, Mini) : Append(sectors, table, node.Content, Sector);
        }
        _root.Size = (int)mini.Length;
        _root.Start = mini.Length > 0 ? Append(sectors, table, mini.ToArray(), Sector) : End;
        var miniTableStart = miniTable.Count > 0 ? Append(sectors, table, Words(miniTable), Sector) : End;
        var directory = Append(sectors, table, [.. nodes.SelectMany(Entry)], Sector);
        var tables = 1;
        while (tables * (Sector / 4) < table.Count + tables)
            tables++;
        var first = (uint)table.Count;
        for (var i = 0; i < tables; i++)
            table.Add(0xFFFFFFFD);
        while (table.Count % (Sector / 4) != 0)
            table.Add(None);
        var header = new byte[Sector];
        ((byte[])[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).CopyTo(header, 0);
        foreach (var (at, value) in new[] { (24, 0x3E), (26, 3), (28, 0xFFFE), (30, 9), (32, 6) })
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(at), (ushort)value);
        foreach (var (at, value) in new[] { (44, (uint)tables), (48, directory), (56, (uint)Cutoff), (60, miniTableStart), (64, (uint)((miniTable.Count + 127) / 128)), (68, End) })
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(at), value);
        for (var i = 0; i < 109; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(76 + i * 4), i < tables ? first + (uint)i : None);
        return [.. header, .. sectors.ToArray(), .. Words(table)];
    }

    private static void Number(Node node, List<Node> nodes)
    {
        node.Id = nodes.Count;
        nodes.Add(node);
        foreach (var child in node.Children.OrderBy(c => c.Name.Length).ThenBy(c => c.Name.ToUpperInvariant(), StringComparer.Ordinal).ToList())
            Number(child, nodes);
        node.Children.Sort((a, b) => a.Id.CompareTo(b.Id));
    }

    private static uint Append(MemoryStream to, List<uint> table, byte[] content, int unit)
    {
        var start = (uint)table.Count;
        var count = (content.Length + unit - 1) / unit;
        to.Write(content);
        to.Write(new byte[count * unit - content.Length]);
        for (var i = 0; i < count; i++)
            table.Add(i == count - 1 ? End : start + (uint)i + 1);
        return start;
    }

    private static byte[] Words(List<uint> words) => [.. words.SelectMany(BitConverter.GetBytes)];

    /// <summary>The children hang to the right of each other: a tree that is a list.</summary>
    private byte[] Entry(Node node)
    {
        var entry = new byte[128];
        var name = Encoding.Unicode.GetBytes(node.Name);
        name.CopyTo(entry, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(64), (ushort)(name.Length + 2));
        entry[66] = node.Type;
        entry[67] = 1;
        var siblings = Parent(_root, node)?.Children ?? [node];
        var next = siblings.IndexOf(node) + 1;
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(68), None);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(72), next < siblings.Count ? (uint)siblings[next].Id : None);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(76), node.Children.Count > 0 ? (uint)node.Children[0].Id : None);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(116), node.Start);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(120), (uint)node.Size);
        return entry;
    }

    private static Node? Parent(Node at, Node node)
        => at.Children.Contains(node) ? at : at.Children.Select(c => Parent(c, node)).FirstOrDefault(p => p is not null);
}
