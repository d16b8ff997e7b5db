using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Rules;
using MiyakoMailSanitizer.Sanitizing.Tests.Engine;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Rules;

/// <summary>What an operator's release changes: rules that hold don't count, and nothing gets looser than asked for.</summary>
public sealed class ReleaseTests
{
    private static readonly UntrustedFile Page = new("a.html", "", "<p>hello</p>"u8.ToArray());

    [Fact]
    public void Rules_that_hold_give_way_to_those_behind_them()
    {
        var engine = With(Rule("hold", Treatment.Hold), Rule("pages", Treatment.Convert));
        Assert.Equal(("hold", Treatment.Hold), Decided(engine, Engines.Context));
        Assert.Equal(("pages", Treatment.Convert), Decided(engine, Engines.Context with { IsReleased = true }));
        Assert.Equal(Treatment.Quarantine, Decided(With(Rule("hold", Treatment.Hold)), Engines.Context with { IsReleased = true }).Treatment);
    }

    [Fact]
    public void Rules_that_hold_for_findings_give_way_too_and_others_do_not()
    {
        var scripted = new UntrustedFile("a.html", "", "<p>hello<script>x()</script></p>"u8.ToArray());
        Rule Found(Treatment treat) => new("found", new() { Findings = [new("html.*")] }, treat);
        Assert.Equal("found", Treat(With(Rule("pages", Treatment.Convert), Found(Treatment.Hold)), scripted, Engines.Context).Decision.Rule);
        Assert.Equal("pages", Treat(With(Rule("pages", Treatment.Convert), Found(Treatment.Hold)), scripted, Engines.Context with { IsReleased = true }).Decision.Rule);
        Assert.Equal("found", Treat(With(Rule("pages", Treatment.Convert), Found(Treatment.Quarantine)), scripted, Engines.Context with { IsReleased = true }).Decision.Rule);
    }

    [Theory]
    [InlineData(Treatment.Rebuild, Treatment.Convert)]
    [InlineData(Treatment.Convert, Treatment.Convert)]
    [InlineData(Treatment.Remove, Treatment.Remove)]
    [InlineData(Treatment.Quarantine, Treatment.Quarantine)]
    public void Nothing_gets_looser_than_asked_for(Treatment atMost, Treatment expected)
        => Assert.Equal(expected, Decided(With(Rule("pages", Treatment.Convert)), Engines.Context with { AtMost = atMost }).Treatment);

    [Fact]
    public void A_message_is_rebuilt_whatever_is_asked_for()
    {
        var report = Engines.Standard.TreatMessage(
            "From: a@example.jp\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbody\r\n--b\r\nContent-Disposition: attachment; filename=a.html\r\n\r\n<p>hello</p>\r\n--b--\r\n"u8.ToArray(),
            "", Engines.Context with { AtMost = Treatment.Quarantine }, CancellationToken.None);
        Assert.IsType<Outcome.Rebuilt>(report.Outcome);
        Assert.True(Assert.Single(report.Nested).Outcome.IsWithheld);
    }

    private static Rule Rule(string name, Treatment treat) => new(name, new() { Formats = [FileFormat.Html] }, treat);

    private static SanitizeEngine With(params Rule[] rules) => Engines.With(p => p with { Rules = new RuleSet([.. rules]) });

    private static FileReport Treat(SanitizeEngine engine, UntrustedFile file, MessageContext context) => engine.Treat(file, context, CancellationToken.None);

    private static (string Rule, Treatment Treatment) Decided(SanitizeEngine engine, MessageContext context)
        => Treat(engine, Page, context).Decision is var decision ? (decision.Rule, decision.Treatment) : default;
}
