using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Configuration;

/// <summary>A key that a reader knows. Tests hold the schema and the sample file against it.</summary>
/// <param name="Path">With <c>[]</c> for any place in a list: <c>rules[].when.formats</c>.</param>
public sealed record ConfigKey(string Path)
{
    /// <summary>Least number, of the value or of each value of the list; null where it is no number.</summary>
    public double? Minimum { get; init; }

    /// <summary>Greatest number.</summary>
    public double? Maximum { get; init; }

    /// <summary>The words it may be; empty where it is no choice.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];
}
