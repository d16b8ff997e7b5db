using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>
/// EUC-JP with the extensions of CP51932 and eucJP-ms, JIS X 0212 included; or EUC-JIS-2004, whose plane 2 fills rows that JIS X 0212
/// leaves.
/// </summary>
internal static class EucJpReader
{
    private const int FirstOwn = 0xE000, OwnRows = 10;

    private const byte SingleShift2 = 0x8E, SingleShift3 = 0x8F;

    /// <summary>Reads all. A byte below 0xA1 is never swallowed by a broken sequence.</summary>
    public static Reading Read(ReadOnlySpan<byte> bytes, bool jisx0213 = false)
    {
        var writer = new ReadingWriter(bytes.Length);
        var i = 0;
        while (i < bytes.Length)
        {
            var b = bytes[i++];
            if (b < 0x80)
                writer.Add((char)b);
            else if (b == SingleShift2 && IsHigh(bytes, i) && bytes[i] <= 0xDF)
                writer.Add((char)(bytes[i++] - 0xA1 + '\uFF61'));
            else if (b == SingleShift3 && IsHigh(bytes, i) && IsHigh(bytes, i + 1))
                AddThird(ref writer, Index(bytes[i++], bytes[i++]), jisx0213);
            else if (b is >= 0xA1 and <= 0xFE && IsHigh(bytes, i) && jisx0213)
                writer.AddMapped(Jisx0213.Plane1(Index(b, bytes[i++])));
            else if (b is >= 0xA1 and <= 0xFE && IsHigh(bytes, i))
                AddMapped(ref writer, JapaneseTables.Jis0208, Index(b, bytes[i++]), FirstOwn);
            else
                writer.AddError();
        }
        return writer.ToReading();
    }

    private static void AddThird(ref ReadingWriter writer, int index, bool jisx0213)
    {
        if (jisx0213 && Jisx0213.Plane2(index) is { } characters)
            writer.AddMapped(characters);
        else
            AddMapped(ref writer, JapaneseTables.Jis0212, index, FirstOwn + (OwnRows * JapaneseTables.Size));
    }

    /// <summary>eucJP-ms gives rows 85 to 94 to users, as far as no vendor has characters there.</summary>
    private static void AddMapped(ref ReadingWriter writer, ImmutableArray<char> table, int index, int firstOwn)
    {
        var own = index - ((JapaneseTables.Size - OwnRows) * JapaneseTables.Size);
        writer.AddMapped(table[index] == '\0' && own >= 0 ? (char)(firstOwn + own) : table[index]);
    }

    private static bool IsHigh(ReadOnlySpan<byte> bytes, int i) => i < bytes.Length && bytes[i] is >= 0xA1 and <= 0xFE;

    private static int Index(byte first, byte second) => ((first - 0xA1) * JapaneseTables.Size) + second - 0xA1;
}
