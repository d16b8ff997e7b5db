namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>What a message consists of: lines of printable ASCII, 998 at the most, and CRLF (RFC 5322 §2.1.1, RFC 5321 §2.3.8).</summary>
internal static class Lines
{
    /// <summary>Longest line without its CRLF.</summary>
    private const int MaxLength = 998;

    /// <summary>False where the message is no sequence of such lines; then nothing else need be looked at.</summary>
    public static bool Check(ReadOnlySpan<byte> message, Place place, FaultList faults)
    {
        if (!message.EndsWith("\r\n"u8))
        {
            faults.Add("line.end", place.Path, "the message does not end with CRLF");
            return false;
        }

        for (var position = 0; position < message.Length;)
        {
            var rest = message[position..];
            // The message ends with CRLF, so there is always one.
            var length = rest.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
            if (!rest[length..].StartsWith("\r\n"u8))
            {
                faults.Add("line.byte", place.Byte(position + length), "the byte is neither printable ASCII nor part of a CRLF");
                return false;
            }

            if (length > MaxLength)
            {
                faults.Add("line.length", place.Byte(position), "the line is too long");
                return false;
            }

            position += length + 2;
        }

        return true;
    }
}
