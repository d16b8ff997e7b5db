using System.IO.Compression;

namespace MiyakoMailSanitizer.Sanitizing.Archives.Zip;

/// <summary>The packing methods of ZIP (APPNOTE 4.4.5).</summary>
internal static class ZipMethods
{
    /// <exception cref="EntryRefusedException">The method is none that we know, or asks for too much memory.</exception>
    public static Stream Open(ReadOnlyMemory<byte> packed, ushort method, long unpackedSize, Unpacker unpacker) => method switch
    {
        0 => Streams.Of(packed),
        8 => new DeflateStream(Streams.Of(packed), CompressionMode.Decompress),
        9 => Packing.Deflate64(packed),
        12 => Packing.BZip2(packed),
        14 => Packing.ZipLzma(packed, unpackedSize, unpacker),
        93 => Packing.Zstandard(packed, unpacker),
        95 => Packing.Xz(packed, unpacker),
        98 => Packing.ZipPpmd(packed, unpacker),
        _ => throw new EntryRefusedException("archive.unsupported", $"it is packed by method {method}"),
    };
}
