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
        try
        {
            message = part.ConvertToMessage();
        }
        catch (Exception e) when (e is TnefException or FormatException or IOException or ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            return UnpackedMail.Withheld(new("container.damaged", "", "it can't be read as TNEF"));
        }
        return UnpackedMail.Treat(file, message, "tnef", [], scope, cancellationToken);
    }
}
