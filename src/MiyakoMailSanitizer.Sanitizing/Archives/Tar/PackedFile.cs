using System.IO.Compression;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Detection.Probes;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Tar;

/// <summary>Single files that are packed by gzip, bzip2, xz or Zstandard, and tape archives in them.</summary>
internal static class PackedFile
{
    public static IEnumerable<ArchiveEntry> Gzip(UntrustedFile file, Unpacker unpacker)
        => Read(file, unpacker, content => new GZipStream(Streams.Of(content), CompressionMode.Decompress));

    public static IEnumerable<ArchiveEntry> BZip2(UntrustedFile file, Unpacker unpacker)
        => Read(file, unpacker, content => Packing.BZip2(content, concatenated: true));

    public static IEnumerable<ArchiveEntry> Xz(UntrustedFile file, Unpacker unpacker)
    {
        unpacker.ClaimSize(XzHeaders.Check(file.Content.Span, unpacker), file.Content.Length, "");
        return Read(file, unpacker, content => Packing.Xz(content, unpacker));
    }

    public static IEnumerable<ArchiveEntry> Zstandard(UntrustedFile file, Unpacker unpacker)
        => Read(file, unpacker, content => Packing.Zstandard(content, unpacker));

    private static IEnumerable<ArchiveEntry> Read(UntrustedFile file, Unpacker unpacker, Func<ReadOnlyMemory<byte>, Stream> open)
    {
        ReadOnlyMemory<byte> content;
        using (var stream = open(file.Content))
            content = unpacker.ReadAll(stream, -1, file.Content.Length, "");
        if (ArchiveProbes.Tar(content.Span) is not null)
            return TarReader.Read(content, unpacker);
        return
        [
            new()
            {
                Path = InnerName(file.Name),
                Kind = EntryKind.File,
                ClaimedSize = content.Length,
                Unpack = () => content,
            },
        ];
    }

    /// <summary>The name without the last extension; <c>.svgz</c> is <c>.svg</c>.</summary>
    private static string InnerName(string name)
    {
        name = NameParts.LastOfPath(name, out _);
        var (stem, extension) = NameParts.SplitExtension(name);
        if (extension.Equals(".svgz", StringComparison.OrdinalIgnoreCase))
            return stem + ".svg";
        return FileExtensions.IsKnown(extension) && stem.Length > 0 ? stem : name;
    }
}
