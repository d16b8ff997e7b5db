namespace MiyakoMailSanitizer.Sanitizing.Tests.Office;

/// <summary>Real documents of the shared corpus, which lies beside the repository; without it each test is skipped.</summary>
internal static class OfficeCorpus
{
    public const string Absent = "absent";

    public static string? Root { get; } = Ancestors().Select(d => Path.Combine(d, "shared", "corpus", "office")).FirstOrDefault(Directory.Exists);

    public static TheoryData<string> Files
        => Root is { } root
            ? [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Where(f => f[^1] is 'x' or 'm' && Path.GetExtension(f).Length == 5 && !f.Contains("agile", StringComparison.Ordinal))
                .Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal)]
            : [Absent];

    public static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(Root!, path));

    private static IEnumerable<string> Ancestors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return folder.FullName;
    }
}

internal sealed class CorpusTheoryAttribute : TheoryAttribute
{
    public CorpusTheoryAttribute() => Skip = OfficeCorpus.Root is null ? "shared/corpus/office lies in no folder above the tests" : null;
}
