namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>
/// Tells Chinese and Korean text from Japanese bytes that were declared as such: each of its charsets writes almost all of a text in the
/// rows of its first standard, where Shift_JIS has other lead bytes; and where EUC-JP has kana neither language has letters.
/// </summary>
internal static class ForeignPairs
{
    /// <summary>What a pair of kana takes away.</summary>
    private const int KanaWeight = 3;

    /// <summary>
    /// Lead bytes of the common letters, their trail bytes (of Big5 only those that EUC-JP never has: they count twice), and the lead
    /// bytes of kana.
    /// </summary>
    private static readonly
        (int CodePage, byte FirstLead, byte LastLead, byte FirstTrail, byte LastTrail, int Weight, int FirstKana)[] Rows =
    [
        (54936, 0xB0, 0xF7, 0xA1, 0xFE, 1, 0xA4),
        (949, 0xB0, 0xC8, 0xA1, 0xFE, 1, 0xA4),
        (950, 0xA4, 0xC6, 0x40, 0x7E, 2, 0x100),
    ];

    /// <summary>Pairs of common letters, less those that look like kana (at the least -1); null for other code pages.</summary>
    public static int? Usual(int codePage, ReadOnlySpan<byte> bytes)
    {
        foreach (var row in Rows)
        {
            if (row.CodePage != codePage)
                continue;
            var (letters, kana) = (0, 0);
            for (var i = 0; i + 1 < bytes.Length; i++)
            {
                if (bytes[i] < 0x81)
                    continue;
                var usual = bytes[i] >= row.FirstLead && bytes[i] <= row.LastLead
                    && bytes[i + 1] >= row.FirstTrail && bytes[i + 1] <= row.LastTrail;
                letters += usual ? row.Weight : 0;
                kana += bytes[i] == row.FirstKana || bytes[i] == row.FirstKana + 1 ? 1 : 0;
                i++;
            }
            return Math.Max(-1, letters - (KanaWeight * kana));
        }
        return null;
    }
}
