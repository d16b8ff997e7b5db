using System.Text;

namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>A field with its folds taken out.</summary>
/// <param name="Name">As written.</param>
/// <param name="Value">Unfolded: each fold is the one space it stands for. Printable ASCII, never empty, no space at either end.</param>
internal readonly record struct HeaderField(string Name, string Value);

/// <summary>
/// Reads fields (RFC 5322 §2.2) in one form: name, colon, one space, value; a fold is CRLF, one space, and something that is no space.
/// </summary>
internal static class HeaderSection
{
    /// <summary>Bytes; a thousand mailboxes with long names stay below.</summary>
    private const int MaxLength = 4 << 20;

    /// <summary>The fields before the empty line, and where the content begins; null, with a fault, where they are not so.</summary>
    public static (List<HeaderField> Fields, int ContentStart)? Read(ReadOnlySpan<byte> entity, Place place, FaultList faults)
    {
        var end = entity.IndexOf("\r\n\r\n"u8);
        if (end is < 0 or > MaxLength)
        {
            faults.Add("header.end", place.Path, "there is no empty line after the header, or too far away");
            return null;
        }

        return ReadFields(entity[..(end + 2)], place, faults) is { } fields ? (fields, end + 4) : null;
    }

    /// <summary>The fields of whole lines; null, with a fault, where a line is no field and no fold, also an empty one.</summary>
    public static List<HeaderField>? ReadFields(ReadOnlySpan<byte> lines, Place place, FaultList faults)
    {
        var fields = new List<HeaderField>();
        var field = new StringBuilder();
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf("\r\n"u8);
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? [] : lines[(end + 2)..];
            var isFold = line.StartsWith(" "u8);
            if (FaultOf(line, isFold, isFirst: field.Length == 0) is var (rule, detail))
            {
                faults.Add(rule, place.Path, detail);
                return null;
            }

            if (!isFold)
                Close(field, fields);
            field.Append(Encoding.ASCII.GetString(line));
        }

        Close(field, fields);
        return fields;
    }

    private static (string Rule, string Detail)? FaultOf(ReadOnlySpan<byte> line, bool isFold, bool isFirst)
    {
        if (isFold)
        {
            var isGood = !isFirst && line.Length > 1 && line[1] != ' ' && line[^1] != ' ';
            return isGood ? null : ("header.fold", "a fold is not one space and words");
        }

        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            return ("header.name", "a line is no field");
        var value = line[(colon + 1)..];
        return value.Length < 2 || value[0] != ' ' || value[1] == ' ' || value[^1] == ' '
            ? ("header.value", "a field is not a name, a colon, one space and a value")
            : null;
    }

    private static void Close(StringBuilder field, List<HeaderField> fields)
    {
        if (field.Length == 0)
            return;
        var text = field.ToString();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        fields.Add(new HeaderField(text[..colon], text[(colon + 2)..]));
        field.Clear();
    }
}
