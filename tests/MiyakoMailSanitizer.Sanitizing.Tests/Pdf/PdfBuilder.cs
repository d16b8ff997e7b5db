using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Tests.PdfDocuments;

/// <summary>Makes small PDFs: object 1 is the catalog, 2 the pages, 3 the page, 4 its content, 5 a font; more as the test wants.</summary>
internal sealed class PdfBuilder
{
    private readonly SortedDictionary<int, byte[]> _objects = [];

    public string CatalogKeys { get; set; } = "";
    public string PageKeys { get; set; } = "";
    public string TrailerKeys { get; set; } = "";

    /// <summary>True to pack all objects but streams into an object stream, with a cross-reference stream.</summary>
    public bool IsPacked { get; set; }

    public PdfBuilder Add(int number, string body)
    {
        _objects[number] = Encoding.Latin1.GetBytes(body);
        return this;
    }

    public PdfBuilder AddStream(int number, string keys, byte[] content)
    {
        _objects[number] = [.. Encoding.Latin1.GetBytes($"<<{keys}/Length {content.Length}>>\nstream\n"), .. content, .. "\nendstream"u8];
        return this;
    }

    public static byte[] Deflate(byte[] plain)
    {
        var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(plain);
        return stream.ToArray();
    }

    public byte[] Build(string content = "BT /F1 12 Tf 72 700 Td (Hello) Tj ET")
    {
        _objects.TryAdd(1, Encoding.Latin1.GetBytes($"<</Type/Catalog/Pages 2 0 R{CatalogKeys}>>"));
        _objects.TryAdd(2, Encoding.Latin1.GetBytes("<</Type/Pages/Count 1/Kids[3 0 R]>>"));
        _objects.TryAdd(3, Encoding.Latin1.GetBytes(
            $"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X1 20 0 R>>>>{PageKeys}>>"));
        if (!_objects.ContainsKey(4))
            AddStream(4, "", Encoding.Latin1.GetBytes(content));
        _objects.TryAdd(5, Encoding.Latin1.GetBytes("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"));
        return IsPacked ? Packed() : Plain();
    }

    private byte[] Plain()
    {
        var file = new MemoryStream();
        file.Write("%PDF-1.7\n"u8);
        var places = Write(file, _objects);
        var start = file.Length;
        var xref = new StringBuilder("xref\n0 1\n0000000000 65535 f \n");
        foreach (var (number, place) in places)
            xref.Append(CultureInfo.InvariantCulture, $"{number} 1\n{place:D10} 00000 n \n");
        xref.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size 100/Root 1 0 R{TrailerKeys}>>\nstartxref\n{start}\n%%EOF\n");
        file.Write(Encoding.Latin1.GetBytes(xref.ToString()));
        return file.ToArray();
    }

    private static SortedDictionary<int, long> Write(MemoryStream file, IEnumerable<KeyValuePair<int, byte[]>> objects)
    {
        var places = new SortedDictionary<int, long>();
        foreach (var (number, body) in objects)
        {
            places[number] = file.Length;
            file.Write(Encoding.Latin1.GetBytes($"{number} 0 obj\n"));
            file.Write(body);
            file.Write("\nendobj\n"u8);
        }
        return places;
    }

    private byte[] Packed()
    {
        var file = new MemoryStream();
        file.Write("%PDF-1.7\n"u8);
        var plain = _objects.Where(o => o.Value.AsSpan().IndexOf("\nstream\n"u8) >= 0).ToList();
        var packed = _objects.Except(plain).ToList();
        var (heads, bodies) = (new StringBuilder(), new MemoryStream());
        foreach (var (number, body) in packed)
        {
            heads.Append(CultureInfo.InvariantCulture, $"{number} {bodies.Length} ");
            bodies.Write([.. body, (byte)'\n']);
        }
        var stream = Deflate([.. Encoding.Latin1.GetBytes(heads.ToString()), .. bodies.ToArray()]);
        var holder = (byte[])
            [.. Encoding.Latin1.GetBytes($"<</Type/ObjStm/N {packed.Count}/First {heads.Length}/Filter/FlateDecode/Length {stream.Length}>>\nstream\n"), .. stream, .. "\nendstream"u8];
        var places = Write(file, [.. plain, new(90, holder)]);
        var start = file.Length;
        var table = new MemoryStream();
        for (var i = 0; i < 92; i++)
        {
            var index = packed.FindIndex(p => p.Key == i);
            var place = i == 91 ? start : places.GetValueOrDefault(i);
            var (kind, second, third) = index >= 0 ? (2, 90L, index) : place > 0 ? (1, place, 0) : (0, 0L, 0);
            table.Write([(byte)kind, (byte)(second >> 24), (byte)(second >> 16), (byte)(second >> 8), (byte)second, (byte)(third >> 8), (byte)third]);
        }
        var entries = Deflate(table.ToArray());
        file.Write(Encoding.Latin1.GetBytes(
            $"91 0 obj\n<</Type/XRef/Size 92/W[1 4 2]/Root 1 0 R{TrailerKeys}/Filter/FlateDecode/Length {entries.Length}>>\nstream\n"));
        file.Write([.. entries, .. Encoding.Latin1.GetBytes($"\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n")]);
        return file.ToArray();
    }
}
