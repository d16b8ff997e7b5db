using System.Collections.Frozen;
using System.Text;
using System.Text.Unicode;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>
/// Undoes double encoding: UTF-8 bytes that some program took for Latin-1, Windows-1252 or Shift_JIS and encoded again. Line by line, and
/// only where the line goes back to valid UTF-8 as a whole, which other text does not do by chance.
/// </summary>
internal static class MojibakeRepair
{
    private const int MaxLevels = 3;

    /// <summary>By how much the repaired line must be likelier, see <see cref="CharacterModel"/>.</summary>
    private const double Advantage = 4;

    /// <summary>
    /// Cost of a character below which a line is sensible: honest Japanese that goes to UTF-8 by chance gives rare characters.
    /// </summary>
    private const double SensibleCost = 7.5;

    /// <summary>What the lead byte of a sequence of three becomes, in Shift_JIS together with the byte after it.</summary>
    private static readonly CharacterSet Signs = BuildSigns();

    private static readonly FrozenDictionary<char, byte> Latin = BuildLatin();

    private static readonly Lazy<FrozenDictionary<char, ushort>> ShiftJis = new(BuildShiftJis);

    /// <summary>The repaired text, or null where nothing is to be repaired.</summary>
    /// <param name="lines">How many lines were repaired.</param>
    public static string? Repair(string text, out int lines)
    {
        lines = 0;
        if (!Signs.IsIn(text))
            return null;
        var result = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('\n');
            var line = rest[..(end < 0 ? rest.Length : end + 1)];
            rest = rest[line.Length..];
            var repaired = RepairLine(line);
            lines += repaired is null ? 0 : 1;
            if (repaired is null)
                result.Append(line);
            else
                result.Append(repaired);
        }
        return lines == 0 ? null : result.ToString();
    }

    private static string? RepairLine(ReadOnlySpan<char> line)
    {
        string? best = null;
        for (var level = 0; level < MaxLevels; level++)
        {
            var now = best is null ? line : best;
            if (!Signs.IsIn(now))
                return best;
            if ((Undo(now, LatinBytes, double.MaxValue) ?? Undo(now, ShiftJisBytes, SensibleCost)) is not { } next)
                return best;
            best = next;
        }
        return best;
    }

    private static string? Undo(ReadOnlySpan<char> line, Func<char, int> toBytes, double sensibleCost)
    {
        var bytes = new byte[line.Length * 2];
        var length = 0;
        foreach (var c in line)
        {
            var code = c < 0x80 ? c : toBytes(c);
            if (code < 0)
                return null;
            if (code > 0xFF)
                bytes[length++] = (byte)(code >> 8);
            bytes[length++] = (byte)code;
        }
        var read = bytes.AsSpan(0, length);
        if (!read.ContainsAnyInRange((byte)0x80, (byte)0xFF) || !Utf8.IsValid(read))
            return null;
        var text = Encoding.UTF8.GetString(read);
        // Nobody's text held these, but who wants to hide something may write them so.
        if (text.Any(c => Forbidden.Why(c) == Unwanted.Bidi))
            return null;
        var cost = CharacterModel.Cost(text).Cost;
        return cost + Advantage <= CharacterModel.Cost(line).Cost && cost <= sensibleCost * text.Length ? text : null;
    }

    private static int LatinBytes(char c) => Latin.TryGetValue(c, out var b) ? b : -1;

    private static int ShiftJisBytes(char c) => ShiftJis.Value.TryGetValue(c, out var code) ? code : -1;

    private static CharacterSet BuildSigns()
    {
        var signs = "ÃÂâãäåæçèéïð".ToList();
        for (var lead = 0xE2; lead <= 0xE9; lead++)
        {
            for (var trail = 0x80; trail <= 0xBF; trail++)
                signs.Add(JapaneseTables.Jis0208[JapaneseTables.ShiftJisIndex((byte)lead, (byte)trail)]);
        }
        return new(signs.Where(c => c != '\0'));
    }

    private static FrozenDictionary<char, byte> BuildLatin()
    {
        var bytes = Enumerable.Range(0x80, 0x80).ToDictionary(b => (char)b, b => (byte)b);
        for (var i = 0; i < MojibakeGuard.Windows1252.Length; i++)
            bytes[MojibakeGuard.Windows1252[i]] = (byte)(0x80 + i);
        return bytes.ToFrozenDictionary();
    }

    private static FrozenDictionary<char, ushort> BuildShiftJis()
    {
        var codes = Enumerable.Range(0xA1, 0x3F).ToDictionary(b => (char)(b - 0xA1 + '\uFF61'), b => (ushort)b);
        // What Windows makes of single bytes without a meaning.
        foreach (var (c, code) in new (char, ushort)[]
            { ('\x80', 0x80), ('\u00A0', 0xA0), ('\uF8F0', 0xA0), ('\uF8F1', 0xFD), ('\uF8F2', 0xFE), ('\uF8F3', 0xFF) })
        {
            codes[c] = code;
        }
        for (var code = 0x8140; code <= 0xFCFC; code++)
        {
            var index = JapaneseTables.ShiftJisIndex((byte)(code >> 8), (byte)code);
            if (index >= 0 && JapaneseTables.Jis0208[index] is not '\0' and var c)
                codes.TryAdd(c, (ushort)code);
        }
        return codes.ToFrozenDictionary();
    }
}
