using System.Text;

namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>Cuts a multipart (RFC 2046 §5.1) into its parts: nothing before the first delimiter, nothing after the last.</summary>
internal static class Multipart
{
    /// <summary>The parts, each with its header; null, with a fault, where delimiters are not as we write them.</summary>
    public static List<ReadOnlyMemory<byte>>? Split(ReadOnlyMemory<byte> content, string boundary, Place place, FaultList faults)
    {
        // The CRLF before a delimiter belongs to it; that of the first one ends the header.
        var delimiter = Encoding.ASCII.GetBytes("\r\n--" + boundary);
        var rest = content;
        if (!rest.Span.StartsWith(delimiter.AsSpan(2)))
            return Fail("the content does not begin with its delimiter");
        rest = rest[(delimiter.Length - 2)..];
        var parts = new List<ReadOnlyMemory<byte>>();
        while (rest.Span.StartsWith("\r\n"u8))
        {
            rest = rest[2..];
            var end = rest.Span.IndexOf(delimiter);
            if (end < 0)
                return Fail("a delimiter is missing");
            parts.Add(rest[..end]);
            rest = rest[(end + delimiter.Length)..];
        }

        return rest.Span.SequenceEqual("--\r\n"u8) ? parts : Fail("the content does not end with its last delimiter");

        List<ReadOnlyMemory<byte>>? Fail(string detail)
        {
            faults.Add("mime.boundary", place.Path, detail);
            return null;
        }
    }
}
