using System.Text;

namespace MiyakoMailSanitizer.Sanitizing.Calendars;

/// <summary>Writes content lines in UTF-8, folded at 75 octets between characters (RFC 5545 §3.1).</summary>
internal sealed class ContentWriter
{
    private const int MaxOctets = 75;

    private readonly MemoryStream _bytes = new();

    public byte[] ToArray() => _bytes.ToArray();

    /// <param name="line">Its value as <see cref="ContentValues.Rewrite"/> gave it.</param>
    public void Write(ContentLine line)
    {
        var room = MaxOctets;
        Span<byte> octets = stackalloc byte[4];
        foreach (var rune in $"{line.Name}{string.Concat(line.Parameters.Select(Parameter))}:{line.Value}".EnumerateRunes())
        {
            if (rune.Utf8SequenceLength > room)
            {
                _bytes.Write("\r\n "u8);
                room = MaxOctets - 1;
            }
            var length = rune.EncodeToUtf8(octets);
            _bytes.Write(octets[..length]);
            room -= length;
        }
        _bytes.Write("\r\n"u8);
    }

    /// <summary>With its semicolon; quoted where it has to be (RFC 5545 §3.2).</summary>
    private static string Parameter((string Name, string Value) parameter)
    {
        var plain = parameter.Value.Replace("\"", "", StringComparison.Ordinal);
        return plain.AsSpan().IndexOfAny(":;,") >= 0 ? $";{parameter.Name}=\"{plain}\"" : $";{parameter.Name}={plain}";
    }
}
