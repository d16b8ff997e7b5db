namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>Delivery reports of our own (RFC 3464, RFC 6522): an explanation, the status, header fields of the message.</summary>
internal static class DeliveryReport
{
    private delegate void ContentCheck(ReadOnlySpan<byte> content, Place place, FaultList faults);

    public static void Check(List<ReadOnlyMemory<byte>> parts, Place place, int depth, FaultList faults)
    {
        if (parts.Count != 3)
        {
            faults.Add("report.parts", place.Path, "a delivery report has three parts");
            return;
        }

        Bodies.CheckPart(parts[0], place.Part(1, depth), faults, mustBeUtf8: true);
        CheckPart("message/delivery-status", CheckStatus, parts[1], place.Part(2, depth), faults);
        CheckPart("text/rfc822-headers", CheckReturned, parts[2], place.Part(3, depth), faults);
    }

    private static void CheckPart(string type, ContentCheck check, ReadOnlyMemory<byte> part, Place place, FaultList faults)
    {
        if (HeaderSection.Read(part.Span, place, faults) is not var (fields, start))
            return;
        if (fields is not [("Content-Type", var given), ("Content-Transfer-Encoding", "7bit")] || given != type)
            faults.Add("mime.part-header", place.Path, $"the part is no {type} of 7bit");
        else
            check(part.Span[start..], place, faults);
    }

    /// <summary>RFC 3464 §2.1: a group for the message, then one for each recipient, with an empty line between.</summary>
    private static void CheckStatus(ReadOnlySpan<byte> content, Place place, FaultList faults)
    {
        if (!content.EndsWith("\r\n"u8) || content.EndsWith("\r\n\r\n"u8))
        {
            faults.Add("report.status", place.Path, "the status does not end with one line end");
            return;
        }

        content = content[..^2];
        var table = HeaderFields.StatusOfMessage;
        var groups = 0;
        while (!content.IsEmpty && !faults.IsFull)
        {
            var end = content.IndexOf("\r\n\r\n"u8);
            var group = end < 0 ? content : content[..end];
            content = end < 0 ? [] : content[(end + 4)..];
            if (HeaderSection.ReadFields(group, place, faults) is not { } fields)
                return;
            table.Check(fields, place, faults);
            table = HeaderFields.StatusOfRecipient;
            groups++;
        }

        if (groups < 2)
            faults.Add("report.status", place.Path, "the status has no group for the message and one for each recipient");
    }

    /// <summary>Fields of the message as the verifier has passed it; none at all where there were none to give back.</summary>
    private static void CheckReturned(ReadOnlySpan<byte> content, Place place, FaultList faults)
    {
        if (content.IsEmpty)
            return;
        if (!content.EndsWith("\r\n"u8))
            faults.Add("report.returned", place.Path, "the fields do not end with a line end");
        else if (HeaderSection.ReadFields(content, place, faults) is { } fields)
            HeaderFields.Message.Check(fields, place, faults, isExcerpt: true);
    }
}
