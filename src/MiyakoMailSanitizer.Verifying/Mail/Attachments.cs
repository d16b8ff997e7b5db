using System.Collections.Immutable;
using System.Security.Cryptography;
using MiyakoMailSanitizer.Verifying.Formats;

namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>The parts after the body: one file each.</summary>
internal static class Attachments
{
    private const string Original = "application/octet-stream";

    public static void CheckPart(ReadOnlyMemory<byte> part, ImmutableArray<string> originals, Place place, FaultList faults)
    {
        if (HeaderSection.Read(part.Span, place, faults) is not var (fields, start))
            return;
        if (fields is not [("Content-Type", var type), ("Content-Transfer-Encoding", var encoding), ("Content-Disposition", var file)])
            faults.Add("mime.part-header", place.Path, "a file has other fields than type, encoding and disposition");
        else if (Disposition.FileName(file) is not { } fileName)
            faults.Add("mime.disposition", place.Path, "the file name is not written as we write it");
        else if (type == Original && !originals.IsEmpty)
            CheckOriginal(fileName, encoding, part[start..], originals, place, faults);
        else if (MediaTypes.FindByContentType(type) is not { } mediaType)
            faults.Add("file.media-type", place.Path, "the media type may not leave, or has other parameters than we write");
        else if (encoding != mediaType.TransferEncoding)
            faults.Add("mime.transfer-encoding", place.Path, "the transfer encoding is not that of the media type");
        else if (Content(mediaType, part[start..], place, faults) is { } content)
            mediaType.Check(fileName, content, place, faults);
    }

    /// <summary>Nothing is known of its content but that it is the very one that was released.</summary>
    private static void CheckOriginal(string fileName, string encoding, ReadOnlyMemory<byte> part, ImmutableArray<string> originals, Place place, FaultList faults)
    {
        if (FileNameRules.Fault(fileName) is { } fault)
            faults.Add("file.name", place.Path, fault);
        if (encoding != "base64")
            faults.Add("mime.transfer-encoding", place.Path, "the transfer encoding is not that of the media type");
        else if (TransferEncodings.Decode(encoding, part, place, faults) is { } content && !originals.Contains(Convert.ToHexStringLower(SHA256.HashData(content.Span))))
            faults.Add("file.media-type", place.Path, "the file is none of the originals that may leave");
    }

    /// <summary>7bit is what it is: its checker sees every line.</summary>
    private static ReadOnlyMemory<byte>? Content(MediaType mediaType, ReadOnlyMemory<byte> content, Place place, FaultList faults)
        => mediaType.TransferEncoding == "7bit" ? content : TransferEncodings.Decode(mediaType.TransferEncoding, content, place, faults);
}
