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
}
