using System.Buffers;

namespace MiyakoMailSanitizer.Sanitizing.Mail.TextFiles;

/// <summary>yEnc 1.3: bytes plus 42, a few of them behind an equals sign, between <c>=ybegin</c> and <c>=yend</c>.</summary>
internal static class YEnc
{
    /// <summary>The file whose <c>=ybegin</c> stands at a line start; null for any other line. A missing end is the text's end.</summary>
    public static EmbeddedFile? Read(ReadOnlyMemory<byte> text, int position)
    {
        var span = text.Span;
        var line = TextLines.At(span, position);
        if (!line.StartsWith("=ybegin "u8))
            return null;
        var name = line.IndexOf(" name="u8) is >= 0 and var at ? line[(at + 6)..].Trim(" \t"u8).ToArray() : [];
        var content = new ArrayBufferWriter<byte>();
        position = TextLines.Next(span, position);
        while (position < span.Length)
        {
            var next = TextLines.Next(span, position);
            var data = span[position..next];
            position = next;
            if (data.StartsWith("=yend"u8))
                break;
            if (!data.StartsWith("=ypart"u8))
                Decode(data, content);
        }

        return new(name, content.WrittenMemory, position);
    }

    private static void Decode(ReadOnlySpan<byte> data, ArrayBufferWriter<byte> content)
    {
        var bytes = content.GetSpan(data.Length + 1);
        var count = 0;
        for (var i = 0; i < data.Length; i++)
        {
            if (data[i] is (byte)'\r' or (byte)'\n')
                continue;
            var isEscaped = data[i] == '=' && i + 1 < data.Length;
            bytes[count++] = unchecked((byte)(isEscaped ? data[++i] - 64 - 42 : data[i] - 42));
        }

        content.Advance(count);
    }
}
