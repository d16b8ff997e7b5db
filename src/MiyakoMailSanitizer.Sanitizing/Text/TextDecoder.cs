using System.Collections.Immutable;
using System.Text.Unicode;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Bytes read as text.</summary>
/// <param name="Text">The text; a byte order mark is dropped, line ends are as they were.</param>
/// <param name="Charset">The charset that was used, by its IANA name in lower case.</param>
/// <param name="Findings">E.g. <c>text.charset-lied</c>, <c>text.undecodable</c>.</param>
internal sealed record DecodedText(string Text, string Charset, ImmutableArray<Finding> Findings)
{
    /// <summary>
    /// True where no charset reads the bytes well (finding <c>text.mojibake</c>): the text is the best that could be made of them, and a
    /// caller who has a body or a file keeps the bytes.
    /// </summary>
    public bool IsPoor { get; init; }
}

/// <summary>The one place where bytes become text: bodies, raw header fields, file names, CSV.</summary>
internal static class TextDecoder
{
    /// <summary>Above this <see cref="DetectedCharset.CostPerByte"/> no reading is sensible; telling it takes some bytes.</summary>
    private const double SenselessCost = 7.5;

    private const int SenselessBytes = 8, MaxQuotedName = 40, MaxQuotedGaiji = 8;

    private const char FirstPrivate = '\uE000', LastPrivate = '\uF8FF';

    private static readonly (byte[] Mark, Charset Charset, int Unit)[] ByteOrderMarks =
    [
        ([0xEF, 0xBB, 0xBF], Charset.Utf8, 1),
        ([0xFF, 0xFE, 0, 0], Charset.Utf32Le, 4),
        ([0, 0, 0xFE, 0xFF], Charset.Utf32Be, 4),
        ([0xFF, 0xFE], Charset.Utf16Le, 2),
        ([0xFE, 0xFF], Charset.Utf16Be, 2),
    ];

