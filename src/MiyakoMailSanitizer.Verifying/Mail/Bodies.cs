using MiyakoMailSanitizer.Verifying.Text;

namespace MiyakoMailSanitizer.Verifying.Mail;

/// <summary>The text that is the body of a message.</summary>
internal static class Bodies
{
    /// <summary>The content type of nearly all bodies, and the only one in a delivery report.</summary>
    public const string Utf8 = "text/plain; charset=utf-8";

    private const string Iso2022Jp = "text/plain; charset=iso-2022-jp";

    /// <summary>Checks the body that stands as a part: two fields, content.</summary>
    /// <param name="mustBeUtf8">ISO-2022-JP is not allowed.</param>
    public static void CheckPart(ReadOnlyMemory<byte> part, Place place, FaultList faults, bool mustBeUtf8 = false)
    {
        if (HeaderSection.Read(part.Span, place, faults) is not var (fields, start))
            return;
        if (fields is not [("Content-Type", var type), ("Content-Transfer-Encoding", var encoding)])
            faults.Add("mime.part-header", place.Path, "a body has a content type and a transfer encoding, no more");
        else if (mustBeUtf8 && type != Utf8)
            faults.Add("mime.content-type", place.Path, "the body is not of UTF-8");
        else
            Check(type, encoding, part[start..], place, faults);
    }

    /// <summary>Checks the content of a body.</summary>
    /// <param name="content">Without the CRLF that belongs to a delimiter.</param>
    public static void Check(string type, string encoding, ReadOnlyMemory<byte> content, Place place, FaultList faults)
    {
        if (type is not (Utf8 or Iso2022Jp))
            faults.Add("mime.content-type", place.Path, "the body is no text of a charset that we write");
        else if (TransferEncodings.Decode(encoding, content, place, faults) is { Span: var bytes })
            TextRules.Check(type == Utf8 ? TextRules.DecodeUtf8(bytes) : Iso2022JpText.Decode(bytes), place, faults);
    }
}
