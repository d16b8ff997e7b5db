using System.Buffers;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>One encoded-word (RFC 2047 §2), taken apart but not yet decoded.</summary>
/// <param name="Charset">The declared name, without a language tag (RFC 2231 §5).</param>
/// <param name="IsBase64">Encoding B, else Q.</param>
/// <param name="Payload">What stands between the third and the fourth question mark.</param>
/// <param name="Length">Characters of all of the word.</param>
/// <param name="IsTerminated">False where the closing <c>?=</c> is missing.</param>
internal readonly record struct EncodedWord(string Charset, bool IsBase64, string Payload, int Length, bool IsTerminated)
{
    private const int MaxCharsetLength = 40;

    /// <summary>Less than this of a word that was cut off says nothing.</summary>
    private const int MinCutPayload = 4;

    /// <summary>One in so many characters of a B payload may be garbage; with more of it, it is none.</summary>
    private const int GarbageShare = 8;

    private static readonly SearchValues<char> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <summary>The word that begins at the start of <paramref name="text"/>. Looks no further than to the start of the next one.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out EncodedWord word)
    {
        word = default;
        var start = PrefixLength(text);
        if (start == 0)
            return false;
        var charset = text[2..(start - 3)];
        var isBase64 = text[start - 2] is 'B' or 'b';
        var end = EndOfPayload(text, start, out var isTerminated);
        var payload = text[start..end];
        var length = end + 2;
        if (!isTerminated)
        {
            payload = CutPayload(payload, isBase64);
            length = start + payload.Length;
            length += length < text.Length && text[length] == '?' ? 1 : 0;
            if (payload.Length < MinCutPayload || !Text.TextDecoder.IsKnown(WithoutLanguage(charset).ToString()))
                return false;
        }
        else if (isBase64 && Garbage(payload) * GarbageShare > payload.Length)
        {
            return false;
        }

        word = new EncodedWord(WithoutLanguage(charset).ToString(), isBase64, payload.ToString(), length, isTerminated);
        return true;
    }

    /// <summary>Whether the text starts like a word.</summary>
    public static bool Begins(ReadOnlySpan<char> text) => PrefixLength(text) > 0;

    /// <summary>The bytes that a payload, or several joined, stands for.</summary>
    public static byte[] Bytes(bool isBase64, string payload) => isBase64 ? LenientBase64.Decode(payload) : DecodeQ(payload);

    /// <summary>Length of <c>=?charset?B?</c>; 0 where there is none.</summary>
    private static int PrefixLength(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("=?"))
            return 0;
        var charset = text[2..Math.Min(text.Length, MaxCharsetLength + 2)].IndexOf('?');
        if (charset <= 0 || charset + 5 > text.Length || text[charset + 4] != '?')
            return 0;
        return text[charset + 3] is 'B' or 'b' or 'Q' or 'q' ? charset + 5 : 0;
    }

    private static int EndOfPayload(ReadOnlySpan<char> text, int start, out bool isTerminated)
    {
        isTerminated = true;
        for (var at = start; text[at..].IndexOf('?') is >= 0 and var mark; at++)
        {
            at += mark;
            if (at + 1 < text.Length && text[at + 1] == '=')
                return at;
            if (at > start && text[at - 1] == '=' && PrefixLength(text[(at - 1)..]) > 0)
            {
                isTerminated = false;
                return at - 1;
            }
        }

        isTerminated = false;
        return text.Length;
    }

    private static ReadOnlySpan<char> CutPayload(ReadOnlySpan<char> payload, bool isBase64)
    {
        var end = isBase64 ? payload.IndexOfAnyExcept(Base64) : payload.IndexOfAny(' ', '\t', '?');
        return end < 0 ? payload : payload[..end];
    }

    private static int Garbage(ReadOnlySpan<char> payload)
    {
        var garbage = 0;
        foreach (var c in payload)
            garbage += Base64.Contains(c) || char.IsWhiteSpace(c) ? 0 : 1;
        return garbage;
    }

    private static ReadOnlySpan<char> WithoutLanguage(ReadOnlySpan<char> charset)
    {
        var star = charset.IndexOf('*');
        return star < 0 ? charset : charset[..star];
    }

    private static byte[] DecodeQ(string payload)
    {
        var bytes = new ArrayBufferWriter<byte>(payload.Length + 1);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < payload.Length; i++)
        {
            var c = payload[i];
            if (c == '=' && i + 2 < payload.Length && char.IsAsciiHexDigit(payload[i + 1]) && char.IsAsciiHexDigit(payload[i + 2]))
            {
                bytes.Write([Convert.FromHexString(payload.AsSpan(i + 1, 2))[0]]);
                i += 2;
            }
            else if (c < 0x80)
            {
                bytes.Write([c == '_' ? (byte)' ' : (byte)c]);
            }
            else
            {
                Rune.DecodeFromUtf16(payload.AsSpan(i), out var rune, out var consumed);
                bytes.Write(utf8[..rune.EncodeToUtf8(utf8)]);
                i += consumed - 1;
            }
        }

        return bytes.WrittenSpan.ToArray();
    }
}
