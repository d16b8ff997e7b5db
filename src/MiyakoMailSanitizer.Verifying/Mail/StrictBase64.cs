using System.Buffers;
using System.Buffers.Text;

namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>Base64 (RFC 4648 §4) in its one canonical form: no other characters, right padding, unused bits zero.</summary>
internal static class StrictBase64
{
    private static readonly SearchValues<byte> Alphabet
        = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    /// <summary>The bytes, or null.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return [];
        if (text.Length % 4 != 0)
            return null;
        var padding = text[^1] != '=' ? 0 : text[^2] != '=' ? 1 : 2;
        if (text[..^padding].ContainsAnyExcept(Alphabet))
            return null;
        var bytes = new byte[(text.Length / 4 * 3) - padding];
        if (Base64.DecodeFromUtf8(text, bytes, out _, out var written) != OperationStatus.Done || written != bytes.Length)
            return null;
        // Decoding ignores unused bits of the last character: writing the last group again must give the same.
        Span<byte> group = stackalloc byte[4];
        Base64.EncodeToUtf8(bytes.AsSpan(bytes.Length - (3 - padding)), group, out _, out _);
        return text[^4..].SequenceEqual(group) ? bytes : null;
    }
}
