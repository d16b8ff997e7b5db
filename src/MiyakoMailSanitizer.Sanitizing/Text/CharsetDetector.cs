using System.Buffers;
using System.Text.Unicode;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Which charset was chosen for bytes.</summary>
/// <param name="Charset">The charset to read them by.</param>
/// <param name="CostPerByte">How unlikely the reading is, see <see cref="CharacterModel"/>; sensible text is below 6.</param>
internal readonly record struct DetectedCharset(Charset Charset, double CostPerByte);

/// <summary>
/// Tells the charset of Japanese mail from its bytes, also of two or three characters: every charset that could be meant reads a sample,
/// and the reading that looks most like text wins. A declared charset is given up only for a reading that is clearly better.
/// </summary>
internal static class CharsetDetector
{
    /// <summary>Bytes that are looked at, of lines that are not plain ASCII.</summary>
    private const int SampleBytes = 8_192;

    /// <summary>How far a sample's end moves to end at a byte that is no half of a character.</summary>
    private const int SampleSlack = 1_024;

    /// <summary>Plain bytes before the first other one of a line: they tell whether an accented letter stands in a word.</summary>
    private const int Before = 16;

    /// <summary>Cost per byte of a declared reading that is so natural that no other could be clearly better.</summary>
    private const double NaturalCost = 3;

    /// <summary>The advantage that another reading needs over the declared one: some three ordinary characters.</summary>
    private const double DeclaredAdvantage = 8;

    /// <summary>
    /// What the model, which knows Japanese, charges too much for each letter of another script (Cyrillic, hanzi, hangul) that was
    /// declared.
    /// </summary>
    private const double ForeignAdvantage = 7;

