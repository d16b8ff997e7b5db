using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Reads header values: raw 8-bit or ISO-2022-JP bytes, and encoded-words (RFC 2047) as senders write them, not as they should: see
/// <see cref="EncodedWord"/> and <see cref="EncodedWordRun"/>. Linear in the length of the value.
/// </summary>
internal static class EncodedWords
{
    private const int MaxWordLength = 1_000; // RFC 2047 §2 has 75; senders write longer ones

    /// <summary>The unfolded text of a raw value, encoded-words still in it.</summary>
    public static string Unfold(ReadOnlySpan<byte> rawValue, string where, ImmutableArray<Finding>.Builder findings)
        => RawText.Read(rawValue, isStructured: false, where, findings).Trim();

    /// <summary>
    /// Replaces encoded-words by what they say. Where that holds encoded-words again, these are read too, once, with the finding
    /// <c>mail.ambiguous.encoded-word</c>: programs differ in it.
    /// </summary>
    public static string Decode(string text, string where, ImmutableArray<Finding>.Builder findings)
        => Decode(text, where, findings, mayNest: true);

    /// <summary>
    /// The length of the encoded-word that begins here, within a field where commas and brackets mean something; 0 where none does.
    /// </summary>
    public static int LengthAt(string text, int start)
    {
        if (string.CompareOrdinal(text, start, "=?", 0, 2) != 0
            || !EncodedWord.TryRead(text.AsSpan(start, Math.Min(MaxWordLength, text.Length - start)), out var word)
            || !word.IsTerminated)
            return 0;
        // With a space in it, it may as well be two pieces of text with an address between.
        var payload = word.Payload.AsSpan();
        return payload.Contains(' ') && payload.ContainsAny("<>@\"") ? 0 : word.Length;
    }

    /// <summary>
    /// Puts a space into all that a reader could take for encoded-words, so that decoded text means the same to those that decode twice.
    /// </summary>
    public static string Defuse(string text)
    {
        if (!HoldsWord(text))
            return text;
        var result = new StringBuilder(text.Length + 8);
        var kept = 0;
        for (var start = Next(text, 0); start >= 0; start = Next(text, start + 1))
        {
            // What is no word now may be one when the next is none any more.
            if (!EncodedWord.Begins(text.AsSpan(start)))
                continue;
            result.Append(text, kept, start + 1 - kept).Append(' ');
            kept = start + 1;
        }

        return result.Append(text, kept, text.Length - kept).ToString();
    }

    private static bool HoldsWord(string text)
    {
        for (var start = Next(text, 0); start >= 0; start = Next(text, start + 1))
        {
            if (EncodedWord.TryRead(text.AsSpan(start), out _))
                return true;
        }

        return false;
    }

    private static int Next(string text, int from) => text.IndexOf("=?", from, StringComparison.Ordinal);

    private static string Decode(string text, string where, ImmutableArray<Finding>.Builder findings, bool mayNest)
    {
        var start = Next(text, 0);
        if (start < 0)
            return text;
        var result = new StringBuilder(text.Length);
        var run = new EncodedWordRun(where);
        var position = 0;
        for (; start >= 0; start = Next(text, Math.Max(start + 1, position)))
        {
            if (!EncodedWord.TryRead(text.AsSpan(start), out var word))
                continue;
            var between = text.AsSpan(position, start - position);
            // RFC 2047 §6.2: white space between adjacent encoded-words is not shown.
            if (run.IsEmpty || !between.IsWhiteSpace())
            {
                Flush();
                result.Append(between);
            }

            run.Add(word);
            position = start + word.Length;
        }

        Flush();
        return result.Append(text, position, text.Length - position).ToString();

        void Flush()
        {
            if (run.IsEmpty)
                return;
            var read = run.Read(findings);
            if (mayNest && HoldsWord(read))
            {
                findings.Add(new Finding("mail.ambiguous.encoded-word", where, "text was encoded twice"));
                read = Decode(read, where, findings, mayNest: false);
            }

            result.Append(read);
        }
    }
}
