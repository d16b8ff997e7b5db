using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Verifying.Formats.Pdf;

/// <summary>The file around the objects: header, objects without gaps, one plain cross-reference table, trailer, end.</summary>
internal sealed class PdfFileShape
{
    private const int EntryBytes = 20;

    private static ReadOnlySpan<byte> Header =>
        [0x25, 0x50, 0x44, 0x46, 0x2D, 0x31, 0x2E, 0x37, 0x0A, 0x25, 0xE2, 0xE3, 0xCF, 0xD3, 0x0A];

    /// <summary>Objects by their number; the first is at 1.</summary>
    public List<PdfNode> Objects { get; } = [new(PdfKind.Null)];

    public bool HasInfo { get; private set; }

    /// <summary>Null, or what is wrong.</summary>
    public string? Read(ReadOnlyMemory<byte> content)
    {
        var span = content.Span;
        if (!span.StartsWith(Header))
            return "it does not begin as we write it";
        var tail = span.LastIndexOf("startxref\n"u8);
        if (tail < 0 || !int.TryParse(Line(span[(tail + 10)..]), NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            || Encoding.ASCII.GetString(span[tail..]) != string.Create(CultureInfo.InvariantCulture, $"startxref\n{start}\n%%EOF\n") || start >= tail || start < Header.Length)
        {
            return "it does not end as we write it";
        }
        return Places(span[start..tail]) is { } places ? ReadObjects(content[..start], places) : "its cross-reference is not as we write it";
    }

    private static string Line(ReadOnlySpan<byte> span) => span.IndexOf((byte)'\n') is >= 0 and <= 10 and var end ? Encoding.ASCII.GetString(span[..end]) : "";

    private List<int>? Places(ReadOnlySpan<byte> xref)
    {
        if (!xref.StartsWith("xref\n0 "u8) || !int.TryParse(Line(xref[7..]), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 2)
            return null;
        var head = string.Create(CultureInfo.InvariantCulture, $"xref\n0 {count}\n0000000000 65535 f \n");
        var table = head.Length + ((count - 1L) * EntryBytes);
        if (table > xref.Length || Encoding.ASCII.GetString(xref[..head.Length]) != head)
            return null;
        var places = new List<int>();
        for (var i = 0; i < count - 1; i++)
        {
            var entry = Encoding.ASCII.GetString(xref.Slice(head.Length + (i * EntryBytes), EntryBytes));
            if (!int.TryParse(entry.AsSpan(0, 10), NumberStyles.None, CultureInfo.InvariantCulture, out var place) || entry[10..] != " 00000 n \n")
                return null;
            places.Add(place);
        }
        var trailer = Encoding.ASCII.GetString(xref[(int)table..]);
        HasInfo = trailer == string.Create(CultureInfo.InvariantCulture, $"trailer\n<</Size {count}/Root 1 0 R/Info 2 0 R>>\n");
        return HasInfo || trailer == string.Create(CultureInfo.InvariantCulture, $"trailer\n<</Size {count}/Root 1 0 R>>\n") ? places : null;
    }

    private string? ReadObjects(ReadOnlyMemory<byte> body, List<int> places)
    {
        var at = Header.Length;
        for (var i = 0; i < places.Count; i++)
        {
            var number = i + 1;
            if (places[i] != at)
                return string.Create(CultureInfo.InvariantCulture, $"object {number} is not where it must be");
            var reader = new PdfValueReader(body, at);
            if (!reader.Take(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n"))) || reader.Value() is not { } value)
                return string.Create(CultureInfo.InvariantCulture, $"object {number} is not as we write it");
            at = reader.At;
            if (value.Kind == PdfKind.Dictionary && reader.Take("\nstream\n"u8))
            {
                if (!value.Keys.Remove("Length", out var length) || !length.IsInteger || length.Number < 0 || length.Number > body.Length - reader.At)
                    return string.Create(CultureInfo.InvariantCulture, $"object {number} has no sound length");
                value.Stream = body.Slice(reader.At, (int)length.Number);
                at = reader.At + (int)length.Number;
                if (!body.Span[at..].StartsWith("\nendstream"u8))
                    return string.Create(CultureInfo.InvariantCulture, $"the stream of object {number} does not end where it must");
                at += 10;
            }
            if (!body.Span[at..].StartsWith("\nendobj\n"u8))
                return string.Create(CultureInfo.InvariantCulture, $"object {number} does not end where it must");
            at += 8;
            Objects.Add(value);
        }
        return at == body.Length ? null : "something stands between the objects and the cross-reference";
    }
}
