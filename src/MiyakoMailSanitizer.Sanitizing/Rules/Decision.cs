using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>Which rule decided what for a file.</summary>
/// <param name="Treatment">What is done.</param>
/// <param name="Rule">The name of the rule, or <c>(no rule)</c>.</param>
public sealed record Decision(Treatment Treatment, string Rule)
{
    /// <summary>What is tried where <see cref="Treatment"/> gives nothing.</summary>
    public ImmutableArray<Treatment> Else { get; init; } = [];

    /// <summary>Where no rule fits: quarantine.</summary>
    public static Decision NoRule { get; } = new(Treatment.Quarantine, "(no rule)");
}
