using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Gateway.Settings;

/// <summary>A mail a day of what waits in the quarantine.</summary>
public sealed record DigestOptions
{
    /// <summary>Addresses of operators that get the list of all that waits; none where nothing does. Default none: nobody.</summary>
    public ImmutableArray<string> Operators { get; init; } = [];

    /// <summary>Each recipient gets a list of her own messages that wait. Default false.</summary>
    public bool Recipients { get; init; }

    /// <summary>Hour of the day, local time. Default 8, 0 to 23.</summary>
    public int Hour { get; init; } = 8;
}