    /// <summary>Decodes by <paramref name="declaredCharset"/> (null or empty: none), checked against the bytes. Never throws.</summary>
    public static DecodedText Decode(ReadOnlySpan<byte> bytes, string? declaredCharset, string where)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var declared = Declared(declaredCharset, where, findings);
        var marked = Marked(bytes, out var markBytes);
        bytes = bytes[markBytes..];
        var chosen = marked is not null ? new DetectedCharset(marked, 0) : Choose(bytes, declared);
        bytes = WithEscapes(bytes, ref chosen, where, findings);
        var reading = CharsetReader.Read(chosen.Charset, bytes);
        if (MixedReader.MayHelp(chosen.Charset, bytes, reading) && MixedReader.Read(chosen.Charset, bytes, out var lines) is { } mixed)
        {
            findings.Add(new("text.charset-mixed", where, $"{lines} lines are not in {chosen.Charset.Name}, as the rest is"));
            reading = mixed;
        }
        var score = MojibakeGuard.Score(reading.Text);
        // What is valid UTF-8 is meant as such, however it came to what it says.
        var certain = chosen.Charset.Kind == CharsetKind.Utf8 && reading.Errors == 0;
        if (score.IsPoor && declared is not null && !certain && Better(bytes, chosen, score) is { } better)
            (chosen, reading, score) = better;
        if (declared is not null && !Agree(declared, chosen.Charset))
            findings.Add(new("text.charset-lied", where, $"declared {declared.Name}, read as {chosen.Charset.Name}"));
        return Finish(reading, chosen, score, senseless: chosen.Charset != declared && IsSenseless(chosen, bytes), where, findings);
    }

    private static DecodedText Finish(
        Reading reading, DetectedCharset chosen, MojibakeScore score, bool senseless, string where,
        ImmutableArray<Finding>.Builder findings)
    {
        var text = reading.Text;
        if (reading.Errors > 0)
            findings.Add(new("text.undecodable", where, $"{reading.Errors} places mean nothing in {chosen.Charset.Name}"));
        if (MojibakeRepair.Repair(text, out var lines) is { } repaired)
        {
            findings.Add(new("text.mojibake-repaired", where, $"{lines} lines were encoded twice"));
            text = repaired;
            score = MojibakeGuard.Score(text);
        }
        var poor = score.IsPoor || senseless;
        if (poor)
            findings.Add(new("text.mojibake", where, $"no charset gives a sensible text; read as {chosen.Charset.Name}, the likeliest"));
        if (text.AsSpan().ContainsAnyInRange(FirstPrivate, LastPrivate))
            findings.Add(new("text.gaiji", where, Gaiji(text)));
        return new(text, chosen.Charset.Name, findings.ToImmutable()) { IsPoor = poor };
    }

    private static bool IsSenseless(DetectedCharset chosen, ReadOnlySpan<byte> bytes)
        => chosen.CostPerByte > SenselessCost && bytes.Length >= SenselessBytes;

    /// <summary>Bytes of ISO-2022-JP whose escape sequences are whole again.</summary>
    private static ReadOnlySpan<byte> WithEscapes(
        ReadOnlySpan<byte> bytes, scoped ref DetectedCharset chosen, string where, ImmutableArray<Finding>.Builder findings)
    {
        var sevenBit = chosen.Charset.Kind == CharsetKind.Iso2022Jp
            || (chosen.Charset.Kind is not (CharsetKind.Wide or CharsetKind.WideUnordered) && CharsetDetector.IsPlain(bytes));
        if (!sevenBit || !EscapeRepair.MayHelp(bytes) || EscapeRepair.Restore(bytes, out var count) is not { } restored)
            return bytes;
        findings.Add(new("text.escapes-restored", where, $"{count} escape sequences of ISO-2022-JP were broken"));
        chosen = new(Charset.Iso2022Jp, 0);
        return restored;
    }

    /// <summary>
    /// A reading that shows fewer signs of being wrong than the one that was chosen, as what was declared weighs in the choice.
    /// </summary>
    private static (DetectedCharset, Reading, MojibakeScore)? Better(ReadOnlySpan<byte> bytes, DetectedCharset chosen, MojibakeScore score)
    {
        // What was lost before the text became UTF-8 (U+FFFD) does not make it EUC-JP (鐃緒申).
        var other = chosen.Charset == Charset.Utf8 && Utf8.IsValid(bytes) ? chosen : CharsetDetector.Detect(bytes, null);
        if (other.Charset == chosen.Charset)
            return null;
        var reading = CharsetReader.Read(other.Charset, bytes);
        var otherScore = MojibakeGuard.Score(reading.Text);
        return otherScore.Signs < score.Signs ? (other, reading, otherScore) : null;
    }

    /// <summary>Names the first few code points; what they look like only the sender's machine knows.</summary>
    private static string Gaiji(string text)
    {
        var codePoints = text.Where(c => c is >= FirstPrivate and <= LastPrivate).Distinct().Take(MaxQuotedGaiji + 1).ToArray();
        var names = codePoints.Take(MaxQuotedGaiji).Select(c => $"U+{(int)c:X4}");
        return $"characters of the sender's own: {string.Join(", ", names)}{(codePoints.Length > MaxQuotedGaiji ? ", and others" : "")}";
    }

    /// <summary>Decodes bytes that nothing declares a charset for, e.g. raw header fields.</summary>
    public static DecodedText DecodeAuto(ReadOnlySpan<byte> bytes, string where) => Decode(bytes, null, where);

    /// <summary>True where <see cref="Decode"/> knows the charset's name, an alias included, and would read by it.</summary>
    public static bool IsKnown(string charset) => Charset.Find(charset) is { Kind: not CharsetKind.Refused };

    private static Charset? Declared(string? name, string where, ImmutableArray<Finding>.Builder findings)
    {
        if (string.IsNullOrWhiteSpace(name))
            return null;
        var charset = Charset.Find(name);
        if (charset is null)
            findings.Add(new("text.charset-unknown", where, $"declared {Quoted(name)}"));
        else if (charset.Kind == CharsetKind.Refused)
            findings.Add(new("text.utf7", where, $"declared {charset.Name}, which is never decoded"));
        return charset is { Kind: CharsetKind.Refused } ? null : charset;
    }

    /// <summary>A byte order mark speaks for its charset, unless what follows can't be in it.</summary>
    private static Charset? Marked(ReadOnlySpan<byte> bytes, out int length)
    {
        foreach (var (mark, charset, unit) in ByteOrderMarks)
        {
            // FF FE 00 00 may also begin UTF-16 whose first character is NUL.
            if (!bytes.StartsWith(mark) || (unit == 4 && bytes.Length % unit != 0))
                continue;
            length = mark.Length;
            return unit > 1 || Utf8.IsValid(bytes) ? charset : null;
        }
        length = 0;
        return null;
    }

    private static DetectedCharset Choose(ReadOnlySpan<byte> bytes, Charset? declared)
    {
        // Also 7-bit, but not read as ASCII: UTF-16 of Japanese, HZ, ISO-2022-KR.
        var mayBePlain = declared is null
            || declared.Kind is not (CharsetKind.Wide or CharsetKind.WideUnordered) && declared.CodePage is not (52936 or 50225);
        return mayBePlain && CharsetDetector.IsPlain(bytes) ? new(declared ?? Charset.Ascii, 0) : CharsetDetector.Detect(bytes, declared);
    }

    private static bool Agree(Charset declared, Charset chosen) =>
        declared == chosen
        || (declared.Kind is CharsetKind.Wide or CharsetKind.WideUnordered && chosen.Kind == CharsetKind.Wide)
        || (declared.CodePage == chosen.CodePage && declared.Kind == CharsetKind.CodePage)
        || (declared.Kind == chosen.Kind && declared.Kind is CharsetKind.ShiftJis or CharsetKind.EucJp)
        || chosen.Kind == CharsetKind.Ascii;

    private static string Quoted(string name)
    {
        var safe = name.Where(c => char.IsAsciiLetterOrDigit(c) || "-_.:+".Contains(c)).Take(MaxQuotedName).ToArray();
        return safe.Length == 0 ? "a name without letters" : new string(safe);
    }
}
