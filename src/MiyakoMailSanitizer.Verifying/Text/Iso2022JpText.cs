using System.Text;

namespace MiyakoMailSanitizer.Verifying.Text;

/// <summary>
/// ISO-2022-JP (RFC 1468) in the strict form we write: ASCII and JIS X 0208 alone, no vendor characters, every line begins and ends in
/// ASCII, no escape sequence that changes nothing.
/// </summary>
internal static class Iso2022JpText
{
    private const byte Escape = 0x1B;
    private const int EscapeLength = 3;

    /// <summary>The same rows with the high bit set; the runtime has no strict reader of ISO-2022-JP itself.</summary>
    private static readonly Encoding EucJp
        = CodePagesEncodingProvider.Instance.GetEncoding(51932, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
        ?? throw new NotSupportedException("The runtime has no code page 51932.");

    /// <summary>The text, or null.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        var euc = new List<byte>(bytes.Length);
        var isDouble = false;
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf(Escape);
            var run = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? [] : bytes[end..];
            if (!(isDouble ? AddDouble(run, euc) : AddAscii(run, euc)))
                return null;
            if (bytes.IsEmpty)
                break;
            // Only the start of the text may switch at once.
            if ((run.IsEmpty && euc.Count > 0) || !bytes.StartsWith(isDouble ? "\e(B"u8 : "\e$B"u8))
                return null;
            isDouble = !isDouble;
            bytes = bytes[EscapeLength..];
        }

        return isDouble ? null : DecodeEuc([.. euc]);
    }

    private static bool AddAscii(ReadOnlySpan<byte> run, List<byte> euc)
    {
        euc.AddRange(run);
        return !run.ContainsAnyInRange((byte)0x80, (byte)0xFF);
    }

    private static bool AddDouble(ReadOnlySpan<byte> run, List<byte> euc)
    {
        for (var i = 0; i + 1 < run.Length; i += 2)
        {
            // Rows 1 to 8 and 16 to 84 of JIS X 0208.
            if (run[i] is not ((>= 0x21 and <= 0x28) or (>= 0x30 and <= 0x74)) || run[i + 1] is < 0x21 or > 0x7E)
                return false;
            euc.Add((byte)(run[i] | 0x80));
            euc.Add((byte)(run[i + 1] | 0x80));
        }

        return !run.IsEmpty && run.Length % 2 == 0;
    }

    private static string? DecodeEuc(byte[] bytes)
    {
        try
        {
            return EucJp.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