    /// <summary>8-bit, and controls that no text has: they are halves of UTF-16 or belong to ISO 2022.</summary>
    private static readonly SearchValues<byte> NotPlain = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(b => b is not ('\t' or '\n' or '\f' or '\r')).Select(b => (byte)b),
            .. Enumerable.Range(0x80, 0x80).Select(b => (byte)b)]);

    /// <summary>Charsets that are tried where bytes above 0x7F are, with how unlikely they are beforehand.</summary>
    private static readonly (Charset Charset, double Prior)[] EightBit =
        [(Charset.Utf8, 0), (Charset.ShiftJis, 0), (Charset.EucJp, 1), (Charset.Windows1252, 3)];

    /// <summary>
    /// UTF-16 reads any two bytes as something, mostly as kanji; but each pair of a long text that has no NUL and few kana is looked at in
    /// vain.
    /// </summary>
    private const double WidePrior = 6;

    private const int ShortBytes = 512;

    /// <summary>
    /// What each Latin, Greek or Cyrillic letter of valid UTF-8 speaks for it: it looks like a half-width kana and a half, which Shift_JIS
    /// reads well. EUC-JP never has bytes below 0xA1, and rare kanji where Cyrillic is.
    /// </summary>
    private const double ValidUtf8 = 4;

    /// <summary>Cost per byte above which UTF-16 is no text: kanji of the first level cost 5.</summary>
    private const double SensibleWideCost = 5;

    /// <summary>What UTF-16 needs beyond <see cref="DeclaredAdvantage"/>, as nobody declares it something else.</summary>
    private const double WideAdvantage = 8;

    /// <summary>True where ASCII and everything that extends it read the bytes the same, and no ISO 2022 controls are in them.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> bytes) => !bytes.ContainsAny(NotPlain);

    /// <summary>Chooses; <paramref name="declared"/> is null where nothing useful was declared. Linear.</summary>
    public static DetectedCharset Detect(ReadOnlySpan<byte> bytes, Charset? declared)
    {
        if (declared?.Kind == CharsetKind.Utf8 && Utf8.IsValid(bytes) && !Iso2022JpReader.HasEscapes(bytes))
            return new(declared, 0);
        // Seven-bit bytes are nothing likelier than what is declared, but where it has no use for them.
        if (declared?.Kind == CharsetKind.Iso2022Jp && !bytes.ContainsAnyInRange((byte)0x80, (byte)0xFF) && Iso2022JpReader.HasEscapes(bytes))
            return new(declared, 0);
        var sample = Sample(bytes, declared);
        var trusted = declared is not null && declared.Kind is not (CharsetKind.Ascii or CharsetKind.WideUnordered);
        var kept = trusted ? Candidate.Measure(declared!, sample, prior: 0) : default;
        if (trusted && kept.Cost <= NaturalCost * sample.Length)
            return new(declared!, kept.Cost / Math.Max(1, sample.Length));

        var best = new Candidate(Charset.Ascii, double.MaxValue, 0);
        foreach (var (charset, prior) in Candidates(bytes, declared))
        {
            var bonus = charset.Kind == CharsetKind.Utf8 && !IsForeign(declared) ? ValidUtf8 : 0;
            var candidate = Candidate.Measure(charset, sample, prior, bonus);
            if (candidate.Cost < best.Cost && !IsIdle(candidate, declared, sample))
                best = candidate;
        }
        if (trusted && kept.Cost - best.Cost <= Advantage(declared!, kept, best, sample))
            best = kept;
        return new(best.Charset, best.Cost / Math.Max(1, sample.Length));
    }

    private static double Advantage(Charset declared, Candidate kept, Candidate best, ReadOnlySpan<byte> sample)
    {
        var wide = best.Charset.Kind == CharsetKind.Wide ? WideAdvantage : 0;
        if (!IsForeign(declared) || best.Charset == Charset.Utf8)
            return DeclaredAdvantage + wide;
        var letters = ForeignPairs.Usual(declared.CodePage, sample) is { } pairs ? Math.Min(pairs, kept.Letters) : kept.Letters;
        return DeclaredAdvantage + wide + (ForeignAdvantage * letters);
    }

    /// <summary>UTF-16 makes rare kanji of any garbage; where nobody declared it, it must read like text.</summary>
    private static bool IsIdle(Candidate candidate, Charset? declared, ReadOnlySpan<byte> sample)
        => candidate.Charset.Kind == CharsetKind.Wide
            && declared?.Kind is not (CharsetKind.Wide or CharsetKind.WideUnordered)
            && candidate.Cost - WidePrior > SensibleWideCost * sample.Length;

    private static bool IsForeign(Charset? declared)
        => declared?.Kind == CharsetKind.CodePage && declared.CodePage != Charset.Windows1252.CodePage;

    private static List<(Charset Charset, double Prior)> Candidates(ReadOnlySpan<byte> bytes, Charset? declared)
    {
        var candidates = new List<(Charset, double)>();
        if (bytes.ContainsAnyInRange((byte)0x80, (byte)0xFF))
            candidates.AddRange(EightBit);
        else
            candidates.Add((Charset.Ascii, 0));
        if (Iso2022JpReader.HasEscapes(bytes) || bytes.Contains((byte)0x0E))
            candidates.Add((Charset.Iso2022Jp, 0));
        var declaredWide = declared?.Kind is CharsetKind.Wide or CharsetKind.WideUnordered;
        if (declared?.CodePage is 12000 or 12001)
            candidates.AddRange([(Charset.Utf32Be, 0), (Charset.Utf32Le, 0)]);
        else if (declaredWide)
            candidates.AddRange([(Charset.Utf16Be, 0), (Charset.Utf16Le, 0)]);
        else if (MayBeWide(bytes))
            candidates.AddRange([(Charset.Utf16Be, WidePrior), (Charset.Utf16Le, WidePrior)]);
        return candidates;
    }

    /// <summary>UTF-16 without a mark: short, with NUL halves of ASCII, or with the 0x30 halves of kana.</summary>
    private static bool MayBeWide(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % 2 != 0)
            return false;
        if (bytes.Length <= ShortBytes)
            return true;
        bytes = bytes[..Math.Min(bytes.Length, SampleBytes)];
        return bytes.Contains((byte)0) || bytes.Count((byte)0x30) * 6 >= bytes.Length;
    }

    private static ReadOnlySpan<byte> Sample(ReadOnlySpan<byte> bytes, Charset? declared)
    {
        if (declared?.Kind is CharsetKind.Wide or CharsetKind.WideUnordered || MayBeWide(bytes))
            return bytes[..Math.Min(bytes.Length, SampleBytes)];
        var first = Math.Max(0, bytes.IndexOfAny(NotPlain) - Before);
        return bytes.Length - first <= SampleBytes ? bytes[first..] : LinesThatMatter(bytes);
    }

    /// <summary>The lines that are not plain, as many as fit.</summary>
    private static ReadOnlySpan<byte> LinesThatMatter(ReadOnlySpan<byte> bytes)
    {
        var sample = new byte[SampleBytes];
        var length = 0;
        while (length < SampleBytes && bytes.IndexOfAny(NotPlain) is >= 0 and var at)
        {
            bytes = bytes[Math.Max(0, at - Before)..];
            var end = bytes[Math.Min(at, Before)..].IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..(Math.Min(at, Before) + end + 1)];
            var taken = Math.Min(line.Length, SampleBytes - length);
            line[..taken].CopyTo(sample.AsSpan(length));
            length += taken;
            bytes = bytes[line.Length..];
        }
        if (length < SampleBytes)
            return sample.AsSpan(0, length);
        var cut = sample.AsSpan(SampleBytes - SampleSlack).LastIndexOfAnyInRange((byte)0, (byte)0x20);
        return sample.AsSpan(0, cut < 0 ? SampleBytes : SampleBytes - SampleSlack + cut);
    }

    /// <summary>A reading of the sample, measured.</summary>
    /// <param name="Charset">The charset that read it.</param>
    /// <param name="Cost">Its cost, prior included.</param>
    /// <param name="Letters">Letters beyond ASCII in it.</param>
    private readonly record struct Candidate(Charset Charset, double Cost, int Letters)
    {
        public static Candidate Measure(Charset charset, ReadOnlySpan<byte> sample, double prior, double validUtf8 = 0)
        {
            var reading = CharsetReader.Read(charset, sample);
            var (cost, letters) = CharacterModel.Cost(reading.Text);
            if (validUtf8 > 0 && reading.Errors == 0)
            {
                var from = sample.ContainsAnyInRange((byte)0x80, (byte)0xA0) ? '\x80' : 'Ѐ';
                cost -= validUtf8 * reading.Text.Count(c => c >= from && c < '\u0800');
            }
            return new(charset, cost + prior, letters);
        }
    }
}
