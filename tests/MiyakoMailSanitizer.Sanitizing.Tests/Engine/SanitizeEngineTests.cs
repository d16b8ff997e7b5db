using System.Collections.Immutable;
using System.Text;
using MiyakoMailSanitizer.Sanitizing.Detection;
using MiyakoMailSanitizer.Sanitizing.Rules;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Engine;

public sealed class SanitizeEngineTests
{
    private const string TwoFiles =
        "From: a@x.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; name=one.txt\r\n\r\none\r\n"
        + "--b\r\nContent-Type: text/plain; name=two.txt\r\n\r\ntwo\r\n--b--\r\n";

    [Theory]
    [InlineData(Treatment.Hold, typeof(Outcome.Quarantined), "rule.hold")]
    [InlineData(Treatment.Quarantine, typeof(Outcome.Quarantined), "rule.quarantine")]
    [InlineData(Treatment.Remove, typeof(Outcome.Removed), "rule.remove")]
    [InlineData(Treatment.Convert, typeof(Outcome.Converted), null)]
    [InlineData(Treatment.Rebuild, typeof(Outcome.Rebuilt), null)]
    public void A_text_gets_the_treatment_of_its_rule(Treatment treatment, Type outcome, string? code)
    {
        var report = Text(Ruled(new Rule("r", new Condition(), treatment)));
        Assert.IsType(outcome, report.Outcome);
        Assert.Equal(new Decision(treatment, "r"), report.Decision);
        Assert.Equal(code is null ? [] : [code], report.Codes());
        Assert.Equal(treatment <= Treatment.Remove, report.IsHeld);
    }

    [Theory]
    [InlineData(Treatment.Convert)]
    [InlineData(Treatment.Image)]
    public void A_message_is_rebuilt_or_withheld(Treatment treatment)
    {
        var report = Ruled(new Rule("r", new Condition(), treatment)).Treat(TwoFiles);
        Assert.True(report.IsHeld);
        Assert.Equal(["sanitizer.treatment"], report.Codes());
    }

    [Theory]
    [InlineData("image|convert", Treatment.Convert, "sanitizer.treatment rule.fallback name.extension")]
    [InlineData("rebuild|image", Treatment.Rebuild, "")]
    [InlineData("image|quarantine", Treatment.Quarantine, "sanitizer.treatment rule.fallback rule.quarantine")]
    [InlineData("image|convert|hold", Treatment.Convert, "sanitizer.treatment rule.fallback name.extension")]
    public void Where_a_treatment_gives_nothing_the_next_one_is_tried(string treatments, Treatment used, string codes)
    {
        var list = treatments.Split('|').Select(t => Enum.Parse<Treatment>(t, ignoreCase: true)).ToList();
        // No renderer is there for "image".
        var engine = Ruled(new Rule("r", new Condition(), list[0]) { Else = [.. list[1..]] });
        var report = engine.Treat(new("a.pdf", "application/pdf", new PdfDocuments.PdfBuilder().Build()), Engines.Context, CancellationToken.None);
        Assert.Equal(used, report.Decision.Treatment);
        Assert.Equal(codes, string.Join(' ', report.Codes()));
        Assert.Equal(used <= Treatment.Remove, report.Outcome.IsWithheld);
    }

    [Fact]
    public void Where_a_budget_is_spent_nothing_else_is_tried()
    {
        var acting = new Acting((_, scope, _) => { scope.Spend(long.MaxValue / 2); return null!; });
        var engine = new SanitizeEngine(new([acting]), Policy.Default with { Rules = new([new("r", new(), Treatment.Rebuild) { Else = [Treatment.Convert] }]) });
        Assert.Equal(["limit.bytes"], Text(engine).Codes());
    }

    [Fact]
    public void Without_a_rule_everything_is_withheld()
    {
        var report = Text(Ruled());
        Assert.IsType<Outcome.Quarantined>(report.Outcome);
        Assert.Equal(["rule.none"], report.Codes());
    }

