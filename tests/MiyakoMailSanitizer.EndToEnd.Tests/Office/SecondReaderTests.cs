using System.Text.Json;
using Xunit.Abstractions;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>Documents before and after as python-docx and openpyxl read them.</summary>
[Collection(OfficeCollection.Name)]
public sealed class SecondReaderTests(OfficeRun run, ITestOutputHelper output)
{
    [CorpusFact(Python = true)]
    public async Task Paragraphs_and_cells_stay()
    {
        var documents = run.Corpus.Where(d => d.Output is not null).ToList();
        var before = await ReadAsync(documents.Select(d => (d.Input, d.Input)));
        var after = await ReadAsync(documents.Select(d => (d.Output!, d.Input)));
        output.WriteLine($"{documents.Count} documents; read before {before.Values.Count(r => r.Items is not null)}, after {after.Values.Count(r => r.Items is not null)}");
        OfficeOutputTests.Nowhere(documents, d => Difference(d, before[d.Input], after[d.Input]));
    }

    private string? Difference(OfficeDocument document, Reading before, Reading after)
    {
        if (after.Items is null)
            return before.Items is null ? null : $"    it no longer opens: {after.Error}";
        if (before.Items is null)
            return null;
        var left = after.Items.CountBy(i => i).ToDictionary();
        var lost = before.Items.CountBy(i => i).Where(i => left.GetValueOrDefault(i.Key) < i.Value).Select(i => i.Key).ToList();
        if (lost.Count == 0)
            return null;
        output.WriteLine($"{document.Source}: {lost.Count} of {before.Items.Count} {string.Join(' ', document.Codes.Distinct())}");
        return document.HasFinding ? null : OfficeOutputTests.Lines([.. lost.Take(5).Select(i => $"lost: {i}")]);
    }

    /// <summary>What the readers see, by the second name.</summary>
    private static async Task<Dictionary<string, Reading>> ReadAsync(IEnumerable<(string Path, string Name)> documents)
    {
        var names = documents.ToDictionary(d => d.Path, d => d.Name);
        var script = Path.Combine(AppContext.BaseDirectory, "Office", "Readers", "read_office.py");
        var lines = await Programs.RunAsync(Programs.Python, names.Keys.Prepend(script));
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)
            .ToDictionary(l => names[l.GetProperty("file").GetString()!], Read);
    }

    private static Reading Read(JsonElement line) => line.TryGetProperty("items", out var items)
        ? new([.. items.EnumerateArray().Select(i => i.GetString()!)], "")
        : new(null, line.GetProperty("error").GetString()!);

    private sealed record Reading(List<string>? Items, string Error);
}
