using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Sanitizing;

/// <summary>
/// What the engine is told about the message from outside; all of it comes in, so that the same input gives the same bytes.
/// </summary>
public sealed record MessageContext
{
    /// <summary>
    /// Reference number shown to people and used in boundaries and names: ASCII letters, digits and <c>-</c>, 1 to 64 characters.
    /// </summary>
    public required string Reference { get; init; }

    /// <summary>Reverse-path without angle brackets; empty for the null reverse-path.</summary>
    public string ReversePath { get; init; } = "";

    /// <summary>Envelope recipients without angle brackets.</summary>
    public ImmutableArray<string> Recipients { get; init; } = [];

    /// <summary>Passwords to try on files that need one, the most promising first. They never appear in a report.</summary>
    public ImmutableArray<string> Passwords { get; init; } = [];

    /// <summary>Look for passwords in the texts of the message: they may open files of another.</summary>
    public bool FindsPasswords { get; init; }

    /// <summary>Write not the message, but one that follows it with files that were kept back; null to write the message.</summary>
    public FollowUp? FollowUp { get; init; }

    /// <summary>An operator lets the message go on: rules that hold don't count, those that follow them do.</summary>
    public bool IsReleased { get; init; }

    /// <summary>Files get no looser treatment than this; messages are rebuilt as ever. Null: what the rules say.</summary>
    public Treatment? AtMost { get; init; }

    /// <summary>
    /// SHA-256 of files whose originals two operators have released, 64 lower-case hex digits: with a <see cref="FollowUp"/> they are delivered as they came.
    /// </summary>
    public ImmutableArray<string> Originals { get; init; } = [];

    /// <summary>Give what was unpacked as well, for a malware scan: <see cref="Treated.Unpacked"/>.</summary>
    public bool WantsUnpacked { get; init; }

    /// <summary>Give the message as text as well, for an operator to read: <see cref="Treated.Text"/>.</summary>
    public bool WantsText { get; init; }
}

/// <summary>A message that follows one which came without some of its files, and brings those that a password has opened now.</summary>
/// <param name="MessageId">Its own <c>Message-ID</c>, without angle brackets; refers to the first one by <c>In-Reply-To</c>.</param>
/// <param name="Date">Its <c>Date</c>.</param>
public sealed record FollowUp(string MessageId, DateTimeOffset Date)
{
    /// <summary>SHA-256 of files that were kept back, 64 lower-case hex digits: what holds one that can be delivered now comes along, too.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>It brings nothing, but tells once more what was kept back.</summary>
    public bool IsReminder { get; init; }
}

/// <summary>What came of treating a message.</summary>
/// <param name="Report">What was done with each file.</param>
/// <param name="Heading">What the message says of itself.</param>
/// <param name="PasswordCandidates">See <see cref="MessageContext.FindsPasswords"/>; the most promising first.</param>
/// <param name="ArePasswordsAnnounced">Some of them stand by a word such as 「パスワード」.</param>
/// <param name="FittingPasswords">Indexes of <see cref="MessageContext.Passwords"/> that opened a file.</param>
/// <param name="PasswordTries">How often a password was tried.</param>
public sealed record Treated(
    FileReport Report, MessageHeading Heading, ImmutableArray<string> PasswordCandidates, bool ArePasswordsAnnounced, ImmutableArray<int> FittingPasswords, int PasswordTries)
{
    /// <summary>
    /// Files that lay in others, as they came: out of archives, containers and nested messages, opened by a password or not. At most
    /// <see cref="MaxUnpacked"/> bytes together; what would go over it is left out.
    /// </summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Unpacked { get; init; } = [];

    /// <summary>Bytes of <see cref="Unpacked"/>. 32 MiB.</summary>
    public const int MaxUnpacked = 32 << 20;

    /// <summary>See <see cref="MessageContext.WantsText"/>; empty where it was not asked for.</summary>
    public string Text { get; init; } = "";
}

/// <summary>What a message says of itself, cleaned for showing.</summary>
/// <param name="From">The first address of <c>From</c>; empty where there is none.</param>
/// <param name="Subject">The subject; empty where there is none.</param>
public sealed record MessageHeading(string From, string Subject)
{
    /// <summary>Of what is no message.</summary>
    public static MessageHeading None { get; } = new("", "");
}
