using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Sender;

/// <summary>What a message says about who sent it.</summary>
internal sealed record SenderFields
{
    /// <summary>The mailboxes of the field that is written, at most as many as are judged.</summary>
    public required ImmutableArray<Mailbox> From { get; init; }

    /// <summary>Those of further From fields, which some programs show.</summary>
    public ImmutableArray<Mailbox> FurtherFrom { get; init; } = [];

    /// <summary>None, or one.</summary>
    public ImmutableArray<Mailbox> Sender { get; init; } = [];

    /// <summary>Where answers go.</summary>
    public ImmutableArray<Mailbox> ReplyTo { get; init; } = [];

    /// <summary>Unfolded values, topmost first.</summary>
    public ImmutableArray<string> AuthenticationResults { get; init; } = [];

    /// <summary>
    /// A mailing list or newsletter by its own word (<c>List-*</c>, RFC 2369 and RFC 2919; <c>Precedence</c>), which anyone can give.
    /// </summary>
    public bool IsBulk { get; init; }

    /// <summary>
    /// True for a message that lies in another one: it may be one of ours that comes back, and nobody answers it as it is.
    /// </summary>
    public bool IsNested { get; init; }
}
