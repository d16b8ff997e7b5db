using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Tests.Detection;

/// <summary>Real files of the shared corpus, which lies beside the repository; without it each test is skipped.</summary>
public sealed class CorpusTests
{
    private const string Absent = "absent";

    // Later volumes of split archives have no mark; what the folder says does not hold for these.
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["agile_AES128_MD5_CBC_pwd_password.xlsx"] = "ooxml-encrypted",
        ["attachments.tnef"] = "tnef",
        ["message.txt"] = "text",
        ["allproductsmar2000.dat"] = "text",
        ["7Zip.ZSTD.Split.7z.001"] = "7z",
        ["Arj.store.split.a01"] = "arj",
        ["Arj.store.split.a02"] = "arj",
        ["SOURCES.tsv"] = "csv",
        ["Landscape_0.jpg"] = "jpeg",
        ["test.jpg"] = "jpeg",
    };

    private static string? Root { get; } = Ancestors().Select(d => Path.Combine(d, "shared", "corpus")).FirstOrDefault(Directory.Exists);

    public static TheoryData<string> Files
        => Root is { } root
            ? [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Order()]
            : [Absent];

    [CorpusTheory]
    [MemberData(nameof(Files))]
    public void Honest_files_are_what_folder_and_extension_say(string path)
    {
        var name = Path.GetFileName(path);
        var detected = FormatDetectorTests.Detect(name, "", File.ReadAllBytes(Path.Combine(Root!, path)));
        Assert.Equal(Expected(path, name), detected.Format.Id);
        Assert.False(detected.IsPolyglot);
    }

    private sealed class CorpusTheoryAttribute : TheoryAttribute
    {
        public CorpusTheoryAttribute() => Skip = Root is null ? "shared/corpus lies in no folder above the tests" : null;
    }

    private static string Expected(string path, string name)
    {
        if (Exceptions.TryGetValue(name, out var exception))
            return exception;
        if (path.StartsWith("mail", StringComparison.Ordinal))
            return "mail";
        var extension = Path.GetExtension(name);
        return extension.Length == 4 && extension.Skip(1).All(char.IsDigit)
            ? "unknown"
            : FileFormat.All.First(f => f.Extensions.Contains(extension)).Id;
    }

    private static IEnumerable<string> Ancestors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return folder.FullName;
    }
}
