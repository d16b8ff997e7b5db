using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Reads header values: raw 8-bit or ISO-2022-JP bytes, and encoded-words (RFC 2047) as senders write them, not as they should: characters
/// split across words, spaces within, language tags (RFC 2231 §5). Linear in the length of the value.
/// </summary>
internal static class EncodedWords
{
    private const int MaxCharsetLength = 40;
    private const int MaxWordLength = 1_000; // RFC 2047 §2 has 75; senders write longer ones

    /// <summary>The unfolded text of a raw value, encoded-words still in it.</summary>
    public static string Unfold(ReadOnlySpan<byte> rawValue, string where, ImmutableArray<Finding>.Builder findings)
    {
        var unfolded = new byte[rawValue.Length];
        var length = 0;
        foreach (var b in rawValue)
        {
            // RFC 5322 §2.2.3: unfolding takes away the line end alone; the white space after it stays.
            if (b is not ((byte)'\r' or (byte)'\n'))
                unfolded[length++] = b;
        }

        var bytes = unfolded.AsSpan(0, length);
        if (bytes.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) < 0)
            return Encoding.ASCII.GetString(bytes).Trim();
        var decoded = TextDecoder.Decode(bytes, null, where);
        findings.AddRange(decoded.Findings);
        return decoded.Text.Trim();
    }

    /// <summary>Replaces encoded-words by what they say.</summary>
    public static string Decode(string text, string where, ImmutableArray<Finding>.Builder findings)
    {
        if (!text.Contains("=?", StringComparison.Ordinal))
            return text;

        var result = new StringBuilder(text.Length);
        var pending = new Run(where, findings, result);
        var position = 0;
        var lastEnd = text.LastIndexOf("?=", StringComparison.Ordinal);
        while (position < text.Length)
        {
            var start = text.IndexOf("=?", position, StringComparison.Ordinal);
            if (start < 0 || lastEnd < start + 2)
                break;
            if (!TryReadWord(text, start, out var word))
            {
                pending.Flush();
                result.Append(text, position, start + 2 - position);
                position = start + 2;
                continue;
            }

            var between = text.AsSpan(position, start - position);
            // RFC 2047 §6.2: white space between adjacent encoded-words is not shown.
            if (!(pending.HasWords && between.IsWhiteSpace()))
            {
                pending.Flush();
                result.Append(between);
            }

            pending.Add(word);
            position = word.End;
        }

        pending.Flush();
        result.Append(text, position, text.Length - position);
        return result.ToString();
    }

    /// <summary>
    /// The length of the encoded-word that begins here; 0 where none does, or where it holds a space or is far longer than any.
    /// </summary>
    public static int LengthAt(string text, int start)
    {
        if (string.CompareOrdinal(text, start, "=?", 0, 2) != 0)
            return 0;
        var bounded = text.AsSpan(start, Math.Min(MaxWordLength, text.Length - start));
        var space = bounded.IndexOf(' ');
        if (space >= 0)
            bounded = bounded[..space];
        return TryReadWord(bounded.ToString(), 0, out var word) ? word.End : 0;
    }

    private static bool TryReadWord(string text, int start, out Word word)
    {
        word = default;
        var charsetStart = start + 2;
        var charsetEnd = text.IndexOf('?', charsetStart, Math.Min(MaxCharsetLength, text.Length - charsetStart));
        if (charsetEnd <= charsetStart || charsetEnd + 2 >= text.Length || text[charsetEnd + 2] != '?')
            return false;
        var encoding = char.ToUpperInvariant(text[charsetEnd + 1]);
        if (encoding is not ('B' or 'Q'))
            return false;
        var payloadStart = charsetEnd + 3;
        var payloadEnd = text.IndexOf("?=", payloadStart, StringComparison.Ordinal);
        if (payloadEnd < 0)
            return false;

        var charset = text[charsetStart..charsetEnd];
        var language = charset.IndexOf('*', StringComparison.Ordinal);
        var payload = text.AsSpan(payloadStart, payloadEnd - payloadStart);
        word = new Word(
            language < 0 ? charset : charset[..language],
            encoding == 'B' ? LenientBase64.Decode(payload) : DecodeQ(payload),
            payloadEnd + 2);
        return true;
    }

    private static byte[] DecodeQ(ReadOnlySpan<char> payload)
    {
        var bytes = new List<byte>(payload.Length);
        for (var i = 0; i < payload.Length; i++)
        {
            var c = payload[i];
            if (c == '_')
            {
                bytes.Add((byte)' ');
            }
            else if (c == '=' && i + 2 < payload.Length && char.IsAsciiHexDigit(payload[i + 1]) && char.IsAsciiHexDigit(payload[i + 2]))
            {
                bytes.Add(byte.Parse(payload.Slice(i + 1, 2), System.Globalization.NumberStyles.HexNumber, null));
                i += 2;
            }
            else if (c < 0x80)
            {
                bytes.Add((byte)c);
            }
            else
            {
                Rune.DecodeFromUtf16(payload[i..], out var rune, out var consumed);
                bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
                i += consumed - 1;
            }
        }

        return [.. bytes];
    }

    private readonly record struct Word(string Charset, byte[] Bytes, int End);

    /// <summary>
    /// Adjacent words of one charset: their bytes are joined before decoding, as characters are often split across words.
    /// </summary>
    private sealed class Run(string where, ImmutableArray<Finding>.Builder findings, StringBuilder result)
    {
        private readonly List<byte> _bytes = [];
        private string? _charset;

        public bool HasWords { get; private set; }

        public void Add(Word word)
        {
            if (_charset is not null && !_charset.Equals(word.Charset, StringComparison.OrdinalIgnoreCase))
                Decode();
            _charset = word.Charset;
            _bytes.AddRange(word.Bytes);
            HasWords = true;
        }

        public void Flush()
        {
            Decode();
            HasWords = false;
        }

        private void Decode()
        {
            if (_charset is null)
                return;
            var decoded = TextDecoder.Decode([.. _bytes], _charset, where);
            findings.AddRange(decoded.Findings);
            result.Append(decoded.Text);
            _bytes.Clear();
            _charset = null;
        }
    }
}
