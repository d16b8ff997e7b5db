using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Archives;

/// <summary>
/// Looks through an .xz file (format 1.2.0) without unpacking: from the footer to the index, and by the index to the header of each block, whose
/// dictionary counts. One stream of blocks that are packed by LZMA2 alone is taken.
/// </summary>
internal static class XzHeaders
{
    private const int HeaderSize = 12, FooterSize = 12, MaxBlocks = 10_000;
    private const byte Lzma2 = 0x21;

    /// <summary>Bytes that the index claims to come out.</summary>
    /// <exception cref="EntryRefusedException">It is damaged, of another kind, or takes too much memory.</exception>
    public static long Check(ReadOnlySpan<byte> bytes, Unpacker unpacker)
    {
        var footer = bytes.Length - FooterSize;
        if (footer < HeaderSize || !bytes.HasAt(0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]) || !bytes.HasAt(bytes.Length - 2, "YZ"u8))
            throw Unsupported("it is no single xz stream");
        var indexSize = (bytes.U32(footer + 4) + 1L) * 4;
        var at = footer - indexSize;
        if (at < HeaderSize || bytes.ByteAt(at) != 0)
            throw Unsupported("its index is not where its end says");
        at++;
        var blocks = Number(bytes, ref at);
        if (blocks > MaxBlocks)
            throw Unsupported($"it has {blocks} blocks");
        var (block, total) = ((long)HeaderSize, 0L);
        for (var i = 0; i < blocks; i++)
        {
            var packed = Number(bytes, ref at);
            var unpacked = Number(bytes, ref at);
            CheckBlock(bytes, block, unpacker);
            block += (packed + 3) / 4 * 4;
            total += unpacked;
            if (packed <= 0 || block > footer - indexSize || total < 0 || total > long.MaxValue / 4)
                throw Unsupported("its index does not fit it");
        }
        if (block != footer - indexSize)
            throw Unsupported("it is no single xz stream");
        return total;
    }

    /// <summary>§3.1: size, flags, sizes where given, filters.</summary>
    private static void CheckBlock(ReadOnlySpan<byte> bytes, long block, Unpacker unpacker)
    {
        var (flags, at) = (bytes.ByteAt(block + 1), block + 2);
        if (bytes.ByteAt(block) == 0 || (flags & 3) != 0)
            throw Unsupported("it is packed by more than LZMA2");
        if ((flags & 0x40) != 0)
            Number(bytes, ref at);
        if ((flags & 0x80) != 0)
            Number(bytes, ref at);
        if (Number(bytes, ref at) != Lzma2 || Number(bytes, ref at) != 1)
            throw Unsupported("it is packed by more than LZMA2");
        unpacker.ClaimDictionary(DictionarySize(bytes.ByteAt(at)));
    }

    /// <summary>§5.3.1: two bits of mantissa in steps of half an octave.</summary>
    public static long DictionarySize(byte bits)
        => bits >= 40 ? uint.MaxValue : (2L | (bits & 1L)) << ((bits / 2) + 11);

    /// <summary>§1.2: seven bits a byte, low ones first.</summary>
    private static long Number(ReadOnlySpan<byte> bytes, ref long at)
    {
        var value = 0L;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var b = bytes.ByteAt(at++);
            value |= (long)(b & 0x7F) << shift;
            if ((b & 0x80) == 0)
                return value;
        }
        throw Unsupported("a number in it is too long");
    }

    private static EntryRefusedException Unsupported(string detail) => new("archive.unsupported", detail);
}
