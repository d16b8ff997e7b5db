using System.IO.Compression;
using System.Text;

namespace MiyakoMailSanitizer.Benchmarks.Office;

/// <summary>Writes a package, part by part.</summary>
internal sealed class PackageFile : IDisposable
{
    private const string Declaration = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""" + "\n";
    private const string PackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";

    public const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    public const string OpenXml = "application/vnd.openxmlformats-officedocument.";

    private readonly FileStream _file;
    private readonly ZipArchive _zip;
    private readonly StringBuilder _types = new();

    public PackageFile(string path)
    {
        _file = File.Create(path);
        _zip = new ZipArchive(_file, ZipArchiveMode.Create);
    }

    /// <summary>Bytes that were written so far, packed; of the part at hand only what the packer has let go.</summary>
    public long Length => _file.Position;

    /// <summary>Writes a part whose text comes in pieces.</summary>
    public void Add(string name, string contentType, IEnumerable<string> pieces)
    {
        using var writer = new StreamWriter(_zip.CreateEntry(name).Open(), new UTF8Encoding(false));
        writer.Write(Declaration);
        foreach (var piece in pieces)
            writer.Write(piece);
        if (contentType.Length > 0)
            _types.Append($"<Override PartName=\"/{name}\" ContentType=\"{contentType}\"/>");
    }

    /// <summary>Writes the relationships of a part; "" is the package.</summary>
    public void Relate(string part, params IEnumerable<(string Id, string Type, string Target)> relations)
    {
        var slash = part.LastIndexOf('/') + 1;
        var rows = relations.Select(r => $"<Relationship Id=\"{r.Id}\" Type=\"{Relations}/{r.Type}\" Target=\"{r.Target}\"/>");
        Add($"{part[..slash]}_rels/{part[slash..]}.rels", "", [$"<Relationships xmlns=\"{PackageRelations}\">", .. rows, "</Relationships>"]);
    }

    public void Dispose()
    {
        Add("[Content_Types].xml", "",
        [
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
                + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>",
            _types.ToString(),
            "</Types>",
        ]);
        _zip.Dispose();
        _file.Dispose();
    }
}
