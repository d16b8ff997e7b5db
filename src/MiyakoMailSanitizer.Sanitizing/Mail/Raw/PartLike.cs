using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Raw;

/// <summary>Tells text that some program may take for a part of its own.</summary>
internal static class PartLike
{
    private const int MaxLines = 5;

    /// <summary>True where a line that begins with two dashes, or any line, is followed by MIME fields.</summary>
    public static bool IsIn(ReadOnlySpan<byte> text)
    {
        for (var position = 0; position < text.Length; position = HeaderScan.NextLine(text, position, LineEnds.LfOrCr))
        {
            if (IsMimeField(text[position..]))
                return true;
        }

        return false;
    }

    /// <summary>Where runs of MIME fields begin: at the first field of a run, whatever stands before it.</summary>
    public static List<int> Blocks(ReadOnlySpan<byte> text, int max)
    {
        var starts = new List<int>();
        var isInBlock = false;
        for (var position = 0; position < text.Length && starts.Count < max;)
        {
            var next = HeaderScan.NextLine(text, position, LineEnds.LfOrCr);
            var isField = IsMimeField(text[position..]);
            if (isField && !isInBlock)
                starts.Add(position);
            // A run goes on over other fields and continuations, up to the empty line.
            isInBlock = isField || (isInBlock && !HeaderScan.TrimLineEnd(text[position..next]).IsEmpty);
            position = next;
        }

        return starts;
    }

    /// <summary>Without the lines at its end that are empty or begin with two dashes.</summary>
    public static ReadOnlyMemory<byte> WithoutDelimiters(ReadOnlyMemory<byte> part)
    {
        while (true)
        {
            var trimmed = part[..part.Span.TrimEnd(" \t\r\n"u8).Length];
            var line = trimmed.Span.LastIndexOf((byte)'\n') + 1;
            if (!trimmed.Span[line..].StartsWith("--"u8))
                return trimmed;
            part = part[..line];
        }
    }

    /// <summary>True where MIME fields stand at the very beginning, empty lines apart.</summary>
    public static bool BeginsWithFields(ReadOnlySpan<byte> text)
    {
        var position = 0;
        for (var i = 0; i < MaxLines && position < text.Length; i++)
        {
            if (IsMimeField(text[position..]))
                return true;
            var next = HeaderScan.NextLine(text, position, LineEnds.LfOrCr);
            if (!text[position..next].Trim(" \t\r\n"u8).IsEmpty)
                return false;
            position = next;
        }

        return false;
    }

    private static bool IsMimeField(ReadOnlySpan<byte> line)
        => line.Length > 8 && (StartsWith(line, "content-"u8) ? line[8..Math.Min(line.Length, 40)].Contains((byte)':') : StartsWith(line, "mime-version:"u8));

    private static bool StartsWith(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
        => (line[0] | 0x20) == name[0] && line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
}
