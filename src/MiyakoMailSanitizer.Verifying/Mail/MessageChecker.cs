using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>Checks one message, and by its files those nested in it.</summary>
/// <param name="faults">Gets what is wrong.</param>
/// <param name="originals">SHA-256 of files of this very message that may leave as they came.</param>
internal sealed class MessageChecker(FaultList faults, ImmutableArray<string> originals)
{
    private const string Mixed = "multipart/mixed; boundary=\"";
    private const string Report = "multipart/report; report-type=delivery-status; boundary=\"";

    /// <param name="message">The bytes.</param>
    /// <param name="place">Its depth is that of the message around it.</param>
    public void Check(ReadOnlyMemory<byte> message, Place place)
    {
        if (!Lines.Check(message.Span, place, faults)
            || HeaderSection.Read(message.Span, place, faults) is not var (fields, start)
            || !HeaderFields.Message.Check(fields, place, faults))
            return;
        // The header is as it must be: there is one content type, and one transfer encoding at the most.
        var type = fields.Find(f => f.Name == "Content-Type").Value;
        var encoding = fields.Exists(f => f.Name == "Content-Transfer-Encoding") ? fields[^1].Value : null;
        if (type.StartsWith("text/", StringComparison.Ordinal))
            CheckBody(type, encoding, message[start..], place);
        else if (encoding is null)
            CheckMultipart(type, message[start..], place);
        else
            faults.Add("mime.transfer-encoding", place.Path, "a multipart has a transfer encoding");
    }

    private void CheckBody(string type, string? encoding, ReadOnlyMemory<byte> content, Place place)
    {
        if (encoding is null)
        {
            faults.Add("mime.transfer-encoding", place.Path, "the transfer encoding is missing");
            return;
        }

        // The last line of base64 has no line end of its own; here the message gives it one.
        var hasLineEnd = encoding == "base64" && content.Length > 2 && content.Span.EndsWith("\r\n"u8);
        Bodies.Check(type, encoding, hasLineEnd ? content[..^2] : content, place, faults);
    }

    private void CheckMultipart(string type, ReadOnlyMemory<byte> content, Place place)
    {
        var isReport = type.StartsWith(Report, StringComparison.Ordinal);
        var prefix = isReport ? Report : Mixed;
        if (!type.StartsWith(prefix, StringComparison.Ordinal) || type.Length == prefix.Length || !type.EndsWith('"'))
            faults.Add("mime.content-type", place.Path, "the content type is none that we write");
        else if (Boundary.Depth(type[prefix.Length..^1]) is not { } depth || depth <= place.Depth)
            faults.Add("mime.boundary", place.Path, "the boundary is not of the form we write, or not deeper than the one around it");
        else if (isReport && place.Depth >= 0)
            faults.Add("mime.content-type", place.Path, "a delivery report is nested");
        else if (Multipart.Split(content, type[prefix.Length..^1], place, faults) is { } parts)
            CheckParts(parts, isReport, place, depth);
    }

    private void CheckParts(List<ReadOnlyMemory<byte>> parts, bool isReport, Place place, int depth)
    {
        if (isReport)
        {
            DeliveryReport.Check(parts, place, depth, faults);
            return;
        }

        if (parts.Count < 2)
            faults.Add("mime.parts", place.Path, "a multipart has a body and at least one file");
        for (var i = 0; i < parts.Count && !faults.IsFull; i++)
        {
            if (i == 0)
                Bodies.CheckPart(parts[i], place.Part(i + 1, depth), faults);
            else
                Attachments.CheckPart(parts[i], originals, place.Part(i + 1, depth), faults);
        }
    }
}
