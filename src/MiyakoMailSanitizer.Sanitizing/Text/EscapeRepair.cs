namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>
/// Puts back the escape sequences of ISO-2022-JP that old gateways and careless programs broke: ESC taken out as a control character, so
/// that
/// <c>$B8|(B</c> stands there, or a line begun within a double-byte run. Only where what comes out is Japanese beyond doubt.
/// </summary>
internal static class EscapeRepair
{
    private const byte Escape = 0x1B;

    private const int LeastPairs = 2;

    /// <summary>Cost of a pair above which a run is no Japanese; kana and common kanji are below 7.</summary>
    private const double CostPerPair = 7.2;

    /// <summary>True where an escape may be missing: a scan that is cheap beside reading.</summary>
    public static bool MayHelp(ReadOnlySpan<byte> bytes)
    {
        var japanese = false;
        while (true)
        {
            var end = bytes.IndexOf(Escape);
            var run = end < 0 ? bytes : bytes[..end];
            if (japanese ? run.Contains((byte)'\n') : run.IndexOf("$B"u8) >= 0 || run.IndexOf("$@"u8) >= 0)
                return true;
            if (end < 0 || end + 1 >= bytes.Length)
                return false;
            japanese = bytes[end + 1] == '$';
            bytes = bytes[Math.Min(bytes.Length, end + 3)..];
        }
    }

    /// <summary>The bytes with their escapes, or null where none is missing. Linear.</summary>
    public static byte[]? Restore(ReadOnlySpan<byte> bytes, out int count)
    {
        count = 0;
        var result = new List<byte>(bytes.Length + 16);
        var japanese = false;
        var looked = 0;
        for (var i = 0; i < bytes.Length;)
        {
            var b = bytes[i];
            if (b == Escape && i + 2 < bytes.Length)
            {
                japanese = bytes[i + 1] == '$';
                result.AddRange(bytes.Slice(i, 3));
                i += 3;
            }
            else if (!japanese && b == '$' && i >= looked && TryRun(bytes, i, out var run, out looked))
            {
                count++;
                result.AddRange([Escape, .. bytes.Slice(i, run - 2), Escape, .. bytes.Slice(i + run - 2, 2)]);
                i += run;
            }
            else if (japanese && b == '\n' && i + 1 < bytes.Length && TryContinuation(bytes[(i + 1)..], out var line))
            {
                count++;
                result.AddRange([b, Escape, (byte)'$', (byte)'B', .. bytes.Slice(i + 1, line)]);
                i += 1 + line;
            }
            else
            {
                japanese &= b != '\n' && (b != '\r' || (i + 1 < bytes.Length && bytes[i + 1] == '\n'));
                result.Add(b);
                i++;
            }
        }
        return count > 0 ? [.. result] : null;
    }

    /// <summary>Length of <c>$B…(B</c>, both ends included, where the pairs between are Japanese.</summary>
    /// <param name="looked">How far was looked: what lies before is not looked at again.</param>
    private static bool TryRun(ReadOnlySpan<byte> bytes, int start, out int length, out int looked)
    {
        length = 0;
        looked = start;
        if (bytes[start..] is not [_, (byte)'B' or (byte)'@', ..])
            return false;
        for (looked += 2; IsPair(bytes[looked..]); looked += 2)
        {
            if (bytes[looked] == '(' && bytes[looked + 1] is (byte)'B' or (byte)'J')
            {
                length = looked + 2 - start;
                return IsJapanese(bytes[(start + 2)..looked]);
            }
        }
        return false;
    }

    /// <summary>Bytes of pairs that a line begins with, up to an escape sequence or its end; some must be kana or punctuation.</summary>
    private static bool TryContinuation(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        var certain = 0;
        for (; IsPair(bytes[length..]); length += 2)
            certain += bytes[length] is (byte)'!' or (byte)'$' or (byte)'%' ? 1 : 0;
        var closed = length >= bytes.Length || bytes[length] is Escape or (byte)'\r' or (byte)'\n';
        return closed && certain * 8 >= length && IsJapanese(bytes[..length]);
    }

    private static bool IsPair(ReadOnlySpan<byte> bytes) => bytes is [>= 0x21 and <= 0x7E, >= 0x21 and <= 0x7E, ..];

    private static bool IsJapanese(ReadOnlySpan<byte> pairs)
    {
        if (pairs.Length < 2 * LeastPairs)
            return false;
        var writer = new ReadingWriter(pairs.Length);
        for (var i = 0; i < pairs.Length; i += 2)
            writer.AddMapped(JapaneseTables.Jis0208[((pairs[i] - 0x21) * JapaneseTables.Size) + pairs[i + 1] - 0x21]);
        var reading = writer.ToReading();
        return reading.Errors == 0 && CharacterModel.Cost(reading.Text).Cost <= CostPerPair * reading.Text.Length;
    }
}
