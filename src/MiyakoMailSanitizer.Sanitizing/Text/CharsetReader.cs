using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Reads bytes by a given charset, whatever they hold. Never throws.</summary>
internal static class CharsetReader
{
    private const char Replacement = '\uFFFD';

    /// <summary>No charset of the base library has a trail byte below this one.</summary>
    private const byte LowestTrail = 0x30;

    static CharsetReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads all of <paramref name="bytes"/>, a byte order mark included as a character.</summary>
    public static Reading Read(Charset charset, ReadOnlySpan<byte> bytes) => charset.Kind switch
    {
        CharsetKind.Iso2022Jp => Iso2022JpReader.Read(bytes),
        CharsetKind.ShiftJis => ShiftJisReader.Read(bytes, charset.CodePage == Charset.Year2004),
        CharsetKind.EucJp => EucJpReader.Read(bytes, charset.CodePage == Charset.Year2004),
        CharsetKind.Utf8 => Utf8Reader.Read(bytes),
        CharsetKind.CodePage or CharsetKind.Wide or CharsetKind.WideUnordered => ReadCodePage(charset.CodePage, bytes),
        _ => ReadAscii(bytes),
    };

    /// <summary>A character of the upper half of ISO 8859-7; '\0' where there is none.</summary>
    public static char HighGreek(char high)
        => Encoding.GetEncoding(28597).GetString([(byte)high]) is [not Replacement and var c] ? c : '\0';

    private static Reading Count(string text, bool valid) => new(text, valid ? 0 : text.AsSpan().Count(Replacement));

    private static Reading ReadAscii(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.ContainsAnyInRange((byte)0x80, (byte)0xFF))
            return new(Encoding.ASCII.GetString(bytes), 0);
        var writer = new ReadingWriter(bytes.Length);
        foreach (var b in bytes)
            writer.AddMapped(b < 0x80 ? (char)b : Replacement);
        return Count(writer.ToReading().Text, valid: false);
    }

    private static Reading ReadCodePage(int codePage, ReadOnlySpan<byte> bytes)
    {
        var encoding = Encoding.GetEncoding(codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));
        var reading = Count(encoding.GetString(bytes), valid: false);
        var doubleByte = codePage is 949 or 950 or 54936;
        return reading.Errors > 0 && doubleByte ? ReadInPieces(encoding, bytes) : reading;
    }

    /// <summary>
    /// The base library lets a stray lead byte swallow what follows, also a line end; so none may reach over a byte that can't be a
    /// trail.
    /// </summary>
    private static Reading ReadInPieces(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOfAnyInRange((byte)0, (byte)(LowestTrail - 1));
            var piece = bytes[..(end < 0 ? bytes.Length : end)];
            text.Append(encoding.GetString(piece));
            if (end >= 0)
                text.Append((char)bytes[end]);
            bytes = bytes[(end < 0 ? bytes.Length : end + 1)..];
        }
        return Count(text.ToString(), valid: false);
    }
}
