using System.IO.Compression;
using MiyakoMailSanitizer.Sanitizing.Detection;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Deflate64;
using SharpCompress.Compressors.LZMA;
using SharpCompress.Compressors.PPMd;
using CompressionMode = SharpCompress.Compressors.CompressionMode;

namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>
/// The decoders of the library, each with its properties read by ourselves first: how much memory it will take is known before it takes any.
/// </summary>
internal static class Packing
{
    private const int LeastDictionary = 1 << 12;

    public static Stream Deflate64(ReadOnlyMemory<byte> packed)
        => Unpacker.Guarded(() => new Deflate64Stream(Streams.Of(packed), CompressionMode.Decompress));

    /// <summary>Takes 4 MB at the most, whatever the header says.</summary>
    public static Stream BZip2(ReadOnlyMemory<byte> packed, bool concatenated = false)
        => Unpacker.Guarded(() => BZip2Stream.Create(Streams.Of(packed), CompressionMode.Decompress, concatenated, false, false));

    /// <summary>APPNOTE 5.8.8: version, size of the properties, the properties, the data.</summary>
    public static Stream ZipLzma(ReadOnlyMemory<byte> packed, long unpacked, Unpacker unpacker)
    {
        if (packed.Length < 9 || packed.Span.U16(2) != 5)
            throw new EntryRefusedException("archive.damaged", "it has no LZMA properties");
        return Lzma(packed.Span.Slice(4, 5), packed[9..], unpacked, unpacker);
    }

    /// <param name="properties">One byte of lc, lp and pb, four of the dictionary's size.</param>
    /// <param name="data">What follows.</param>
    /// <param name="unpacked">Bytes claimed.</param>
    /// <param name="unpacker">The limits.</param>
    public static Stream Lzma(ReadOnlySpan<byte> properties, ReadOnlyMemory<byte> data, long unpacked, Unpacker unpacker)
    {
        // A dictionary is never of more use than what is unpacked with it.
        var dictionary = Math.Min(properties.U32(1), Math.Max(unpacked, LeastDictionary));
        unpacker.ClaimDictionary(dictionary);
        byte[] smaller = [properties[0], (byte)dictionary, (byte)(dictionary >> 8), (byte)(dictionary >> 16), (byte)(dictionary >> 24)];
        return Unpacker.Guarded(() => LzmaStream.Create(smaller, Streams.Of(data), data.Length, unpacked, false));
    }

    /// <param name="property">The dictionary's size as xz has it.</param>
    /// <param name="data">The chunks.</param>
    /// <param name="unpacked">Bytes claimed.</param>
    /// <param name="unpacker">The limits.</param>
    public static Stream Lzma2(byte property, ReadOnlyMemory<byte> data, long unpacked, Unpacker unpacker)
    {
        // The least step that holds what is unpacked with it.
        while (property > 0 && XzHeaders.DictionarySize((byte)(property - 1)) >= Math.Max(unpacked, LeastDictionary))
            property--;
        unpacker.ClaimDictionary(XzHeaders.DictionarySize(property));
        return Unpacker.Guarded(() => LzmaStream.Create([property], Streams.Of(data), data.Length, unpacked, null!, isLzma2: true, leaveOpen: false));
    }

    /// <param name="properties">One byte of the order, four of the memory.</param>
    /// <param name="data">What follows.</param>
    /// <param name="unpacker">The limits.</param>
    public static Stream Ppmd(byte[] properties, ReadOnlyMemory<byte> data, Unpacker unpacker)
    {
        unpacker.ClaimDictionary(((ReadOnlySpan<byte>)properties).U32(1));
        return Unpacker.Guarded(() => PpmdStream.Create(new PpmdProperties(properties), Streams.Of(data), false));
    }

    /// <summary>APPNOTE 5.10: order, memory in MB, and what to do when it is full, in 16 bits.</summary>
    public static Stream ZipPpmd(ReadOnlyMemory<byte> packed, Unpacker unpacker)
    {
        if (packed.Length < 3)
            throw new EntryRefusedException("archive.damaged", "it has no PPMd properties");
        unpacker.ClaimDictionary((((packed.Span.U16(0) >> 4) & 0xFF) + 1) * (1L << 20));
        return Unpacker.Guarded(() => PpmdStream.Create(new PpmdProperties(packed.Span[..2].ToArray()), Streams.Of(packed[2..]), false));
    }

    /// <summary>RFC 8878 §3.1.1.1: the window of the first frame; the library itself takes none above 128 MB for the others.</summary>
    public static Stream Zstandard(ReadOnlyMemory<byte> packed, Unpacker unpacker)
    {
        unpacker.ClaimDictionary(ZstandardWindow(packed.Span));
        return Unpacker.Guarded(() => new SharpCompress.Compressors.ZStandard.DecompressionStream(Streams.Of(packed), leaveOpen: false));
    }

    public static Stream Xz(ReadOnlyMemory<byte> packed, Unpacker unpacker)
    {
        XzHeaders.Check(packed.Span, unpacker);
        return Unpacker.Guarded(() => new SharpCompress.Compressors.Xz.XZStream(Streams.Of(packed)));
    }

    private static long ZstandardWindow(ReadOnlySpan<byte> bytes)
    {
        if (bytes.U32(0) != 0xFD2FB528 || bytes.Length < 6)
            throw new EntryRefusedException("archive.unsupported", "it begins with no Zstandard frame");
        var descriptor = bytes[4];
        var isSingle = (descriptor & 0x20) != 0;
        if (!isSingle)
        {
            var (exponent, mantissa) = (bytes[5] >> 3, bytes[5] & 7);
            return (1L << (10 + exponent)) / 8 * (8 + mantissa);
        }
        var at = 5 + ((descriptor & 3) switch { 0 => 0, 1 => 1, 2 => 2, _ => 4 });
        return (descriptor >> 6) switch
        {
            0 => bytes.ByteAt(at),
            1 => bytes.U16(at) + 256L,
            2 => bytes.U32(at),
            _ => (long)Math.Min(bytes.U64(at), long.MaxValue),
        };
    }
}
