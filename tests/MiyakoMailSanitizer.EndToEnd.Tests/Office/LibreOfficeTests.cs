using System.Globalization;
using Xunit.Abstractions;

namespace MiyakoMailSanitizer.EndToEnd.Tests.Office;

/// <summary>Documents before and after through LibreOffice to PDF, and the text of its pages.</summary>
[Collection(OfficeCollection.Name)]
public sealed class LibreOfficeTests(OfficeRun run, ITestOutputHelper output)
{
    // Enough to show what it can do, and not so many that one hangs all others.
    private const int Batch = 40;

    [CorpusFact(LibreOffice = true)]
    public async Task The_text_of_the_pages_stays()
    {
        var documents = run.Corpus.Where(d => d.Output is not null).ToList();
        var (before, after) = (await PagesAsync(documents.Select(d => d.Input), "before"), await PagesAsync(documents.Select(d => d.Output!), "after"));
        var shares = new List<double>();
        var faults = new List<string>();
        foreach (var document in documents)
        {
            var (old, made) = (before.GetValueOrDefault(Key(document.Input)), after.GetValueOrDefault(Key(document.Output!)));
            if (old is null)
                continue;
            if (made is null)
            {
                faults.Add($"{document.Source}: it no longer opens");
                continue;
            }

            var share = Share(old, made);
            shares.Add(share);
            if (share < 1)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{share:P1} {document.Source} {string.Join(' ', document.Codes.Distinct())}"));
            if (share < 0.9 && !document.HasFinding && !OfficeExceptions.ShownLess.ContainsKey(Path.GetFileName(document.Source)))
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{document.Source}: {share:P1} of its text, and no finding"));
        }

        shares.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shares.Count} of {documents.Count} open; median {shares[shares.Count / 2]:P1}, least {shares[0]:P1}"));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(shares[shares.Count / 2] >= 0.99);
        Assert.True(shares.Count > documents.Count * 9 / 10, "LibreOffice opens hardly any");
    }

    /// <summary>The text of each document's pages, by the document's name; those that don't open are missing.</summary>
    private async Task<Dictionary<string, string>> PagesAsync(IEnumerable<string> documents, string name)
    {
        var pages = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var batch in documents.Chunk(Batch))
        {
            var folder = run.Of($"pdf-{name}");
            await Programs.RunAsync("soffice",
                [$"-env:UserInstallation=file://{run.Of("profile")}", "--headless", "--convert-to", "pdf", "--outdir", folder, .. batch]);
        }

        foreach (var pdf in Directory.GetFiles(run.Of($"pdf-{name}"), "*.pdf"))
            pages.Add(Path.GetFileNameWithoutExtension(pdf), await Programs.RunAsync("pdftotext", pdf, "-"));
        return pages;
    }

    /// <summary>The number that all names of a document start with.</summary>
    private static string Key(string path) => Path.GetFileNameWithoutExtension(path);

    /// <summary>How much of the characters is still there, wherever: 0 to 1.</summary>
    private static double Share(string before, string after)
    {
        var left = after.Where(c => !char.IsWhiteSpace(c)).CountBy(c => c).ToDictionary();
        var all = before.Where(c => !char.IsWhiteSpace(c)).CountBy(c => c).ToList();
        var count = all.Sum(c => c.Value);
        return count == 0 ? 1 : (double)all.Sum(c => Math.Min(c.Value, left.GetValueOrDefault(c.Key))) / count;
    }
}
