using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Writes text and mailboxes as pieces of a field: plain ASCII, or encoded-words of 75 characters at the most (RFC 2047 §2).
/// </summary>
internal static class FieldEncoder
{
    // 48 characters of base64 and the 18 of =?ISO-2022-JP?B??= are 66: with "Reply-To: " before it a line of 76 (RFC 2047 §2).
    private const int MaxWordBytes = 36;
    private const int MaxPlainPiece = 200;

    /// <summary>UTF-16 units of a character beyond which a further mark may stand alone: with one more it still fits a word.</summary>
    private const int MaxMarked = 10;

    /// <summary>Unstructured text (RFC 5322 §2.2.1), e.g. a subject.</summary>
    public static ImmutableArray<string> Text(string text, OutputCharset charset)
    {
        if (IsPlain(text))
        {
            var pieces = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (pieces.All(p => p.Length <= MaxPlainPiece))
                return [.. pieces];
        }

        return Words(text, charset);
    }

    /// <summary>A mailbox (RFC 5322 §3.4), as pieces; the caller adds the comma.</summary>
    public static ImmutableArray<string> Address(Mailbox mailbox, OutputCharset charset)
    {
        if (mailbox.DisplayName.Length == 0)
            return [mailbox.AddrSpec];
        var phrase = IsPlain(mailbox.DisplayName)
            ? [$"\"{mailbox.DisplayName.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""]
            : Words(mailbox.DisplayName, charset);
        return [.. phrase, $"<{mailbox.AddrSpec}>"];
    }

    private static bool IsPlain(string text)
        => !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains("=?", StringComparison.Ordinal);

    private static ImmutableArray<string> Words(string text, OutputCharset charset)
    {
        text = EncodedWords.Defuse(text);
        if (charset == OutputCharset.Iso2022Jp && Iso2022JpWords(text) is { } japanese)
            return japanese;
        var words = ImmutableArray.CreateBuilder<string>();
        foreach (var chunk in Chunks(text, chunk => Encoding.UTF8.GetByteCount(chunk)))
            words.Add($"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(chunk))}?=");
        return words.ToImmutable();
    }

    private static ImmutableArray<string>? Iso2022JpWords(string text)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        foreach (var chunk in Chunks(text, chunk => chunk.Length * 2 + 6))
        {
            // RFC 1468: each word begins and ends in ASCII, so that it can be read alone.
            if (!JapaneseEncoder.TryEncodeIso2022Jp(chunk, out var bytes) || bytes.Length > MaxWordBytes)
                return null;
            words.Add($"=?ISO-2022-JP?B?{Convert.ToBase64String(bytes)}?=");
        }

        return words.ToImmutable();
    }

    private static IEnumerable<string> Chunks(string text, Func<string, int> size)
    {
        var chunk = "";
        foreach (var unit in Units(text))
        {
            if (chunk.Length > 0 && size(chunk + unit) > MaxWordBytes)
            {
                yield return chunk;
                chunk = "";
            }

            chunk += unit;
        }

        if (chunk.Length > 0)
            yield return chunk;
    }

    /// <summary>
    /// What one word must hold together, as each must be clean text when read alone: a character with its variation selector, pictographs
    /// with their joiners. Marks and skin tones stay with their base, for programs that show word by word. Where joined pictographs are too
    /// many for a word, they come apart.
    /// </summary>
    private static IEnumerable<string> Units(string text)
    {
        const string Joiner = "\u200D";
        var unit = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var belongs = rune.Value is 0x200D or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)
                || (unit.Length > 0 && unit[^1] == Joiner[0])
                || (unit.Length is > 0 and < MaxMarked && IsMark(rune))
                || (unit.Length == 1 && rune.Value is 0xFF9E or 0xFF9F); // ISO-2022-JP writes a half-width kana and its voicing mark as one
            if (!belongs && unit.Length > 0)
            {
                foreach (var part in Parts(unit.ToString()))
                    yield return part;
                unit.Clear();
            }

            unit.Append(rune.ToString());
        }

        foreach (var part in Parts(unit.ToString()))
            yield return part;

        static bool IsMark(Rune rune)
            => rune.Value is >= 0x1F3FB and <= 0x1F3FF
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

        static string[] Parts(string unit)
            => Encoding.UTF8.GetByteCount(unit) <= MaxWordBytes ? [unit] : unit.Split(Joiner, StringSplitOptions.RemoveEmptyEntries);
    }
}
