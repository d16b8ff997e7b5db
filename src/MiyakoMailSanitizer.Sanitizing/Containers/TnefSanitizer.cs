using System.Collections.Immutable;
using MimeKit;
using MimeKit.Tnef;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Containers;

/// <summary>
/// Opens <c>winmail.dat</c> (MS-OXTNEF), which only Outlook reads: its text and its files become a message, which is rebuilt by the same rules.
/// </summary>
internal sealed class TnefSanitizer : ISanitizer
{
    public ImmutableArray<FileFormat> Formats { get; } = [FileFormat.Tnef];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        // Twice: as it is read, and as a message.
        scope.Spend(file.Content.Length * 2L);
        var part = new TnefPart { Content = new MimeContent(new MemoryStream(file.Content.ToArray(), writable: false)) };
        MimeMessage message;
        var before = new MimeMessage().Date;
        try
        {
            message = part.ConvertToMessage();
            RemoveMadeUp(message, before, new MimeMessage().Date);
        }
        catch (Exception e) when (e is TnefException or FormatException or IOException or ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            return UnpackedMail.Withheld(new("container.damaged", "", "it can't be read as TNEF"));
        }
        return UnpackedMail.Treat(file, message, "tnef", [], scope, cancellationToken);
    }

    /// <summary>The library writes the time of now into messages that have none, and a random id: the same file is to give the same bytes.</summary>
    private static void RemoveMadeUp(MimeMessage message, DateTimeOffset before, DateTimeOffset after)
    {
        if (message.Date >= before && message.Date <= after)
            message.Headers.Remove(HeaderId.Date);
        message.Headers.Remove(HeaderId.MessageId);
        foreach (var inner in message.BodyParts.OfType<MessagePart>().Select(p => p.Message).OfType<MimeMessage>())
            RemoveMadeUp(inner, before, after);
    }
}
