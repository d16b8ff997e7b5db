using System.Buffers;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.TextFiles;

/// <summary>POSIX uuencode: the historical encoding, and base64 between <c>begin-base64</c> and <c>====</c>.</summary>
internal static class Uuencode
{
    private const int MaxName = 255;
    private const int MaxLine = 90;

    /// <summary>The file whose <c>begin 644 name</c> stands at a line start; null for any other line.</summary>
    public static EmbeddedFile? Read(ReadOnlyMemory<byte> text, int position)
    {
        var span = text.Span;
        if (Name(TextLines.At(span, position), "begin"u8) is not { } name)
            return null;
        var next = TextLines.Next(span, position);
        if (DataLine(span, next).IsEmpty)
            return null;
        var content = Decode(span, ref next);
        return new(name, content, next);
    }

    /// <summary>The same for <c>begin-base64 644 name</c>.</summary>
    public static EmbeddedFile? ReadBase64(ReadOnlyMemory<byte> text, int position)
    {
        var span = text.Span;
        if (Name(TextLines.At(span, position), "begin-base64"u8) is not { } name)
            return null;
        var start = TextLines.Next(span, position);
        var end = span[start..].IndexOf("===="u8);
        var data = end < 0 ? span[start..] : span.Slice(start, end);
        return new(name, LenientBase64.Decode(Encoding.Latin1.GetString(data)), end < 0 ? span.Length : TextLines.Next(span, start + end));
    }

    private static ReadOnlyMemory<byte>? Name(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word)
    {
        line = line.TrimStart(" \t"u8);
        if (line.Length <= word.Length || !Ascii.EqualsIgnoreCase(line[..word.Length], word) || line[word.Length] is not ((byte)' ' or (byte)'\t'))
            return null;
        var mode = line[word.Length..].TrimStart(" \t"u8);
        var digits = mode.IndexOfAnyExceptInRange((byte)'0', (byte)'7');
        if (digits is < 3 or > 6 || mode[digits] is not ((byte)' ' or (byte)'\t'))
            return null;
        var name = mode[digits..].Trim(" \t\""u8);
        return name.Length is 0 or > MaxName ? null : (ReadOnlyMemory<byte>?)name.ToArray();
    }

    private static byte[] Decode(ReadOnlySpan<byte> text, ref int position)
    {
        var content = new ArrayBufferWriter<byte>();
        Span<byte> group = stackalloc byte[3];
        while (DataLine(text, position) is { Length: > 0 } line)
        {
            position = TextLines.Next(text, position);
            var count = Value(line[0]);
            for (var i = 1; count > 0; i += 4)
            {
                int a = At(line, i), b = At(line, i + 1), c = At(line, i + 2), d = At(line, i + 3);
                group[0] = (byte)((a << 2) | (b >> 4));
                group[1] = (byte)((b << 4) | (c >> 2));
                group[2] = (byte)((c << 6) | d);
                content.Write(group[..Math.Min(3, count)]);
                count -= 3;
            }
        }

        SkipEnd(text, ref position);
        return content.WrittenSpan.ToArray();
    }

    /// <summary>The zero line and <c>end</c>.</summary>
    private static void SkipEnd(ReadOnlySpan<byte> text, ref int position)
    {
        for (var i = 0; i < 2 && position < text.Length; i++)
        {
            var line = TextLines.At(text, position).Trim(" \t"u8);
            if (!line.IsEmpty && !line.SequenceEqual("`"u8) && !Ascii.EqualsIgnoreCase(line, "end"u8))
                return;
            position = TextLines.Next(text, position);
        }
    }

    /// <summary>A line of data: its first character counts its bytes, and it is about as long as that says. Empty for any other.</summary>
    private static ReadOnlySpan<byte> DataLine(ReadOnlySpan<byte> text, int position)
    {
        if (position >= text.Length)
            return [];
        var line = TextLines.At(text, position);
        if (line.Length is < 2 or > MaxLine || line.IndexOfAnyExceptInRange((byte)' ', (byte)'`') >= 0)
            return [];
        // Some add a check character; spaces at the end, which are zeros, get lost on the way.
        var full = (Value(line[0]) + 2) / 3 * 4;
        return full > 0 && line.Length - 1 <= full + 2 && line.Length - 1 >= full / 2 ? line : [];
    }

    private static int At(ReadOnlySpan<byte> line, int index) => index < line.Length ? Value(line[index]) : 0;

    private static int Value(byte b) => (b - ' ') & 0x3F;
}
