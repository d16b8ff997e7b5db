using System.Collections.Immutable;
using MiyakoMailSanitizer.Verifying.Formats;
using MiyakoMailSanitizer.Verifying.Mail;

namespace MiyakoMailSanitizer.Verifying;

/// <summary>
/// The last look at what leaves: accepts exactly the one shape that the sanitizer writes (described in <c>src/README.md</c>) and nothing
/// else. It has a parser of its own and shares no code with the sanitizer, so that both would have to be wrong in the same way.
/// Never throws for any bytes; linear time.
/// </summary>
public static class MessageVerifier
{
    /// <summary>Verifies a message: header, body, attachments, nested messages.</summary>
    public static VerifyResult Verify(ReadOnlyMemory<byte> message) => Verify(message, []);

    /// <summary>The same for a message that may bring originals.</summary>
    /// <param name="message">The bytes.</param>
    /// <param name="originals">
    /// SHA-256 of files that may leave as they came, 64 lower-case hex digits: attachments of the message itself, of type <c>application/octet-stream</c>.
    /// </param>
    public static VerifyResult Verify(ReadOnlyMemory<byte> message, ImmutableArray<string> originals)
    {
        var faults = new FaultList();
        new MessageChecker(faults, originals).Check(message, Place.Top);
        return faults.ToResult();
    }

    /// <summary>Verifies a single file, as the offline command writes it.</summary>
    /// <param name="mediaType">Without parameters, e.g. <c>text/csv</c>.</param>
    /// <param name="fileName">Its extension must be one of the media type.</param>
    /// <param name="content">The bytes.</param>
    public static VerifyResult VerifyFile(string mediaType, string fileName, ReadOnlyMemory<byte> content)
    {
        var faults = new FaultList();
        if (MediaTypes.Find(mediaType) is { } type)
            type.Check(fileName, content, Place.Top, faults);
        else
            faults.Add("file.media-type", "", "the media type may not leave");
        return faults.ToResult();
    }
}
