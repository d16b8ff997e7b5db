using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>
/// Reads text whose lines are in different charsets: a mailing list's footer in ISO-2022-JP below a body in UTF-8, a quoted mail in
/// Shift_JIS.
/// </summary>
internal static class MixedReader
{
    /// <summary>Cost of a byte, see <see cref="CharacterModel"/>, below which a line's own reading is sensible.</summary>
    private const double SensibleCost = 5;

    private const int LeastSigns = 2;

    /// <summary>True where the reading shows that some lines may be in another charset.</summary>
    public static bool MayHelp(Charset charset, ReadOnlySpan<byte> bytes, Reading reading)
    {
        if (!MayMix(charset) || !bytes.ContainsAnyInRange((byte)0x80, (byte)0xFF))
            return false;
        return reading.Errors > 0
            || (charset.Kind != CharsetKind.Iso2022Jp && Iso2022JpReader.HasEscapes(bytes))
            || (charset.Kind != CharsetKind.Utf8 && MojibakeGuard.Score(reading.Text).Signs >= LeastSigns);
    }

    /// <summary>The text, or null where no line is better read by another charset than the rest. Linear.</summary>
    /// <param name="lines">How many lines are.</param>
    public static Reading? Read(Charset charset, ReadOnlySpan<byte> bytes, out int lines)
    {
        lines = 0;
        var errors = 0;
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var line = bytes[..(end < 0 ? bytes.Length : end + 1)];
            bytes = bytes[line.Length..];
            var reading = CharsetReader.Read(charset, line);
            if (!IsClean(charset, line, reading) && Other(charset, line) is { } other)
            {
                reading = other;
                lines++;
            }
            text.Append(reading.Text);
            errors += reading.Errors;
        }
        return lines == 0 ? null : new Reading(text.ToString(), errors);
    }

    private static bool MayMix(Charset charset)
        => charset.Kind is CharsetKind.Ascii or CharsetKind.Utf8 or CharsetKind.ShiftJis or CharsetKind.EucJp or CharsetKind.Iso2022Jp
            || charset == Charset.Windows1252;

    private static bool IsClean(Charset charset, ReadOnlySpan<byte> line, Reading reading)
        => reading.Errors == 0
            && (charset.Kind == CharsetKind.Iso2022Jp || !Iso2022JpReader.HasEscapes(line))
            && (charset.Kind == CharsetKind.Utf8 || MojibakeGuard.Score(reading.Text).Signs < LeastSigns);

    private static Reading? Other(Charset charset, ReadOnlySpan<byte> line)
    {
        var detected = CharsetDetector.Detect(line, null);
        if (detected.Charset == charset || !MayMix(detected.Charset) || detected.CostPerByte > SensibleCost)
            return null;
        var reading = CharsetReader.Read(detected.Charset, line);
        return reading.Errors == 0 ? reading : null;
    }
}
