using System.Collections.Immutable;
using System.Text.Unicode;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Bytes read as text.</summary>
/// <param name="Text">The text; a byte order mark is dropped, line ends are as they were.</param>
/// <param name="Charset">The charset that was used, by its IANA name in lower case.</param>
/// <param name="Findings">E.g. <c>text.charset-lied</c>, <c>text.undecodable</c>.</param>
internal sealed record DecodedText(string Text, string Charset, ImmutableArray<Finding> Findings);

/// <summary>The one place where bytes become text: bodies, raw header fields, file names, CSV.</summary>
internal static class TextDecoder
{
    /// <summary>Above this <see cref="DetectedCharset.CostPerByte"/> no reading is sensible; telling it takes some bytes.</summary>
    private const double SenselessCost = 7.5;

    private const int SenselessBytes = 8, MaxQuotedName = 40;

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
        if (declared is not null && !Agree(declared, chosen.Charset))
            findings.Add(new("text.charset-lied", where, $"declared {declared.Name}, read as {chosen.Charset.Name}"));

        var reading = CharsetReader.Read(chosen.Charset, bytes);
        if (reading.Errors > 0)
            findings.Add(new("text.undecodable", where, $"{reading.Errors} places mean nothing in {chosen.Charset.Name}"));
        else if (chosen.Charset != declared && chosen.CostPerByte > SenselessCost && bytes.Length >= SenselessBytes)
            findings.Add(new("text.undecodable", where, $"no charset gives a sensible text; read as {chosen.Charset.Name}"));
        return new(reading.Text, chosen.Charset.Name, findings.ToImmutable());
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
        || chosen.Kind == CharsetKind.Ascii;

    private static string Quoted(string name)
    {
        var safe = name.Where(c => char.IsAsciiLetterOrDigit(c) || "-_.:+".Contains(c)).Take(MaxQuotedName).ToArray();
        return safe.Length == 0 ? "a name without letters" : new string(safe);
    }
}