    [Fact]
    public void A_hold_deep_within_holds_the_message()
    {
        var engine = Ruled(new Rule("hold", new Condition { Names = [new Glob("two.*")] }, Treatment.Hold), new Rule("all", new Condition(), Treatment.Rebuild));
        var report = engine.Treat(TwoFiles);
        Assert.IsType<Outcome.Rebuilt>(report.Outcome);
        Assert.True(report.IsHeld);
    }

    [Theory]
    [InlineData("mail.address", Treatment.Hold, "rule.hold")]
    [InlineData("mail.*", Treatment.Remove, "rule.remove")]
    public void A_finding_tightens(string pattern, Treatment treatment, string code)
    {
        var engine = Ruled(new Rule("all", new Condition(), Treatment.Rebuild), new Rule("tight", new Condition { Findings = [new Glob(pattern)] }, treatment));
        var report = engine.Treat(TwoFiles.Replace("a@x", "@@", StringComparison.Ordinal));
        Assert.Equal(treatment, report.Decision.Treatment);
        Assert.Equal(["mail.address", code], report.Codes());
        Assert.True(report.IsHeld);
        Assert.Equal(2, report.Nested.Length);
    }

    [Fact]
    public void A_finding_can_not_be_hidden_behind_many_others()
    {
        var sanitizer = new Acting((_, _, _) => new Outcome.Removed("x") { Findings = [.. Enumerable.Range(0, 5_000).Select(i => new Finding("many", "", $"{i}")), new("last", "", "")] });
        var report = Text(new SanitizeEngine(new SanitizerCatalog([sanitizer]), Policy.Default));
        Assert.Contains("last", report.Codes());
        Assert.InRange(report.Outcome.Findings.Length, 2, 250);
    }

    [Fact]
    public void What_findings_quote_is_shown_as_one_clean_line()
    {
        var sanitizer = new Acting((_, _, _) => new Outcome.Removed("x") { Findings = [new("c", "a\r\nb\u202E", new string('x', 9_000) + "\0")] });
        var file = new UntrustedFile("n\r\n\u200B", "text/plain; \r\n\u202Ex", "x"u8.ToArray());
        var report = new SanitizeEngine(new SanitizerCatalog([sanitizer]), Policy.Default).Treat(file, Engines.Context, CancellationToken.None);
        Engines.AssertFit(report, "");
        Assert.InRange(report.Outcome.Findings[0].Detail.Length, 1, 500);
    }

    [Fact]
    public void A_throwing_sanitizer_withholds_its_file_alone_and_keeps_what_it_had_reported()
    {
        var throwing = new Acting((_, scope, token) =>
        {
            scope.TreatNested(new UntrustedFile("in.exe", "", "MZ"u8.ToArray()), token);
            throw new InvalidDataException("do not show this");
        });
        var catalog = SanitizerCatalog.Standard.Where(s => !s.Formats.Contains(FileFormat.Text)).Append(throwing);
        var report = new SanitizeEngine(new SanitizerCatalog(catalog), Policy.Default).Treat(TwoFiles);
        Assert.IsType<Outcome.Rebuilt>(report.Outcome);
        Assert.Equal(["sanitizer.failed", "sanitizer.failed"], report.Nested.SelectMany(n => n.Codes()));
        Assert.All(report.Nested, n => Assert.Equal("in.exe", Assert.Single(n.Nested).Name));
        Assert.DoesNotContain(report.Walk().SelectMany(r => r.Outcome.Findings), f => f.Detail.Contains("do not show", StringComparison.Ordinal));
        Engines.AssertFit(report, "");
    }

    [Fact]
    public void A_sanitizer_without_an_outcome_has_failed()
        => Assert.Equal(["sanitizer.failed"], Text(new SanitizeEngine(new SanitizerCatalog([new Acting((_, _, _) => null!)]), Policy.Default)).Codes());

    [Fact]
    public void A_format_without_a_sanitizer_is_withheld()
        => Assert.Equal(["sanitizer.missing"], Text(new SanitizeEngine(new SanitizerCatalog([]), Policy.Default)).Codes());

