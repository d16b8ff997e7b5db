using System.Collections.Immutable;
using MimeKit;
using MiyakoMailSanitizer.Sanitizing.Containers.Compound;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Containers;

/// <summary>Opens messages that Outlook has saved (<c>.msg</c>, MS-OXMSG): they become messages of Internet mail, which are rebuilt by the same rules.</summary>
internal sealed class OutlookSanitizer : ISanitizer
{
    public ImmutableArray<FileFormat> Formats { get; } = [FileFormat.Msg];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        MimeMessage message;
        try
        {
            message = new OutlookMessage(findings).Read(CompoundFile.Read(file.Content, bytes =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                // Twice: as it is read, and as a message.
                scope.Spend(bytes * 2);
            }));
        }
        catch (Exception e) when (e is CompoundFileException or FormatException or ArgumentException)
        {
            return UnpackedMail.Withheld(new("container.damaged", "", "it can't be read as a message of Outlook"));
        }
        return UnpackedMail.Treat(file, message, "msg", findings, scope, cancellationToken);
    }
}
