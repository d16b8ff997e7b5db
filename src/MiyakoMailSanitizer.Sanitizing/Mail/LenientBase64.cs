namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Base64 (RFC 4648 §4) as broken senders write it: characters outside the alphabet are skipped, missing padding is no fault.
/// </summary>
internal static class LenientBase64
{
    /// <summary>All whole bytes that the alphabet's characters give; padding in the middle begins a new group.</summary>
    public static byte[] Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length / 4 * 3 + 3];
        int count = 0, bits = 0, value = 0;
        foreach (var c in text)
        {
            var digit = Digit(c);
            if (digit < 0)
            {
                if (c == '=')
                    bits = 0;
                continue;
            }

            value = (value << 6 | digit) & 0xFFFFFF;
            bits += 6;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[count++] = (byte)(value >> bits);
            }
        }

        return bytes[..count];
    }

    private static int Digit(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => -1,
    };
}
