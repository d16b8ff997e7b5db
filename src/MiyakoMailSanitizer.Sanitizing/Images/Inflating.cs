using System.IO.Compression;

namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>Deflate with the zlib frame (RFC 1950), bounded by the caller's buffer.</summary>
internal static class Inflating
{
    /// <summary>Fills the buffer as far as the data goes and is sound; gives the number of bytes.</summary>
    public static int Fill(Stream stream, Span<byte> buffer)
    {
        var filled = 0;
        try
        {
            while (filled < buffer.Length && stream.Read(buffer[filled..]) is > 0 and var read)
                filled += read;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // What came before is kept; the caller sees that it is too little.
        }

        return filled;
    }

    /// <summary>All of a small thing; null where it is broken or larger.</summary>
    public static byte[]? All(ReadOnlyMemory<byte> packed, int limit)
    {
        using var stream = new ZLibStream(new SegmentStream([packed]), CompressionMode.Decompress);
        var buffer = new byte[limit + 1];
        var length = Fill(stream, buffer);
        return length is 0 || length > limit ? null : buffer[..length];
    }
}
