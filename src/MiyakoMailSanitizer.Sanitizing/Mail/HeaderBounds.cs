using System.Buffers;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Cuts header fields that are longer than a limit before MimeKit sees them: its time for a folded field is quadratic in the field's
/// length.
/// Fields of inner parts and of nested messages are found by their place: after a line that begins with <c>--</c>, up to the next empty
/// line.
/// </summary>
internal static class HeaderBounds
{
    /// <summary>Parameters cost MimeKit far more than other fields; the longest honest names and boundaries need 3 KB.</summary>
    private const int ContentShare = 4, LeastContentBytes = 1_024;

    /// <summary>The same bytes, or a copy without the continuation lines beyond <paramref name="maxFieldBytes"/> of a field.</summary>
    /// <param name="cutFields">How many fields were cut.</param>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> message, int maxFieldBytes, out int cutFields)
    {
        cutFields = 0;
        ArrayBufferWriter<byte>? copy = null;
        var span = message.Span;
        int position = 0, kept = 0, fieldBytes = 0, max = maxFieldBytes;
        bool inHeader = true, sawMessageType = false, sawDigest = false;
        while (position < span.Length)
        {
            var length = span[position..].IndexOf((byte)'\n') + 1;
            if (length == 0)
                length = span.Length - position;
            var line = span.Slice(position, length);
            var next = position + length;
            if (line.StartsWith("--"u8))
            {
                // RFC 2046 §5.1.5: in a digest what has no type is a message.
                (inHeader, sawMessageType, fieldBytes) = (true, sawDigest, 0);
            }
            else if (inHeader && (line.SequenceEqual("\r\n"u8) || line.SequenceEqual("\n"u8)))
            {
                // The header of a nested message follows at once.
                (inHeader, sawMessageType, fieldBytes) = (sawMessageType, false, 0);
            }
            else if (inHeader)
            {
                var isContinuation = line[0] is (byte)' ' or (byte)'\t';
                fieldBytes = isContinuation ? fieldBytes + length : length;
                if (!isContinuation)
                    max = Begins(line, "content-"u8) ? Math.Min(maxFieldBytes, Math.Max(maxFieldBytes / ContentShare, LeastContentBytes)) : maxFieldBytes;
                sawMessageType |= Holds(line, "message"u8);
                sawDigest |= Holds(line, "digest"u8);
                if (fieldBytes > max)
                {
                    copy ??= new ArrayBufferWriter<byte>(span.Length);
                    copy.Write(span[kept..position]);
                    if (fieldBytes - length <= max)
                        cutFields++;
                    if (!isContinuation)
                    {
                        copy.Write(line[..max]);
                        copy.Write("\r\n"u8);
                    }

                    kept = next;
                }
            }

            position = next;
        }

        if (copy is null)
            return message;
        copy.Write(span[kept..]);
        return copy.WrittenMemory;
    }

    private static bool Begins(ReadOnlySpan<byte> line, ReadOnlySpan<byte> lowerWord)
        => line.Length >= lowerWord.Length && Ascii.EqualsIgnoreCase(line[..lowerWord.Length], lowerWord);

    /// <summary>Media types have no case, and MimeKit takes them with spaces and comments between.</summary>
    private static bool Holds(ReadOnlySpan<byte> line, ReadOnlySpan<byte> lowerWord)
    {
        for (var i = 0; i + lowerWord.Length <= line.Length; i++)
        {
            var next = line[i..].IndexOfAny(lowerWord[0], (byte)(lowerWord[0] - 0x20));
            if (next < 0)
                return false;
            i += next;
            if (i + lowerWord.Length <= line.Length && Ascii.EqualsIgnoreCase(line.Slice(i, lowerWord.Length), lowerWord))
                return true;
        }

        return false;
    }
}
