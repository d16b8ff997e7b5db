using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Passwords;

namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>What all scopes of one message share while it is treated.</summary>
internal sealed class MessageState(Limits limits, MessageContext message)
{
    private readonly List<string> _candidates = [];

    public MessageContext Message { get; } = message;

    /// <summary>One for all that lies in the message.</summary>
    public Budget Budget { get; } = new(limits);

    /// <summary>What may be tried on files that need a password.</summary>
    public PasswordRing Passwords { get; } = new(message.Passwords);

    /// <summary>See <see cref="MessageContext.FindsPasswords"/>.</summary>
    public ImmutableArray<string> PasswordCandidates => [.. _candidates.Distinct().Take(Sanitizing.Passwords.PasswordCandidates.Max)];

    /// <summary>Some of them stand by a word that says so.</summary>
    public bool ArePasswordsAnnounced { get; private set; }

    /// <summary>The address of <c>From</c>; empty until a message was read.</summary>
    public MessageHeading Heading { get; set; } = MessageHeading.None;

    /// <summary>Looks for passwords in a text of the message where the caller asked for it.</summary>
    public void LookForPasswords(string subject, string text)
    {
        if (!Message.FindsPasswords)
            return;
        _candidates.AddRange(Sanitizing.Passwords.PasswordCandidates.Find(subject, text, out var areAnnounced));
        ArePasswordsAnnounced |= areAnnounced;
    }
}
