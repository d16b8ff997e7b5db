using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace MiyakoMailSanitizer.Verifying.Formats.Pictures;

/// <summary>Looks into a zlib stream (RFC 1950) that must hold so many rows and no byte more.</summary>
internal static class Deflated
{
    private const int Modulus = 65_521;

    /// <summary>Null, or what is wrong. Memory is one row.</summary>
    /// <param name="packed">The stream.</param>
    /// <param name="rows">How many.</param>
    /// <param name="rowBytes">Bytes of each.</param>
    /// <param name="isRow">Whether a row may be as it is.</param>
    public static string? Fault(ReadOnlyMemory<byte> packed, long rows, int rowBytes, Func<byte[], bool> isRow)
    {
        var span = packed.Span;
        if (span.Length < 8 || span[0] != 0x78 || (span[1] & 0x20) != 0 || ((span[0] << 8) | span[1]) % 31 != 0)
            return "the pixels are no zlib stream";
        if (!MemoryMarshal.TryGetArray(packed, out var segment))
            return "the pixels can't be read";
        try
        {
            using var bytes = new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
            using var zlib = new ZLibStream(bytes, CompressionMode.Decompress);
            var row = new byte[rowBytes];
            var sum = 1u;
            for (var y = 0L; y < rows; y++)
            {
                if (zlib.ReadAtLeast(row, rowBytes, throwOnEndOfStream: false) < rowBytes)
                    return "there are too few pixels";
                if (!isRow(row))
                    return "a row is filtered in no known way";
                sum = Adler32(sum, row);
            }

            if (zlib.ReadByte() >= 0)
                return "there are too many pixels";
            return BinaryPrimitives.ReadUInt32BigEndian(span[^4..]) == sum ? null : "something follows the pixels within their stream";
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return "the pixels can't be unpacked";
        }
    }

    /// <summary>RFC 1950 §8.2, in pieces that don't overflow.</summary>
    private static uint Adler32(uint sum, ReadOnlySpan<byte> bytes)
    {
        const int Piece = 5_552;
        uint low = sum & 0xFFFF, high = sum >> 16;
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(Piece, bytes.Length)];
            foreach (var b in piece)
            {
                low += b;
                high += low;
            }

            low %= Modulus;
            high %= Modulus;
            bytes = bytes[piece.Length..];
        }

        return (high << 16) | low;
    }
}
