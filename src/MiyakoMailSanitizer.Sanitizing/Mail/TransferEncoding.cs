using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>The three transfer encodings we write (RFC 2045 §6), each in one form only.</summary>
internal abstract class TransferEncoding
{
    private const int LineLength = 76; // RFC 2045 §6.7, §6.8
    private const int MaxLine = 998; // RFC 5322 §2.1.1

    /// <summary>The name in Content-Transfer-Encoding.</summary>
    public abstract string Name { get; }

    /// <summary>Bytes that are printable ASCII lines already.</summary>
    public static TransferEncoding SevenBit { get; } = new SevenBitEncoding();

    public static TransferEncoding QuotedPrintable { get; } = new QuotedPrintableEncoding();

    public static TransferEncoding Base64 { get; } = new Base64Encoding();

    public abstract void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output);

    /// <summary>The most readable one for a body: plain lines as they are, mostly ASCII as quoted-printable, all else base64.</summary>
    public static TransferEncoding Choose(ReadOnlySpan<byte> bytes)
    {
        var special = 0;
        foreach (var b in bytes)
            special += b is (< 0x20 or > 0x7E) and not ((byte)'\r' or (byte)'\n') ? 1 : 0;
        if (special == 0 && HasOnlySafeLines(bytes))
            return SevenBit;
        return special <= bytes.Length / 6 && !bytes.Contains((byte)0x1B) ? QuotedPrintable : Base64;
    }

    /// <summary>
    /// No line that is too long, that looks like one of our delimiters, or that mail programs alter (<c>From </c>, trailing spaces).
    /// </summary>
    private static bool HasOnlySafeLines(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf("\r\n"u8);
            var line = end < 0 ? bytes : bytes[..end];
            if (line.Length > MaxLine || line.StartsWith("--=_miyako-"u8) || line.StartsWith("From "u8) || line.EndsWith(" "u8))
                return false;
            bytes = end < 0 ? [] : bytes[(end + 2)..];
        }

        return true;
    }

    private sealed class SevenBitEncoding : TransferEncoding
    {
        public override string Name => "7bit";

        public override void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output) => output.Write(bytes);
    }

    private sealed class Base64Encoding : TransferEncoding
    {
        private const int BytesPerLine = LineLength / 4 * 3;

        public override string Name => "base64";

        public override void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
        {
            while (!bytes.IsEmpty)
            {
                var chunk = bytes[..Math.Min(BytesPerLine, bytes.Length)];
                bytes = bytes[chunk.Length..];
                var span = output.GetSpan(LineLength + 2);
                System.Buffers.Text.Base64.EncodeToUtf8(chunk, span, out _, out var written);
                "\r\n"u8.CopyTo(span[written..]);
                // The CRLF before the next delimiter belongs to the delimiter, so the last line has none of its own.
                output.Advance(bytes.IsEmpty ? written : written + 2);
            }
        }
    }

    private sealed class QuotedPrintableEncoding : TransferEncoding
    {
        public override string Name => "quoted-printable";

        public override void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
        {
            var column = 0;
            for (var i = 0; i < bytes.Length; i++)
            {
                if (bytes[i] == '\r' && i + 1 < bytes.Length && bytes[i + 1] == '\n')
                {
                    output.Write("\r\n"u8);
                    column = 0;
                    i++;
                    continue;
                }

                var literal = bytes[i] is >= 0x20 and <= 0x7E and not (byte)'=' && !NeedsCode(bytes, i, column);
                var width = literal ? 1 : 3;
                if (column + width > LineLength - 1)
                {
                    output.Write("=\r\n"u8);
                    column = 0;
                    literal &= !NeedsCode(bytes, i, column);
                    width = literal ? 1 : 3;
                }

                var span = output.GetSpan(3);
                if (literal)
                    span[0] = bytes[i];
                else
                    (span[0], span[1], span[2]) = ((byte)'=', Hex(bytes[i] >> 4), Hex(bytes[i] & 15));
                output.Advance(width);
                column += width;
            }
        }

        /// <summary>A space at the end of a line (RFC 2045 §6.7 rule 3), a dot, <c>From</c> or <c>--</c> at its start.</summary>
        private static bool NeedsCode(ReadOnlySpan<byte> bytes, int i, int column)
            => (bytes[i] == ' ' && (i + 1 == bytes.Length || bytes[i + 1] == '\r'))
                || (column == 0 && bytes[i] is (byte)'.' or (byte)'F' or (byte)'-');

        private static byte Hex(int digit) => (byte)"0123456789ABCDEF"[digit];
    }
}
