using System.Buffers;
using System.Text.Unicode;

namespace MiyakoMailSanitizer.Sanitizing.Detection.Probes;

/// <summary>
/// Whether bytes are text at all, in any charset that mail brings here, and their start in a form that ASCII marks can be sought in.
/// </summary>
internal static class TextScan
{
    /// <summary>Bytes of the text's start that decide its kind.</summary>
    public const int HeadBytes = 64 << 10;

    private static readonly SearchValues<byte> Plain = SearchValues.Create(
    [
        .. "\t\n\u000B\f\r\u000E\u000F\u001A\u001B"u8,
        .. Enumerable.Range(0x20, 0x5F).Select(n => (byte)n),
        .. Enumerable.Range(0x80, 0x80).Select(n => (byte)n),
    ]);

    /// <summary>
    /// True where at most one byte in a hundred is a control character and the rest can be read in some charset: ASCII with escapes
    /// (ISO-2022-JP), UTF-8, UTF-16, Shift_JIS, EUC and its kin, or, without any control character, a single-byte charset.
    /// </summary>
    public static bool IsText(ReadOnlySpan<byte> bytes)
        => WideOrder(bytes) is { } bigEndian ? IsWideText(bytes, bigEndian) : IsNarrowText(bytes);

    /// <summary>True where the bytes might still be a mail with some damage: at most one control character in ten bytes.</summary>
    public static bool IsDamagedText(ReadOnlySpan<byte> bytes) => CountControls(bytes, bytes.Length / 10 + 1) <= bytes.Length / 10 + 1;

    /// <summary>The start without byte order mark; UTF-16 is narrowed, what is not ASCII becomes 0x80.</summary>
    public static ReadOnlySpan<byte> Head(ReadOnlySpan<byte> bytes)
    {
        if (WideOrder(bytes) is { } bigEndian)
        {
            var units = bytes.Head(HeadBytes * 2 & ~1);
            var narrow = new byte[units.Length / 2];
            for (var i = 0; i < narrow.Length; i++)
            {
                var unit = bigEndian ? units.U16Big(i * 2) : units.U16(i * 2);
                narrow[i] = unit < 0x80 ? (byte)unit : (byte)0x80;
            }
            return narrow.AsSpan().TrimStart((byte)0x80);
        }
        return (bytes.HasAt(0, [0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes).Head(HeadBytes);
    }

    /// <summary>The part before the first byte that text doesn't hold, for files that go on in binary.</summary>
    public static ReadOnlySpan<byte> TextPrefix(ReadOnlySpan<byte> bytes)
    {
        var first = bytes.Head(HeadBytes).IndexOfAnyExcept(Plain);
        return first < 0 ? bytes.Head(HeadBytes) : bytes[..first];
    }

    /// <summary>UTF-16 by its mark, or by NULs that are many and lie on one side; null where it is not UTF-16.</summary>
    private static bool? WideOrder(ReadOnlySpan<byte> bytes)
    {
        if (bytes.HasAt(0, [0xFF, 0xFE]))
            return false;
        if (bytes.HasAt(0, [0xFE, 0xFF]))
            return true;
        var sample = bytes.Head(4_096);
        Span<int> nuls = [0, 0];
        for (var i = 0; i < sample.Length; i++)
            nuls[i & 1] += sample[i] == 0 ? 1 : 0;
        var many = sample.Length / 5;
        if (sample.Length < 4 || Math.Max(nuls[0], nuls[1]) <= many || Math.Min(nuls[0], nuls[1]) > many / 20)
            return null;
        return nuls[0] > nuls[1];
    }

    private static bool IsWideText(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        var (bad, enough) = (0, bytes.Length / 200);
        for (var i = 0; i + 1 < bytes.Length && bad <= enough; i += 2)
        {
            int unit = bigEndian ? bytes.U16Big(i) : bytes.U16(i);
            var isControl = unit is < 0x20 and not (9 or 10 or 11 or 12 or 13) or 0x7F or 0xFFFE or 0xFFFF;
            bad += isControl || char.IsHighSurrogate((char)unit) != IsFollowed(bytes, i, bigEndian) ? 1 : 0;
        }
        return bad <= enough;
    }

    private static bool IsFollowed(ReadOnlySpan<byte> bytes, int at, bool bigEndian)
        => char.IsLowSurrogate((char)(bigEndian ? bytes.U16Big(at + 2) : bytes.U16(at + 2)));

    private static bool IsNarrowText(ReadOnlySpan<byte> bytes)
    {
        var controls = CountControls(bytes, bytes.Length / 100);
        if (controls > bytes.Length / 100)
            return false;
        if (bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF) < 0 || Utf8.IsValid(bytes))
            return true;
        var allowed = bytes.Length / 100 + 1;
        return controls == 0
            || CountBrokenPairs(bytes, allowed, IsSjisLead, IsSjisTrail, IsSjisSingle) <= allowed
            || CountBrokenPairs(bytes, allowed, IsEuc, IsEuc, b => b is 0x8E or 0x8F) <= allowed;
    }

    /// <summary>Counts until there are more than <paramref name="enough"/>.</summary>
    private static int CountControls(ReadOnlySpan<byte> bytes, int enough)
    {
        var count = 0;
        for (var rest = bytes; count <= enough && rest.IndexOfAnyExcept(Plain) is var next and >= 0; rest = rest[(next + 1)..])
            count++;
        return count;
    }

    private static bool IsSjisLead(byte b) => b is >= 0x81 and <= 0x9F or >= 0xE0 and <= 0xFC;
    private static bool IsSjisTrail(byte b) => b is >= 0x40 and <= 0xFC and not 0x7F;
    private static bool IsSjisSingle(byte b) => b is >= 0xA1 and <= 0xDF or 0x80 or 0xA0 or 0xFD or 0xFE or 0xFF;
    private static bool IsEuc(byte b) => b is >= 0xA1 and <= 0xFE;

    private static int CountBrokenPairs(
        ReadOnlySpan<byte> bytes, int enough, Func<byte, bool> isLead, Func<byte, bool> isTrail, Func<byte, bool> isSingle)
    {
        var broken = 0;
        for (var i = 0; i < bytes.Length && broken <= enough; i++)
        {
            if (bytes[i] < 0x80 || isSingle(bytes[i]))
                continue;
            if (isLead(bytes[i]) && i + 1 < bytes.Length && isTrail(bytes[i + 1]))
                i++;
            else
                broken++;
        }
        return broken;
    }
}
