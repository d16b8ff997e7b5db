using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Files that were written into a text body before there was MIME (POSIX uuencode): some programs, Outlook among them, still make
/// attachments of them. They are taken out of the text and treated as files.
/// </summary>
internal static class Uuencode
{
    private const int MaxName = 255;
    private const int MaxLine = 90;

    /// <summary>A file that was found.</summary>
    /// <param name="Name">As the begin line gives it, bytes.</param>
    /// <param name="Content">The decoded bytes.</param>
    public sealed record Found(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Content);

    /// <summary>The text without the files, and the files; the very same text where there is none. Linear.</summary>
    public static (ReadOnlyMemory<byte> Text, ImmutableArray<Found> Files) Extract(ReadOnlyMemory<byte> text)
    {
        var span = text.Span;
        if (span.IndexOf("begin"u8) < 0)
            return (text, []);
        var files = ImmutableArray.CreateBuilder<Found>();
        var rest = new ArrayBufferWriter<byte>(span.Length + 1);
        int kept = 0, position = 0;
        while (position < span.Length)
        {
            var next = NextLine(span, position);
            if (BeginName(text[position..next]) is { } name && DataLine(span, next) is { Length: > 0 })
            {
                rest.Write(span[kept..position]);
                var content = Decode(span, ref next);
                files.Add(new(name, content));
                kept = next;
            }

            position = next;
        }

        if (files.Count == 0)
            return (text, []);
        rest.Write(span[kept..]);
        return (rest.WrittenMemory, files.ToImmutable());
    }

    /// <summary><c>begin 644 name</c>; null for any other line.</summary>
    private static ReadOnlyMemory<byte>? BeginName(ReadOnlyMemory<byte> line)
    {
        var span = line.Span;
        if (!span.StartsWith("begin "u8))
            return null;
        var mode = span[6..].TrimStart(" \t"u8);
        var digits = mode.IndexOfAnyExceptInRange((byte)'0', (byte)'7');
        if (digits is < 3 or > 6 || mode[digits] is not ((byte)' ' or (byte)'\t'))
            return null;
        var name = mode[digits..].Trim(" \t\r\n\""u8);
        return name.Length is 0 or > MaxName ? null : (ReadOnlyMemory<byte>?)name.ToArray();
    }

    private static byte[] Decode(ReadOnlySpan<byte> text, ref int position)
    {
        var content = new ArrayBufferWriter<byte>();
        Span<byte> group = stackalloc byte[3];
        while (DataLine(text, position) is { Length: > 0 } line)
        {
            position = NextLine(text, position);
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
            var next = NextLine(text, position);
            var line = text[position..next].Trim(" \t\r\n"u8);
            if (!line.IsEmpty && !line.SequenceEqual("`"u8) && !line.SequenceEqual("end"u8))
                return;
            position = next;
        }
    }

    /// <summary>A line of data: its first character counts its bytes, and it is about as long as that says. Empty for any other.</summary>
    private static ReadOnlySpan<byte> DataLine(ReadOnlySpan<byte> text, int position)
    {
        var line = text[position..NextLine(text, position)].TrimEnd("\r\n"u8);
        if (line.Length is < 2 or > MaxLine || line.IndexOfAnyExceptInRange((byte)' ', (byte)'`') >= 0)
            return [];
        // Some add a check character; spaces at the end, which are zeros, get lost on the way.
        var full = (Value(line[0]) + 2) / 3 * 4;
        return full > 0 && line.Length - 1 <= full + 2 && line.Length - 1 >= full / 2 ? line : [];
    }

    private static int At(ReadOnlySpan<byte> line, int index) => index < line.Length ? Value(line[index]) : 0;

    private static int Value(byte b) => (b - ' ') & 0x3F;

    private static int NextLine(ReadOnlySpan<byte> text, int position)
    {
        var end = text[position..].IndexOf((byte)'\n');
        return end < 0 ? text.Length : position + end + 1;
    }
}