    [Fact]
    public void A_cancelled_treatment_is_withheld()
    {
        using var source = new CancellationTokenSource();
        var cancelling = new Acting((_, _, token) =>
        {
            source.Cancel();
            token.ThrowIfCancellationRequested();
            return new Outcome.Removed("");
        });
        var catalog = SanitizerCatalog.Standard.Where(s => !s.Formats.Contains(FileFormat.Text)).Append(cancelling);
        var report = new SanitizeEngine(new SanitizerCatalog(catalog), Policy.Default)
            .TreatMessage(Encoding.ASCII.GetBytes(TwoFiles), "", Engines.Context, source.Token);
        Assert.Equal(["limit.time"], report.Codes());
        Assert.True(report.IsHeld);
        Assert.All(report.Nested, n => Assert.Contains("limit.time", n.Codes()));
    }

    [Fact]
    public void A_cancellation_of_its_own_is_a_failure_of_the_sanitizer()
        => Assert.Equal(["sanitizer.failed"], Text(new SanitizeEngine(new SanitizerCatalog([new Acting((_, _, _) => throw new OperationCanceledException())]), Policy.Default)).Codes());

    public static TheoryData<string, string> Limited => new()
    {
        { "limit.files", Many("--b\r\nContent-Type: image/png\r\n\r\nx\r\n", 12) },
        { "limit.files", Many("--b\r\n\r\nx\r\n", 100_000) },
        { "limit.files", Many("--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n", 12) },
        { "limit.depth", string.Concat(Enumerable.Range(0, 10_000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n")) },
        { "limit.depth", string.Concat(Enumerable.Range(0, 40).Select(i => $"Content-Type: multipart/alternative; boundary=b{i}\r\n\r\n--b{i}\r\n")) },
        { "limit.bytes", "Subject: x\r\n\r\n" + new string('x', 3_000_000) },
        { "limit.bytes", Many("--b\r\nContent-Type: image/png\r\n\r\n" + new string('x', 700_000) + "\r\n", 2) },
    };

    [Theory]
    [MemberData(nameof(Limited))]
    public void What_exceeds_a_limit_is_withheld(string code, string message)
    {
        var report = Engines.With(p => p with { Limits = p.Limits with { MaxFiles = 10, MaxUnpackedBytes = 2_000_000 } }).Treat(message);
        Assert.IsType<Outcome.Quarantined>(report.Outcome);
        Assert.Contains(code, report.Codes());
        Assert.InRange(report.Walk().Count(), 1, 12);
    }

    [Fact]
    public void Messages_nested_too_deeply_are_withheld_where_the_limit_is()
    {
        var message = string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\r\n\r\n", 30)) + "Subject: x\r\n\r\nx";
        var report = Engines.Standard.Treat(message);
        Assert.IsType<Outcome.Rebuilt>(report.Outcome);
        Assert.Equal(["limit.depth"], report.Walk().Last().Codes());
        Assert.Equal(10, report.Walk().Count());
        Engines.AssertFit(report, "");
    }

    [Theory]
    [InlineData("%PDF-1.7\n")]
    [InlineData("MZ\u0090\0")]
    [InlineData("<html><body>x")]
    [InlineData("")]
    public void What_SMTP_brought_is_a_message_whatever_it_looks_like(string content)
    {
        var report = Engines.Standard.Treat(content);
        Assert.Equal(FileFormat.Mail, report.Format);
        Assert.IsType<Outcome.Rebuilt>(report.Outcome);
        Engines.AssertFit(report, "");
    }

    private static string Many(string part, int count)
        => "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat(part, count)) + "--b--\r\n";

    private static SanitizeEngine Ruled(params Rule[] rules) => Engines.With(p => p with { Rules = new RuleSet([.. rules]) });

    private static FileReport Text(SanitizeEngine engine)
        => engine.Treat(new UntrustedFile("a.txt", "text/plain", "x"u8.ToArray()), Engines.Context, CancellationToken.None);

    private sealed class Acting(Func<UntrustedFile, SanitizeScope, CancellationToken, Outcome> act) : ISanitizer
    {
        public ImmutableArray<FileFormat> Formats { get; } = [FileFormat.Text];

        public Outcome Sanitize(UntrustedFile file, SanitizeScope scope, CancellationToken cancellationToken) => act(file, scope, cancellationToken);
    }
}
