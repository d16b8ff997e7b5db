using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Encoded-words with nothing but white space between them. RFC 2047 §5 asks that each can be read alone; senders cut them within a
/// character, within a group of base64 or between two escape sequences, so the run is read as a whole, in the ways that can be meant, and
/// the way that gives the cleanest text is taken.
/// </summary>
internal sealed class EncodedWordRun(string where)
{
    /// <summary>More than any number of broken characters: the declared charset does not fit at all.</summary>
    private const int DoesNotFit = 1_000_000;

    private static readonly byte[] ToAscii = [0x1B, (byte)'(', (byte)'B'];

    private readonly List<EncodedWord> _words = [];

    public bool IsEmpty => _words.Count == 0;

    public void Add(EncodedWord word) => _words.Add(word);

    /// <summary>Reads the words and forgets them.</summary>
    public string Read(ImmutableArray<Finding>.Builder findings)
    {
        var groups = Groups();
        var best = Joined([.. groups.Select(Group)]);
        if (groups.Count > 1 && best.Flaws > 0)
        {
            // Neighbours that name different charsets may still hold the halves of one character.
            var bytes = Bytes(_words);
            foreach (var charset in new[] { groups[0][0].Charset, groups[^1][0].Charset })
                best = best.OrBetter(Decode(bytes, charset));
        }

        _words.Clear();
        findings.AddRange(best.Findings);
        return best.Text;
    }

    private List<List<EncodedWord>> Groups()
    {
        var groups = new List<List<EncodedWord>>();
        foreach (var word in _words)
        {
            if (groups.Count > 0 && IsSame(groups[^1][0].Charset, word.Charset))
                groups[^1].Add(word);
            else
                groups.Add([word]);
        }

        return groups;
    }

    private static bool IsSame(string one, string other)
        => one.Equals(other, StringComparison.OrdinalIgnoreCase) || (Charset.Find(one) is { } known && known == Charset.Find(other));

    private Reading Group(List<EncodedWord> words)
    {
        var charset = words[0].Charset;
        var best = Decode(Bytes(words), charset);
        if (words.Count > 1 && (best.Flaws > 0 || words.SkipLast(1).Any(EndsWithin)))
            best = best.OrBetter(Decode(BytesOfJoined(words), charset));
        if (best.Flaws > 0 && words.Any(w => !w.IsBase64 && w.Payload.AsSpan().ContainsAny(' ', '\t')))
            best = best.OrBetter(Decode(Bytes([.. words.Select(WithoutSpaces)]), charset));
        if (words.Count > 1 && Charset.Find(charset) is { Kind: CharsetKind.Iso2022Jp })
            best = best.OrLikelier(Decode([.. words.SelectMany(w => EncodedWord.Bytes(w.IsBase64, w.Payload).Concat(ToAscii))], charset));
        return best;
    }

    private Reading Decode(byte[] bytes, string charset)
    {
        var decoded = TextDecoder.Decode(bytes, charset, where);
        var flaws = decoded.Text.AsSpan().Count('\uFFFD') + decoded.Text.Count(c => c is >= '\u0080' and <= '\u009F');
        if (decoded.IsPoor || decoded.Findings.Any(f => f.Code == "text.charset-lied"))
            flaws += DoesNotFit;
        return new(decoded.Text, flaws, decoded.Findings);
    }

    private static byte[] Bytes(List<EncodedWord> words) => [.. words.SelectMany(w => EncodedWord.Bytes(w.IsBase64, w.Payload))];

    /// <summary>The payloads are joined before they are decoded, as if the words had been cut from one.</summary>
    private static byte[] BytesOfJoined(List<EncodedWord> words)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < words.Count;)
        {
            var isBase64 = words[i].IsBase64;
            var first = i;
            while (i < words.Count && words[i].IsBase64 == isBase64)
                i++;
            bytes.AddRange(EncodedWord.Bytes(isBase64, string.Concat(words[first..i].Select(w => w.Payload))));
        }

        return [.. bytes];
    }

    /// <summary>The payload ends where no group of base64 and no <c>=XX</c> can end.</summary>
    private static bool EndsWithin(EncodedWord word)
    {
        var payload = word.Payload;
        return word.IsBase64
            ? payload.Length > 0 && payload[^1] != '=' && payload.Count(c => !char.IsWhiteSpace(c)) % 4 == 1
            : payload.EndsWith('=') || (payload.Length > 1 && payload[^2] == '=');
    }

    private static EncodedWord WithoutSpaces(EncodedWord word)
        => word.IsBase64 ? word : word with { Payload = string.Concat(word.Payload.Where(c => c is not (' ' or '\t'))) };

    private static Reading Joined(List<Reading> readings) => readings.Count == 1
        ? readings[0]
        : new(
            string.Concat(readings.Select(r => r.Text)),
            (int)Math.Min(int.MaxValue, readings.Sum(r => (long)r.Flaws)),
            [.. readings.SelectMany(r => r.Findings)]);

    /// <param name="Text">What was read.</param>
    /// <param name="Flaws">0 where all of it is sensible.</param>
    /// <param name="Findings">What the decoder says of it.</param>
    private readonly record struct Reading(string Text, int Flaws, ImmutableArray<Finding> Findings)
    {
        public Reading OrBetter(Reading other) => other.Flaws < Flaws ? other : this;

        /// <summary>Where both can be read, the text that looks more like Japanese.</summary>
        public Reading OrLikelier(Reading other)
        {
            if (other.Flaws != Flaws || other.Text == Text)
                return OrBetter(other);
            return CharacterModel.Cost(other.Text).Cost < CharacterModel.Cost(Text).Cost ? other : this;
        }
    }
}
