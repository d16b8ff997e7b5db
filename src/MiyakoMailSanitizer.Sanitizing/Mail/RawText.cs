using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>The bytes of a header value as text: unfolded, and read by their charset where they are not plain ASCII.</summary>
internal static class RawText
{
    private const byte Escape = 0x1B;

    /// <summary>Reads a value; encoded-words stay in it.</summary>
    /// <param name="isStructured">A backslash escapes, as in addresses (RFC 5322 §3.2.1).</param>
    public static string Read(ReadOnlySpan<byte> rawValue, bool isStructured, string where, ImmutableArray<Finding>.Builder findings)
    {
        var bytes = Unfolded(rawValue, joins: false);
        if (bytes.AsSpan().IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) < 0 && !EscapeRepair.MayHelp(bytes))
            return Encoding.ASCII.GetString(bytes);
        var best = Decode(bytes, isStructured, where);
        if (!Utf8.IsValid(bytes) && Unfolded(rawValue, joins: true) is var joined && joined.Length < bytes.Length)
        {
            var other = Decode(joined, isStructured, where);
            best = Utf8.IsValid(joined) || Flaws(other) < Flaws(best) ? other : best;
        }

        findings.AddRange(best.Findings);
        return best.Text;
    }

    /// <summary>
    /// RFC 5322 §2.2.3: unfolding takes away the line end alone; the white space after it stays. It goes too within ISO-2022-JP, and, where
    /// <paramref name="joins"/>, between bytes that may be the halves of one character.
    /// </summary>
    private static byte[] Unfolded(ReadOnlySpan<byte> raw, bool joins)
    {
        var unfolded = new byte[raw.Length];
        var length = 0;
        var inKanji = false;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] is (byte)'\r' or (byte)'\n')
                continue;
            if (raw[i] == Escape && i + 1 < raw.Length)
                inKanji = raw[i + 1] == '$';
            var isFold = i > 0 && raw[i - 1] == '\n' && raw[i] is (byte)' ' or (byte)'\t';
            // ISO-2022-JP has no space among its pairs.
            var joinsHere = inKanji || (joins && length > 0 && unfolded[length - 1] >= 0x80);
            if (!isFold || !joinsHere)
                unfolded[length++] = raw[i];
        }

        return unfolded[..length];
    }

    private static DecodedText Decode(byte[] bytes, bool isStructured, string where)
    {
        var decoded = TextDecoder.Decode(bytes, null, where);
        if (!isStructured || decoded.Charset != Charset.ShiftJis.Name || !bytes.AsSpan().Contains((byte)'\\'))
            return decoded;
        // Some programs escape each byte that looks like a backslash, also the second one of a character (表, 能, ソ).
        return TextDecoder.Decode(WithoutEscapedHalves(bytes), Charset.ShiftJis.Name, where);
    }

    private static byte[] WithoutEscapedHalves(ReadOnlySpan<byte> bytes)
    {
        var result = new byte[bytes.Length];
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = result[length++] = bytes[i];
            if (b is not ((>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC)) || i + 1 >= bytes.Length)
                continue;
            result[length++] = bytes[++i];
            if (bytes[i] == '\\' && i + 1 < bytes.Length && bytes[i + 1] == '\\')
                i++;
        }

        return result[..length];
    }

    private static int Flaws(DecodedText decoded)
        => decoded.Text.AsSpan().Count('\uFFFD') + decoded.Text.Count(c => c is >= '\u0080' and <= '\u009F');
}
