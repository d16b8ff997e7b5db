using System.Text;

namespace MiyakoMailSanitizer.Gateway.Outbound;

/// <summary>The header fields of the original (sanitized) message that a DSN gives back: by allow list, ASCII, bounded.</summary>
internal static class ReturnedHeader
{
    /// <summary>Characters of all fields together.</summary>
    public const int MaxLength = 65_536;

    private static readonly HashSet<string> Allowed = new(StringComparer.OrdinalIgnoreCase)
    {
        "Date", "From", "Sender", "Reply-To", "To", "Cc", "Subject", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "List-Id",
    };

    /// <summary>The fields as whole lines with CRLF; empty if there are none. Stops at the end of the header section.</summary>
    public static string Select(ReadOnlySpan<byte> header)
    {
        var text = new StringBuilder();
        foreach (var field in Fields(header))
        {
            if (Allowed.Contains(field[..field.IndexOf(':')]) && text.Length + field.Length <= MaxLength)
                text.Append(field);
        }
        return text.ToString();
    }

    /// <summary>The one <c>&lt;left@right&gt;</c> of Message-ID; null if it is none.</summary>
    public static string? MessageId(string selected)
    {
        const string Name = "\r\nMessage-ID: ";
        var lines = "\r\n" + selected;
        if (lines.IndexOf(Name, StringComparison.OrdinalIgnoreCase) is not (>= 0 and var start))
            return null;
        start += Name.Length;
        var id = lines[start..lines.IndexOf("\r\n", start, StringComparison.Ordinal)];
        return id is ['<', .. var inner, '>'] && inner.Count('@') == 1 && inner[0] != '@' && inner[^1] != '@'
            && !inner.AsSpan().ContainsAny(" <>,;\"\\()") ? id : null;
    }

    /// <summary>
    /// Fields with their folded lines, each ending with CRLF. A field with anything but printable ASCII, or longer than all may be
    /// together,
    /// is left out.
    /// </summary>
    private static List<string> Fields(ReadOnlySpan<byte> header)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var isGood = false;
        while (header.IndexOf("\r\n"u8) is > 0 and var length)
        {
            var line = header[..length];
            header = header[(length + 2)..];
            if (line[0] != ' ')
            {
                Flush();
                isGood = line.IndexOf((byte)':') > 0;
            }
            isGood &= length <= 998 && !line.ContainsAnyExceptInRange((byte)' ', (byte)'~') && field.Length + length <= MaxLength;
            if (isGood)
                field.Append(Encoding.ASCII.GetString(line)).Append("\r\n");
        }
        Flush();
        return fields;

        void Flush()
        {
            if (isGood)
                fields.Add(field.ToString());
            field.Clear();
        }
    }
}
