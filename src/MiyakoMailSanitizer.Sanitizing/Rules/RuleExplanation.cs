using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>What a rule has to do with a file.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Fits">Its <c>when</c> fits, whether or not it is the one that decides.</param>
/// <param name="Why">Where it does not fit, what is missing; where it does, what it does. One English clause.</param>
public sealed record RuleVerdict(Rule Rule, bool Fits, string Why);

/// <summary>Says for each rule why it decides on a file, or why not.</summary>
public static class RuleExplanation
{
    /// <summary>All rules, in their order.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="facts">What is asked about.</param>
    /// <param name="findings">What was seen in it, for the rules that look at that.</param>
    public static ImmutableArray<RuleVerdict> Explain(RuleSet rules, FileFacts facts, ImmutableArray<Finding> findings)
    {
        var decided = false;
        var verdicts = ImmutableArray.CreateBuilder<RuleVerdict>(rules.Rules.Length);
        foreach (var rule in rules.Rules)
        {
            var whyNot = WhyNot(rule, facts, findings);
            verdicts.Add(new(rule, whyNot is null, whyNot
                ?? (rule.IsForFindings ? "makes it stricter, where it is"
                : decided ? "fits, but an earlier rule decides"
                : "decides" + (rule.When.To.IsEmpty ? "" : " for those recipients"))));
            decided |= whyNot is null && !rule.IsForFindings && rule.When.To.IsEmpty;
        }
        return verdicts.ToImmutable();
    }

    private static string? WhyNot(Rule rule, FileFacts facts, ImmutableArray<Finding> findings)
    {
        if (rule.Treat == Treatment.Hold && facts.Message.IsReleased)
            return "it holds, but the message is released";
        if (rule.When.WhyNotFile(facts) is { } why)
            return why;
        if (!rule.When.To.IsEmpty && (facts.Message.Recipients.IsDefaultOrEmpty || !facts.Message.Recipients.Any(rule.When.FitsRecipient)))
            return $"to: the recipients are {(facts.Message.Recipients.IsDefaultOrEmpty ? "not given" : string.Join(", ", facts.Message.Recipients))}";
        return rule.IsForFindings && !findings.Any(f => rule.When.FitsFinding(f.Code)) ? "findings: none of them was seen" : null;
    }
}
