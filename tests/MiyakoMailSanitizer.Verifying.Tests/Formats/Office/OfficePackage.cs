using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MiyakoMailSanitizer.Verifying.Tests.Formats.Office;

/// <summary>Writes packages by hand, in the one shape that may leave or with a fault of choice.</summary>
internal sealed class OfficePackage
{
    public const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    public const string Sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    public const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private const string Doc = "application/vnd.openxmlformats-officedocument.";
    private const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

    public List<(string Name, byte[] Content)> Entries { get; } = [];

    /// <summary>A document whose body is the one given.</summary>
    public static OfficePackage Document(string body, string relationships = "") => new OfficePackage()
        .Add("[Content_Types].xml", Types($"<Override PartName=\"/word/document.xml\" ContentType=\"{Doc}wordprocessingml.document.main+xml\"/>"))
        .Add("_rels/.rels", Rels(Row("rId1", "officeDocument", "/word/document.xml")))
        .Add("word/document.xml", $"<w:document xmlns:w=\"{Word}\" xmlns:r=\"{Relations}\"><w:body>{body}</w:body></w:document>")
        .Add("word/_rels/document.xml.rels", Rels(relationships));

    /// <summary>A workbook of one sheet with the content given.</summary>
    public static OfficePackage Workbook(string sheet, string names = "") => new OfficePackage()
        .Add("[Content_Types].xml", Types($"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Doc}spreadsheetml.sheet.main+xml\"/>"
            + $"<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{Doc}spreadsheetml.worksheet+xml\"/>"))
        .Add("_rels/.rels", Rels(Row("rId1", "officeDocument", "/xl/workbook.xml")))
        .Add("xl/workbook.xml", $"<workbook xmlns=\"{Sheet}\" xmlns:r=\"{Relations}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets>{names}</workbook>")
        .Add("xl/_rels/workbook.xml.rels", Rels(Row("rId1", "worksheet", "/xl/worksheets/sheet1.xml")))
        .Add("xl/worksheets/sheet1.xml", $"<worksheet xmlns=\"{Sheet}\" xmlns:r=\"{Relations}\">{sheet}</worksheet>");

    public static string Row(string id, string type, string target, bool isExternal = false)
        => $"<Relationship Id=\"{id}\" Type=\"{Relations}/{type}\" Target=\"{target}\"{(isExternal ? " TargetMode=\"External\"" : "")}/>";

    public static string Rels(string rows) => $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{rows}</Relationships>";

    public OfficePackage Add(string name, string xml)
    {
        Entries.Add((name, Encoding.UTF8.GetBytes(Head + xml)));
        return this;
    }

    /// <summary>ZIP of deflated entries, all of 1980, nothing between them; APPNOTE.TXT §4.3.</summary>
    public byte[] ToBytes()
    {
        var (files, directory) = (new MemoryStream(), new MemoryStream());
        foreach (var (name, content) in Entries)
        {
            var packed = Deflate(content);
            var fields = new byte[26];
            ((ReadOnlySpan<byte>)[20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0]).CopyTo(fields);
            BinaryPrimitives.WriteUInt32LittleEndian(fields.AsSpan(10), Crc32(content));
            BinaryPrimitives.WriteUInt32LittleEndian(fields.AsSpan(14), (uint)packed.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(fields.AsSpan(18), (uint)content.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(fields.AsSpan(22), (ushort)name.Length);
            var offset = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(offset, (uint)files.Length);
            directory.Write([0x50, 0x4B, 1, 2, 20, 0, .. fields, .. new byte[10], .. offset, .. Encoding.ASCII.GetBytes(name)]);
            files.Write([0x50, 0x4B, 3, 4, .. fields, .. Encoding.ASCII.GetBytes(name), .. packed]);
        }
        var end = new byte[22];
        ((ReadOnlySpan<byte>)[0x50, 0x4B, 5, 6]).CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)Entries.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)Entries.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)directory.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)files.Length);
        return [.. files.ToArray(), .. directory.ToArray(), .. end];
    }

    private static string Types(string overrides)
        => "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
            + $"<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>{overrides}</Types>";

    /// <summary>ISO 3309, bit by bit.</summary>
    private static uint Crc32(byte[] content)
    {
        var crc = uint.MaxValue;
        foreach (var b in content)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }

    private static byte[] Deflate(byte[] content)
    {
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(content);
        return packed.ToArray();
    }
}
