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

    [Fact]
    public void The_sanitizer_never_breaks() => Nowhere(run.All, d => d.Codes.Contains("sanitizer.failed") ? "sanitizer.failed" : null);

    /// <summary>Names every document of which something is wrong.</summary>
    internal static void Nowhere(IEnumerable<OfficeDocument> documents, Func<OfficeDocument, string?> fault)
    {
        var faults = documents.Select(d => (d.Source, Fault: fault(d))).Where(f => f.Fault is not null).Select(f => $"{f.Source}\n{f.Fault}").ToList();
        Assert.True(faults.Count == 0, $"{faults.Count} documents:\n{string.Join('\n', faults)}");
    }

    internal static string? Lines(IReadOnlyCollection<string> lines) => lines.Count == 0 ? null : string.Join('\n', lines.Take(20).Select(l => $"    {l}"));
}
