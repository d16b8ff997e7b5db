using MiyakoMailSanitizer.Verifying.Formats;

namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>The parts after the body: one file each.</summary>
internal static class Attachments
{
    public static void CheckPart(ReadOnlyMemory<byte> part, Place place, FaultList faults)
    {
        if (HeaderSection.Read(part.Span, place, faults) is not var (fields, start))
            return;
        if (fields is not [("Content-Type", var type), ("Content-Transfer-Encoding", var encoding), ("Content-Disposition", var file)])
            faults.Add("mime.part-header", place.Path, "a file has other fields than type, encoding and disposition");
        else if (Disposition.FileName(file) is not { } fileName)
            faults.Add("mime.disposition", place.Path, "the file name is not written as we write it");
        else if (MediaTypes.FindByContentType(type) is not { } mediaType)
            faults.Add("file.media-type", place.Path, "the media type may not leave, or has other parameters than we write");
        else if (encoding != mediaType.TransferEncoding)
            faults.Add("mime.transfer-encoding", place.Path, "the transfer encoding is not that of the media type");
        else if (Content(mediaType, part[start..], place, faults) is { } content)
            mediaType.Check(fileName, content, place, faults);
    }

    /// <summary>7bit is what it is: its checker sees every line.</summary>
    private static ReadOnlyMemory<byte>? Content(MediaType mediaType, ReadOnlyMemory<byte> content, Place place, FaultList faults)
        => mediaType.TransferEncoding == "7bit" ? content : TransferEncodings.Decode(mediaType.TransferEncoding, content, place, faults);
}
