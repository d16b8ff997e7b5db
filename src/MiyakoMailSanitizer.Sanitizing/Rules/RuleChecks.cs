using System.Collections.Immutable;
using MiyakoMailSanitizer.Sanitizing.Configuration;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Rules;

/// <summary>Finds rules that contradict themselves or can never come to their turn.</summary>
internal sealed class RuleChecks(
    ImmutableArray<(Rule Rule, ConfigSection Section)> rules, Limits limits, ImmutableArray<string> findingCodes)
{
    /// <summary>Every format, and one nameless format for each family that has none yet.</summary>
    private static readonly ImmutableArray<(string Id, string Family)> Kinds =
    [
        .. FileFormat.All.Select(f => (f.Id, f.Family)),
        .. RuleReader.Families.Except(FileFormat.All.Select(f => f.Family)).Select(f => ("", f)),
    ];

    /// <summary>
    /// Conditions with a fault are not what was meant: nothing is concluded from them, neither for their rule nor for others.
    /// </summary>
    private readonly ImmutableArray<bool> _isSound = [.. rules.Select(r => !r.Section.IsFaulty)];

    /// <summary>Adds all faults.</summary>
    public void Run()
    {
        for (var i = 0; i < rules.Length; i++)
        {
            if (!_isSound[i])
                continue;
            if (Impossible(rules[i].Rule.When) is { } reason)
                rules[i].Section.Fault("when", $"never fits: {reason}");
            else if (ShadowOf(i) is { } shadow)
                rules[i].Section.Fault("when", shadow);
        }

        CheckNames();
    }

    private void CheckNames()
    {
        var first = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (rule, section) in rules.Where(r => r.Rule.Name.Length > 0))
        {
            var line = section.NodeOf("name")?.Line ?? 0;
            if (!first.TryAdd(rule.Name, line))
                section.Fault("name", $"the rule in line {first[rule.Name]} has the name {ConfigText.Quote(rule.Name)} too");
        }
    }

    private string? Impossible(Condition when)
    {
        if (!Kinds.Any(k => when.FitsFormat(k.Id, k.Family)))
            return "none of \"formats\" is of one of \"families\"";
        if (when is { LargerThan: { } larger, SmallerThan: { } smaller } && smaller - 1 <= larger)
            return $"no size is larger than {larger} and smaller than {smaller}";
        if (when.Depths.Least > when.Depths.Greatest)
            return $"\"nested\": false is depth 0 and 1, and \"minDepth\" is {when.MinDepth}";
        // A file one level too deep is decided for before it is found to be too deep.
        if (when.Depths.Least > limits.MaxDepth + 1)
            return $"\"minDepth\" is {when.MinDepth}, and limits.maxDepth is {limits.MaxDepth}";
        return null;
    }

    private string? ShadowOf(int index)
    {
        var rule = rules[index].Rule;
        if (rule.IsForFindings)
        {
            var stronger = Covering(rule, (other, i) => IsStronger(other, i, rule, index));
            return ShadowBy(rule, stronger) is { } names ? $"changes nothing: {names} at least as strict for all that fits" : null;
        }

        var earlier = Covering(rule, (other, i) => i < index && !other.IsForFindings);
        return ShadowBy(rule, earlier) is { } taken ? $"never fits: {taken} before it, and all that fits ends there" : null;
    }

    private ImmutableArray<Rule> Covering(Rule rule, Func<Rule, int, bool> comesFirst)
        => [.. rules.Select(r => r.Rule).Where((other, i) => _isSound[i] && comesFirst(other, i) && Covers(other.When, rule.When))];

    /// <summary>Of rules for findings the strictest wins, and of equally strict ones the first.</summary>
    private static bool IsStronger(Rule other, int otherIndex, Rule rule, int index)
        => other.IsForFindings && (other.Treat < rule.Treat || (other.Treat == rule.Treat && otherIndex < index));

    /// <summary>The rules that take all formats of <paramref name="rule"/> together; null where a format is left for it.</summary>
    private static string? ShadowBy(Rule rule, ImmutableArray<Rule> others)
    {
        var names = new List<string>();
        foreach (var (id, family) in Kinds.Where(k => rule.When.FitsFormat(k.Id, k.Family)))
        {
            if (others.FirstOrDefault(o => o.When.FitsFormat(id, family)) is not { } other)
                return null;
            if (!names.Contains(other.Name))
                names.Add(other.Name);
        }

        var shown = string.Join(", ", names.Take(3).Select(ConfigText.Quote)) + (names.Count > 3 ? ", …" : "");
        return names.Count == 1 ? $"the rule {shown} is" : $"the rules {shown} are";
    }

    /// <summary>Formats and families aside: true only where whatever fits <paramref name="b"/> fits <paramref name="a"/>.</summary>
    private bool Covers(Condition a, Condition b)
        => CoversAll(a.Names, b.Names) && CoversAll(a.From, b.From) && CoversAll(a.To, b.To)
        && (a.LargerThan is null || b.LargerThan >= a.LargerThan)
        && (a.SmallerThan is null || b.SmallerThan <= a.SmallerThan)
        && a.Depths.Least <= b.Depths.Least && a.Depths.Greatest >= b.Depths.Greatest
        && findingCodes.All(c => !b.FitsFinding(c) || a.FitsFinding(c));

    private static bool CoversAll(ImmutableArray<Glob> a, ImmutableArray<Glob> b)
        => a.IsEmpty || (!b.IsEmpty && b.All(narrow => a.Any(wide => wide.Covers(narrow))));
}
