using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>A text part that may be the body, or one of several readings of it.</summary>
/// <param name="MediaType"><c>text/plain</c>, <c>text/html</c> or another text that is shown as it is.</param>
/// <param name="Charset">The declared charset; null if none.</param>
/// <param name="Content">The bytes without the transfer encoding.</param>
internal sealed record TextPart(string MediaType, string? Charset, ReadOnlyMemory<byte> Content);

/// <summary>What a message is made of once the multiparts are gone, in the order of reading.</summary>
internal abstract record MessagePart
{
    private MessagePart() { }

    /// <summary>A piece of the body: one reading, or the alternatives of which one is shown.</summary>
    public sealed record Body(ImmutableArray<TextPart> Alternatives) : MessagePart;

    /// <summary>A file.</summary>
    /// <param name="File">As the sender gave it.</param>
    /// <param name="IsInline">Referred to by the HTML body (a picture in a newsletter), not meant as an attachment.</param>
    public sealed record Attachment(UntrustedFile File, bool IsInline) : MessagePart;

    /// <summary>What is withheld for what it says it is, whatever its bytes look like.</summary>
    public sealed record Refused(UntrustedFile File, Finding Why) : MessagePart;

    /// <summary>What only some programs see where the message can be read in several ways: it is withheld and shown to the operator.</summary>
    public sealed record OtherReading(UntrustedFile File) : MessagePart;
}
