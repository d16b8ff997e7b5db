using Xunit.Abstractions;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>What leaves, looked at as raw ZIP and XML.</summary>
[Collection(OfficeCollection.Name)]
public sealed class OfficeOutputTests(OfficeRun run, ITestOutputHelper output)
{
    [CorpusFact]
    public void Every_document_of_the_corpus_is_rebuilt() => Nowhere(run.Corpus.Where(d => !OfficeExceptions.Withheld.ContainsKey(Path.GetFileName(d.Source))),
        d => d.Outcome == "rebuilt" ? null : $"{d.Outcome} {string.Join(' ', d.Codes)}");

    [Fact]
    public void Nothing_that_acts_or_leads_outside_leaves()
    {
        output.WriteLine($"{run.Corpus.Length} of the corpus, {run.Samples.Length} of the samples, {run.Poisoned.Length} poisoned");
        Nowhere(run.All.Where(d => d.Output is not null), d => Lines(ForbiddenContent.Faults(File.ReadAllBytes(d.Output!))));
    }

    [Fact]
    public void The_walk_sees_what_the_attacks_hold()
    {
        // Of the inputs almost all must be told; else the walk above proves nothing.
        var attacks = run.Samples.Where(d => d.Source != "samples/026-word-document" && !ForbiddenContent.Faults(File.ReadAllBytes(d.Input)).Any(f => !f.StartsWith("zip:", StringComparison.Ordinal)));
        Assert.Equal("", Lines([.. attacks.Select(d => d.Source)]) ?? "");
    }

    [CorpusFact]
    public void Nothing_of_what_was_put_in_leaves()
    {
        output.WriteLine(string.Join(", ", run.Poisoned.CountBy(d => d.Outcome).Select(c => $"{c.Value} {c.Key}")));
        foreach (var document in run.Poisoned.Where(d => d.Output is null))
            output.WriteLine($"{document.Source}: {string.Join(' ', document.Codes.Distinct())}");
        Nowhere(run.Poisoned.Where(d => d.Output is not null), d => Lines(
            [.. RawZip.Parts(File.ReadAllBytes(d.Output!)).SelectMany(p => Marked(p.Value).Prepend(p.Key.Contains(Poison.Mark, StringComparison.OrdinalIgnoreCase) ? "the name" : null)
                .OfType<string>().Select(m => $"{p.Key}: {m}"))]));
        Assert.True(run.Poisoned.Count(d => d.Output is not null) > run.Poisoned.Length * 9 / 10, "hardly any of them is rebuilt");
    }

    [CorpusFact]
    public void What_was_put_in_is_reported()
        => Nowhere(run.Poisoned, d => d.Codes.Any(c => c.StartsWith("office.", StringComparison.Ordinal) || c.StartsWith("rule.", StringComparison.Ordinal)) ? null : "no finding");

    [Fact]
    public void The_sanitizer_never_breaks() => Nowhere(run.All, d => d.Codes.Contains("sanitizer.failed") ? "sanitizer.failed" : null);

    /// <summary>Where the mark stands, with what is around it.</summary>
    private static IEnumerable<string> Marked(byte[] part)
    {
        foreach (var text in new[] { System.Text.Encoding.UTF8.GetString(part), System.Text.Encoding.Unicode.GetString(part) })
        {
            if (text.IndexOf(Poison.Mark, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
                yield return text[Math.Max(0, at - 80)..Math.Min(text.Length, at + 40)];
        }
    }

    /// <summary>Names every document of which something is wrong.</summary>
    internal static void Nowhere(IEnumerable<OfficeDocument> documents, Func<OfficeDocument, string?> fault)
    {
        var faults = documents.Select(d => (d.Source, Fault: fault(d))).Where(f => f.Fault is not null).Select(f => $"{f.Source}\n{f.Fault}").ToList();
        Assert.True(faults.Count == 0, $"{faults.Count} documents:\n{string.Join('\n', faults)}");
    }

    internal static string? Lines(IReadOnlyCollection<string> lines) => lines.Count == 0 ? null : string.Join('\n', lines.Take(20).Select(l => $"    {l}"));
}
