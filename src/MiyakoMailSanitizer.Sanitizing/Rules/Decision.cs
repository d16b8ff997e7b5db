namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>Which rule decided what for a file.</summary>
/// <param name="Treatment">What is done.</param>
/// <param name="Rule">The name of the rule, or <c>(no rule)</c>.</param>
public sealed record Decision(Treatment Treatment, string Rule)
{
    /// <summary>Where no rule fits: quarantine.</summary>
    public static Decision NoRule { get; } = new(Treatment.Quarantine, "(no rule)");
}
