using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// Envelopes within a message that hold nothing but the message itself (winmail.dat, opaque S/MIME): once they are opened and rebuilt, their text and
/// their files stand where the sender meant them, in the message.
/// </summary>
internal static class Unwrapped
{
    private const double SayingTheSame = 0.6;

    private static readonly ImmutableArray<FileFormat> Envelopes = [FileFormat.Tnef, FileFormat.P7m];

    /// <summary>True where nothing of the file itself is delivered, but what was in it.</summary>
    public static bool IsEnvelope(TreatedAttachment attachment) => Inner(attachment) is not null;

    /// <summary>The body with what envelopes say; what the body says already is not said again.</summary>
    public static string Text(string body, IEnumerable<TreatedAttachment> attachments)
    {
        foreach (var inner in attachments.Select(Inner).OfType<CanonicalMessage>())
        {
            if (body.Trim().Length == 0)
                body = inner.Text;
            else if (TextOverlap.Share(inner.Text, body) < SayingTheSame)
                body = $"{body.TrimEnd('\n')}\n\n----------------------------------------\n\n{inner.Text}";
        }
        return body;
    }

    /// <summary>What is delivered of a file: itself, what was in it, or nothing.</summary>
    public static IEnumerable<SafeFile> Files(TreatedAttachment attachment)
        => Inner(attachment)?.Attachments ?? (attachment.Report.Outcome.Delivered is { } file ? [file] : ImmutableArray<SafeFile>.Empty);

    private static CanonicalMessage? Inner(TreatedAttachment attachment)
        => Envelopes.Contains(attachment.Report.Format) ? attachment.Report.Outcome.Delivered?.Message : null;
}
