namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Shift_JIS as Windows reads it (code page 932), or with the characters of JIS X 0213 (Shift_JIS-2004).</summary>
internal static class ShiftJisReader
{
    /// <summary>Reads all. An ASCII byte after a lead byte that can't take it is never swallowed.</summary>
    public static Reading Read(ReadOnlySpan<byte> bytes, bool jisx0213 = false)
    {
        var writer = new ReadingWriter(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (b < 0x80)
            {
                writer.Add((char)b);
            }
            else if (b is >= 0xA1 and <= 0xDF)
            {
                writer.Add((char)(b - 0xA1 + '\uFF61'));
            }
            else if (i + 1 < bytes.Length && JapaneseTables.ShiftJisIndex(b, bytes[i + 1]) is >= 0 and var index)
            {
                var none = jisx0213 ? Add2004(ref writer, index) : Add(ref writer, index);
                // A pair without a character keeps its ASCII half.
                i += none && bytes[i + 1] < 0x80 ? 0 : 1;
            }
            else
            {
                writer.AddError();
            }
        }
        return writer.ToReading();
    }

    private static bool Add(ref ReadingWriter writer, int index)
    {
        var c = JapaneseTables.Jis0208[index];
        writer.AddMapped(c);
        return c == '\0';
    }

    private static bool Add2004(ref ReadingWriter writer, int index)
    {
        var characters = Jisx0213.OfShiftJis(index);
        writer.AddMapped(characters);
        return characters is null;
    }
}
