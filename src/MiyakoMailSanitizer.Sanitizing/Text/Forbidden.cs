using System.Buffers;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Why a character may not leave.</summary>
internal enum Unwanted
{
    /// <summary>It may.</summary>
    None = 0,

    /// <summary>C0 but TAB, DEL, C1.</summary>
    Control,

    /// <summary>Line separators other than LF.</summary>
    LineEnd,

    /// <summary>Marks, embeddings, overrides and isolates of bidirectional text.</summary>
    Bidi,

    /// <summary>Characters of no width and fillers.</summary>
    ZeroWidth,

    /// <summary>BRAILLE PATTERN BLANK: a space to people, none to programs.</summary>
    Blank,

    /// <summary>U+E0000 to U+E007F, which spell ASCII unseen.</summary>
    Tag,

    /// <summary>A variation selector or zero-width joiner: allowed in its place.</summary>
    Joining,

    /// <summary>Half of a character beyond U+FFFF, alone.</summary>
    Surrogate,

    /// <summary>A code point that will never be a character.</summary>
    Noncharacter,
}

/// <summary>What text may hold, by code point; the rules of the canonical message.</summary>
internal static class Forbidden
{
    private static readonly (int First, int Last, Unwanted Why)[] Ranges =
    [
        (0x00, 0x08, Unwanted.Control), (0x0A, 0x0D, Unwanted.LineEnd), (0x0E, 0x1F, Unwanted.Control), (0x7F, 0x84, Unwanted.Control),
        (0x85, 0x85, Unwanted.LineEnd), (0x86, 0x9F, Unwanted.Control), (0xAD, 0xAD, Unwanted.ZeroWidth),
        (0x034F, 0x034F, Unwanted.ZeroWidth),
        (0x061C, 0x061C, Unwanted.Bidi), (0x115F, 0x1160, Unwanted.ZeroWidth), (0x17B4, 0x17B5, Unwanted.ZeroWidth),
        (0x180B, 0x180F, Unwanted.ZeroWidth), (0x200B, 0x200C, Unwanted.ZeroWidth), (0x200D, 0x200D, Unwanted.Joining),
        (0x200E, 0x200F, Unwanted.Bidi), (0x2028, 0x2029, Unwanted.LineEnd), (0x202A, 0x202E, Unwanted.Bidi),
        (0x2060, 0x2065, Unwanted.ZeroWidth), (0x2066, 0x2069, Unwanted.Bidi), (0x206A, 0x206F, Unwanted.ZeroWidth),
        (0x2800, 0x2800, Unwanted.Blank), (0x3164, 0x3164, Unwanted.ZeroWidth),
        (0xD800, 0xDFFF, Unwanted.Surrogate), (0xFDD0, 0xFDEF, Unwanted.Noncharacter),
        (0xFE00, 0xFE0F, Unwanted.Joining), (0xFEFF, 0xFEFF, Unwanted.ZeroWidth), (0xFFA0, 0xFFA0, Unwanted.ZeroWidth),
        (0xFFF9, 0xFFFB, Unwanted.ZeroWidth), (0xFFFE, 0xFFFF, Unwanted.Noncharacter),
        (0x1BCA0, 0x1BCA3, Unwanted.ZeroWidth), (0x1D173, 0x1D17A, Unwanted.ZeroWidth), (0xE0000, 0xE007F, Unwanted.Tag),
        (0xE0100, 0xE01EF, Unwanted.Joining),
    ];

    private static readonly byte[] Basic = BuildBasic();

    private static readonly (int First, int Last, Unwanted Why)[] Beyond = [.. Ranges.Where(r => r.First > 0xFFFF)];

    /// <summary>Every character of the BMP that needs a look, but surrogates, for which a range search is faster.</summary>
    private static readonly SearchValues<char> Suspicious = SearchValues.Create(
        [.. Enumerable.Range(0, 0x10000).Where(c => Basic[c] != 0 && c != '\n' && !char.IsSurrogate((char)c)).Select(c => (char)c)]);

    /// <summary>Index of the first character that needs a look (LF does not), or -1.</summary>
    public static int IndexOfSuspicious(ReadOnlySpan<char> text)
    {
        var surrogate = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        var other = (surrogate < 0 ? text : text[..surrogate]).IndexOfAny(Suspicious);
        return other < 0 ? surrogate : other;
    }

    /// <summary>Why a code point may not leave.</summary>
    public static Unwanted Why(int codePoint)
    {
        if (codePoint < 0x10000)
            return (Unwanted)Basic[codePoint];
        if ((codePoint & 0xFFFE) == 0xFFFE)
            return Unwanted.Noncharacter;
        if (codePoint >> 16 is not (0x1 or 0xE))
            return Unwanted.None;
        foreach (var (first, last, why) in Beyond)
        {
            if (codePoint >= first && codePoint <= last)
                return why;
        }
        return Unwanted.None;
    }

    /// <summary>Variation selectors, of the BMP and beyond.</summary>
    public static bool IsVariationSelector(int codePoint) => codePoint is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>What a zero-width joiner may follow.</summary>
    public static bool MayBeJoinedAfter(int codePoint)
        => codePoint is 0xFE0F or (>= 0x1F3FB and <= 0x1F3FF) || IsPictograph(codePoint);

    /// <summary>What a zero-width joiner may precede.</summary>
    public static bool IsPictograph(int codePoint) => codePoint is (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2190 and <= 0x2BFF);

    private static byte[] BuildBasic()
    {
        var table = new byte[0x10000];
        foreach (var (first, last, why) in Ranges)
        {
            if (last < 0x10000)
                table.AsSpan(first, last - first + 1).Fill((byte)why);
        }
        return table;
    }
}
