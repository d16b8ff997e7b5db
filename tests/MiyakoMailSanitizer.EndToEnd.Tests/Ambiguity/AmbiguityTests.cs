using Xunit.Abstractions;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Ambiguity;

/// <summary>
/// Messages that programs read differently come out as messages that they read alike, and what hid in the gap is named to the operator.
/// </summary>
public sealed class AmbiguityTests(AmbiguityRun run, ITestOutputHelper output) : IClassFixture<AmbiguityRun>
{
    private IEnumerable<Treated> Spoilt => run.All.Where(t => t.Mail.Makers.Length > 0);

    [ReadersFact]
    public void The_messages_are_many_and_the_readers_do_disagree_on_them()
    {
        Assert.True(run.All.Count >= 1200, $"{run.All.Count} messages");
        var disagreed = Spoilt.Count(t => t.Before.DistinctBy(r => r.Tree).Count() > 1);
        var seenBySome = Spoilt.Count(t => t.Before.DistinctBy(r => string.Join(' ', r.Markers.Order())).Count() > 1);
        output.WriteLine($"{run.All.Count} messages of {AmbiguityGenerator.Makers.Count} makers");
        output.WriteLine($"trees differ in {disagreed}; a marker is seen by some readers only in {seenBySome}");
        foreach (var outcome in run.All.CountBy(t => t.Outcome))
            output.WriteLine($"{outcome.Key}: {outcome.Value}");
        Assert.True(disagreed > 300 && seenBySome > 200, "the generator has lost its teeth");
    }

    [ReadersFact]
    public void Every_message_is_rebuilt_or_held_and_none_breaks_the_sanitizer() => Nowhere(run.All, t =>
        t.Outcome is not ("rebuilt" or "held") ? t.Outcome
            : t.Codes.Contains("sanitizer.failed") ? "sanitizer.failed"
            : null);

    [ReadersFact]
    public void Few_messages_are_held()
    {
        // To hold them all would be safe and of no use: a city office wants its mail.
        var held = run.All.Where(t => t.Outcome == "held").Select(t => t.Mail.FileName).ToList();
        Assert.True(held.Count * 20 <= run.All.Count, $"{held.Count} of {run.All.Count} are held: {string.Join(", ", held.Take(20))}");
    }

    [ReadersFact]
    public void What_is_delivered_reads_alike_in_all_programs() => Nowhere(run.All, t =>
        t.After is not { } after || after.DistinctBy(r => r.Tree).Count() == 1 ? null
            : string.Join('\n', after.Select((r, i) => $"--- {MailReaders.Names[i]}\n{r.Tree}")));

    [ReadersFact]
    public void No_marker_is_delivered_that_the_report_does_not_name() => Nowhere(Spoilt, t =>
        Numbers(t.Mail.Markers.Where(m => t.IsDelivered(m) && !t.IsTold(m))));

    [ReadersFact]
    public void What_any_program_would_see_is_named_to_the_operator() => Nowhere(Spoilt, t =>
        Numbers(t.Mail.Markers.Where(m => t.CanBeSeen(m) && !t.IsTold(m))));

    [ReadersFact]
    public void Every_gap_alone_is_reported() => Nowhere(Spoilt.Where(t => t.Mail.Makers.Length == 1), t =>
        t.Mail.Makers[0].Expected is { Length: > 0 } expected && !t.Codes.Any(c => expected.Any(e => Fits(c, e)))
            ? $"no {string.Join(" or ", expected)} among [{string.Join(' ', t.Codes.Distinct())}]"
            : null);

    [ReadersFact]
    public void Honest_messages_are_rebuilt_and_not_called_ambiguous() => Nowhere(run.All.Where(t => t.Mail.Makers.Length == 0), t =>
        t.Outcome != "rebuilt" ? t.Outcome
            : Array.Find(t.Codes, c => Fits(c, "mail.ambiguous.*")));

    private static string? Numbers(IEnumerable<Marker> markers)
        => string.Join(", ", markers.Select(m => m.Name)) is { Length: > 0 } names ? names : null;

    private static bool Fits(string code, string pattern)
        => pattern.EndsWith('*') ? code.StartsWith(pattern[..^1], StringComparison.Ordinal) : code == pattern;

    /// <summary>Fails with a line for each message in which something is wrong.</summary>
    private void Nowhere(IEnumerable<Treated> messages, Func<Treated, string?> wrong)
    {
        var faults = messages.Select(t => (t.Mail.FileName, Wrong: wrong(t))).Where(f => f.Wrong is not null).ToList();
        foreach (var (name, text) in faults)
            output.WriteLine($"{name}: {text}");
        Assert.True(faults.Count == 0,
            $"{faults.Count} messages, the first: {string.Join("; ", faults.Take(5).Select(f => $"{f.FileName}: {f.Wrong}"))}");
    }

    private sealed class ReadersFactAttribute : FactAttribute
    {
        private static readonly string? Reason = MailReaders.Missing();

        public ReadersFactAttribute() => Skip = Reason;
    }
}
