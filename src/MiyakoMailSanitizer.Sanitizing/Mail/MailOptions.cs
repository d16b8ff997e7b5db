using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Mail.Sender;

namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>How a link of an HTML body is shown in the text. The target shown is always the true one.</summary>
public enum LinkStyle
{
    /// <summary>The link's text alone.</summary>
    Remove = 0,

    /// <summary><c>text &lt;hxxp://host[.]example/&gt;</c></summary>
    Defang,

    /// <summary><c>text &lt;http://host.example/&gt;</c></summary>
    Keep,
}

/// <summary>The charset that bodies and header fields are written in.</summary>
public enum OutputCharset
{
    /// <summary>UTF-8, the default.</summary>
    Utf8 = 0,

    /// <summary>ISO-2022-JP for old groupware; what has no place in it falls back to UTF-8 for that body or field.</summary>
    Iso2022Jp,
}

/// <summary>What becomes of the pictures that an HTML body shows within its text.</summary>
public enum InlinePictures
{
    /// <summary>Left out, with a finding; newsletters lose their ornaments.</summary>
    Drop = 0,

    /// <summary>Rebuilt like attachments, and delivered as such.</summary>
    Keep,
}

/// <summary>How messages are written.</summary>
public sealed record MailOptions
{
    /// <summary>Links of HTML bodies. Default <see cref="LinkStyle.Keep"/>.</summary>
    public LinkStyle Links { get; init; } = LinkStyle.Keep;

    /// <summary>Default UTF-8.</summary>
    public OutputCharset Charset { get; init; } = OutputCharset.Utf8;

    /// <summary>Default <see cref="InlinePictures.Keep"/>. Pictures of one pixel are left out always.</summary>
    public InlinePictures InlinePictures { get; init; } = InlinePictures.Keep;

    /// <summary>authserv-ids (RFC 8601 §2.5) whose <c>Authentication-Results</c> are kept; default none.</summary>
    public ImmutableArray<string> TrustedAuthServIds { get; init; } = [];

    /// <summary>
    /// The organisation's own domains, for the findings <c>sender.look-alike</c> and <c>sender.own-domain</c>; default none, at most
    /// <see cref="MaxOwnDomains"/>.
    /// </summary>
    public ImmutableArray<OwnDomain> OwnDomains { get; init; } = [];

    /// <summary>Write the field <c>X-Mail-Sanitized</c>, see <see cref="SanitizedMark"/>. Default false.</summary>
    public bool SanitizedField { get; init; }

    /// <summary>Each of them is compared with each sender.</summary>
    public const int MaxOwnDomains = 200;
}
