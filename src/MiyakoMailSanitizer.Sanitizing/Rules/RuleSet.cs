using System.Collections.Immutable;

namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>
/// The ordered rules. A message is written once for all its recipients: where rules ask for the recipient (<c>when.to</c>), each recipient
/// is decided for, and the strictest treatment wins, so that a further recipient can't loosen what another one gets.
/// </summary>
public sealed class RuleSet
{
    private readonly ImmutableArray<Rule> _deciding;
    private readonly ImmutableArray<Rule> _tightening;

    /// <summary>No rules: everything is quarantined.</summary>
    public RuleSet()
        : this([])
    {
    }

    /// <summary>Takes the rules as they are; <see cref="PolicyReader"/> is what checks them.</summary>
    public RuleSet(ImmutableArray<Rule> rules)
    {
        Rules = rules;
        _deciding = [.. rules.Where(r => !r.IsForFindings)];
        _tightening = [.. rules.Where(r => r.IsForFindings)];
    }

    /// <summary>All rules in their order.</summary>
    public ImmutableArray<Rule> Rules { get; }

    /// <summary>
    /// The first rule without <c>when.findings</c> whose <c>when</c> fits; <see cref="Decision.NoRule"/> where none does.
    /// </summary>
    public Decision Decide(FileFacts facts)
    {
        var candidates = new List<Rule>();
        foreach (var rule in _deciding.Where(r => Counts(r, facts) && r.When.FitsFile(facts)))
        {
            candidates.Add(rule);
            if (rule.When.To.IsEmpty)
                break; // It fits every recipient, so no later rule is reached.
        }

        var recipients = facts.Message.Recipients;
        if (recipients.IsDefaultOrEmpty || candidates is [{ When.To.IsEmpty: true }, ..])
            return DecideFor(candidates, null);

        var strictest = DecideFor(candidates, recipients[0]);
        for (var i = 1; i < recipients.Length && strictest.Treatment > Treatment.Hold; i++)
            strictest = Stricter(strictest, DecideFor(candidates, recipients[i]));
        return strictest;
    }

    /// <summary>
    /// After the treatment: the strictest of <paramref name="decision"/> and the rules with <c>when.findings</c> that fit.
    /// </summary>
    public Decision Tighten(Decision decision, FileFacts facts, ImmutableArray<Finding> findings)
        => findings.IsDefaultOrEmpty
            ? decision
            : _tightening.Where(r => Counts(r, facts) && Fits(r.When, facts, findings)).Select(AsDecision).Aggregate(decision, Stricter);

    /// <summary>What an operator has released is not held again.</summary>
    private static bool Counts(Rule rule, FileFacts facts) => rule.Treat != Treatment.Hold || !facts.Message.IsReleased;

    private static bool Fits(Condition when, FileFacts facts, ImmutableArray<Finding> findings)
        => findings.Any(f => when.FitsFinding(f.Code))
        && when.FitsFile(facts)
        && (when.To.IsEmpty || (!facts.Message.Recipients.IsDefault && facts.Message.Recipients.Any(when.FitsRecipient)));

    private static Decision DecideFor(List<Rule> candidates, string? recipient)
        => candidates.Find(r => r.When.FitsRecipient(recipient)) is { } rule ? AsDecision(rule) : Decision.NoRule;

    private static Decision AsDecision(Rule rule) => new(rule.Treat, rule.Name) { Else = rule.Else };

    private static Decision Stricter(Decision first, Decision second) => second.Treatment < first.Treatment ? second : first;
}
