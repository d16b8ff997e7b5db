using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MiyakoMailSanitizer.EndToEnd.Tests.Harness;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>All documents through one run of the command <c>miyako sanitize</c>, with the rules that the project comes with.</summary>
public sealed class OfficeRun : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The corpus; empty where it is absent.</summary>
    internal ImmutableArray<OfficeDocument> Corpus { get; private set; } = [];

    /// <summary>What the samples carry.</summary>
    internal ImmutableArray<OfficeDocument> Samples { get; private set; } = [];

    /// <summary>Documents of the corpus into which <see cref="Poison"/> put everything that must not come out.</summary>
    internal ImmutableArray<OfficeDocument> Poisoned { get; private set; } = [];

    internal ImmutableArray<OfficeDocument> All => [.. Corpus, .. Samples, .. Poisoned];

    /// <summary>A folder of the run's own.</summary>
    internal string Of(params string[] parts) => _folder.Of(parts);

    public async Task InitializeAsync()
    {
        var corpus = OfficeSources.OfCorpus().ToList();
        Corpus = await SanitizeAsync("corpus", corpus);
        Samples = await SanitizeAsync("samples", [.. OfficeSources.OfSamples()]);
        Poisoned = await SanitizeAsync("poisoned", Poison.All(corpus));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    private async Task<ImmutableArray<OfficeDocument>> SanitizeAsync(string set, List<(string Source, string Extension, byte[] Content)> sources)
    {
        if (sources.Count == 0)
            return [];
        var folder = _folder.Of(set);
        Directory.CreateDirectory(folder);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (source, extension, content) in sources)
        {
            var path = Path.Combine(folder, names.Count.ToString("D4", CultureInfo.InvariantCulture) + extension);
            await File.WriteAllBytesAsync(path, content);
            names.Add(path, source);
        }

        var rules = Path.Combine(Repository.Root, "config", "rules.json");
        var result = await MiyakoCommand.RunAsync("sanitize", folder, "--out", _folder.Of($"{set}-out"), "--rules", rules, "--json");
        Assert.True(result.ExitCode is 0 or 3, $"exit code {result.ExitCode}: {result.Errors}");
        var documents = result.JsonLines.Select(l => Document(l, names)).OrderBy(d => d.Input, StringComparer.Ordinal).ToImmutableArray();
        Assert.Equal(names.Count, documents.Length);
        return documents;
    }

    private static OfficeDocument Document(JsonElement line, Dictionary<string, string> names)
    {
        var input = line.GetProperty("input").GetString()!;
        return new(
            names[input], input, line.GetProperty("outcome").GetString()!, line.GetProperty("output").GetString(), [.. CodesOf(line)]);
    }

    private static IEnumerable<string> CodesOf(JsonElement report)
        => report.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("code").GetString()!)
            .Concat(report.GetProperty("nested").EnumerateArray().SelectMany(CodesOf));
}

/// <summary>The documents are sanitized once for all tests of this folder, which run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class OfficeCollection : ICollectionFixture<OfficeRun>
{
    public const string Name = "Office documents";
}
