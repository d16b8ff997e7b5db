using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Verifying.Text;

/// <summary>Which characters text may hold: nothing that people can't see and programs might obey.</summary>
internal static class TextRules
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Stand for what is before and after the text.</summary>
    private const int LineStart = -1, TextEnd = -2;

    /// <summary>ZERO WIDTH JOINER: makes one picture of several (families, professions).</summary>
    private const int Joiner = 0x200D;

    /// <summary>Forbidden ranges, sorted; besides them C0, DEL, C1 and noncharacters.</summary>
    private static readonly (int First, int Last)[] Invisible =
    [
        (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
        (0x200B, 0x200C), (0x200E, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE007F),
    ];

    /// <summary>The text, or null where the bytes are no UTF-8 (RFC 3629: no overlong forms, no surrogates).</summary>
    public static string? DecodeUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Checks text of many lines.</summary>
    /// <param name="text">Null where it could not be decoded.</param>
    public static void Check(string? text, Place place, FaultList faults)
    {
        if (text is null)
            faults.Add("text.charset", place.Path, "the bytes are no text of the charset");
        else if (Fault(text, singleLine: false) is { } fault)
            faults.Add("text.forbidden-character", place.Path, fault);
    }

    /// <summary>Null, or the first character that may not be there, as <c>U+202E</c>.</summary>
    /// <param name="singleLine">No TAB and no line ends.</param>
    public static string? Fault(string text, bool singleLine)
    {
        var previous = LineStart;
        for (var i = 0; i < text.Length;)
        {
            var (value, length) = At(text, i);
            if (!IsAllowed(value, previous, At(text, i + length).Value, singleLine))
                return string.Create(CultureInfo.InvariantCulture, $"U+{value:X4} may not be here");
            previous = value;
            i += length;
        }

        return null;
    }

    private static (int Value, int Length) At(string text, int i)
    {
        if (i >= text.Length)
            return (TextEnd, 0);
        return Rune.TryGetRuneAt(text, i, out var rune) ? (rune.Value, rune.Utf16SequenceLength) : (text[i], 1);
    }

    private static bool IsAllowed(int value, int previous, int next, bool singleLine) => value switch
    {
        '\t' => !singleLine,
        '\r' => !singleLine && next == '\n',
        '\n' => !singleLine && previous == '\r',
        < 0x20 => false,
        < 0x7F => true,
        <= 0x9F or (>= 0xD800 and <= 0xDFFF) or (>= 0xFDD0 and <= 0xFDEF) => false,
        Joiner => IsBeforeJoiner(previous) && IsAfterJoiner(next),
        _ when (value & 0xFFFE) == 0xFFFE => false,
        _ when IsVariationSelector(value) => previous is not (LineStart or '\n') && !IsVariationSelector(previous),
        _ => !IsInvisible(value),
    };

    private static bool IsInvisible(int value)
    {
        foreach (var (first, last) in Invisible)
        {
            if (value < first)
                return false;
            if (value <= last)
                return true;
        }

        return false;
    }

    private static bool IsVariationSelector(int value) => value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsBeforeJoiner(int value) => value is 0xFE0F or (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2190 and <= 0x2BFF);

    private static bool IsAfterJoiner(int value) => value is (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2190 and <= 0x2BFF);
}
