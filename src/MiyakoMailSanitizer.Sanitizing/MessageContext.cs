using System.Collections.Immutable;

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

    /// <summary>Write not the message, but one that follows it with the files that passwords have opened; null to write the message.</summary>
    public FollowUp? FollowUp { get; init; }
}

/// <summary>A message that follows one which came without its encrypted files, and brings them.</summary>
/// <param name="MessageId">Its own <c>Message-ID</c>, without angle brackets; refers to the first one by <c>In-Reply-To</c>.</param>
/// <param name="Date">Its <c>Date</c>.</param>
public sealed record FollowUp(string MessageId, DateTimeOffset Date);

/// <summary>What came of treating a message.</summary>
/// <param name="Report">What was done with each file.</param>
/// <param name="From">The address of <c>From</c>; empty where there is none.</param>
/// <param name="PasswordCandidates">See <see cref="MessageContext.FindsPasswords"/>; the most promising first.</param>
/// <param name="ArePasswordsAnnounced">Some of them stand by a word such as 「パスワード」.</param>
/// <param name="FittingPasswords">Indexes of <see cref="MessageContext.Passwords"/> that opened a file.</param>
/// <param name="PasswordTries">How often a password was tried.</param>
public sealed record Treated(
    FileReport Report, string From, ImmutableArray<string> PasswordCandidates, bool ArePasswordsAnnounced, ImmutableArray<int> FittingPasswords, int PasswordTries);
