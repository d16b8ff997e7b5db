using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Images;

/// <summary>CRC-32 of a chunk's type and body, as if they lay together.</summary>
internal static class Crc32
{
    public static uint Of(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        var together = new byte[type.Length + body.Length];
        type.CopyTo(together);
        body.CopyTo(together.AsSpan(type.Length));
        return Bytes.Crc32(together);
    }
}
