namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Shift_JIS as Windows reads it (code page 932).</summary>
internal static class ShiftJisReader
{
    /// <summary>Reads all. An ASCII byte after a lead byte that can't take it is never swallowed.</summary>
    public static Reading Read(ReadOnlySpan<byte> bytes)
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
                var c = JapaneseTables.Jis0208[index];
                writer.AddMapped(c);
                // A pair without a character keeps its ASCII half.
                i += c == '\0' && bytes[i + 1] < 0x80 ? 0 : 1;
            }
            else
            {
                writer.AddError();
            }
        }
        return writer.ToReading();
    }
}
