using System.Collections.Immutable;
using CsCheck;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Rules;

public sealed class RuleExplanationTests
{
    [Fact]
    public void Every_rule_says_what_it_has_to_do_with_a_file()
    {
        ImmutableArray<Rule> rules =
        [
            new("programs", new() { Families = ["program"] }, Treatment.Quarantine),
            new("named", new() { Names = [new("*.csv")] }, Treatment.Quarantine),
            new("large", new() { LargerThan = 100 }, Treatment.Quarantine),
            new("nested", new() { Nested = true }, Treatment.Quarantine),
            new("from", new() { From = [new("*@a.example")] }, Treatment.Quarantine),
            new("to", new() { To = [new("x@*")] }, Treatment.Quarantine),
            new("seen", new() { Findings = [new("office.*")] }, Treatment.Quarantine),
            new("texts", new() { Formats = [FileFormat.Text] }, Treatment.Rebuild),
            new("all", new(), Treatment.Quarantine),
        ];
        var verdicts = RuleExplanation.Explain(new(rules), Facts("a.txt", FileFormat.Text, 100, 1, "b@b.example", "y@c.example"), [new("mail.odd", "", "")]);
        Assert.Equal(
            [
                "families: it is of text", "names: it is called \"a.txt\"", "largerThan 100: it has 100 bytes", "depth: it lies at 1", "from: the sender is b@b.example",
                "to: the recipients are y@c.example", "findings: none of them was seen", "decides", "fits, but an earlier rule decides",
            ],
            verdicts.Select(v => v.Why));
        Assert.Equal([7, 8], Enumerable.Range(0, rules.Length).Where(i => verdicts[i].Fits));
    }

    /// <summary>The explanation and the engine's decision are written apart; whatever the rules are, they agree.</summary>
    [Fact]
    public void The_explanation_is_what_the_engine_does()
    {
        var format = OneOf(FileFormat.Text, FileFormat.Csv, FileFormat.Mail);
        var glob = OneOf("*@a.example", "x@*", "*.txt", "?.csv", "<>", "*").Select(p => new Glob(p)).Array[0, 2].Select(a => a.ToImmutableArray());
        var condition = Gen.Select(format.Array[0, 2], glob, glob, glob, Gen.Int[0, 3], Gen.Int[0, 5], (formats, names, from, to, depth, size) => new Condition
        {
            Formats = [.. formats],
            Names = names,
            From = from,
            To = to,
            Nested = depth switch { 0 => true, 1 => false, _ => null },
            LargerThan = size == 0 ? 2 : null,
            SmallerThan = size == 1 ? 2 : null,
        });
        var rules = Gen.Select(condition, OneOf(Treatment.Hold, Treatment.Quarantine, Treatment.Rebuild)).Array[0, 5]
            .Select(all => all.Select((r, i) => new Rule($"r{i}", r.Item1, r.Item2)).ToImmutableArray());
        var facts = Gen.Select(format, OneOf("a.txt", "b.csv", ""), Gen.Int[0, 4], Gen.Int[0, 3], OneOf("", "b@a.example", "x@b"), OneOf("x@c", "y@c", ""),
            (f, name, size, depth, from, to) => Facts(name, f, size, depth, from, to));
        Gen.Select(rules, facts).Sample((all, one) =>
        {
            var decision = new RuleSet(all).Decide(one);
            var verdicts = RuleExplanation.Explain(new(all), one, []);
            var first = verdicts.FirstOrDefault(v => v.Fits);
            Assert.Equal(decision == Decision.NoRule ? null : decision.Rule, first?.Rule.Name);
            Assert.All(verdicts, v => Assert.Equal(v.Fits, v.Rule.When.FitsFile(one) && (v.Rule.When.To.IsEmpty || one.Message.Recipients.Any(v.Rule.When.FitsRecipient))));
        });
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static FileFacts Facts(string name, FileFormat format, long size, int depth, string from, string to)
        => new(name, format, size, depth, new() { Reference = "r", ReversePath = from, Recipients = to.Length > 0 ? [to] : [] });
}
