using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using MimeKit;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Containers;

/// <summary>
/// Takes what was signed out of an opaque S/MIME part (RFC 8551 §3.5.2): it is rebuilt, so the signature is dropped, with a word on whether it fitted. What
/// is encrypted is withheld.
/// </summary>
internal sealed class SmimeSanitizer : ISanitizer
{
    // RFC 5652 §5.1, §6.1; RFC 5083 §2.1.
    private const string SignedData = "1.2.840.113549.1.7.2", EnvelopedData = "1.2.840.113549.1.7.3", AuthEnvelopedData = "1.2.840.113549.1.9.16.1.23";

    public ImmutableArray<FileFormat> Formats { get; } = [FileFormat.P7m];

    public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        scope.Spend(file.Content.Length * 2L);
        try
        {
            switch (ContentInfo.GetContentType(file.Content.Span).Value)
            {
                case SignedData:
                    return Signed(file, scope, cancellationToken);
                case EnvelopedData or AuthEnvelopedData:
                    return UnpackedMail.Withheld(new("file.encrypted", "", "it is encrypted by S/MIME"));
                default:
                    return UnpackedMail.Withheld(new("container.damaged", "", "it is neither signed nor encrypted"));
            }
        }
        catch (CryptographicException)
        {
            return UnpackedMail.Withheld(new("container.damaged", "", "it can't be read as S/MIME"));
        }
    }

    /// <summary>Without the time of now and the random id that the library writes into a new message.</summary>
    private static MimeMessage Bare(MimeEntity entity)
    {
        var message = new MimeMessage { Body = entity };
        message.Headers.Remove(HeaderId.Date);
        message.Headers.Remove(HeaderId.MessageId);
        return message;
    }

    private static Outcome Signed(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken)
    {
        var signed = new SignedCms();
        signed.Decode(file.Content.Span);
        if (signed.Detached || signed.ContentInfo.Content.Length == 0)
            return UnpackedMail.Withheld(new("container.damaged", "", "it holds a signature, but not what was signed"));
        MimeEntity entity;
        try
        {
            entity = MimeEntity.Load(new MemoryStream(signed.ContentInfo.Content), cancellationToken);
        }
        catch (FormatException)
        {
            return UnpackedMail.Withheld(new("container.damaged", "", "what was signed is no part of a mail"));
        }
        var about = SmimeSignature.About(signed);
        return UnpackedMail.Treat(file, Bare(entity), "S/MIME", [new("mail.signature", "", $"the signature is dropped: {about}")], scope, cancellationToken);
    }
}
